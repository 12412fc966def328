"""Questions in a private chat: a lesson is quoted, or none is; what was open stays open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.content import Question, QuestionKind, Track
from bot.domain.messages import Reply
from bot.learning.companion.answering import Answering
from bot.learning.companion.decision import Why
from bot.learning.companion.kept import Companion
from bot.store import recipients
from bot.store.db import Database
from handlers import companion
from handlers.asks import looks_asked, tries_to_answer
from tests.companion.lessons import BIKE, TEA, course, lesson
from tests.companion.test_asked import stage
from tests.handlers.group_room import Room, only
from tests.handlers.private_chat import CITY, OFFICIAL, PrivateChats, told, touchable

LI = f"{CITY}:501"
HOT = "绿茶水温多少合适？"
QUOTED = "绿茶嫩，水太烫会苦。水开后晾五分钟，到八十度再泡。"
OFF = "刹车灯和中奖哪个好？"
"""Of both courses, so that two lessons are near and neither says it."""


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    """Somebody's chats, with two courses and the companion; nobody has begun yet."""
    one = PrivateChats(db)
    one.deployment = replace(one.deployment, answering=Answering(Companion(), with_model=False))
    await one.teach(replace(BIKE, track=Track.FARMERS), TEA)
    return one


@pytest.fixture
async def learning(chats: PrivateChats) -> PrivateChats:
    """As ``chats``; Li has begun the course on bicycles, and its first question is open."""
    await chats.enrolled(LI)
    assert (await chats.dialog(LI)).question
    return chats


async def at_rest(chats: PrivateChats) -> None:
    """Li has answered; nothing is open."""
    await chats.say(LI, "1")
    assert not (await chats.dialog(LI)).question


async def kept(chats: PrivateChats) -> list[Mapping[str, object]]:
    return [dict(row) for row in await chats.rows("select * from asked order by id")]


def is_quotation(reply: Reply) -> bool:
    return "《绿茶用八十度的水》2026.1 版" in told(reply) and QUOTED in told(reply)


@pytest.mark.parametrize(
    "words",
    [f"/ask {HOT}", f"问 {HOT}", f"請問{HOT}", f"您好，我想问一下{HOT}", HOT, f"ask {HOT}"],
)
async def test_a_question_is_answered_with_what_a_lesson_says(
    learning: PrivateChats, words: str
) -> None:
    await at_rest(learning)
    reply = await learning.say(LI, words)
    assert is_quotation(reply)
    assert len(reply.messages[0].text) <= 120
    assert [option.label for option in reply.messages[-1].options] == ["看全文"]
    [row] = await kept(learning)
    assert (row["words"], row["outcome"], row["account"]) == (HOT, "quoted", CITY)
    assert learning.turn is not None
    assert learning.turn.answer is not None
    assert learning.turn.answer.why is Why.FOUND


async def test_what_one_may_act_on_says_how_old_it_is_and_whom_to_call(
    learning: PrivateChats,
) -> None:
    reply = await learning.say(LI, "/ask 中奖送茶叶要交钱是真的吗")
    assert reply.messages[1].text.splitlines() == [
        "依据的资料：2022年12月1日起施行",
        "拿不准，打 96110 问一问。",
    ]


async def test_an_emergency_is_to_be_called_at_once(chats: PrivateChats) -> None:
    fall = lesson(
        "fall",
        "晾衣杆倒下砸到头",
        "晾衣杆倒下砸到头，人昏过去，马上打120。晾衣杆要靠墙放稳。",
        "晾衣杆砸到头怎么办",
        source="某某医院急救中心",
    )
    await chats.teach(course("home", "家里的小事", fall))
    await chats.enrolled(LI)
    reply = await chats.say(LI, "问 晾衣杆砸到头怎么办")
    assert reply.messages[1].text.splitlines() == ["情况急，马上打 120。"]


