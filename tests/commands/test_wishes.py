"""`yike wishes` and `yike ratings`."""

import json
from datetime import UTC, datetime, timedelta

from bot.store.db import Database
from tests.commands.terminal import TOWN, Terminal
from tests.delivery.owing import BOT, learner, rows
from tests.followers.people import enrolled

DAY = timedelta(days=1)


async def wish(db: Database, person: int, words: str, at: datetime) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "insert into wish (learner_id, language, words, wished_at) values ($1, 'zh-Hans', $2, $3)",
            *(person, words, at),
        )


async def ask(db: Database, person: int, words: str, outcome: str, at: datetime) -> None:
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into asked (learner_id, account, words, language, outcome, asked_at)
            values ($1, 'city', $2, 'zh-Hans', $3, $4)
            """,
            *(person, words, outcome, at),
        )


async def test_wishes_are_gathered_counted_and_marked(db: Database, terminal: Terminal) -> None:
    (terminal.folder / "yike.toml").write_text(TOWN, "utf-8")
    now = datetime.now(UTC)  # noqa: TID251 - the command reads the real clock
    one, two = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    await wish(db, one, "做豆腐", now - DAY)
    await wish(db, two, "学做豆腐", now - 2 * DAY)
    await wish(db, two, "养鱼", now - 100 * DAY)
    await ask(db, one, "月亮上能种菜吗", "refused", now - DAY)
    await ask(db, one, "怎么扫码", "quoted", now - DAY)
    said = terminal.done("wishes")
    assert "2 people  做豆腐 (also: 学做豆腐)" in said
    assert "1 person  月亮上能种菜吗" in said
    assert "养鱼" not in said, "of the last 90 days"
    assert "怎么扫码" not in said, "it was answered"
    assert "marked as seen" not in said
    since = f"{now - 101 * DAY:%Y-%m-%d}"
    assert "养鱼" in terminal.done("wishes", "--since", since)
    assert "3 marked as seen." in terminal.done("wishes", "--seen", "--by", "老陈")
    seen = await rows(db, "select words, seen_by from wish where seen_at is not null order by id")
    assert [(row["words"], row["seen_by"]) for row in seen] == [
        ("做豆腐", "老陈"),
        ("学做豆腐", "老陈"),
    ]
    assert "nothing new" in terminal.done("wishes")
    whole = json.loads(terminal.done("wishes", "--all", "--json"))
    assert whole["wishes"][0]["people"] == 2
    assert whole["unanswered"][0]["words"] == "月亮上能种菜吗"
    assert "is no day" in terminal.refused(2, "wishes", "--since", "yesterday")


async def test_ratings_are_counted_the_worst_first(db: Database, terminal: Terminal) -> None:
    (terminal.folder / "yike.toml").write_text(TOWN, "utf-8")
    assert "Nobody has rated" in terminal.done("ratings")
    people = [await learner(db, f"{BOT}:{n}") for n in range(3)]
    for key in ("course", "other"):
        await enrolled(db, people[0], key)
    async with db.connection() as conn:
        for person, key, stars in (
            (0, "course", 3),
            (1, "course", 3),
            (2, "course", 1),
            (0, "other", 1),
        ):
            await conn.execute(
                "insert into rating values ($1, $2, $3, '1', now())", people[person], key, stars
            )
    first, second = terminal.done("ratings").splitlines()[1:]
    assert first.startswith("1.00  0 very useful, 0 so-so, 1 not: ")
    assert second.startswith("2.33  2 very useful, 0 so-so, 1 not: ")
    assert [one["course"] for one in json.loads(terminal.done("ratings", "--json"))] == [
        "other",
        "course",
    ]
