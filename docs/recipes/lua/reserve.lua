-- Reservation from a stock: never more than there is, and once for each order, however often it is asked. An amount
-- of 0 gives the order's items back.
--
--   KEYS[1]  the stock
--   KEYS[2]  what the order has reserved
--   ARGV[1]  how many the order wants
--   reply    how many the order has, and how many are left; the error SOLDOUT when there are not so many
--
-- Example:
--   SET stock:chairs 5
--   understudy run docs/recipes/lua/reserve.lua --keys stock:chairs,order:a --args 3
--   1) (integer) 3
--   2) (integer) 2
--   understudy run docs/recipes/lua/reserve.lua --keys stock:chairs,order:a --args 3
--   1) (integer) 3
--   2) (integer) 2
--   understudy run docs/recipes/lua/reserve.lua --keys stock:chairs,order:b --args 3
--   (error) SOLDOUT 2 left

local wanted = tonumber(ARGV[1])
local has = tonumber(redis.call('GET', KEYS[2]) or 0)
local left = tonumber(redis.call('GET', KEYS[1]) or 0) + has - wanted
if left < 0 then
  return redis.error_reply('SOLDOUT ' .. left + wanted - has .. ' left')
end
redis.call('SET', KEYS[1], left)
if wanted == 0 then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], wanted)
end
return {wanted, left}
