-- Limiter with a leaky bucket that blocks for a while whoever makes it overflow. Called as libraries of throttles do:
-- without keys, the names follow from the identifier.
--
--   ARGV[1]  whose bucket it is
--   ARGV[2]  how many tokens the bucket holds
--   ARGV[3]  how many tokens leak in a second
--   ARGV[4]  how many seconds an overflow blocks
--   ARGV[5]  how many tokens this call pours in
--   reply    seconds for which the caller is blocked, 0 when the call may go ahead; and the tokens in the bucket
--
-- Example:
--   understudy run docs/recipes/lua/leaky-bucket.lua --args 203.0.113.7 2 0.01 30 1
--   1) (integer) 0
--   2) (integer) 1
--   understudy run docs/recipes/lua/leaky-bucket.lua --args 203.0.113.7 2 0.01 30 1
--   1) (integer) 0
--   2) (integer) 2
--   understudy run docs/recipes/lua/leaky-bucket.lua --args 203.0.113.7 2 0.01 30 1
--   1) (integer) 30
--   2) (integer) 2

local capacity, leak, block, poured = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local bucket = 'throttle:' .. ARGV[1] .. ':bucket'
local blocked = 'throttle:' .. ARGV[1] .. ':blocked'

local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local level = 0
local kept = redis.call('GET', bucket)
if kept then
  local before, at = string.match(kept, '^(%S+) (%S+)$')
  level = math.max(0, before - (now - at) * leak)
end

local blocked_millis = redis.call('PTTL', blocked)
if blocked_millis > 0 then
  return {math.ceil(blocked_millis / 1000), math.ceil(level)}
end
if level + poured > capacity then
  redis.call('SET', blocked, 1, 'EX', block)
  return {block, math.ceil(level)}
end
level = level + poured
redis.call('SET', bucket, string.format('%.6f %.6f', level, now), 'EX', math.ceil(level / leak) + 1)
return {0, math.ceil(level)}
