"""What groups are owed is found by an index, with five thousand groups and years of questions."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.content import Question, QuestionKind
from bot.domain.delivery import Kind
from bot.store.db import Database
from bot.store.groups import answers as group_answers
from bot.store.groups import board as group_board
from bot.store.groups import questions as group_questions
from bot.store.groups import turns as group_turns
from bot.store.groups.questions import NewQuestion
from bot.store.groups.turns import GroupTurn, Owed, Step
from tests.learning.group_courses import FARM
from tests.schedules.club import MONDAY, at, teach
from tests.store.test_hot_queries import Measuring

GROUPS, BATCH = 5000, 500
NOON = at(MONDAY, "12:00")
BIG = {
    "chat_group",
    "group_turn",
    "group_question",
    "group_answer",
    "group_member",
    "delivery",
    "delivery_past",
    "delivery_past_other",
    "enrolment",
    "lesson_progress",
    "learner",
}
FILL = f"""
set session_replication_role = replica;
insert into chat_group (account, channel, platform_id, zone, track, course_key, question_time, known_at)
  select 'city', 'telegram', '-' || n, 'Asia/Shanghai', 'farmers', 'farm', '12:00', timestamptz '2026-01-01 00:00+00'
  from generate_series(1, {GROUPS}) n;
insert into group_turn (group_id, what, next_due)
  select id, what, timestamptz '2026-11-23 04:00+00' + case when what = 'question' then (id - 1000) * interval '1 second'
    else interval '1 day' end
  from chat_group, unnest('{{course,question,explanation,board}}'::text[]) what;
insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
  select g, date '2026-11-23' - d, 'farm', '1', (d % 3)::text, 1 + d % 3, timestamptz '2026-11-01 00:00+00'
  from generate_series(1, {GROUPS}) g, generate_series(1, 30) d;
insert into group_answer (group_question_id, voter, learner_id, given, is_right, answered_at)
  select q, n::text::bytea, q % 20000 + 1, '1', n % 2 = 0, timestamptz '2026-11-22 04:00+00'
  from generate_series(1, {GROUPS * 30}) q, generate_series(1, 2) n;
insert into learner (key, state, zone, times, created_at)
  select gen_random_uuid(), 'active', 'Asia/Shanghai', '{{07:30}}', timestamptz '2026-11-01 00:00+00'
  from generate_series(1, 20000);
insert into group_member (group_id, learner_id, joined_at, board_name)
  select 1 + n % {GROUPS}, n, timestamptz '2026-11-01 00:00+00', 'n' || n from generate_series(1, 20000) n;
insert into enrolment (registration, learner_id, course_key, state, started_at)
  select gen_random_uuid(), n, 'farm', 'active', timestamptz '2026-11-01 00:00+00' from generate_series(1, 20000) n;
insert into lesson_progress (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on)
  select e, l::text, timestamptz '2026-11-20 00:00+00', date '2026-11-24', timestamptz '2026-11-20 00:00+00', date '2026-11-24'
  from generate_series(1, 20000) e, generate_series(1, 3) l;
insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
  select n, 'city', 'announcement', 'x', 'once', 4, t, t, t
  from generate_series(1, {GROUPS}) n, lateral (select timestamptz '2026-11-24 04:00+00' as t) s;
insert into delivery_past (id, group_id, lane, kind, subject, occurrence, priority, state, due, attempts, uncertain,
    reason, detail, steps, planned_at, decided_at, ended_at)
  select 1000000 + g * 100 + d, g, 'city', 'question', 'farm', (date '2026-11-23' - d)::text, 4, 'sent', t, 1, false,
    'sent 200', '{{}}', '[]', t, t, t
  from generate_series(1, {GROUPS}) g, generate_series(1, 10) d,
    lateral (select timestamptz '2026-11-23 04:00+00' - d * interval '1 day' as t) s;