HEART = lesson("heart", "心里闷，打12356", "心里闷，打12356。有人听您说。", "心里难受怎么办")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("我不想活了怎么办", "12356"),
        ("我不想活了", "12356"),
        ("问 活着没意思", "12356"),
        ("喝了农药", "120"),
        ("老公打我", "110"),
    ],
)
async def test_who_is_in_danger_is_told_whom_to_call_whatever_is_open(
    learning: PrivateChats, words: str, number: str
) -> None:
    await learning.teach(course("health", "身心", HEART))
    before = (await learning.dialog(LI)).question
    reply = await learning.say(LI, words)
    [message] = reply.messages
    assert number in message.text
    labels = [option.label for option in message.options]
    assert labels == (["《心里闷，打12356》"] if number == "12356" else []) + ["请人帮忙"]
    [row] = await kept(learning)
    assert (row["outcome"], row["writing"]) == ("refused", "none")
    assert (await learning.dialog(LI)).question == before


async def test_who_is_in_danger_is_told_so_without_a_companion_and_however_often(
    learning: PrivateChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companion, "MOST", 0)
    assert "12356" in told(await learning.say(LI, "我想死"))
    learning.deployment = replace(learning.deployment, answering=None)
    assert "12356" in told(await learning.say(LI, "我想死"))


async def test_somebody_new_in_danger_is_not_greeted(chats: PrivateChats) -> None:
    assert "12356" in told(await chats.say(LI, "我想死"))


async def test_the_whole_lesson_is_read_without_changing_anything(learning: PrivateChats) -> None:
    await at_rest(learning)
    before = await learning.rows("select * from lesson_progress order by 1, 2")
    await learning.say(LI, HOT)
    reply = await learning.say(LI, "1")
    assert "第一泡三十秒就出汤" in told(reply)
    assert reply.messages[-1].title == "第1课 绿茶用八十度的水"
    assert touchable(reply) == ["today"]
    assert await learning.rows("select * from lesson_progress order by 1, 2") == before


async def test_a_senior_reads_the_whole_lesson_in_steps(learning: PrivateChats) -> None:
    long = lesson("long", "慢慢煮粥", "煮粥要慢。" * 20 + "\n\n" + "火要小一点。" * 20, "怎么煮粥")
    await learning.teach(course("porridge", "煮粥", long))
    await at_rest(learning)
    await learning.rows("update learner set track = 'seniors' returning id")
    text = ""
    reply = await learning.tap(LI, touchable(await learning.say(LI, "问 怎么煮粥"))[0])
    for _ in range(5):
        message = reply.messages[-1]
        assert len(message.title) + len(message.text) + len(message.hint) <= 150
        text += message.text
        if touchable(reply) == ["today"]:
            break
        assert message.options[0].label == "继续"
        reply = await learning.say(LI, "继续")
    assert text == long.text.replace("\n\n", "")


@pytest.mark.parametrize(
    "data", ["whole:999999", "whole:", "whole:x", "whole:²", f"whole:{'9' * 40}"]
)
async def test_an_old_or_forged_touch_opens_nothing(learning: PrivateChats, data: str) -> None:
    await at_rest(learning)
    assert "已经更新了" in told(await learning.tap(LI, data))


async def test_where_no_lesson_says_it_the_nearest_are_named_and_a_person(
    learning: PrivateChats,
) -> None:
    await at_rest(learning)
    reply = await learning.say(LI, OFF)
    assert told(reply).strip().startswith("我只能回答课程里的内容")
    labels = [option.label for option in reply.messages[-1].options]
    assert labels[-1] == "请人帮忙"
    assert 2 <= len(labels) <= 3
    assert all(label.startswith("《") for label in labels[:-1])
    [row] = await kept(learning)
    assert row["outcome"] == "refused"
    assert "课的正文" not in told(reply)
    assert "链条" in told(await learning.say(LI, "1")) or labels[0] != "《链条掉了自己装回去》"


async def test_the_open_question_waits_behind_an_answer(learning: PrivateChats) -> None:
    question = (await learning.dialog(LI)).question
    reply = await learning.say(LI, HOT)
    assert is_quotation(reply)
    assert (await learning.dialog(LI)).question == question
    back = await learning.say(LI, "看全文")
    assert back.messages[-1].title == "想一想", "the open question is shown again"
    assert (await learning.dialog(LI)).question == question
    await learning.say(LI, "甲")
    [row] = await learning.rows("select count(*) from question_state")
    assert row["count"] == 1


async def test_it_waits_behind_a_refusal_too(learning: PrivateChats) -> None:
    question = (await learning.dialog(LI)).question
    assert "只能回答课程里的内容" in told(await learning.say(LI, OFF))
    assert (await learning.dialog(LI)).question == question


