-- Limiter with a sliding window, over two counters: what the window before this one let through counts for the part
-- of it that the sliding window still covers. No burst at the border of two windows, and two small keys a caller.
--
--   KEYS[1]  the beginning of the counters' names
--   ARGV[1]  how many calls a window lets through
--   ARGV[2]  how long a window is, in milliseconds
--   reply    1 when the call may go ahead, else 0
--
-- Example:
--   understudy run docs/recipes/lua/sliding-window.lua --keys calls:ann --args 1 3600000000
--   (integer) 1
--   understudy run docs/recipes/lua/sliding-window.lua --keys calls:ann --args 1 3600000000
--   (integer) 0

local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local index = math.floor(now / window)
local this = KEYS[1] .. ':' .. string.format('%d', index)
local last = KEYS[1] .. ':' .. string.format('%d', index - 1)
local covered = 1 - (now % window) / window
local taken = tonumber(redis.call('GET', this) or 0)
local before = tonumber(redis.call('GET', last) or 0)
if before * covered + taken + 1 > limit then
  return 0
end
redis.call('INCR', this)
redis.call('PEXPIRE', this, 2 * window)
return 1
