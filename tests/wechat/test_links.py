"""A link of ours in a WeChat text: the one piece of markup that gets through, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wechat.cut import size
from adapters.wechat.pages import LIMIT, MORE, pages
from adapters.wechat.render import anchor, menu_message, message_text, text_of
from bot.domain.messages import Link, Message, Option, Reply

PAGE = Link("点这里，再点“允许”", "https://yike.example.org/wechat/city/notices")
MARKUP = '<a href="https://yike.example.org/wechat/city/notices">点这里，再点“允许”</a>'
A, B = Option("再学一课", "today"), Option("选课", "courses")


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (Message("明天要提醒您吗？", link=PAGE), f"明天要提醒您吗？{MARKUP}"),
        (Message("", link=PAGE), MARKUP),
        (Message("一。\n\n二。\n", link=PAGE), f"一。\n\n二。{MARKUP}"),
        (
            Message("想好了吗？", title="提醒", options=(A,), hint="回复 1。", link=PAGE),
            f"【提醒】\n想好了吗？{MARKUP}\n1. 再学一课\n回复 1。",
        ),
    ],
)
def test_a_link_ends_the_text(message: Message, wanted: str) -> None:
    assert message_text(message) == wanted


def test_pages_to_open_have_a_line_each_below_the_options() -> None:
    rules = Link("规则 <看>", "https://x.example/r")
    message = Message("来吗？", options=(A,), hint="回复 1。", links=(rules, PAGE))
    assert message_text(message) == (
        f'来吗？\n1. 再学一课\n<a href="https://x.example/r">规则 ＜看＞</a>\n{MARKUP}\n回复 1。'
    )
    assert menu_message(Reply((message,))) is None


def test_pages_to_open_beside_very_many_options_are_told_by_their_address() -> None:
    many = tuple(Option("选项" * 10, f"o:{n}") for n in range(60))
    shown = [
        text_of(page.messages)
        for page in pages(Reply((Message("选", options=many, links=(PAGE,)),)))
    ]
    assert all(size(text) <= LIMIT for text in shown)
    assert f"{PAGE.label}\n{PAGE.url}" in "".join(shown)


def test_text_beside_a_link_makes_none_itself() -> None:
    sly = Message('<a href="https://bad.example">领奖</a>', link=PAGE)
    assert message_text(sly) == f'＜a href="https://bad.example">领奖＜/a>{MARKUP}'


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        (Link("看", "https://x.example/?a=1&b=2#c"), '<a href="https://x.example/?a=1&b=2#c">看</a>'),
        (Link("看", 'https://x.example/"><a href="'), '<a href="https://x.example/%22%3E%3Ca%20href=%22">看</a>'),
        (Link("看", "https://x.example/一课\n"), '<a href="https://x.example/%E4%B8%80%E8%AF%BE%0A">看</a>'),
        (Link("</a>看<b>\x07\n", "https://x.example"), '<a href="https://x.example">＜/a＞看＜b＞ </a>'),
    ],
)  # fmt: skip
def test_nothing_breaks_out_of_a_link(link: Link, wanted: str) -> None:
    assert anchor(link) == wanted


def test_a_link_survives_storing() -> None:
    reply = Reply((Message("一", link=PAGE), Message("二")))
    assert Reply.from_json(reply.to_json()) == reply
    assert "link" not in reply.to_json()["messages"][1]


def test_a_reply_with_a_link_goes_as_text() -> None:
    chosen = Message("想好了吗？", options=(A, B))
    assert menu_message(Reply((chosen,))) is not None
    assert menu_message(Reply((chosen, Message("明天要提醒您吗？", link=PAGE)))) is None


@given(
    st.lists(
        st.builds(
            Message,
            text=st.text(alphabet="一课学习。\n ，a", max_size=1500),
            title=st.sampled_from(["", "题目", "长" * 800]),
            hint=st.sampled_from(["", "回复数字就行。"]),
            links=st.sampled_from([(), (Link("规则", "https://x.example/r"),)]),
            link=st.sampled_from([None, PAGE, Link("长" * 700, "https://x.example/" + "y" * 900)]),
        ),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
)
def test_pages_fit_and_keep_each_link_whole(messages: list[Message], by_word: bool) -> None:
    shown = [text_of(page.messages) for page in pages(Reply(tuple(messages)), by_word=by_word)]
    assert all(size(text) <= LIMIT for text in shown)
    whole = sum(text.count(MARKUP) for text in shown)
    assert whole == sum(message.link == PAGE for message in messages)
    opened = sum(text.count("<a href=") for text in shown)
    assert opened == sum(text.count("</a>") for text in shown)
    assert all((MORE in text) is (by_word and text is not shown[-1]) for text in shown)
