-- Counter with bounds: adds, unless that would leave them.
--
--   KEYS[1]  the counter
--   ARGV[1]  how much to add; negative to take away
--   ARGV[2]  the least that it may be
--   ARGV[3]  the most that it may be
--   reply    the count; the error BOUNDS, and the counter as it was, when it would be less or more
--
-- Example:
--   understudy run docs/recipes/lua/bounded-counter.lua --keys seats --args 3 0 4
--   (integer) 3
--   understudy run docs/recipes/lua/bounded-counter.lua --keys seats --args 2 0 4
--   (error) BOUNDS 3 and 2 leaves 0 to 4

local count = tonumber(redis.call('GET', KEYS[1]) or 0)
local sum = count + ARGV[1]
if sum < tonumber(ARGV[2]) or sum > tonumber(ARGV[3]) then
  return redis.error_reply(string.format('BOUNDS %d and %s leaves %s to %s', count, ARGV[1], ARGV[2], ARGV[3]))
end
return redis.call('INCRBY', KEYS[1], ARGV[1])
