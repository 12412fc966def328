"""The limits all processes share, as one script in Redis (design 2, 4.5 and 4.8).

``bot/delivery/limiting.py`` says what is promised; ``bot/delivery/spacing.py`` is the same
arithmetic in Python, for when Redis is away, and is held to this script by a test.

Keys, all of them expiring ten seconds after they have ceased to matter, instants being
microseconds since 1970 by Redis's own clock:

- ``yike:limit:{account}``: when bulk is next in turn, then the times of the last messages;
- ``yike:limit:{account}:{chat}``: of a private chat, when all it was sent is paid off; of a
  group, the times of its last messages;
- the same with ``:pause``: until when the account or the chat rests; 0 for an account that was
  let go on earlier, so that processes that still know of the pause forget it.

The keys below an account's are derived in the script, so it runs on one server (with replicas),
not on a cluster that spreads keys.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from redis.asyncio import Redis

HORIZON = 150_000
"""How far ahead (microseconds) a delivery nobody waits for is reserved, and how late its account
may come without losing turns."""
AHEAD = 1_100_000
"""How far ahead (microseconds) what somebody waits for is reserved: it stays in line instead of
being put back and losing its place."""
PREFIX = "yike:limit:"

Item = tuple[int, str, int, int, int, int]
"""One delivery: its account's place in the batch, chat, group (0 or 1), waited for (0 or 1),
messages, and how long (microseconds) this process knows the chat to rest."""


class Rules(NamedTuple):
    """The limits of one account in numbers to count with; a 0 in ``most`` means no such limit.

    At most ``most`` messages lie in any ``width`` microseconds; ``spacing`` is the one divided
    by the other, rounded up. ``bulk_*`` is what deliveries nobody waits for may fill it to.
    """

    most: int = 0
    width: int = 0
    spacing: int = 0
    bulk_most: int = 0
    bulk_width: int = 0
    bulk_spacing: int = 0
    chat_burst: int = 0
    chat_spacing: int = 0
    group_most: int = 0
    group_width: int = 0
    group_spacing: int = 0


NO_LIMITS = Rules()


class Ask(NamedTuple):
    """One batch: accounts with the pauses (microseconds) this process knows of, and items."""

    accounts: Sequence[str]
    pauses: Sequence[int]
    items: Sequence[Item]


class Answer(NamedTuple):
    """What came of a batch, in microseconds from now.

    ``turns``: of each item its wait if it is granted, else less than zero: minus the wait.
    ``pauses``: of each account what is left of its pause, -1 where it was lifted.
    ``opened``, ``opens``: of each account when a bulk message could go before and after these.
    """

    turns: Sequence[int]
    pauses: Sequence[int]
    opened: Sequence[int]
    opens: Sequence[int]


_RESERVE = """
local HORIZON, AHEAD, MARGIN, APART = tonumber(ARGV[2]), tonumber(ARGV[3]), 10000000, 250000
local asked = cjson.decode(ARGV[1])
local now = tonumber(ARGV[4])
if now < 0 then
  local time = redis.call('time')
  now = time[1] * 1000000 + time[2]
end

local function keep(key, value, till)
  redis.call('set', key, value, 'px', math.ceil((till - now + MARGIN) / 1000))
end

-- Until when it rests. What a process knows of and Redis has forgotten is written again; less
-- than APART later is the same pause seen through a slower network.
local function rests(key, stored, announced)
  if stored == '0' then return 0 end
  local till = tonumber(stored) or 0
  if announced > 0 and now + announced > till + APART then
    till = now + announced
    keep(key, till, till)
  end
  return till
end

