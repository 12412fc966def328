"""Reminders are offered rarely and at the right moment; who asks for them always gets the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.clock import FrozenClock
from bot.competitions.telling.compose import CompetitionComposer
from bot.delivery.asking import NoticePage
from bot.domain.delivery import Kind, Template
from bot.domain.events import (
    ChannelKind,
    EventBody,
    Followed,
    InboundEvent,
    Text,
    Unsupported,
    WindowOpening,
)
from bot.domain.messages import Reply
from bot.learning.shelf import Shelf
from bot.ledger.statements import Issuer
from bot.ports import Ability
from bot.store import consents
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.store.notice_standing import NoticeStanding
from bot.texts.catalogue import texts
from handlers import notices
from handlers.inbound import Inbound
from handlers.turn import Deployment
from tests.delivery.channels import ScriptedChannel
from tests.handlers.school import course, lesson, single
from tests.schedules.contest import COMPETITION, OPENS, take_in

ACCOUNT, BOT = "city-wechat", "city"
FARMER, OTHER = "oFarmerOfConghua000000000001", "70002"
T = texts("zh-Hans")
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai."""
DAY = timedelta(days=1)
URL = "https://yike.example.org"
DAILY = Template("T-daily", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
CLOSING = Template(
    "T-closing", "notice", frozenset({Kind.REMINDER, Kind.ANNOUNCEMENT}), {"thing1": "title"}
)
RESULT = Template("T-result", "template", frozenset({Kind.RESULT}), {"thing1": "title"})


class Account(ScriptedChannel):
    """An account with the templates a test gives it; each reply is one page."""

    templates: tuple[Template, ...] = ()

    @property
    def ability(self) -> Ability:
        return replace(super().ability, templates=self.templates)

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
        return [reply]


@dataclass
class Village:
    """The in-pipe with its database; people talk to it, and its clock is moved."""

    db: Database
    clock: FrozenClock
    account: Account
    numbers: "count[int]" = field(default_factory=count)
    _inbound: Inbound | None = None

    def with_notices(self, *templates: Template) -> "Village":
        """The account has these templates from now on."""
        self.account.templates = templates
        channels = {ACCOUNT: self.account, BOT: Account(BOT, ChannelKind.TELEGRAM)}
        composer = CompetitionComposer(self.clock)
        self._inbound = Inbound(
            self.db,
            channels,
            Shelf(),
            {Kind.ANNOUNCEMENT: composer, Kind.REMINDER: composer},
            Deployment(
                Issuer(URL, b"p" * 32),
                {},
                "Asia/Shanghai",
                notices=notices.notice_pages(channels, URL),
            ),
            self.clock,
            b"s" * 32,
        )
        return self

    async def happens(self, body: EventBody, account: str = ACCOUNT, who: str = FARMER) -> Reply:
        """An event, and what is answered in its response."""
        assert self._inbound is not None
        kind = ChannelKind.WECHAT if account == ACCOUNT else ChannelKind.TELEGRAM
        key = str(next(self.numbers))
        event = InboundEvent(
            account, kind, key, who, who, self.clock.now(), body, WindowOpening.MESSAGE
        )
        reply = await self._inbound.handle(event)
        return reply or Reply(())

    async def says(self, *words: str) -> Reply:
        """Somebody writes these, one after another; the last answer."""
        answers = [await self.happens(Text(one)) for one in words]
        return answers[-1]

    async def row(self, query: str, *values: object) -> object:
        async with self.db.connection() as conn:
            return await conn.fetchval(query, *values)

    async def address(self) -> int:
        row = await self.row("select id from address where platform_id = $1", FARMER)
        assert isinstance(row, int)
        return row

    async def allows(self, *templates: Template, lasting: bool = False) -> None:
        """The page was touched and 允许 chosen."""
        ids = [one.id for one in templates]
        async with self.db.transaction() as conn:
            await consents.grant(
                conn, await self.address(), ids, ids if lasting else [], self.clock.now()
            )

    async def refuses(self, *templates: Template) -> None:
        """The page was touched and 取消 chosen."""
        async with self.db.transaction() as conn:
            ids = [one.id for one in templates]
            await consents.refuse(conn, await self.address(), ids, self.clock.now())


def words(reply: Reply) -> str:
    """All that is read of a reply, links by their labels."""
    return "\n".join(m.text + (m.link.label if m.link else "") for m in reply.messages)


def links(reply: Reply) -> list[str]:
    return [message.link.url for message in reply.messages if message.link]


@pytest.fixture
async def village(db: Database) -> Village:
    """Six lessons and a competition that is open; nobody has come yet."""
    place = Village(db, FrozenClock(MORNING), Account(ACCOUNT, ChannelKind.WECHAT, frozenset()))
    lessons = [lesson(key, single(key)) for key in "甲乙丙丁戊己"]
    async with db.transaction() as conn:
        await import_courses(conn, [course(*lessons)], at=MORNING, approver="test")
    return place.with_notices(DAILY, CLOSING, RESULT)


async def begins(village: Village) -> Reply:
    """A farmer comes and is shown the first lesson; the answers until then."""
    seen = [await village.happens(Followed())]
    seen += [await village.says(one) for one in ("我务农", "早上 7:30")]
    return Reply(tuple(message for reply in seen for message in reply.messages))


def test_only_accounts_with_notices_have_a_page() -> None:
    without = Account("plain", ChannelKind.WECHAT, frozenset())
    some = Account("some", ChannelKind.WECHAT, frozenset())
    some.templates = (RESULT, DAILY)
    pages = notices.notice_pages({"plain": without, "some": some}, URL)
    assert pages == {"some": NoticePage(f"{URL}/wechat/some/notices", (DAILY,))}


# Lessons ------------------------------------------------------------------------------------------


async def test_a_finished_lesson_is_a_moment_to_offer_reminders(village: Village) -> None:
    assert links(await begins(village)) == []
    done = await village.says("2")
    assert done.messages[-1].text == "明天要提醒您吗？"
    assert links(done) == [f"{URL}/wechat/{ACCOUNT}/notices"]
    assert FARMER not in links(done)[0]
    assert "1" not in done.messages[-1].hint
    assert await village.row("select asked_at from address") == MORNING
    shown = await village.says("1")
    assert "第2课" in shown.messages[0].title, "the number still means the next lesson"


async def test_reminders_are_offered_once_in_seven_days(village: Village) -> None:
    await begins(village)
    assert links(await village.says("2"))
    assert not links(await village.says("今日一课", "2"))
    village.clock.set(MORNING + 7 * DAY - timedelta(seconds=1))
    assert not links(await village.says("今日一课", "2"))
    village.clock.set(MORNING + 7 * DAY)
    assert not links(await village.says("今日一课", "2")), "a review is asked behind the lesson"
    assert links(await village.says("2"))


async def test_a_refusal_is_kept_a_month_and_the_second_for_good(village: Village) -> None:
    await begins(village)
    assert links(await village.says("2"))
    await village.refuses(DAILY, CLOSING)
    village.clock.set(MORNING + 29 * DAY)
    assert not links(await village.says("今日一课", "2"))
    village.clock.set(MORNING + 30 * DAY)
    assert links(await village.says("今日一课", "2"))
    await village.refuses(DAILY)
    village.clock.set(MORNING + 300 * DAY)
    assert not links(await village.says("今日一课", "2"))
    assert links(await village.says("提醒")), "who asks is never refused"


async def test_nothing_is_offered_while_a_consent_is_left(village: Village) -> None:
    await begins(village)
    await village.allows(DAILY)
    assert not links(await village.says("2"))
    await village.row("update address set notices = '{\"T-daily\": 0}'")
    assert links(await village.says("今日一课", "2"))


async def test_nothing_is_offered_where_the_lesson_has_no_notice(village: Village) -> None:
    village.with_notices(CLOSING, RESULT)
    await begins(village)
    assert not links(await village.says("2"))


async def test_nothing_is_offered_for_lessons_to_who_paused(village: Village) -> None:
    await begins(village)
    await village.says("暂停")
    assert not links(await village.says("今日一课", "2"))


async def test_nothing_is_offered_to_who_is_reached_for_nothing(village: Village) -> None:
    await begins(village)
    await village.row(
        "insert into address (learner_id, account, channel, platform_id, created_at) "
        "select learner_id, 'city', 'telegram', '70001', $1 from address",
        MORNING,
    )
    assert not links(await village.says("2"))


async def test_an_ordinary_word_costs_no_question_to_the_database(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    async def counted(*given: object) -> NoticeStanding:
        loaded.append(given)
        return NoticeStanding({}, None, 0, False)

    monkeypatch.setattr(notices, "load_standing", counted)
    await begins(village)
    await village.says("进度", "帮助", "谢谢", "选课", "比赛", "今日一课", "看不懂")
    assert loaded == []
    await village.says("2")
    assert len(loaded) == 1


# Competitions, and what waited ---------------------------------------------------------------------


async def test_an_entry_is_a_moment_to_offer_reminders(village: Village, db: Database) -> None:
    await begins(village)
    await village.says("2")
    village.clock.set(OPENS + DAY)
    await take_in(db, COMPETITION, OPENS)
    entered = await village.says("比赛", "1", "1")
    assert "报名成功：全民法治知识竞赛。想看日期，发“比赛”。" in words(entered)
    assert "截止前要提醒您吗？" in words(entered)
    assert links(entered) == [f"{URL}/wechat/{ACCOUNT}/notices"]


async def test_an_entry_promises_a_reminder_only_where_it_can_be_sent(
    village: Village, db: Database
) -> None:
    await begins(village)
    await village.says("2")
    await village.allows(CLOSING)
    village.clock.set(OPENS + DAY)
    await take_in(db, COMPETITION, OPENS)
    entered = await village.says("比赛", "1", "1")
    assert words(entered) == "报名成功：全民法治知识竞赛。到时候会提醒您。\n您的号码是 1。"


async def test_nothing_is_offered_behind_a_question(village: Village, db: Database) -> None:
    await begins(village)
    village.clock.set(OPENS + DAY)
    await take_in(db, COMPETITION, OPENS)
    entered = await village.says("比赛", "1", "1")
    assert "甲题怎么做" in words(entered), "the open question is shown again"
    assert not links(entered)


HELD = """
  insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
    uncertain, detail, steps, planned_at, reason, held_at)
  select -id, id, 'city-wechat', 'announcement', 'law', '1', 3, $1, $2, 0, false, '{}', '[]', $1, 'no window', $1
  from learner
"""


@pytest.mark.parametrize(("hours", "offered"), [(12, True), (11.9, False)])
async def test_what_had_waited_long_is_a_moment_to_offer_reminders(
    village: Village, db: Database, hours: float, offered: bool
) -> None:
    await begins(village)
    await village.says("2")
    village.clock.set(OPENS + DAY)
    await take_in(db, COMPETITION, OPENS)
    since = village.clock.now() - timedelta(hours=hours)
    await village.row(HELD, since, OPENS + 9 * DAY)
    given = await village.says("谢谢")
    assert "【比赛】全民法治知识竞赛" in words(given)
    assert bool(links(given)) is offered
    assert ("早点提醒您吗" in words(given)) is offered


async def test_help_names_the_word_where_it_does_something(village: Village) -> None:
    await begins(village)
    assert "提醒：" in words(await village.says("帮助"))
    village.with_notices(RESULT)
    assert "提醒：" not in words(await village.says("帮助"))


# The word -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["提醒", "订阅提醒", "/notices", "请提醒我", "每天提醒我"])
async def test_who_asks_gets_the_way(village: Village, said: str) -> None:
    await begins(village)
    answer = await village.says(said)
    assert words(answer) == "想让我提醒您？点这里，再点“允许”"
    assert links(answer) == [f"{URL}/wechat/{ACCOUNT}/notices"]
    assert "答对了" in words(await village.says("2")), "the question was still open"


async def test_who_asks_is_not_asked_again_in_the_same_week(village: Village) -> None:
    await begins(village)
    await village.says("提醒")
    assert not links(await village.says("2"))


async def test_who_asks_is_told_what_is_left(village: Village) -> None:
    await begins(village)
    await village.allows(DAILY, CLOSING)
    await village.allows(DAILY)
    answer = await village.says("提醒")
    assert words(answer) == "还能提醒您 3 次。想多几次，点这里，再点“允许”"
    assert links(answer)


async def test_who_allowed_it_for_good_has_nothing_to_touch(village: Village) -> None:
    await begins(village)
    await village.allows(DAILY, CLOSING, lasting=True)
    answer = await village.says("提醒")
    assert answer.messages[0].text == T("notices-lasting")
    assert not links(answer)


async def test_one_lasting_consent_leaves_the_others_to_be_given(village: Village) -> None:
    await begins(village)
    await village.allows(DAILY, lasting=True)
    assert links(await village.says("提醒"))


async def test_an_account_without_notices_says_so(village: Village) -> None:
    village.with_notices(RESULT)
    await begins(village)
    answer = await village.says("提醒")
    assert words(answer) == T("notices-none")
    assert not links(answer)


async def test_a_newcomer_who_asks_gets_the_way_and_the_greeting_goes_on(
    village: Village,
) -> None:
    await village.happens(Followed())
    assert links(await village.says("提醒"))
    assert "什么时候给您送课" in words(await village.says("我务农"))


async def test_telegram_needs_no_consent(village: Village) -> None:
    await village.happens(Text("/start"), BOT, OTHER)
    await village.happens(Text("提醒"), BOT, OTHER)
    said = await village.row("select detail from delivery order by id desc limit 1")
    assert T("notices-not-needed") in str(said)


# What we cannot read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "seen"),
    [
        ("image", "照片收到了"),
        ("photo", "照片收到了"),
        ("voice", "语音我还听不懂"),
        ("video", "视频收到了"),
        ("shortvideo", "视频收到了"),
        ("location", "位置收到了"),
        ("link", "链接我打不开"),
        ("checklist", "只看得懂文字"),
    ],
)
async def test_what_we_cannot_read_gets_words_of_its_own(
    village: Village, what: str, seen: str
) -> None:
    await begins(village)
    asked = words(await village.happens(Unsupported(what)))
    name = f"unsupported-{what.replace('_', '-')}"
    assert asked.startswith(T(name if T.has(name) else "unsupported-other"))
    assert seen in asked
    assert asked.endswith("刚才那道题，请打字回复。")
    await village.says("2")
    assert words(await village.happens(Unsupported(what))).endswith("想学习，发“今日一课”。")
