"""Two chats of one person that entered the same competition: one entry, nothing won by it."""

from datetime import timedelta

from bot.store.db import Connection, Database
from bot.store.merging.people import merge
from bot.store.privacy.competing import let_go_of_entries
from tests.delivery.owing import BOT, NOON, learner, rows


async def a_contest(conn: Connection, frozen: bool = False) -> None:
    await conn.execute(
        """
        insert into competition (key, title, category, organiser, link, reminders, frozen_at, content_hash,
          revision, imported_at)
        values ('law', 't', 'other', 'o', '', '{}', case when $2::boolean then $1::timestamptz end, '', 1, $1)
        """,
        *(NOON, frozen),
    )
    await conn.execute(
        """
        insert into stage (competition_key, key, position, kind, opens, closes, attempts)
        values ('law', 'round', 1, 'quiz', $1, $1::timestamptz + interval '9 days', 2)
        """,
        NOON,
    )


async def entered(conn: Connection, person: int, number: int, state: str = "entered") -> int:
    row: int = await conn.fetchval(
        """
        insert into entry (competition_key, learner_id, number, state, sealed, entered_at)
        values ('law', $1, $2, $3, '\\x01', $4) returning id
        """,
        *(person, number, state, NOON + timedelta(hours=number)),
    )
    return row


async def tried(conn: Connection, entry: int, *hours: int, is_open: bool = False) -> None:
    """Attempts begun so many hours after noon; the last one is open."""
    for number, hour in enumerate(hours, 1):
        over = not is_open or number < len(hours)
        await conn.execute(
            """
            insert into round_attempt (entry_id, stage_key, number, seed, questions, started_at,
              finished_at, right_answers, ended)
            values ($1, 'round', $2, 's', '{1}', $3, case when $4::boolean then $3::timestamptz end, $5, $6)
            """,
            *(entry, number, NOON + timedelta(hours=hour), over, hour, "answered" if over else ""),
        )


async def test_the_entry_that_came_first_stays_with_the_attempts_that_came_first(
    db: Database,
) -> None:
    keep, gone = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    async with db.transaction() as conn:
        await a_contest(conn)
        late, early = await entered(conn, keep, 2), await entered(conn, gone, 1)
        await tried(conn, late, 1, 4)
        await tried(conn, early, 2, 5, is_open=True)
        for entry, hour in ((late, 1), (early, 2)):
            await conn.execute(
                """
                insert into work (entry_id, stage_key, source, state, title, sent_at)
                values ($1, 'upload', 'chat', 'accepted', 'work ' || $2::int, $3)
                """,
                *(entry, hour, NOON + timedelta(hours=hour)),
            )
        await conn.execute(
            "insert into correction (competition_key, entry_id, what, before, after, reason, by_whom,"
            " made_at) values ('law', $1, 'state', '{}', '{}', 'r', 'o', $2)",
            *(late, NOON),
        )
        assert await merge(conn, keep, gone, NOON)
    [kept] = await rows(db, "select id, learner_id, number from entry")
    assert (kept["id"], kept["learner_id"], kept["number"]) == (early, keep, 1)
    attempts = await rows(db, "select number, right_answers from round_attempt order by number")
    assert [(row["number"], row["right_answers"]) for row in attempts] == [(1, 1), (2, 2)], (
        "two are allowed, and the first two that were begun count"
    )
    works = await rows(db, "select title, state from work order by title")
    assert [(row["title"], row["state"]) for row in works] == [
        ("work 1", "replaced"),
        ("work 2", "accepted"),
    ]
    assert (await rows(db, "select entry_id from correction"))[0]["entry_id"] == early


async def test_who_was_disqualified_in_one_chat_is_so(db: Database) -> None:
    keep, gone = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    async with db.transaction() as conn:
        await a_contest(conn)
        await entered(conn, keep, 1)
        await entered(conn, gone, 2, "disqualified")
        assert await merge(conn, keep, gone, NOON)
    [kept] = await rows(db, "select number, state, learner_id from entry")
    assert (kept["number"], kept["state"], kept["learner_id"]) == (2, "disqualified", keep)


async def test_final_results_stay_as_they_were_made_public(db: Database) -> None:
    keep, gone = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    async with db.transaction() as conn:
        await a_contest(conn, frozen=True)
        for number, person in enumerate((keep, gone), 1):
            entry = await entered(conn, person, number)
            await conn.execute(
                "insert into result (competition_key, revision, entry_id, rank, keys)"
                " values ('law', 1, $1, $2, '{}')",
                *(entry, number),
            )
        assert await merge(conn, keep, gone, NOON)
    found = await rows(
        db, "select number, learner_id, sealed is null as bare from entry order by 1"
    )
    assert [tuple(row.values()) for row in found] == [(1, keep, False), (2, None, True)]
    assert len(await rows(db, "select 1 from result")) == 2


async def test_who_is_erased_leaves_a_number_and_in_a_running_contest_a_withdrawal(
    db: Database,
) -> None:
    person = await learner(db, f"{BOT}:1")
    other = await learner(db, f"{BOT}:2")
    async with db.transaction() as conn:
        await a_contest(conn)
        mine, theirs = await entered(conn, person, 1), await entered(conn, other, 2)
        await tried(conn, mine, 1)
        await conn.execute(
            "insert into work_file values ('aa', 'image/png', 1, null, '\\x00', $1)", NOON
        )
        await conn.execute(
            "insert into work_file values ('bb', 'image/png', 1, null, '\\x00', $1)", NOON
        )
        for entry, file in ((mine, "aa"), (mine, "bb"), (theirs, "bb")):
            await conn.execute(
                "insert into work (entry_id, stage_key, source, state, hash, sent_at)"
                " values ($1, 'upload', 'chat', 'accepted', $2, $3)",
                *(entry, file, NOON),
            )
        await let_go_of_entries(conn, [person])
    found = await rows(
        db, "select number, learner_id, sealed, state, state_reason from entry order by 1"
    )
    assert [row["number"] for row in found] == [1, 2]
    assert tuple(found[0].values())[1:] == (None, None, "withdrawn", "erased")
    assert found[1]["learner_id"] == other
    assert not await rows(db, "select 1 from round_attempt")
    assert [row["hash"] for row in await rows(db, "select hash from work_file")] == ["bb"], (
        "what somebody else handed in as well stays"
    )
