"""Two Telegram bots and two WeChat accounts in one deployment: nothing crosses but who binds."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.simulator import Simulator
from bot.config import Settings
from bot.ledger.facts import credit_of
from bot.ledger.status import balance
from bot.storage import Storage
from tests.flow.scenario import EXTRA, NEXT_MORNING
from tests.flow.telegram_person import Person, all_taken, words
from tests.flow.ten_questions import COURSE, TEN, begins, wrong
from tests.flow.town import AES_KEY, TEACHER, TELEGRAM, WECHAT, Town, open_town

VILLAGE, VILLAGE_WECHAT = "village", "village-wechat"
ANNA = 70301
SECRETS = {TELEGRAM: "secret-of-the-town", VILLAGE: "secret-of-the-village"}


def with_a_village(settings: Settings, simulator: Simulator) -> Settings:
    """The town's accounts, and another of each kind."""
    bot, official = settings.telegram[0], settings.wechat[0]
    token, app_id = "43:TOKEN-of-the-village", "wxfedcba9876543210"
    simulator.add_telegram(VILLAGE, token, "yike_village_bot")
    callback = f"{settings.server.public_url}/wechat/{VILLAGE_WECHAT}"
    simulator.add_wechat(VILLAGE_WECHAT, app_id, "other-secret", "othertoken", AES_KEY, callback)
    second = {
        "name": VILLAGE,
        "token": SecretStr(token),
        "webhook_secret": SecretStr(SECRETS[VILLAGE]),
    }
    other = {
        "name": VILLAGE_WECHAT,
        "app_id": app_id,
        "app_secret": SecretStr("other-secret"),
        "token": SecretStr("othertoken"),
    }
    return settings.model_copy(
        update={
            "telegram": (bot, bot.model_copy(update=second)),
            "wechat": (official, official.model_copy(update=other)),
        }
    )


@pytest.fixture
async def both(place: Storage, tmp_path: Path) -> AsyncIterator[Town]:
    """The town and the village, served by one program."""
    async with open_town(place, tmp_path) as town:
        town.settings = with_a_village(town.settings, town.simulator)
        await town.teach(COURSE, EXTRA)
        await town.start()
        yield town


async def learner_at(town: Town, account: str) -> object:
    """The row of the only learner of an account."""
    [found] = await town.rows("select learner_id from address where account = $1", account)
    return found["learner_id"]


async def test_the_same_person_at_two_bots_is_two_learners(both: Town) -> None:
    here, there = Person(both, ANNA), Person(both, ANNA, VILLAGE)
    await begins(here)
    await begins(there)
    await here.votes(*TEN[0].right)
    await there.votes(*wrong(TEN[0]))
    given = await both.rows(
        "select d.account, a.is_right from answer a join enrolment e on e.id = a.enrolment_id "
        "join address d on d.learner_id = e.learner_id order by 1"
    )
    assert given == [
        {"account": TELEGRAM, "is_right": True},
        {"account": VILLAGE, "is_right": False},
    ]
    before = len(there.heard)
    await here.says("退订")
    assert len(there.heard) == before
    counts = (len(here.heard), before)
    await both.move_to(NEXT_MORNING)
    assert len(here.heard) == counts[0], "who stopped here"
    assert len(there.heard) > counts[1], "goes on there"


async def test_the_same_name_at_two_wechat_accounts_is_two_learners(both: Town) -> None:
    wechat = both.simulator.wechat
    for account in (WECHAT, VILLAGE_WECHAT):
        await wechat.follow(account, TEACHER)
        await wechat.say(account, TEACHER, "1")
    await wechat.say(WECHAT, TEACHER, "1")
    await both.nothing_due()
    assert await learner_at(both, WECHAT) != await learner_at(both, VILLAGE_WECHAT)
    assert "第1课" in "".join(one.text for one in wechat.chat(WECHAT, TEACHER))
    assert "第1课" not in "".join(one.text for one in wechat.chat(VILLAGE_WECHAT, TEACHER))