@pytest.mark.parametrize(
    "words", ["是不是甲？", "甲吗", "选哪个啊？", "这题什么意思", "看不懂怎么办"]
)
async def test_who_tries_to_answer_is_helped_with_that(learning: PrivateChats, words: str) -> None:
    reply = await learning.say(LI, words)
    assert reply.messages[-1].title == "想一想"
    assert await kept(learning) == []


async def test_a_clear_answer_wins(learning: PrivateChats) -> None:
    await learning.say(LI, "甲")
    assert await kept(learning) == []
    [row] = await learning.rows("select count(*) from question_state")
    assert row["count"] == 1


async def test_an_answer_may_begin_like_a_question(chats: PrivateChats) -> None:
    options = ("问一下家里人", "马上付款")
    ask = Question("q", QuestionKind.SINGLE, "怎么办？", "先问。", options, right=(1,))
    one = replace(lesson("ask", "先问人", "付款以前先问人。"), questions=(ask,))
    await chats.teach(replace(course("ask", "一起问", one), track=Track.FARMERS, place=1))
    await chats.enrolled(LI)
    await chats.say(LI, "问一下家里人")
    assert await kept(chats) == []
    [row] = await chats.rows("select count(*) from question_state")
    assert row["count"] == 1


@pytest.mark.parametrize("words", ["今天心情不错", "我吃过饭了", "嘻嘻", "你好吗？"])
async def test_a_word_that_asks_nothing_stays_not_understood(
    learning: PrivateChats, words: str
) -> None:
    await at_rest(learning)
    await learning.say(LI, "好的")
    assert "这句我没看懂" in told(await learning.say(LI, words))
    assert await kept(learning) == []


async def test_what_a_lesson_plainly_speaks_of_is_told_unasked(learning: PrivateChats) -> None:
    await at_rest(learning)
    reply = await learning.say(LI, "自行车链子脱落")
    assert "《链条掉了自己装回去》2026.1 版" in told(reply)
    [row] = await kept(learning)
    assert row["outcome"] == "quoted"


async def test_neither_a_list_nor_a_refusal_hides_what_a_lesson_says(
    learning: PrivateChats,
) -> None:
    await at_rest(learning)
    await learning.say(LI, OFF)
    assert "《链条掉了自己装回去》2026.1 版" in told(await learning.say(LI, "自行车链子脱落"))
    await learning.say(LI, "选课")
    assert "请选一个" in told(await learning.say(LI, "泡绿茶发苦"))


async def test_unasked_nothing_is_told_in_place_of_an_answer(learning: PrivateChats) -> None:
    reply = await learning.say(LI, "自行车链子脱落")
    assert reply.messages[-1].title == "想一想"
    assert await kept(learning) == []


async def test_without_words_it_asks_what(learning: PrivateChats) -> None:
    await at_rest(learning)
    assert "想问什么" in told(await learning.say(LI, "/ask"))
    assert is_quotation(await learning.say(LI, "绿茶水温"))
    assert "想问什么" in told(await learning.say(LI, "请问"))
    assert (await learning.dialog(LI)).asking == companion.ASKING
    assert "选一门课" in told(await learning.say(LI, "选课")), "a word of ours is one"


async def test_a_running_competition_is_not_helped(learning: PrivateChats) -> None:
    await at_rest(learning)
    await learning.say(LI, HOT)
    whole = (await learning.dialog(LI)).options[0].data
    await stage(learning.db, "tea-quiz", "quiz", "tea", -1, 1)
    for words in (HOT, f"/ask {HOT}", "绿茶水温合适"):
        reply = await learning.say(LI, words)
        assert QUOTED not in told(reply)
    reply = await learning.say(LI, HOT)
    assert told(reply).strip() == "这是正在比赛的内容，现在不能帮您答。比赛结束了再问我吧。"
    assert "正在比赛" in told(await learning.tap(LI, whole))
    assert QUOTED not in told(await learning.tap(LI, whole))


async def test_thirty_questions_a_day_are_enough(
    learning: PrivateChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companion, "MOST", 2)
    await at_rest(learning)
    assert is_quotation(await learning.say(LI, HOT))
    assert is_quotation(await learning.say(LI, f"问 {HOT}"))
    for words in (HOT, f"/ask {HOT}"):
        assert "今天问了 2 次" in told(await learning.say(LI, words))
    assert "没看懂" in told(await learning.say(LI, "自行车链子脱落"))
    assert len(await kept(learning)) == 2
    assert is_quotation(await learning.say(f"{CITY}:777", f"/ask {HOT}")), "others may"
    learning.now += timedelta(days=1)
    assert is_quotation(await learning.say(LI, HOT))


