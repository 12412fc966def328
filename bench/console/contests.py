"""A large competition that has been through all its stages, and many small ones, made by PostgreSQL."""

import json
from datetime import datetime
from decimal import Decimal

import asyncpg

from bot.domain.contests import (
    Advance,
    Award,
    Criterion,
    Per,
    Ranking,
    RankKey,
    Sheet,
    WorkKind,
    WorkRule,
)
from bot.domain.contests_json import advance_json, ranking_json, sheet_json, works_json

WORKS, JUDGES, SMALL = 30_000, 6, 200
HEADS = """
insert into competition (key, title, category, organiser, link, reminders, ranking, content_hash, revision, imported_at, frozen_at)
select case when n = 1 then $2 else $2 || '-' || n end, '第' || n || '届法律知识竞赛', 'legal-literacy',
  '某某图书馆', 'https://yike.example.org/rules', '{}', $4, '', 1, $1::timestamptz, case when n = 2 then $1::timestamptz end
from generate_series(1, $3::int) n
"""
DIVISIONS = """
insert into division (competition_key, key, position, title, rule)
select key, 'all', 1, '公众组', '{"by": "open"}' from competition
"""
REGISTRATIONS = """
insert into stage (competition_key, key, position, kind, opens, closes)
select key, 'registration', 1, 'registration', $1::timestamptz - interval '30 days', $1::timestamptz + interval '5 days'
from competition where key <> $2
"""
STAGES = """
insert into stage (competition_key, key, position, kind, opens, closes, works, judging, advance, draw, seconds, attempts, counts, course, standing_at)
select $2, s.key, s.position, s.kind, $1::timestamptz - s.opened * interval '1 day', $1::timestamptz - s.closed * interval '1 day',
  case s.kind when 'upload' then $3::jsonb end, case s.kind when 'judging' then $4::jsonb end,
  case s.kind when 'judging' then $5::jsonb end, case s.kind when 'quiz' then 8 end, case s.kind when 'quiz' then 30 end,
  case s.kind when 'quiz' then 2 end, case s.kind when 'quiz' then 'best' end, case s.kind when 'quiz' then 'law-basics' end,
  case when s.kind in ('judging', 'quiz') then $1::timestamptz end
from (values ('registration', 1, 'registration', 30, 25), ('works', 2, 'upload', 25, 20), ('selection', 3, 'judging', 20, 15),
  ('round', 4, 'quiz', 15, 10), ('publicity', 5, 'publicity', 10, -3), ('award', 6, 'award', -3, -5)) s (key, position, kind, opened, closed)
"""
ENTRIES = """
insert into entry (id, competition_key, learner_id, number, division_key, group_id, entered_at)
overriding system value
select n, $3, n, n, 'all', 1 + n % 2000, $1::timestamptz from generate_series(1, $2::bigint) n
"""
FILES = """
insert into work_file (hash, content_type, size, bytes, kept_at)
select encode(sha256(n::text::bytea), 'hex'), 'image/jpeg', 200000, '', $1::timestamptz from generate_series(1, $2::bigint) n
"""
HANDED_IN = """
insert into work (id, entry_id, stage_key, source, state, hash, kind, sent_at, decided_at)
overriding system value
select n, n, 'works', 'chat', 'accepted', encode(sha256(n::text::bytea), 'hex'), 'image', $1::timestamptz, $1::timestamptz from generate_series(1, $2::bigint) n
"""
NAMED = """
insert into judge (id, competition_key, account, person, name, added_by, added_at)
overriding system value
select n, $2, 'city-wechat', sha256(n::text::bytea), '评委 ' || n, 'operator 00000000', $1::timestamptz from generate_series(1, $3::bigint) n
"""
MARKS = """
insert into judge_score (entry_id, stage_key, judge_id, marks, total, scored_at)
select n, 'selection', j, jsonb_build_object('content', (60 + (n * 7 + j) % 40)::text), 60 + (n * 7 + j) % 40, $1
from generate_series(1, $2::bigint) n cross join generate_series(1, $3::bigint) j
"""
TRIES = """
insert into round_attempt (entry_id, stage_key, number, seed, questions, seconds, at_item, started_at, finished_at, right_answers, used_ms, ended)
select n, 'round', 1, n::text, '{}', 30, 8, $1::timestamptz, $1::timestamptz, n % 9, 20000 + n % 90000, 'answered' from generate_series(1, $2::bigint) n
"""
STANDINGS = """
insert into stage_standing (competition_key, stage_key, entry_id, division_key, rank, score, keys, goes_on, why, made_at)
select $3, 'round', n, 'all', n, n % 9, jsonb_build_object('score', (n % 9)::text, 'time', 20000 + n % 90000), null, 'ranked', $1
from generate_series(1, $2::bigint) n
union all
select $3, 'selection', n, 'all', n, 60, '{"score": "60"}', n <= 1000, 'ranked', $1::timestamptz from generate_series(1, $4::bigint) n
"""
RESULTS = """
insert into result (competition_key, revision, entry_id, division_key, rank, award, score, keys)
select $2, 1, n, 'all', n, case when n <= 10 then '一等奖' else '' end, n % 9,
  jsonb_build_object('score', (n % 9)::text, 'time', 20000 + n % 90000)
from generate_series(1, $1::bigint) n
"""
REVISION = """
insert into result_revision (competition_key, revision, hash, frozen_by, frozen_at)
values ($2, 1, sha256('1'), 'operator 00000000', $1::timestamptz)
"""
OBJECTIONS = """
insert into objection (competition_key, stage_key, learner_id, entry_id, words, filed_at)
select $2, 'publicity', n, n, '我的用时好像不对。', $1::timestamptz from generate_series(1, 500) n
"""


def ended(key: str) -> str:
    """The one with a frozen result, beside the large one called ``key``."""
    return f"{key}-2"


async def fill_contests(conn: asyncpg.Connection, now: datetime, key: str, entries: int) -> None:
    """The large one called ``key``: so many entries, works with the marks of all judges, a round
    and objections; and small ones, of which one has as many results.
    """
    ranking = ranking_json(
        Ranking((RankKey.SCORE, RankKey.TIME), awards=(Award("一等奖", 1, 10),))
    )
    sheet = sheet_json(Sheet((Criterion("content", "内容", Decimal(100)),)))
    works = works_json(WorkRule((WorkKind.IMAGE,)))
    advance = advance_json(Advance(1000, Per.ALL))
    await conn.execute(HEADS, now, key, SMALL, json.dumps(ranking))
    await conn.execute(DIVISIONS)
    await conn.execute(REGISTRATIONS, now, key)
    rules = (json.dumps(works), json.dumps(sheet), json.dumps(advance))
    await conn.execute(STAGES, now, key, *rules)
    await conn.execute(ENTRIES, now, entries, key, timeout=600)
    await conn.execute(FILES, now, WORKS, timeout=600)
    await conn.execute(HANDED_IN, now, WORKS, timeout=600)
    await conn.execute(NAMED, now, key, JUDGES)
    await conn.execute(MARKS, now, WORKS, JUDGES, timeout=600)
    await conn.execute(TRIES, now, entries, timeout=600)
    await conn.execute(STANDINGS, now, entries, key, WORKS, timeout=600)
    await conn.execute(RESULTS, entries, ended(key), timeout=600)
    await conn.execute(REVISION, now, ended(key))
    await conn.execute(OBJECTIONS, now, key)
