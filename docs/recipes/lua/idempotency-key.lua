-- Idempotency key: of requests with the same key one is worked on, and all get its result. Claim it first, without a
-- result; call again with the result when the work is done. A claim that is never completed ends with its time.
--
--   KEYS[1]  the key that the caller chose
--   ARGV[1]  what the request asks for, or a digest of it: the same key for something else is a mistake
--   ARGV[2]  for how many seconds the key is remembered
--   ARGV[3]  the result; left out to claim
--   reply    new, running, or done with the result; the error MISMATCH for another request with the same key
--
-- Example:
--   understudy run docs/recipes/lua/idempotency-key.lua --keys pay:42 --args "EUR 10" 86400
--   1) "new"
--   understudy run docs/recipes/lua/idempotency-key.lua --keys pay:42 --args "EUR 10" 86400
--   1) "running"
--   understudy run docs/recipes/lua/idempotency-key.lua --keys pay:42 --args "EUR 10" 86400 "receipt 7"
--   1) "done"
--   2) "receipt 7"
--   understudy run docs/recipes/lua/idempotency-key.lua --keys pay:42 --args "EUR 10" 86400
--   1) "done"
--   2) "receipt 7"

local digest = redis.sha1hex(ARGV[1])
local kept = redis.call('GET', KEYS[1])
if kept and kept:sub(1, 40) ~= digest then
  return redis.error_reply('MISMATCH the key was used for another request')
end
local result = kept and #kept > 40 and kept:sub(42)
if not result and ARGV[3] then
  result = ARGV[3]
  redis.call('SET', KEYS[1], digest .. ' ' .. result, 'EX', ARGV[2])
end
if result then
  return {'done', result}
end
if kept then
  return {'running'}
end
redis.call('SET', KEYS[1], digest, 'EX', ARGV[2])
return {'new'}