set session_replication_role = origin;
analyze;
"""


@pytest.fixture
async def town(db: Database) -> AsyncIterator[Measuring]:
    """Five thousand groups of which a thousand are due; what a test writes is undone."""
    await teach(db, FARM)
    async with db.connection() as conn:
        await conn.execute(FILL)
        await conn.execute("begin")
        yield Measuring(conn)
        await conn.execute("rollback")


def assert_by_index(town: Measuring, *indexes: str, pages: int) -> None:
    """No big table is read from end to end, and no more than ``pages`` pages in all."""
    town.assert_by_index(*indexes, pages=pages)
    scanned = {n["Relation Name"] for n in town.nodes() if n["Node Type"] == "Seq Scan"}
    assert not BIG & scanned, scanned


def step(row: int) -> Step:
    """A question that is owed to a group, and a course that is announced to it."""
    turn = GroupTurn(
        row,
        Kind.QUESTION,
        NOON,
        None,
        "city",
        "known",
        "Asia/Shanghai",
        None,
        "farm",
        True,
        None,
        True,
    )
    again = NOON + timedelta(days=1)
    return Step(turn, again, Owed("farm", MONDAY, NOON, again, again), course="farm")


async def test_a_batch_of_turns_is_found_and_written_by_index(town: Measuring) -> None:
    """One test for all, so that the tables are filled once."""
    conn: Any = town
    await group_turns.lock_due(conn, NOON, BATCH)
    assert_by_index(town, "group_turn_due", "chat_group_pkey", pages=9000)
    await group_turns.lock_due(conn, NOON - timedelta(days=1), BATCH)
    assert_by_index(town, "group_turn_due", pages=10)
    some = [step(row) for row in range(1, BATCH + 1)]
    await group_turns._move(conn, some)
    assert_by_index(town, "group_turn_pkey", pages=16 * BATCH)
    await group_turns._announce(conn, some[:20])
    assert_by_index(town, "chat_group_pkey", pages=16 * 20)
    await group_turns._try_muted(
        conn, [replace(one, turn=replace(one.turn, state="muted")) for one in some[:20]], NOON
    )
    assert_by_index(town, "chat_group_pkey", pages=16 * 20)
    await group_turns.take(conn, some[:20], NOON)
    assert_by_index(town, pages=64 * 20)
    await group_turns.load_groups(conn, range(1, 41))
    assert_by_index(town, "chat_group_pkey", pages=200)


async def test_a_batch_of_posts_is_composed_by_index(town: Measuring) -> None:
    conn: Any = town
    groups = range(1, 41)
    yesterday = [(row, date(2026, 11, 22)) for row in groups]
    await group_questions.open_questions(conn, yesterday)
    assert_by_index(town, "group_question_group_id_day_key", pages=300)
    await group_questions.asked_before(conn, [(row, "farm") for row in groups])
    assert_by_index(town, "group_question_group_id_day_key", pages=2000)
    await group_questions.load(conn, yesterday)
    assert_by_index(town, "group_question_group_id_day_key", pages=600)
    await _unheard(town, groups)
    await group_questions.close(conn, groups, NOON)
    assert_by_index(town, "group_question_pkey", pages=2000)
    await group_questions.tallies(conn, range(41, 81))
    assert_by_index(town, "group_answer_pkey", pages=400)
    new = Question("庚", QuestionKind.SINGLE, "", "", row=1)
    some = [NewQuestion(row, date(2026, 11, 23), "farm", "1", new) for row in groups]
    await group_questions.choose(conn, some, NOON)
    assert_by_index(town, pages=1000)
    await group_board.week_of(conn, [(row, date(2026, 11, 16)) for row in groups])
    assert_by_index(town, "group_answer_pkey", "enrolment_of", pages=20_000)


async def test_what_is_old_is_found_by_index(town: Measuring) -> None:
    conn: Any = town
    long_ago = NOON - timedelta(days=60)
    await group_answers.forget_answers(conn, long_ago, BATCH)
    assert_by_index(town, "group_answer_age", pages=20)
    await group_questions.forget_questions(conn, long_ago, BATCH)
    assert_by_index(town, "group_question_age", pages=20)
    await group_answers.forget_answers(conn, NOON, BATCH)
    assert_by_index(town, "group_answer_age", "group_answer_pkey", pages=40 * BATCH)


async def _unheard(town: Measuring, rows: range) -> None:
    """Of questions that nobody answered, what became of their deliveries is looked up."""
    conn: Any = town
    await town._conn.execute(
        "delete from group_answer where group_question_id = any($1)", list(rows)
    )
    await group_questions.unheard(conn, rows)
    assert_by_index(
        town, "group_question_pkey", "group_answer_pkey", "delivery_once_group", pages=3000
    )
    used = {str(node.get("Index Name")) for node in town.nodes()}
    assert "delivery_past_other_group_id_occurrence_idx" in used, used
