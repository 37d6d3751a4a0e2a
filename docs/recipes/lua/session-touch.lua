-- Session: reads it, counts the visit and lets it live on, in one step. With data it is opened, or its data replaced.
--
--   KEYS[1]  the session
--   ARGV[1]  how many milliseconds it lives without a visit
--   ARGV[2]  data to keep; left out to read
--   reply    the data and the visits so far, or nil when there is no such session any more
--
-- Example:
--   understudy run docs/recipes/lua/session-touch.lua --keys session:9d --args 1800000 "cart: tea"
--   1) "cart: tea"
--   2) (integer) 1
--   understudy run docs/recipes/lua/session-touch.lua --keys session:9d --args 1800000
--   1) "cart: tea"
--   2) (integer) 2
--   understudy run docs/recipes/lua/session-touch.lua --keys session:00 --args 1800000
--   (nil)

local kept = redis.call('GET', KEYS[1])
if not kept and not ARGV[2] then
  return nil
end
local visits, data = 0, ARGV[2]
if kept then
  local session = cmsgpack.unpack(kept)
  visits, data = session[1], data or session[2]
end
redis.call('SET', KEYS[1], cmsgpack.pack({visits + 1, data}), 'PX', ARGV[1])
return {data, visits + 1}
