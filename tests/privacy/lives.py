"""A person with a whole life: something in every table that can hold anything of somebody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.competitions.entering.sealed import (
    Facts,
    MemberFacts,
    member_hash,
    seal_facts,
    seal_member,
)
from bot.domain.content import Lesson, Question, QuestionKind
from bot.domain.credits import Form, Target
from bot.domain.delivery import Kind
from bot.domain.pseudonyms import person_hash, voter_hash
from bot.keys.vault import ACCOUNT, CERTIFICATE_NAME, Vault
from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.ledger.facts import Fact
from bot.ledger.statements import Issuer
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database
from bot.store.groups import answers as group_answers
from bot.store.groups import membership as groups
from bot.store.ledger import certificates
from bot.store.merging import people as merging
from bot.store.privacy.copies import offer
from tests.delivery.owing import BOT, NOON, OFFICIAL, group, learner, owe, reply_detail
from tests.ledger.samples import course, course_finished, lesson_completed, quiz_finished
from tests.privacy.accounts import noticed
from tests.privacy.told import tell_us

OPENID = "oWholeLifeOfTianhe000000001"
CHAT_ID = "7741095512"
UNION = "uWholeLifeOfTianhe000000099"
NAME = "欧阳守静"
BOARD_NAME = "静水深流"
ACCOUNT_NUMBER = "GD2026ZZ0042"
SAID = "我住在天河区体育西路"
SECRETS = (OPENID, CHAT_ID, UNION, NAME, BOARD_NAME, ACCOUNT_NUMBER, SAID)
"""What no table may hold in clear once the person is forgotten."""

ISSUER = Issuer("https://yike.example.org", b"a made-up key of 32 bytes .......")
VAULT = Vault([b"a made-up data key of 32 bytes .."])
LRS, BANK = Target("lrs"), Target("shanghai", Form.RECORD, needs_account=True)
ASKED = "收到陌生人发来的收款码，应该怎么做？"
QUESTION = Question("q1", QuestionKind.SINGLE, ASKED, "先看清姓名。", ("马上付款", "先核对"), (2,))
COURSE = course(
    reviewed_by="a teacher",
    lessons=(
        Lesson("scan-to-pay", "扫码付款三步走", 2, "第一步……", (QUESTION,)),
        Lesson("two-codes", "两种码别弄混", 2, "付款码……"),
    ),
)


@dataclass(frozen=True, slots=True)
class Life:
    """Rows of one person: the one that stands, the one merged into it, and the keys of both."""

    row: int
    merged: int
    addresses: tuple[int, int]
    keys: tuple[UUID, ...]


async def whole_life(db: Database) -> Life:
    """Somebody at WeChat and at Telegram, joined into one, with something in every table."""
    person, other = (
        await learner(db, f"{OFFICIAL}:{OPENID}"),
        await learner(db, f"{BOT}:{CHAT_ID}"),
    )
    async with db.transaction() as conn:
        if not await conn.fetchval("select 1 from course where key = $1", COURSE.key):
            await import_courses(conn, [COURSE], at=NOON, approver="operator")
        enrolment = await _learned(conn, person)
        await _completed(conn, person, enrolment)
    cohort = await group(db, f"class-{person}", OFFICIAL)
    club = await group(db, f"-100{person}", BOT)
    await _messages(db, person)
    async with db.transaction() as conn:
        await _in_groups(conn, other, (cohort, club))
        await _competed(conn, person)
        await noticed(conn, person, ISSUER, OFFICIAL, OPENID, UNION)
        await tell_us(conn, cohort, person, SAID, NOON, COURSE.key)
        kept = await merging.merge_people(conn, [person, other], NOON)
        assert kept == person
        await offer(conn, person, NOON, timedelta(hours=24))
        rows = await conn.fetch(
            "select key from learner where id = any($1::bigint[])", [person, other]
        )
        places = await conn.fetch(
            "select id from address where learner_id = $1 order by id", person
        )
    return Life(person, other, (places[0]["id"], places[1]["id"]), tuple(r["key"] for r in rows))


async def _learned(conn: Connection, person: int) -> int:
    lesson, question = COURSE.lessons[0].key, "q1"
    row: int = await conn.fetchval(
        """
        insert into enrolment (registration, learner_id, course_key, state, started_at)
        values (gen_random_uuid(), $1, $2, 'active', $3) returning id
        """,
        *(person, COURSE.key, NOON),
    )
    for query, *values in (
        (
            "insert into lesson_progress values ($1, $2, '{}', $3, $4, $3, $4)",
            row,
            lesson,
            NOON,
            NOON.date(),
        ),
        (
            "insert into question_state values ($1, $2, $2, $3, true, true, 1, '{\"due\": 1}', $4)",
            *(row, question, lesson, NOON),
        ),
        (
            """
            insert into answer (enrolment_id, question_key, number, given, is_right, content_version, answered_at)
            values ($1, $2, 1, $4, true, '2026.1', $3)
            """,
            *(row, question, NOON, SAID),
        ),
        (
            "insert into lesson_turn values ($1, $2, true, $3, '{2026-11-23}')",
            person,
            COURSE.key,
            NOON,
        ),
        (
            "update learner set track = 'seniors', dialog = jsonb_build_object('said', $2::text) where id = $1",
            *(person, SAID),
        ),
        (
            "insert into inbound_event values ('\\x0a', $1, $2, $3)",
            person,
            NOON,
            reply_detail(SAID),
        ),
        ("insert into bind_code values ($1, '\\x0b', $2)", person, NOON + timedelta(minutes=10)),
        ("insert into bind_miss values ($1, 2, $2)", person, NOON),
    ):
        await conn.execute(query, *values)
    return row


async def _completed(conn: Connection, person: int, enrolment: int) -> None:
    """A lesson, its quiz and the course, claimed, held by one bank and on its way to another."""
    key = await conn.fetchval("select key from learner where id = $1", person)
    registration = await conn.fetchval(
        "select registration from enrolment where id = $1", enrolment
    )
    whose: dict[str, Any] = {
        "learner": person,
        "learner_key": key,
        "registration": registration,
        "course": COURSE,
    }
    facts: list[Fact] = [
        lesson_completed(**whose),
        quiz_finished(**whose),
        course_finished(**whose),
    ]
    await consent.give(conn, person, [LRS, BANK], NOON)
    sealed = VAULT.seal(ACCOUNT, ACCOUNT_NUMBER)
    await consent.set_account(conn, person, BANK, sealed, NOON)
    await record_completions(conn, facts, ISSUER, [LRS, BANK], NOON)
    await conn.execute(
        """
        update push p set state = case p.target when 'lrs' then 'accepted' else 'leased' end,
          lease_until = $2, tried_at = $2, attempts = 1
        from statement s join completion c on c.id = s.completion_id
        where p.statement_id = s.id and c.person = $1
        """,
        *(key, NOON),
    )
    [claim] = await certificates.claims_of(conn, person)
    await certificates.add(conn, claim, f"token-{person}", NOON)
    await conn.execute(
        "update certificate set name_sealed = $1 where token = $2",
        *(VAULT.seal(CERTIFICATE_NAME, NAME), f"token-{person}"),
    )
    await conn.execute(
        """
        insert into recognition (key, claim_id, outer_id, target, state, credit, said_at, recorded_at)
        select gen_random_uuid(), id, key, 'shanghai', 'accepted', 0.25, $2, $2 from claim where key = $1
        """,
        *(claim, NOON),
    )
    await conn.execute(
        "insert into recognition_unread select 'shanghai', key, id, $2 from claim where key = $1",
        *(claim, NOON),
    )
    await conn.execute(
        """
        insert into voiding (key, completion_id, reason, by, recorded_at)
        select gen_random_uuid(), id, 'a second one', 'operator', $2 from completion where person = $1 and kind = 'quiz'
        """,
        *(key, NOON),
    )


async def _messages(db: Database, person: int) -> None:
    """Owed, on its way, in the inbox, on its way with a mass message, answered and failed."""
    words = reply_detail(SAID)
    await owe(db, person, occurrence="2026-11-24")
    await owe(db, person, kind=Kind.REPLY, subject="ab" * 20, detail=words, state="claimed")
    await owe(db, person, kind=Kind.ANNOUNCEMENT, subject="law", state="held")
    await owe(db, person, kind=Kind.NEWS, subject="open-day", state="held")
    await owe(db, person, kind=Kind.REPLY, subject="cd" * 20, detail=words, state="failed")
    await owe(db, person, kind=Kind.CREDIT, subject=f"claim:{person}", detail=words, state="sent")
    async with db.transaction() as conn:
        address = await conn.fetchval("select id from address where learner_id = $1", person)
        for query in (
            "update delivery set address_id = $1 where kind = 'reply' and learner_id = $2",
            "update delivery_past set address_id = $1 where learner_id = $2",
        ):
            await conn.execute(query, address, person)
        part = await conn.fetchval(
            """
            with m as (
              insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)
              values ('city-wechat', 'news', 'open-day', 'for-' || $2::bigint, $1, 'sending', $1) returning id
            )
            insert into mass_part (mass_id, state, receivers, next_try, reserved_at)
            select id, 'submitted', 1, $1, $1 from m returning id
            """,
            *(NOON, person),
        )
        await conn.execute(
            "update delivery_held set part_id = $1 where kind = 'news' and learner_id = $2",
            part,
            person,
        )


async def _in_groups(conn: Connection, person: int, chats: tuple[int, int]) -> None:
    """A member of both; with an answer as somebody known, and one from before that."""
    secret = ISSUER.pseudonym_key
    question = await conn.fetchval("select min(id) from question")
    asked = [
        await conn.fetchval(
            """
            insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
            values ($1, $2, 'c', '1', 'q', $3, $4) returning id
            """,
            *(chats[1], NOON.date() - timedelta(days=back), question, NOON - timedelta(days=back)),
        )
        for back in (0, 1)
    ]
    for row, known in zip(asked, (person, None), strict=True):
        assert await group_answers.keep_answer(
            conn,
            row,
            voter=voter_hash(secret, BOT, CHAT_ID),
            learner=known,
            given="1",
            right=True,
            now=NOON,
        )
    for chat in chats:
        await groups.join_group(conn, chat, person, NOON)
    await conn.execute(
        "update group_member set board_name = $2 where learner_id = $1", person, BOARD_NAME
    )


async def _competed(conn: Connection, person: int) -> None:
    """An entry that was handed in, answered, marked, placed, corrected and objected to; its results
    are final. And what somebody of the staff leaves: as a judge, as an organiser, at the console.
    """
    await conn.execute(
        """
        insert into competition (key, title, category, organiser, link, reminders, frozen_at, content_hash,
          revision, imported_at)
        values ('law', '全民法治知识竞赛', 'other', '图书馆', 'https://example.org', '{}', $1, '\\x00', 1, $1)
        on conflict do nothing
        """,
        NOON,
    )
    await conn.execute(
        """
        insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash,
          approved_by, imported_at)
        values ('open-day', '开放日', '来看看', '图书馆', '', $1, $1, false, '\\x00', 'operator', $1)
        on conflict do nothing
        """,
        NOON,
    )
    entry = await conn.fetchval(
        """
        insert into entry (competition_key, learner_id, number, sealed, entered_at)
        values ('law', $1, $1::bigint::int, $3, $2) returning id
        """,
        *(person, NOON, seal_facts(VAULT, Facts(NAME))),
    )
    await _did_everything(conn, person, entry)
    await conn.execute("insert into stage_done values ($1, 'registration', $2)", entry, NOON)
    await conn.execute(
        "insert into competition_told values ('law', $1) on conflict do nothing", person
    )
    await conn.execute(
        "insert into announcement_told values ('open-day', $1) on conflict do nothing", person
    )


async def _did_everything(conn: Connection, person: int, entry: int) -> None:
    question = await conn.fetchval("select min(id) from question")
    hashed = person_hash(ISSUER.pseudonym_key, OFFICIAL, OPENID)
    judge = await conn.fetchval(
        """
        insert into judge (competition_key, account, person, name, added_by, added_at)
        values ('law', $1, $2, $3, 'operator', $4)
        on conflict (competition_key, account, person) do update set name = excluded.name returning id
        """,
        *(OFFICIAL, hashed, NAME, NOON),
    )
    facts = MemberFacts(NAME, NOON.date())
    file = f"{entry:064x}"
    for query, *values in (
        (
            "insert into entry_member (entry_id, position, role, sealed, person) values ($1, 1, 'singer', $2, $3)",
            *(seal_member(VAULT, facts), member_hash(ISSUER.pseudonym_key, "law", facts)),
        ),
        (
            """
            with f as (insert into work_file values ($2, 'video/mp4', 3, 299, convert_to($4, 'UTF8'), $3))
            insert into work (entry_id, stage_key, source, state, title, hash, kind, account, sent_at)
            values ($1, 'upload', 'chat', 'accepted', $4, $2, 'video', 'city', $3)
            """,
            *(file, NOON, SAID),
        ),
        (
            """
            with a as (
              insert into round_attempt (entry_id, stage_key, number, seed, questions, started_at,
                finished_at, right_answers, used_ms, ended)
              values ($1, 'round-1', 1, 'seed', array[$2::bigint], $3, $3, 1, 1000, 'answered') returning id)
            insert into round_answer (attempt_id, item, question_id, shown_at, answered_at, given, is_right, late)
            select id, 1, $2, $3, $3, $4, true, false from a
            """,
            *(question, NOON, SAID),
        ),
        (
            """
            insert into judge_score (entry_id, stage_key, judge_id, marks, total, scored_at)
            values ($1, 'judging', $2, '{"tone": "9.50"}', 9.5, $3)
            """,
            *(judge, NOON),
        ),
        (
            """
            insert into judge_aside (entry_id, stage_key, judge_id, relation, by_organiser, put_at)
            values ($1, 'final', $2, 'relative', false, $3)
            """,
            *(judge, NOON),
        ),
        (
            """
            insert into stage_standing (competition_key, stage_key, entry_id, rank, score, keys, why, made_at)
            values ('law', 'round-1', $1, 1, 100, '{}', 'alone in its place', $2)
            """,
            NOON,
        ),
        (
            """
            insert into result (competition_key, revision, entry_id, rank, award, score, keys)
            values ('law', 1, $1, 1, '一等奖', 100, '{}')
            """,
        ),
        (
            """
            insert into correction (competition_key, entry_id, what, before, after, reason, by_whom, made_at)
            values ('law', $1, 'state', '{}', '{}', 'a slip', 'operator', $2)
            """,
            NOON,
        ),
        (
            """
            insert into objection (competition_key, stage_key, entry_id, learner_id, words, filed_at)
            values ('law', 'publicity', $1, $2, $3, $4)
            """,
            *(person, SAID, NOON),
        ),
    ):
        await conn.execute(query, entry, *values)
    await conn.execute(
        """
        insert into sign_in (code, browser, asked_at, expires_at, address_id)
        select convert_to('code ' || id, 'UTF8'), '\\x01', $2, $2, id from address where learner_id = $1
        """,
        *(person, NOON),
    )
    await conn.execute(
        """
        update work set address_id = (select min(id) from address where learner_id = $1)
        where entry_id = $2
        """,
        *(person, entry),
    )
    for query in (
        "insert into calendar_link values ($1, int8send($1), $2)",
        "insert into api_learner values ('pseudonym of ' || $1::bigint, $1) on conflict do nothing",
    ):
        await conn.execute(query, *(person, NOON)[: query.count("$2") + 1])
    await conn.execute(
        """
        insert into group_organiser (group_id, account, person, since)
        select id, account, $1, $2 from chat_group where account = $3 on conflict do nothing
        """,
        *(hashed, NOON, OFFICIAL),
    )
