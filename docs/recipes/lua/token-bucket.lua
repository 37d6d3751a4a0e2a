-- Limiter with a token bucket: it fills at a steady rate, a call takes tokens out, and a full bucket allows a burst.
--
--   KEYS[1]  the bucket
--   ARGV[1]  how many tokens it holds
--   ARGV[2]  how many tokens come in a second
--   ARGV[3]  how many tokens this call takes
--   reply    1 when the call may go ahead, else 0; the whole tokens left; seconds after which it is worth another try
--
-- Example:
--   understudy run docs/recipes/lua/token-bucket.lua --keys bucket:ann --args 5 0.1 4
--   1) (integer) 1
--   2) (integer) 1
--   3) (integer) 0
--   understudy run docs/recipes/lua/token-bucket.lua --keys bucket:ann --args 5 0.1 4
--   1) (integer) 0
--   2) (integer) 1
--   3) (integer) 30

local capacity, rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if wanted > capacity then
  return redis.error_reply('TOOMUCH the bucket holds ' .. capacity .. ' tokens, never ' .. wanted)
end
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local tokens = capacity
local kept = redis.call('GET', KEYS[1])
if kept then
  local before, at = string.match(kept, '^(%S+) (%S+)$')
  tokens = math.min(capacity, before + (now - at) * rate)
end
if tokens < wanted then
  return {0, math.floor(tokens), math.ceil((wanted - tokens) / rate)}
end
tokens = tokens - wanted
redis.call('SET', KEYS[1], string.format('%.6f %.6f', tokens, now), 'EX', math.ceil((capacity - tokens) / rate) + 1)
return {1, math.floor(tokens), 0}