async def test_no_bot_speaks_for_another(both: Town) -> None:
    """The secret of one is no good at the other, and a quiz of one means nothing there."""
    here = await begins(Person(both, ANNA))
    there = await begins(Person(both, ANNA, VILLAGE))
    poll = both.simulator.telegram.poll(TELEGRAM, ANNA, here.quizzes[-1].id).id
    person = {"id": ANNA, "is_bot": False, "first_name": "安"}
    vote = {"poll_id": poll, "option_ids": [0, 2], "user": person}
    update = {"update_id": 900_001, "poll_answer": vote}

    async def posted(account: str, secret: str) -> int:
        url = f"{both.settings.server.public_url}/telegram/{account}"
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRETS[secret]}
        async with (
            ClientSession() as http,
            http.post(url, json=update, headers=headers) as answer,
        ):
            return answer.status

    counts = (len(here.heard), len(there.heard))
    assert await posted(VILLAGE, TELEGRAM) == await posted(TELEGRAM, VILLAGE) == 401
    assert await posted(VILLAGE, VILLAGE) == 503, "it may become known in a moment"
    both.clock.set(both.clock.now().replace(second=30))
    assert await posted(VILLAGE, VILLAGE) == 200
    await all_taken(both)
    assert await both.rows("select 1 from answer") == []
    assert (len(here.heard), len(there.heard)) == counts
    assert await posted(TELEGRAM, TELEGRAM) == 200
    await all_taken(both)
    assert len(await both.rows("select 1 from answer")) == 1
    assert len(here.heard) > counts[0]
    assert len(there.heard) == counts[1]


async def pass_the_course(town: Town, person: Person, openid: str) -> None:
    """Both pass the same short course, each in one's own chat; neither has agreed to anything."""
    await person.starts("c-one-lesson")
    await person.touches("早上 7:30")
    assert "通过了" in words(await person.votes(2))
    await town.wechat_follows(openid)
    for said in ("1", "1", "/courses 一节小课", "1", "人先走"):
        await town.wechat_says(said, openid)
        await town.wechat_reads(openid)
    await town.nothing_due()
    states = await town.rows(
        "select passed_at is not null as passed from enrolment where course_key = $1", EXTRA.key
    )
    assert states == [{"passed": True}] * 2


async def bound(town: Town, person: Person) -> None:
    """The person takes a code in Telegram and sends it on WeChat; it is good once."""
    code = re.search(r"\d{6}", words(await person.says("/bind")))
    assert code is not None
    assert "两边合在一起了" in await town.wechat_says(f"绑定 {code[0]}")
    await town.nothing_due()
    assert await learner_at(town, TELEGRAM) == await learner_at(town, WECHAT)
    assert "已经合在一起" in await town.wechat_says(f"绑定 {code[0]}")


def credited(town: Town) -> list[tuple[str, str]]:
    """Verb and object of each statement that the bank holds."""
    return sorted(
        (one["verb"]["id"].rsplit("/", 1)[1], one["object"]["id"])
        for one in town.simulator.bank.statements
    )


async def test_who_binds_goes_on_from_what_was_learned_in_either_chat(both: Town) -> None:
    anna = await begins(Person(both, ANNA))
    for asked in TEN[:5]:
        await anna.votes(*asked.right)
    await both.wechat_follows()
    for said in ("1", "1", "/courses 十问", "1"):
        await both.wechat_says(said)
        await both.wechat_reads()
    for asked in TEN[:2]:
        await both.wechat_says("".join(map(str, asked.right)))
        await both.wechat_reads()
    await both.nothing_due()
    await bound(both, anna)
    assert len(await both.rows("select 1 from enrolment where state = 'active'")) == 1
    assert "第6问" in words(await anna.says("今日一课"))
    for asked in TEN[5:9]:
        await anna.votes(*asked.right)
    assert "通过了" in await both.wechat_says("".join(map(str, TEN[9].right)))
    assert "会送到学分银行" in await both.wechat_says("同意")
    await both.nothing_due()
    assert [verb for verb, _ in credited(both)] == ["completed", "completed", "passed"]
    assert len(set(credited(both))) == 3
    assert len({str(one["actor"]) for one in both.simulator.bank.statements}) == 1
    await anna.says("/courses 手机支付不求人")
    counts = (len(both.wechat_chat()), len(anna.heard))
    await both.move_to(NEXT_MORNING)
    more = (len(both.wechat_chat()) - counts[0], len(anna.heard) - counts[1])
    assert min(more) == 0, "the lesson comes to one of the two chats"
    assert max(more) > 0


async def test_a_course_passed_in_both_chats_is_one_credit(both: Town) -> None:
    anna = Person(both, ANNA)
    await pass_the_course(both, anna, TEACHER)
    await bound(both, anna)
    assert both.simulator.bank.statements == []
    learner = (await both.rows("select distinct learner_id from ledger_person"))[0]["learner_id"]
    async with both.program.db.connection() as conn:
        counted = await balance(conn, learner)
    assert counted.claimed == credit_of(EXTRA).credit
    for told in (await both.wechat_says("学分"), words(await anna.says("学分"))):
        assert told.count("《一节小课》0.25 学分") == 1
    for told in (await both.wechat_says("进度"), words(await anna.says("进度"))):
        assert told.count("《一节小课》：已通过") == 1
