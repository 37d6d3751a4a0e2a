-- Lock, first of three: take it. The token is the holder's own, a random one, so that nobody frees another's lock.
-- Asked again by its holder, as after an answer that was lost, it is still theirs.
--
--   KEYS[1]  the lock
--   ARGV[1]  the holder's token
--   ARGV[2]  for how many milliseconds
--   reply    1 when it is the holder's now, 0 when somebody else has it
--
-- Example:
--   understudy run docs/recipes/lua/lock-acquire.lua --keys lock:invoice --args 7f3a 30000
--   (integer) 1
--   understudy run docs/recipes/lua/lock-acquire.lua --keys lock:invoice --args 99c1 30000
--   (integer) 0

if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return 1
end
return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0
