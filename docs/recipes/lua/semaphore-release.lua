-- Semaphore, second of two: gives a place back.
--
--   KEYS[1]  the beginning of the places' names
--   ARGV[1]  the holder's token
--   ARGV[2]  how many places there are
--   reply    the number of the place, or 0 when the holder had none any more
--
-- Example:
--   understudy run docs/recipes/lua/semaphore-acquire.lua --keys printer --args job1 2 30000
--   (integer) 1
--   understudy run docs/recipes/lua/semaphore-release.lua --keys printer --args job1 2
--   (integer) 1
--   understudy run docs/recipes/lua/semaphore-release.lua --keys printer --args job1 2
--   (integer) 0

for place = 1, tonumber(ARGV[2]) do
  if redis.call('GET', KEYS[1] .. ':' .. place) == ARGV[1] then
    redis.call('DEL', KEYS[1] .. ':' .. place)
    return place
  end
end
return 0
