-- Compare and set: a new value, if the key still holds the one that was read. An expiry that it has stays.
--
--   KEYS[1]  the key
--   ARGV[1]  the value that is expected; empty for a key that is not there
--   ARGV[2]  the new value
--   reply    1 and the new value; 0 and the value that is there instead, nil for none
--
-- Example:
--   understudy run docs/recipes/lua/compare-and-set.lua --keys config --args "" v1
--   1) (integer) 1
--   2) "v1"
--   understudy run docs/recipes/lua/compare-and-set.lua --keys config --args v0 v2
--   1) (integer) 0
--   2) "v1"

local current = redis.call('GET', KEYS[1])
if (current or '') ~= ARGV[1] then
  return {0, current}
end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return {1, ARGV[2]}
