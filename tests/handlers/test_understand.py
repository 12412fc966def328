"""Command, option, word, free text: in this order, and never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.learners import Dialog
from bot.domain.messages import Option
from bot.texts.words import COMMANDS
from handlers.routes import ROUTES
from handlers.understand import FREE, UNKNOWN, Intent, of_tap, of_text
from tests.handlers.school import short, single, truth

NOTHING = Dialog()
SHELF = Dialog(
    options=(
        Option("手机支付不求人（14 课）", "course:pay"),
        Option("生活里的法律（14 课）", "course:law"),
        Option("不学《手机支付不求人》了", "drop"),
    )
)
CONSENT = Dialog(options=(Option("同意", "consent"), Option("不同意", "refuse")))
SINGLE = Dialog(
    options=tuple(Option(label, f"ans:1:{n}") for n, label in enumerate(single("一").options, 1)),
    question=1,
)
TRUTH = Dialog(options=(Option("对", "ans:1:1"), Option("错", "ans:1:2")), question=1)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/today", Intent("today")),
        ("/Today@city_bot", Intent("today")),
        ("／ｔｉｍｅ ７：３０", Intent("time", "7:30")),
        ("/time 7:30 15:00", Intent("time", "7:30 15:00")),
        ("/nonsense", Intent(UNKNOWN)),
        ("今日一课", Intent("today")),
        ("今日一課", Intent("today")),
        ("我要上课啦！", Intent("today")),
        ("請問", Intent("companion")),
        ("请问手机丢了怎么办？", Intent("companion", "手机丢了怎么办？")),
        ("請問一下：點樣掃碼", Intent("companion", "點樣掃碼")),
        ("問 手機唔見咗點算", Intent("companion", "手機唔見咗點算")),
        ("您好，我想问一下怎么改密码", Intent("companion", "怎么改密码")),
        ("/ask How do I Pay?", Intent("companion", "How do I Pay?")),
        ("/ask@yike_bot 丢了", Intent("companion", "丢了")),
        ("ask how do I pay", Intent("companion", "how do I pay")),
        ("请问进度", Intent("progress")),
        ("问题太多了", Intent(FREE, "问题太多了")),
        ("選課", Intent("courses")),
        ("选课 手机支付", Intent("courses", "手机支付")),
        ("选课怎么选", Intent(FREE, "选课怎么选")),
        ("繼續", Intent("resume")),
        ("進度", Intent("progress")),
        ("比賽", Intent("competitions")),
        ("學分", Intent("credits")),
        ("幫助", Intent("help")),
        ("？", Intent("help")),
        ("退訂", Intent("stop")),
        ("学完了。", Intent("done")),
        ("學完啦", Intent("done")),
        ("時間 7:30", Intent("time", "7:30")),
        ("时间：七点半", Intent("time", "七点半")),
        ("时间改到晚上8点", Intent("time", "改到晚上8点")),
        ("改时间", Intent("time")),
        ("时间不够", Intent(FREE, "时间不够")),
        ("时间就是生命", Intent(FREE, "时间就是生命")),
        ("暂停三天", Intent("pause", "三天")),
        ("暂停 3 天", Intent("pause", "3 天")),
        ("我想暂停两周", Intent("pause", "两周")),
        ("暫停一下", Intent("pause", "一下")),
        ("暂停营业", Intent(FREE, "暂停营业")),
        ("停车", Intent(FREE, "停车")),
        ("同意", Intent("consent")),
        ("不同意", Intent("refuse")),
        ("谢谢老师", Intent("thanks")),
        ("好的", Intent("fine")),
        ("算了", Intent("never_mind")),
        ("对", Intent(FREE, "对")),
        ("2", Intent(FREE, "2")),
        ("", Intent(FREE, "")),
        ("😀", Intent(FREE, "😀")),
    ],
)
def test_with_nothing_open(text: str, intent: Intent) -> None:
    assert of_text(text, NOTHING) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("1", Intent("course", "pay")),
        ("第二个", Intent("course", "law")),
        ("Ｂ。", Intent("course", "law")),
        ("3", Intent("drop")),
        ("4", Intent(FREE, "4")),
        ("0", Intent(FREE, "0")),
        ("手机支付不求人（14 课）", Intent("course", "pay")),
        ("法律", Intent("course", "law")),
        ("生活裡的法律", Intent("course", "law")),
        ("手机", Intent(FREE, "手机")),
        ("进度", Intent("progress")),
        ("1还是2", Intent(FREE, "1还是2")),
    ],
)
def test_with_a_list_on_offer(text: str, intent: Intent) -> None:
    assert of_text(text, SHELF) == intent


def test_the_only_thing_on_offer_is_named_by_a_part_of_it() -> None:
    card = Dialog(options=(Option("我要报名", "enter:tea"),))
    assert of_text("报名", card) == Intent("enter", "tea")
    assert of_text("报名", SHELF) == Intent("competitions")


@pytest.mark.parametrize("text", ["2", "先核对对方是谁", "B", "对", "七点半", "好的"])
def test_with_a_question_open_free_text_is_for_the_question(text: str) -> None:
    assert of_text(text, SINGLE, single("一")) == Intent(FREE, text)


@pytest.mark.parametrize("text", ["13", "九六一一零", "好的"])
def test_a_question_without_options_gets_its_answer_too(text: str) -> None:
    assert of_text(text, Dialog(question=1), short("一")) == Intent(FREE, text)


def test_words_of_ours_work_beside_an_open_question() -> None:
    assert of_text("比赛", SINGLE, single("一")) == Intent("competitions")
    assert of_text("/help", SINGLE, single("一")) == Intent("help")


def test_a_list_before_an_open_question_takes_the_numbers() -> None:
    behind = Dialog(options=SHELF.options, question=1)
    assert of_text("2", behind, single("一")) == Intent("course", "law")
    assert of_text("先核对对方是谁", behind, single("一")) == Intent(FREE, "先核对对方是谁")


@pytest.mark.parametrize("text", ["同意", "不同意"])
def test_agreeing_is_an_answer_to_true_or_false_unless_consent_was_asked(text: str) -> None:
    data = {"同意": "consent", "不同意": "refuse"}[text]
    assert of_text(text, TRUTH, truth("一")) == Intent(FREE, text)
    assert of_text(text, Dialog(options=SHELF.options, question=1), truth("一")).name == FREE
    asked = Dialog(options=CONSENT.options, question=1)
    assert of_text(text, asked, truth("一")) == Intent(data)
    assert of_text(text, CONSENT) == Intent(data)


def test_a_tap_is_split_and_a_forged_one_is_nothing() -> None:
    assert of_tap("ans:12:3") == Intent("ans", "12:3")
    assert of_tap("today") == Intent("today")
    assert of_tap("comp:\x00") == Intent(UNKNOWN)


def test_every_command_and_word_has_its_route() -> None:
    from bot.texts.words import WORDS

    assert set(COMMANDS.values()) <= set(ROUTES)
    assert {name.partition(":")[0] for name in WORDS.values()} <= set(ROUTES)


ANY_DIALOG = st.sampled_from([NOTHING, SHELF, CONSENT, SINGLE, TRUTH])


@given(st.text(max_size=200), ANY_DIALOG)
def test_whatever_is_written_means_something_we_know(text: str, dialog: Dialog) -> None:
    question = {1: single("一")}.get(dialog.question)
    assert of_text(text, dialog, question).name in ROUTES


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start g-7-AbCdEfGh_-012345", "g-7-AbCdEfGh_-012345"),
        ("／START  C-Farm ", "C-Farm"),
        ("/start@yike_bot k-Song", "k-Song"),
        ("/start", ""),
    ],
)
def test_what_a_link_says_is_kept_as_it_was_written(text: str, payload: str) -> None:
    assert of_text(text, Dialog()) == Intent("start", payload)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("绑定", Intent("bind")),
        ("綁定 １２３４５６", Intent("bind", "123456")),
        ("绑定：123 456", Intent("bind", "123 456")),
        ("/bind 123456", Intent("bind", "123456")),
        ("绑定手机要钱吗", Intent(FREE, "绑定手机要钱吗")),
        ("不上榜", Intent("board_off")),
        ("Competitions", Intent("competitions")),
        ("群设置", Intent("group")),
    ],
)
def test_words_for_two_chats_and_the_board(text: str, intent: Intent) -> None:
    assert of_text(text, Dialog()) == intent
