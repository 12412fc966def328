"""`yike group`: a cohort with its code, made once, and a poster for the wall."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.commands_group import Cohort, cohort, create, listed
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import InputError, PlatformCallError
from bot.domain.events import ChannelKind
from bot.ports import Ability
from bot.store.db import Connection, Database
from bot.store.groups import membership as groups
from tests.delivery.owing import BOT, NOON, OFFICIAL, group, learner, rows
from tests.followers.official import SERVICE, SUBSCRIPTION, UNVERIFIED, ScriptedOfficial

CLASS = Cohort(OFFICIAL, "class-7", "骑手七班", "Asia/Shanghai", "某某图书馆")


@dataclass
class Console(ScriptedOfficial):
    kind: ChannelKind = ChannelKind.WECHAT


@dataclass
class TelegramBot:
    account: str = BOT
    kind: ChannelKind = ChannelKind.TELEGRAM
    ability: Ability = SERVICE


async def make(
    db: Database, official: object, wanted: Cohort = CLASS, to: Path | None = None
) -> list[str]:
    return await create(db, FrozenClock(NOON), {wanted.account: official}, wanted, to)  # type: ignore[dict-item]


async def test_a_cohort_is_made_with_its_code_once(db: Database) -> None:
    official = Console()
    first = await make(db, official)
    again = await make(db, official)
    assert official.codes == ["class-7"]
    assert "new" in first[0]
    assert "before" in again[0]
    assert first[1] == again[1] == "The code leads to http://weixin.example/q/class-7"
    known = (await rows(db, "select account, channel, platform_id, title, zone from chat_group"))[
        0
    ]
    assert tuple(known.values()) == (OFFICIAL, "wechat", "class-7", "骑手七班", "Asia/Shanghai")


async def test_a_cohort_that_people_scanned_before_gets_its_title_and_code(db: Database) -> None:
    row = await group(db, "class-7", OFFICIAL)
    person = await learner(db, f"{OFFICIAL}:oOne")
    async with db.connection() as conn:
        await conn.execute("insert into group_member values ($1, $2, $3)", row, person, NOON)
    await make(db, Console())
    assert [r["id"] for r in await rows(db, "select id from chat_group")] == [row]
    assert await listed(db) == [
        "city-wechat:class-7  骑手七班  1 members  http://weixin.example/q/class-7"
    ]


async def test_the_poster_is_written_as_png_and_svg(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "wall" / "posters"
    lines = await make(db, Console(), to=folder)
    files = sorted(one.name for one in folder.iterdir())
    assert files == ["city-wechat-class-7.png", "city-wechat-class-7.svg"]
    assert (folder / files[0]).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "骑手七班" in (folder / files[1]).read_text("utf-8")
    assert [line for line in lines if str(folder / files[0]) in line]


async def test_a_scene_cannot_leave_the_folder(db: Database, tmp_path: Path) -> None:
    wanted = Cohort(OFFICIAL, "../../etc/x", "骑手七班", "Asia/Shanghai")
    folder = tmp_path / "posters"
    await make(db, Console(), wanted, folder)
    assert sorted(one.suffix for one in folder.iterdir()) == [".png", ".svg"]
    assert [one.name for one in tmp_path.iterdir()] == ["posters"]


async def test_nothing_is_made_where_the_poster_cannot_be(db: Database, tmp_path: Path) -> None:
    official = Console()
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(InputError, match="--poster"):
        await make(db, official, to=tmp_path / "file" / "x")
    strange = Cohort(OFFICIAL, "class-7", "骑手🚴七班", "Asia/Shanghai")
    with pytest.raises(InputError, match="🚴"):
        await make(db, official, strange, tmp_path)
    assert not official.calls
    assert await listed(db) == [
        "No group is known yet; make a WeChat cohort with: yike group create"
    ]


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        (TelegramBot(OFFICIAL), "Only WeChat cohorts have QR codes"),
        (Console(ability=SUBSCRIPTION), "verified service accounts"),
        (Console(ability=UNVERIFIED), "verified service accounts"),
    ],
)
async def test_an_account_without_codes_says_so(
    db: Database, channel: object, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        await make(db, channel)
    assert not await rows(db, "select 1 from chat_group")


async def test_when_the_platform_is_down_the_next_try_goes_on(db: Database) -> None:
    official = Console(fails=lambda call, people: Outcome(Result.UNAVAILABLE, "503 busy"))
    with pytest.raises(PlatformCallError):
        await make(db, official)
    official.fails = lambda call, people: None
    assert "new" in (await make(db, official))[0]
    assert len(await rows(db, "select 1 from group_code")) == 1


@pytest.mark.parametrize(
    ("address", "title", "sentence"),
    [
        ("class-7", "骑手七班", "ACCOUNT:SCENE"),
        (":class-7", "骑手七班", "ACCOUNT:SCENE"),
        ("city-wechat:", "骑手七班", "ACCOUNT:SCENE"),
        ("other:class-7", "骑手七班", 'no account "other"; known are: city-wechat'),
        ("city-wechat:" + "x" * 65, "骑手七班", "1 to 64"),
        ("city-wechat:class 7", "骑手七班", "1 to 64"),
        ("city-wechat:class-7", " ", "--title"),
    ],
)
def test_a_name_that_names_no_cohort_is_refused(address: str, title: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        cohort(address, [OFFICIAL], title=title, zone="Asia/Shanghai")


def test_a_scene_may_have_colons_and_chinese() -> None:
    found = cohort("city-wechat:街道:七班", [OFFICIAL], title=" 七 班 ", zone="Asia/Shanghai")
    assert (found.scene, found.title) == ("街道:七班", "七 班")


async def test_groups_of_both_channels_are_listed(db: Database) -> None:
    await group(db, "-100", BOT)
    gone = await group(db, "class-1", OFFICIAL)
    async with db.connection() as conn:
        await conn.execute("update chat_group set state = 'gone' where id = $1", gone)
    assert await listed(db) == [
        "city:-100  (no title)",
        "city-wechat:class-1  (no title)  0 members  no QR code yet  gone",
    ]
    assert len(await listed(db, OFFICIAL)) == 1


async def test_two_classes_that_scan_at_the_same_time_do_not_wait_for_each_other(
    db: Database,
) -> None:
    """Events are taken in groups: two transactions may meet two cohorts in either order."""
    for name in ("class-7", "class-8"):
        async with db.transaction() as conn:
            await known(conn, name)
    async with db.transaction() as one, db.transaction() as other:
        for conn, names in ((one, ("class-7", "class-8")), (other, ("class-8", "class-7"))):
            await conn.execute("set local lock_timeout = '200ms'")
            for name in names:
                await known(conn, name)
    found = await rows(db, "select platform_id, state, title from chat_group order by 1")
    assert [tuple(row.values()) for row in found] == [
        ("class-7", "known", ""),
        ("class-8", "known", ""),
    ]


async def test_a_group_that_was_gone_or_is_called_something_else_is_put_right(
    db: Database,
) -> None:
    async with db.transaction() as conn:
        row = await known(conn, "class-7", "七班")
        await groups.group_gone(conn, OFFICIAL, "class-7")
        assert await known(conn, "class-7") == row
        assert await known(conn, "class-7", "七班二组") == row
    found = await rows(db, "select state, title from chat_group")
    assert [tuple(row.values()) for row in found] == [("known", "七班二组")]


async def known(conn: Connection, name: str, title: str = "") -> int:
    return await groups.know_group(
        conn,
        account=OFFICIAL,
        channel="wechat",
        platform_id=name,
        title=title,
        zone="Asia/Shanghai",
        now=NOON,
    )
