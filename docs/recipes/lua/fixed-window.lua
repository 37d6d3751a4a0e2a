-- Limiter with a fixed window: so many calls from the first one on, then none until the window is over.
--
--   KEYS[1]  the counter of this caller
--   ARGV[1]  how many calls a window lets through
--   ARGV[2]  how long a window is, in milliseconds
--   reply    1 and the calls that are left; 0 and the milliseconds until the window is over
--
-- Example:
--   understudy run docs/recipes/lua/fixed-window.lua --keys hits:ann --args 2 60000
--   1) (integer) 1
--   2) (integer) 1
--   understudy run docs/recipes/lua/fixed-window.lua --keys hits:ann --args 2 60000
--   1) (integer) 1
--   2) (integer) 0

local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local taken = tonumber(redis.call('GET', KEYS[1]) or 0)
if taken >= limit then
  return {0, redis.call('PTTL', KEYS[1])}
end
if redis.call('INCR', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], window)
end
return {1, limit - taken - 1}
