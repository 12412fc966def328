"""Takes the pictures of the console in docs/console: a town that has been at it for weeks, seen by its
operator. Run with `make shots`; ``main(FOLDER)`` puts every screen there, the docs keep the telling
ones only.
"""

import asyncio
import os
import random
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.embedded import dbmate_url, embedded_servers
from bot.storage import Storage
from bot.store.migrations import migrate
from schedules.tallying import Tallier
from tests.console.conftest import Browser, Office
from tests.console.test_announcements import draft, revision
from tests.console.test_competitions_flow import entered, made
from tests.console.test_competitions_results import handed_in, judge, to
from tests.console.test_home import PAST
from tests.console.window import Window, open_window
from tests.flow.town import BANK, COURIER, TELEGRAM, WECHAT, open_town

HERE = Path(__file__).parent / "console"
KEPT = (
    "home",
    "home-phone",
    "groups",
    "group",
    "learners",
    "announcement-new",
    "announcement-report",
    "announcement-report-dark",
    "competition",
    "competition-phone",
    "competition-edit",
    "judging",
    "ranking",
    "ranking-english",
    "credits",
    "audit",
)
"""What the docs show; the other screens are taken into a folder that is named."""
CLASSES = (
    "天河区图书馆手机班",
    "车陂街老友班",
    "石牌村粤曲社",
    "员村夜校",
    "棠下法律角",
    "龙洞读书会",
)
SINGERS = [
    "陈桂芳",
    "李建国",
    "黄秀英",
    "何伟明",
    "梁玉珍",
    "邓国强",
    "谭丽华",
    "冯志坚",
    "罗少芬",
    "苏炳权",
    "关凤仪",
    "区锦棠",
]
CHAT = -1001234567890
FAULTS = (
    ("news", "unavailable 502", 7),
    ("lesson", "gone 43004", 12),
    ("question", "refused 403 no rights", 2),
)
WIDE, PHONE = (1280, 900), (390, 844)


@dataclass
class Filled:
    """What the town is filled with, by its addresses."""

    group: int
    learner: int
    contest: str
    news: str


async def main(everything: Path | None = None) -> None:
    """The kept pictures into docs/console; with a folder, all of them there too."""
    HERE.mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="yike-shots-")))
        urls = await stack.enter_async_context(embedded_servers(folder))
        url = dbmate_url(urls.database_url)
        await migrate(url)
        place = Storage(urls.database_url, urls.redis_url, url, embedded_database=True)
        town = await stack.enter_async_context(open_town(place, folder / "town"))
        await town.start()
        office = Office(town)
        filled = await fill(office)
        window = await stack.enter_async_context(open_window(town))
        await window.sign_in()
        await take_all(window, filled, everything)
        for one in office.browsers:
            await one.http.close()


async def fill(office: Office) -> Filled:
    """Groups with people, announcements, a singing contest in judging, a week of deliveries."""
    chance = random.Random(8)
    operator = await office.signed_in("operator")
    rows = [await _class(operator, title, n) for n, title in enumerate(CLASSES)]
    await _followers(office)
    await _members(office, rows[2:], chance)
    await office.town.telegram_starts()
    await office.town.simulator.telegram.add_to_group(TELEGRAM, CHAT, "骑手学习群", by=COURIER)
    contest = await _contest(office, operator, rows)
    await _deliveries(office, chance)
    chats = await office.town.rows("select id from chat_group where channel = 'telegram'")
    news = await _news(office, operator, [rows[0], rows[1], int(str(chats[0]["id"]))])
    learner = await office.town.rows("select max(id) as id from learner where state = 'active'")
    return Filled(rows[0], int(str(learner[0]["id"])), contest, news)


async def _class(operator: Browser, title: str, number: int) -> int:
    await operator.get("groups/new")
    fields = {"title": title, "account": WECHAT, "scene": f"class-{number + 1}"}
    page = await operator.post("groups/new", fields)
    return int(page.url.split("/groups/")[1].split("?")[0])


async def _followers(office: Office) -> None:
    """Some who really follow, in the first two classes."""
    for number in range(36):
        openid = f"oReaderOfTianhe{number:013d}"
        await office.town.simulator.wechat.scan(WECHAT, openid, f"class-{1 + number % 2}")


async def _members(office: Office, rows: list[int], chance: random.Random) -> None:
    """Enough others that the lists look as they do in a city."""
    now = office.town.clock.now()
    for row in rows:
        await office.town.rows(
            """
            with l as (insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), 'active', 'Asia/Shanghai', '{08:00}', $2::timestamptz - n * interval '9 hours'
              from generate_series(1, $3::int) n returning id)
            insert into group_member (group_id, learner_id, joined_at)
            select $1, id, $2::timestamptz - (id % 20) * interval '1 day' from l returning 1
            """,
            row,
            now,
            chance.randint(8, 60),
        )
    await Tallier(office.town.program.db, office.town.clock).groups()


