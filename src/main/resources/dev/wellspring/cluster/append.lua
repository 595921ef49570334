-- Appends updates to the log, discards what retention lets go, and says how the log stands; without updates, only the
-- latter two. One call is one step that nobody sees half of. AppendScript calls it, and explains it.
--
-- KEYS     life      hash: what is true of the whole log
--          updates   stream: the updates; an entry's id is <place>-<epoch>
--          ids       sorted set: the ids that publishers have brought, <length>:<id><place>, all with score 0
--          answer    hash: what the last call of this writer was answered
-- ARGV     epoch, secret of a life, should one have to begin
--          token of this call, and until when (milliseconds of this server) it may do anything
--          seen: the largest place that the writer has heard of
--          retention: updates, bytes, milliseconds
--          and for each update: footprint, topics, data, "1" if private, id, type, retry; the last three with a "=" in
--          front, or empty where there is none
local life, updates, ids, answer = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local HEAD, EACH = 8, 7
local PER_MILLISECOND = 1024
local LEAP = 1048576

local token, deadline, seen = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local most, most_bytes, longest = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local brought = (#ARGV - HEAD) / EACH

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Places are integers below 2^53, which numbers hold exactly; what Lua makes of them by itself is 1.8e+15.
local function text(number)
  return string.format('%.0f', number)
end

local function indexed(id, place)
  return #id .. ':' .. id .. string.format('%016.0f', place)
end

-- The server in its present life: another one after each start, and each promotion from replica to master.
local function present_server()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

local held = redis.call('HMGET', life, 'epoch', 'secret', 'server', 'begun', 'last', 'last_id', 'horizon', 'bytes')
local epoch, secret, server, last_id = held[1], held[2], held[3], held[6]
local begun, last, horizon, bytes = tonumber(held[4]), tonumber(held[5]), tonumber(held[7]), tonumber(held[8])

local function standing(first)
  return {epoch, secret, text(first), text(begun), text(last), last_id, text(horizon),
          redis.call('XLEN', updates), text(bytes)}
end

-- The answer to this call was lost on the way, and here it is again. Writing, so that WAIT has something to wait for.
if brought > 0 then
  local given = redis.call('HMGET', answer, 'token', 'first')
  if given[1] == token and epoch then
    redis.call('PEXPIRE', answer, 600000)
    return standing(tonumber(given[2]))
  end
  if now > deadline then
    return redis.error_reply('LATE The writer has given up waiting for this.')
  end
end

-- A life begins. Its places are larger than those of any life before, as long as the clock goes forward.
if not epoch then
  epoch, secret, server, last_id = ARGV[1], ARGV[2], present_server(), ''
  begun = math.max(now * PER_MILLISECOND, seen)
  last, horizon, bytes = begun, begun, 0
  redis.call('HSET', life, 'epoch', epoch, 'secret', secret, 'server', server, 'begun', text(begun), 'last', text(last),
             'last_id', last_id, 'horizon', text(horizon), 'bytes', text(bytes))
  redis.call('DEL', updates, ids)
end

local first = last + 1
if brought > 0 then
  local before = last
  -- A server that has not written to this log in its present life may have lost the end of it.
  local present = present_server()
  if present ~= server then
    server = present
    last = math.max(last + LEAP, seen, now * PER_MILLISECOND)
    first = last + 1
  end
  for i = 0, brought - 1 do
    local at = HEAD + i * EACH
    local place = first + i
    local fields = {'gap', text(place - before), 'size', ARGV[at + 1], 'at', text(now),
                    'topics', ARGV[at + 2], 'data', ARGV[at + 3]}
    local function add(name, value)
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
    if ARGV[at + 4] ~= '' then add('private', ARGV[at + 4]) end
    last_id = ARGV[at + 5]
    if last_id ~= '' then add('id', string.sub(last_id, 2)) end
    if ARGV[at + 6] ~= '' then add('type', string.sub(ARGV[at + 6], 2)) end
    if ARGV[at + 7] ~= '' then add('retry', string.sub(ARGV[at + 7], 2)) end
    redis.call('XADD', updates, text(place) .. '-' .. epoch, unpack(fields))
    if last_id ~= '' then redis.call('ZADD', ids, 0, indexed(string.sub(last_id, 2), place)) end
    bytes = bytes + tonumber(ARGV[at + 1])
    before = place
  end
  last = before
  redis.call('HSET', life, 'server', server, 'last', text(last), 'last_id', last_id, 'bytes', text(bytes))
  redis.call('HSET', answer, 'token', token, 'first', text(first))
  redis.call('PEXPIRE', answer, 600000)
end

-- Retention. What this call has brought stays: nobody can have read it. Age is looked at between appends only, because
-- for it the oldest update has to be read.
local count = redis.call('XLEN', updates)
local discarded = horizon
local budget = math.max(128, 2 * brought)
if count == 0 then
  discarded, bytes = math.max(horizon, last), 0
end
while budget > 0 and count > 0 and (brought == 0 or count > most or bytes > most_bytes) do
  local portion = math.min(budget, 16, brought > 0 and math.max(1, count - most) or 16)
  budget = budget - portion
  local done = false
  for _, entry in ipairs(redis.call('XRANGE', updates, text(discarded + 1), '+', 'COUNT', portion)) do
    local place = tonumber(string.match(entry[1], '^%d+'))
    local value = {}
    for i = 1, #entry[2], 2 do value[entry[2][i]] = entry[2][i + 1] end
    local is_over = count > 1 and (count > most or bytes > most_bytes)
    if (brought > 0 and place >= first) or not (is_over or now - tonumber(value.at) > longest) then
      done = true
      break
    end
    if value.id then redis.call('ZREM', ids, indexed(value.id, place)) end
    bytes = bytes - tonumber(value.size)
    count = count - 1
    discarded = place
  end
  if done then break end
end
if discarded > horizon then
  horizon = discarded
  redis.call('XTRIM', updates, 'MINID', text(horizon + 1))
  redis.call('HSET', life, 'horizon', text(horizon), 'bytes', text(bytes))
end
return standing(first)
