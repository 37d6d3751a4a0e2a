-- Semaphore, first of two: a lease on one of so many places. Asked again by its holder the lease begins anew.
--
--   KEYS[1]  the beginning of the places' names
--   ARGV[1]  the holder's token
--   ARGV[2]  how many places there are
--   ARGV[3]  for how many milliseconds
--   reply    the number of the place, or 0 when all are taken
--
-- Example:
--   understudy run docs/recipes/lua/semaphore-acquire.lua --keys printer --args job1 2 30000
--   (integer) 1
--   understudy run docs/recipes/lua/semaphore-acquire.lua --keys printer --args job2 2 30000
--   (integer) 2
--   understudy run docs/recipes/lua/semaphore-acquire.lua --keys printer --args job3 2 30000
--   (integer) 0

local free = 0
for place = tonumber(ARGV[2]), 1, -1 do
  local holder = redis.call('GET', KEYS[1] .. ':' .. place)
  if holder == ARGV[1] then
    redis.call('PEXPIRE', KEYS[1] .. ':' .. place, ARGV[3])
    return place
  elseif not holder then
    free = place
  end
end
if free > 0 then
  redis.call('SET', KEYS[1] .. ':' .. free, ARGV[1], 'PX', ARGV[3])
end
return free