async def _contest(office: Office, operator: Browser, rows: list[int]) -> str:
    """A contest with two divisions, works handed in, one of two judges half through."""
    groups = [str(row) for row in rows[:3]]
    more = {"title": "夕阳红粤语歌唱大赛", "organiser": "天河区文化馆", "groups": groups}
    key = await made(operator, "singing", **more)  # type: ignore[arg-type]
    await operator.post(f"competitions/{key}/publish", {"revision": "1"})
    entries = [
        await entered(operator, key, name, birth=f"{1944 + 2 * n}-0{1 + n % 9}-12")
        for n, name in enumerate(SINGERS)
        if n != 6
    ]
    for row in entries[:-1]:
        await handed_in(office, row)
    await office.town.rows(
        "update work set title = (array['帝女花', '荔枝颂', '彩云追月', '分飞燕'])[1 + id % 4]"
    )
    await to(office, key, "judging", "opens")
    mine = await judge(office, key)
    chance = random.Random(3)
    for row in entries[:7]:
        marks = {
            "mark-mark": str(chance.randint(60, 80) / 2),
            "mark-mark-2": str(chance.randint(44, 60) / 2),
            "mark-mark-3": str(chance.randint(44, 60) / 2),
            "revision": "0",
        }
        await mine.post(f"competitions/{key}/desk/judging/{row}", marks)
    await operator.post(f"competitions/{key}/ranking/renew", {"stage": "judging"})
    return key


async def _deliveries(office: Office, chance: random.Random) -> None:
    """A day of lessons that went out, and some that did not."""
    now = office.town.clock.now()
    learner = (await office.town.rows("select min(id) as id from learner"))[0]["id"]
    start, late = 10_000_000, timedelta(seconds=1)
    for hour in range(1, 24):
        start, at = start + 10_000, now - timedelta(hours=hour)
        count = chance.randint(300, 900) if 6 <= (at.hour + 8) % 24 <= 21 else chance.randint(0, 9)
        sent = (start, learner, None, "lesson", "sent", at, "send", "sent", late, count)
        await office.town.rows(PAST, *sent)
    for kind, reason, count in FAULTS:
        start, at = start + 10_000, now - timedelta(hours=2)
        failed = (start, learner, None, kind, "failed", at, "send", reason, late, count)
        await office.town.rows(PAST, *failed)
    for _ in range(50):
        await Tallier(office.town.program.db, office.town.clock).ended()


async def _news(office: Office, operator: Browser, rows: list[int]) -> str:
    """One that waits for its day, and one that went out."""
    ends = (office.town.clock.now() + timedelta(days=7, hours=8)).strftime("%Y-%m-%dT%H:%M")
    later = (office.town.clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT10:00")
    words = {"expires": ends, "organiser": "天河区图书馆"}
    at = {**words, "when": "at", "due": later, "title": "科普展周六开讲", "text": "带家人来看看。"}
    key, page = await draft(operator, *rows[:2], **at)
    await operator.post(f"announcements/{key}/submit", {"revision": revision(page)})
    for number in range(36):
        if number % 6:
            await office.town.wechat_says("帮助", f"oReaderOfTianhe{number:013d}")
    now = {**words, "title": "周三闭馆一天", "text": "周三馆里检修，闭馆一天。\n周四照常开门。"}
    key, page = await draft(operator, *rows, **now)
    await operator.post(f"announcements/{key}/submit", {"revision": revision(page)})
    await office.town.nothing_due()
    return key


def screens(filled: Filled) -> dict[str, str]:
    """Every screen: its name and its address."""
    contest, news = f"competitions/{filled.contest}", f"announcements/{filled.news}"
    tabs = [
        "entries",
        "works",
        "judging",
        "ranking",
        "objections",
        "corrections",
        "reminders",
        "settings",
    ]
    return {
        "home": "",
        "announcements": "announcements",
        "announcement-new": f"announcements/new?copy={filled.news}",
        "announcement-report": news,
        "announcement-receivers": f"{news}/receivers",
        "competitions": "competitions",
        "competition-new": "competitions/new",
        "competition": contest,
        "competition-edit": f"{contest}/edit",
        "competition-cancel": f"{contest}/cancel?reason=场地维修",
        **{tab if tab != "entries" else "entries": f"{contest}/{tab}" for tab in tabs},
        "marks": f"{contest}/judging/judging",
        "groups": "groups",
        "group": f"groups/{filled.group}",
        "group-new": "groups/new",
        "group-merge": f"groups/{filled.group}/merge",
        "requests": "groups/requests",
        "learners": "learners",
        "learner": f"learners/{filled.learner}",
        "courses": "courses",
        "questions": "questions",
        "wishes": "wishes",
        "credits": "credits",
        "bank": f"credits/{BANK}",
        "staff": "staff",
        "run-time-settings": "settings",
        "audit": "audit",
    }


async def take_all(window: Window, filled: Filled, everything: Path | None) -> None:
    """Wide and light; the telling ones on a phone, in the dark, in English too."""
    all_screens = screens(filled)
    for name, address in all_screens.items():
        await take(window, name, address, WIDE, everything)
    for name in ("home", "competition", "announcement-report", "learners"):
        await take(window, f"{name}-phone", all_screens[name], PHONE, everything)
    await window.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await window.page.emulate_media(color_scheme="dark")
    for name in ("home", "announcement-report"):
        await take(window, f"{name}-dark", all_screens[name], WIDE, everything)
    await window.page.emulate_media(color_scheme="light")
    await window.press("English")
    for name in ("home", "ranking"):
        await take(window, f"{name}-english", all_screens[name], WIDE, everything)


async def take(
    window: Window, name: str, address: str, size: tuple[int, int], everything: Path | None
) -> None:
    """A picture of a page, from its head to where it ends, or one window and a half down."""
    page = window.page
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"{window.root}/{address}", wait_until="networkidle")
    tall = int(await page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": size[0], "height": min(tall, size[1] * 3 // 2)}
    picture = await page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    if name in KEPT:
        (HERE / f"{name}.png").write_bytes(picture)
    if everything is not None:
        (everything / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("YIKE_SHOTS", "")
    asyncio.run(main(Path(chosen) if chosen else None))