-- The times that still count; what lies too far ahead is from before the clock was set back.
local function counting(log, width)
  local kept = {}
  for _, at in ipairs(log) do
    if at > now - width and at < now + AHEAD + 3 * width then kept[#kept + 1] = at end
  end
  return kept
end

-- The first instant from x on at which n more leave at most `most` in every `width`.
local function fit(log, most, width, n, x)
  n = math.min(n, most)
  while true do
    local before, moved = #log, false
    while before > 0 and log[before] > x do before = before - 1 end
    local i = math.min(before, #log - most + n)
    while i > 0 and log[i] + width > x and not moved do
      if log[i + most - n] < log[i] + width then
        x, moved = log[i] + width, true
      end
      i = i - 1
    end
    if not moved then
      local last = log[before + most - n + 1]
      if not last or last >= x + width then return x end
      x = log[before + 1]
    end
  end
end

local function put(log, n, x)
  local at = #log
  for _ = 1, n do log[#log + 1] = x end
  while at > 0 and log[at] > x do
    log[at + n], log[at] = log[at], x
    at = at - 1
  end
end

local function open(key, rules, announced)
  local held = redis.call('mget', key .. ':pause', key)
  local state = held[2] and cmsgpack.unpack(held[2]) or {0, {}}
  local room = {
    key = key, behind = {}, cursor = {}, lifted = held[1] == '0',
    till = rests(key .. ':pause', held[1], announced),
    most = rules[1], width = rules[2], spacing = rules[3],
    bulk_most = rules[4], bulk_width = rules[5], bulk_spacing = rules[6],
    burst = rules[7], chat_spacing = rules[8],
    group_most = rules[9], group_width = rules[10], group_spacing = rules[11],
  }
  room.reach = math.max(room.width, room.bulk_width)
  room.log = counting(state[2], room.reach)
  room.turn = state[1] < now + AHEAD + 3 * room.reach and state[1] or 0
  -- Who was late makes up for it; who had nothing to send begins evenly.
  if room.turn < now - 2 * HORIZON then room.turn = now end
  return room
end

-- The first instant from x on at which the account takes n more.
local function account_fit(room, waited, n, x)
  if waited then
    return room.most > 0 and fit(room.log, room.most, room.width, n, x) or x
  end
  if room.bulk_most == 0 then return x end
  return fit(room.log, room.bulk_most, room.bulk_width, n, math.max(x, room.turn))
end

local function next_bulk(room)
  return account_fit(room, false, 1, math.max(now, room.till))
end

local function account_put(room, waited, n, x)
  if room.most > 0 or not waited and room.bulk_most > 0 then
    put(room.log, n, x)
    room.changed = true
  end
  if not waited then
    room.turn = math.max(room.turn, x - HORIZON) + n * room.bulk_spacing
  end
end

-- A chat's own state: its first instant from x on, and what to do once x is fixed.
local function chat_of(room, key, stored, group, n, x)
  if group then
    if room.group_most == 0 then return {from = x} end
    local log = counting(stored and cmsgpack.unpack(stored) or {}, room.group_width)
    return {log = log, from = fit(log, room.group_most, room.group_width, n, x)}
  end
  if room.chat_spacing == 0 then return {from = x} end
  local paid = tonumber(stored) or 0
  if paid > now + AHEAD + 100 * room.chat_spacing then paid = 0 end
  return {paid = paid, from = math.max(x, paid - math.max(0, room.burst - n) * room.chat_spacing)}
end

local function chat_put(room, key, chat, n, x)
  if chat.log then
    put(chat.log, math.min(n, room.group_most), x)
    keep(key, cmsgpack.pack(chat.log), chat.log[#chat.log] + room.group_width)
  elseif chat.paid then
    local paid = math.max(chat.paid, x) + n * room.chat_spacing
    keep(key, paid, paid)
  end
end

-- Put off: not before x, each behind those of the same row that were put off before it.
local function put_off(row, name, x, spacing, waited)
  local at = math.max(x, row[name] or 0)
  row[name] = at + spacing
  return now + (waited and AHEAD or HORIZON) / 2 - at
end

local function turn(room, name, group, waited, n, announced)
  local spacing = waited and room.spacing or room.bulk_spacing
  local counts = math.max(1, math.min(n, waited and room.most or room.bulk_most))
  if not waited and room.full then
    return put_off(room.cursor, waited, 0, counts * spacing, waited)
  end
  local key = room.key .. ':' .. name
  local held = redis.call('mget', key .. ':pause', key)
  local x = math.max(now, room.till, rests(key .. ':pause', held[1], announced))
  local chat = chat_of(room, key, held[2], group, n, x)
  local limit = now + (waited and AHEAD or HORIZON) + (counts - 1) * spacing
  if chat.from > limit and chat.from > room.till then
    local apart = group and room.group_spacing or room.chat_spacing
    return put_off(room.behind, name, chat.from, n * apart, waited)
  end
  local settled
  x = chat.from
  repeat
    settled = account_fit(room, waited, counts, x)
    x = chat.log and fit(chat.log, room.group_most, room.group_width, n, settled) or settled
  until x == settled
  if x > limit then
    room.full = not waited and next_bulk(room) > now + HORIZON
    return put_off(room.cursor, waited, x, counts * spacing, waited)
  end
  account_put(room, waited, counts, x)
  chat_put(room, key, chat, n, x)
  return x - now
end

local rooms, turns, pauses, opened, opens = {}, {}, {}, {}, {}
for i, account in ipairs(asked[1]) do
  rooms[i] = open(KEYS[i], account[1], account[2])
  opened[i] = next_bulk(rooms[i]) - now
end
for i, one in ipairs(asked[2]) do
  turns[i] = turn(rooms[one[1] + 1], one[2], one[3] == 1, one[4] == 1, one[5], one[6])
end
for i, room in ipairs(rooms) do
  pauses[i] = room.lifted and -1 or math.max(0, room.till - now)
  opens[i] = next_bulk(room) - now
  if room.changed then
    local last = room.log[#room.log]
    keep(room.key, cmsgpack.pack({room.turn, room.log}), last + room.reach)
  end
end
return cjson.encode({turns, pauses, opened, opens})
"""

_PAUSE = """
local now = tonumber(ARGV[2])
if now < 0 then
  local time = redis.call('time')
  now = time[1] * 1000000 + time[2]
end
local till = math.max(now + ARGV[1], tonumber(redis.call('get', KEYS[1])) or 0)
redis.call('set', KEYS[1], till, 'px', math.ceil((till - now) / 1000) + 10000)
"""


class SharedLimits:
    """The limits of all processes. Every call is one round trip, and raises what
    ``bot.store.redis.LOST`` lists when Redis does not answer.

    ``now`` (microseconds) takes the place of Redis's own clock where time is simulated.
    """

    def __init__(self, redis: "Redis", rules: Mapping[str, Rules]) -> None:
        """Nothing is asked yet; accounts without ``rules`` have no limits."""
        self._redis = redis
        self._rules = rules
        self._reserve = redis.register_script(_RESERVE)
        self._pause = redis.register_script(_PAUSE)

    async def reserve(self, ask: Ask, now: int | None = None) -> Answer:
        """Take the turns of a batch; nothing is taken for those that must wait."""
        rules = [self._rules.get(name, NO_LIMITS) for name in ask.accounts]
        batch = json.dumps((list(zip(rules, ask.pauses, strict=True)), ask.items))
        keys = [PREFIX + name for name in ask.accounts]
        found = await self._reserve(keys, [batch, HORIZON, AHEAD, -1 if now is None else now])
        return Answer(*json.loads(found))

    async def pause(self, account: str, chat: str, wait: int, now: int | None = None) -> None:
        """Let the account, or the chat if one is named, rest for ``wait`` microseconds; a
        longer rest stays.
        """
        name = f"{account}:{chat}" if chat else account
        await self._pause([f"{PREFIX}{name}:pause"], [wait, -1 if now is None else now])

    async def lift(self, account: str) -> None:
        """End the account's rest, and have other processes forget it too."""
        await self._redis.set(f"{PREFIX}{account}:pause", 0, xx=True, keepttl=True)