async def test_somebody_new_is_answered_and_greeted(chats: PrivateChats) -> None:
    reply = await chats.say(LI, HOT)
    assert is_quotation(reply)
    assert any(data.startswith("track:") for data in touchable(reply))
    assert any(option.data.startswith("track:") for option in (await chats.dialog(LI)).options)


async def test_somebody_new_who_says_something_else_is_greeted(chats: PrivateChats) -> None:
    reply = await chats.say(LI, "今天天气怎么样？")
    assert "您好，我是“一课”" in told(reply)


async def test_in_traditional_script(learning: PrivateChats) -> None:
    await at_rest(learning)
    row = (await learning.learner(LI))["id"]
    async with learning.db.transaction() as conn:
        await recipients.save_language(conn, row, "zh-Hant")
    reply = await learning.say(LI, "綠茶水溫幾多先啱？")
    assert "綠茶嫩，水太燙會苦" in told(reply)


async def test_while_lessons_are_being_read_one_is_to_ask_again(
    learning: PrivateChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.learning.companion import answering

    monkeypatch.setattr(answering, "WITHIN", 0)
    await at_rest(learning)
    assert "过一会儿再问" in told(await learning.say(LI, f"/ask {HOT}"))
    assert await kept(learning) == []


async def test_without_a_companion_all_is_as_before(learning: PrivateChats) -> None:
    learning.deployment = replace(learning.deployment, answering=None)
    await at_rest(learning)
    await learning.say(LI, "好的")
    for words in (HOT, f"问 {HOT}", f"/ask {HOT}"):
        assert "这句我没看懂" in told(await learning.say(LI, words))
    assert "问 手机" not in told(await learning.say(LI, "帮助"))
    assert await kept(learning) == []


async def test_help_says_that_one_may_ask(learning: PrivateChats) -> None:
    assert "问 手机丢了怎么办" in told(await learning.say(LI, "帮助"))


async def test_in_wechat_too(chats: PrivateChats) -> None:
    who = f"{OFFICIAL}:oTeacher"
    await chats.enrolled(who)
    assert is_quotation(await chats.say(who, HOT))


async def test_in_a_group_only_the_private_chat_is_named(db: Database) -> None:
    room = Room(db)
    await room.teach(BIKE, TEA)
    await room.joins()
    assert "私聊我" in only(await room.says(f"/ask {HOT}")).text
    assert (await room.says(HOT)).reply is None
    assert (await room.says(f"问 {HOT}")).reply is None


@pytest.mark.parametrize(
    "text",
    ["点样扫码呀", "电动车可以载人吗", "唔见咗手机点算", "医保卡系咪要钱", "漏气点做", "怎么退货",
     "How do I pay?", "can I ride at night", "借唔借得", "犯不犯法", "告诉我怎么挂号", "靠谱不", "去边度办", "摔了谁来赔", "免密支付是什么意思"],
)  # fmt: skip
def test_what_asks(text: str) -> None:
    assert looks_asked(text)


@pytest.mark.parametrize(
    "text",
    ["我学完饭了", "好的老师", "今天很累", "知道了谢谢", "七点半", "第二个", "1", "?", "选哪个", "什么意思", "这是啥意思",
     "我想学做菜", "早点休息", "点开看了", "that is what I did", "你们在吗", "在不在？", "有人吗",
     "先核对对方是谁", "我还没", "a" * 300 + "?"],
)  # fmt: skip
def test_what_asks_nothing(text: str) -> None:
    assert not looks_asked(text)


SHORT = Question("q", QuestionKind.SHORT, "被骗了打哪个电话？", "", accepted=("96110",))


@pytest.mark.parametrize(
    ("text", "tries"),
    [
        ("是不是96110？", True),
        ("12345吗", True),
        ("手机丢了找哪个部门", False),
        ("绿茶怎么泡", False),
    ],
)
def test_an_attempt_in_words_is_no_question(text: str, *, tries: bool) -> None:
    assert tries_to_answer(text, SHORT) is tries
