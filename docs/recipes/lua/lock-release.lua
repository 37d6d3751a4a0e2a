-- Lock, third of three: free it, if it is still held.
--
--   KEYS[1]  the lock
--   ARGV[1]  the holder's token
--   reply    1, or 0 when the lock was not the holder's any more
--
-- Example:
--   understudy run docs/recipes/lua/lock-acquire.lua --keys lock:invoice --args 7f3a 30000
--   (integer) 1
--   understudy run docs/recipes/lua/lock-release.lua --keys lock:invoice --args 99c1
--   (integer) 0
--   understudy run docs/recipes/lua/lock-release.lua --keys lock:invoice --args 7f3a
--   (integer) 1

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
