"""What a learner reads, and what goes to the menu message."""

import pytest

from adapters.wechat.render import MENU_ID_LIMIT, clean, menu_message, text_of
from bot.domain.messages import Card, Media, Message, Option, Reply, say

A, B = Option("马上付款", "answer:7:1"), Option("先核对对方是谁", "answer:7:2")


def test_a_message_reads_title_text_options_hint():
    message = Message("该怎么做？", title="小测", options=(A, B), hint="回复数字即可")
    assert text_of([message]) == (
        "【小测】\n该怎么做？\n1. 马上付款\n2. 先核对对方是谁\n回复数字即可"
    )


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (Message("好的。"), "好的。"),
        (Message("", title="一课"), "【一课】"),
        (Message("", options=(A,)), "1. 马上付款"),
        (Message("", hint="再见"), "再见"),
        (Message("\n一。\n\n二。\n"), "一。\n\n二。"),
        (Message(""), ""),
    ],
)
def test_what_is_empty_leaves_no_line(message, wanted):
    assert text_of([message]) == wanted


def test_neighbours_are_joined_by_a_blank_line():
    assert text_of([Message("一"), Message(""), Message("二")]) == "一\n\n二"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("a\x00b\x07\x1b[0m\x7f\x9f\ud800\ufffe", "ab[0m"),
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("列\t表", "列\t表"),
        ("👩‍👩‍👧‍👦🇨🇳👍🏽 1️⃣", "👩‍👩‍👧‍👦🇨🇳👍🏽 1️⃣"),
        ("﷽ ﻿", "﷽ ﻿"),
    ],
)
def test_only_what_can_be_sent_is_kept(given, wanted):
    assert clean(given) == wanted


@pytest.mark.parametrize("link", ['<a href="https://x">领奖</a>', "<A\nhref=x>y</A>", "<a>z</a >"])
def test_text_never_becomes_a_link(link):
    assert clean(link) == link.replace("<", "＜")


@pytest.mark.parametrize("harmless", ["1 < 2", "<b>", "a<b", "<article>", "<and"])
def test_other_brackets_stay(harmless):
    assert clean(harmless) == harmless


def test_a_question_becomes_a_menu_message():
    reply = Reply(
        (
            Message("付款前先看清姓名。", title="扫码付款"),
            Message("该怎么做？", title="小测", options=(A, B), hint="回复数字即可"),
            Message("回复「继续」看下文"),
        )
    )
    assert menu_message(reply) == {
        "head_content": "【扫码付款】\n付款前先看清姓名。\n\n【小测】\n该怎么做？",
        "list": [
            {"id": "answer:7:1", "content": "1. 马上付款"},
            {"id": "answer:7:2", "content": "2. 先核对对方是谁"},
        ],
        "tail_content": "回复数字即可\n\n回复「继续」看下文",
    }


@pytest.mark.parametrize(
    "reply",
    [
        say("没有选项"),
        Reply((Message("一", options=(A,)), Message("二", options=(B,)))),
        say("太长", Option("x", "a" * (MENU_ID_LIMIT + 1)), A),
        say("中文", Option("x", "答案")),
        say("空", Option("x", "")),
        say("换行", Option("x", "a\nb")),
    ],
)
def test_what_no_item_id_can_carry_goes_as_text(reply):
    assert menu_message(reply) is None


def test_the_longest_id_still_fits():
    assert menu_message(say("?", Option("x", "a" * MENU_ID_LIMIT))) is not None


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (
            Message("", media=Media("image", "0" * 64, "\n图里写着：<a>慢走\x00。")),
            "图里写着：＜a>慢走。",
        ),
        (Message("", card=Card("竞赛", "三天后\x00截止", "")), "【竞赛】\n三天后截止"),
        (
            Message("", card=Card("", "看", "https://x.cn/?a=1&b=2")),
            '看\n<a href="https://x.cn/?a=1&b=2">点这里打开</a>',
        ),
        (
            Message("", card=Card("学分", "", "", "", "wx77", "pages/c?x=1")),
            (
                '【学分】\n<a href="" data-miniprogram-appid="wx77"'
                ' data-miniprogram-path="pages/c?x=1">点这里打开</a>'
            ),
        ),
        (
            Message("", card=Card('"><a href="x">', "", 'https://x.cn/"><b>')),
            '【">＜a href="x">】\n<a href="https://x.cn/%22%3E%3Cb%3E">点这里打开</a>',
        ),
    ],
)
def test_files_and_cards_can_be_told_in_words(message, wanted):
    assert text_of([message]) == wanted
