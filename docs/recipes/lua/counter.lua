-- Counter with an expiry: it counts up from zero and begins anew so long after its first count.
--
--   KEYS[1]  the counter
--   ARGV[1]  how much to add
--   ARGV[2]  how many milliseconds it lives
--   reply    the count
--
-- Example:
--   understudy run docs/recipes/lua/counter.lua --keys visits --args 5 86400000
--   (integer) 5
--   understudy run docs/recipes/lua/counter.lua --keys visits --args 1 86400000
--   (integer) 6

local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return count
