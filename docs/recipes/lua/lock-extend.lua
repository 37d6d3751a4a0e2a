-- Lock, second of three: hold it for longer, if it is still held.
--
--   KEYS[1]  the lock
--   ARGV[1]  the holder's token
--   ARGV[2]  for how many milliseconds from now
--   reply    1, or 0 when the lock is not the holder's any more: whoever gets that stops working
--
-- Example:
--   understudy run docs/recipes/lua/lock-acquire.lua --keys lock:invoice --args 7f3a 30000
--   (integer) 1
--   understudy run docs/recipes/lua/lock-extend.lua --keys lock:invoice --args 7f3a 60000
--   (integer) 1
--   understudy run docs/recipes/lua/lock-extend.lua --keys lock:invoice --args 99c1 60000
--   (integer) 0

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
