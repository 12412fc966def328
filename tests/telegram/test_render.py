"""Replies as bubbles: nothing is lost, nothing is too long, and the HTML is sound."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.cutting import units
from adapters.telegram.pages import BUTTONS, TEXT_UNITS, pages
from adapters.telegram.render import render
from bot.domain.messages import Message, Option, Reply, say


class Shown(HTMLParser):
    """What a reader sees; fails on any tag but <b>, or one left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag == "b"
        assert not self.open
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        pytest.fail("a comment")


def shown(page: Reply) -> str:
    parser = Shown()
    parser.feed(render(page).html)
    parser.close()
    assert not parser.open
    return parser.text


def squeezed(text: str) -> str:
    """Without white space: that at a cut is not kept."""
    return "".join(text.split())


def labels(page: Reply) -> list[list[str]]:
    return [[option.label for option in row] for row in render(page).rows]


ROUGH = st.text(alphabet=st.sampled_from("一二三，。！? .\n<>&;a😀👩\u200d🎓é\u0301"), max_size=60)
LONG = st.builds(lambda text, times: text * times, ROUGH, st.integers(1, 200))
OPTIONS = st.lists(
    st.builds(Option, st.text("选项ABCD 1", min_size=1, max_size=30), st.just("q:1")), max_size=12
)
MESSAGES = st.builds(
    Message,
    text=ROUGH | LONG,
    title=st.text("标题<&>b ", max_size=12) | LONG,
    options=OPTIONS.map(tuple),
    hint=st.just("") | st.just("回复数字即可"),
)
REPLIES = st.builds(Reply, st.lists(MESSAGES, max_size=5).map(tuple))


def everything(reply: Reply) -> str:
    """All that has to be read, in order."""
    return "".join(m.title + m.text + ("" if m.options else m.hint) for m in reply.messages)


@given(REPLIES)
def test_all_text_is_kept_in_order(reply: Reply) -> None:
    assert squeezed("".join(shown(page) for page in pages(reply))) == squeezed(everything(reply))


@given(REPLIES)
def test_no_page_is_too_long(reply: Reply) -> None:
    assert all(units(shown(page)) <= TEXT_UNITS for page in pages(reply))


@given(REPLIES)
def test_all_options_are_kept_in_order_and_at_most_one_message_has_them(reply: Reply) -> None:
    cut = pages(reply)
    kept = [option for page in cut for row in render(page).rows for option in row]
    assert kept == [option for message in reply.messages for option in message.options]
    assert all(sum(bool(m.options) for m in page.messages) <= 1 for page in cut)
    assert all(len(row) <= 8 for page in cut for row in render(page).rows)


@given(REPLIES)
def test_no_two_neighbours_would_fit_one_page(reply: Reply) -> None:
    for before, after in pairwise(pages(reply)):
        with_options = sum(any(m.options for m in page.messages) for page in (before, after))
        first = Reply((*before.messages, after.messages[0]))
        assert units(shown(first)) > TEXT_UNITS or with_options == 2


@given(REPLIES)
def test_a_page_is_one_page(reply: Reply) -> None:
    assert all(pages(page) == [page] for page in pages(reply))


def test_title_bold_text_escaped() -> None:
    assert render(say("1 < 2 && 3 > 2 \"ok\" 'x'", title="A & B")).html == (
        "<b>A &amp; B</b>\n\n1 &lt; 2 &amp;&amp; 3 &gt; 2 \"ok\" 'x'"
    )


def test_the_hint_stands_only_where_there_are_no_buttons() -> None:
    assert render(say("问题", hint="回复数字即可")).html == "问题\n\n回复数字即可"
    assert render(say("问题", Option("对", "t"), hint="回复数字即可")).html == "问题"


def test_a_lesson_and_its_question_are_one_message() -> None:
    lesson = Message("第一步……", title="扫码付款")
    question = Message("怎么做？", options=(Option("付款", "1"), Option("核对", "2")))
    (page,) = pages(Reply((lesson, question)))
    assert render(page).html == "<b>扫码付款</b>\n\n第一步……\n\n怎么做？"
    assert labels(page) == [["付款", "核对"]]


def test_two_messages_with_options_stay_two() -> None:
    first, second = say("甲", Option("对", "1")), say("乙", Option("错", "2"))
    cut = pages(Reply(first.messages + second.messages))
    assert [labels(page) for page in cut] == [[["对"]], [["错"]]]


def test_messages_with_nothing_in_them_take_no_room() -> None:
    (page,) = pages(Reply((Message("甲"), Message("  "), Message("乙"))))
    assert render(page).html == "甲\n\n乙"


def test_a_reply_with_nothing_to_show_stays_one_page() -> None:
    assert pages(Reply(())) == [Reply(())]
    assert pages(say(" ")) == [say(" ")]


def test_exactly_the_limit_is_one_page() -> None:
    assert len(pages(say("课" * TEXT_UNITS))) == 1
    assert len(pages(say("&" * TEXT_UNITS))) == 1
    assert len(pages(say("课" * (TEXT_UNITS + 1)))) == 2
    assert len(pages(say("😀" * (TEXT_UNITS // 2)))) == 1
    assert len(pages(say("😀" * (TEXT_UNITS // 2) + "a"))) == 2


def test_an_emoji_is_never_halved() -> None:
    first, second = pages(say("a" + "😀" * (TEXT_UNITS // 2)))
    assert shown(first) == "a" + "😀" * (TEXT_UNITS // 2 - 1)
    assert shown(second) == "😀"


def test_a_family_of_joined_emoji_stays_together() -> None:
    woman = "👩\u200d🎓"
    first, _ = pages(say("a" * (TEXT_UNITS - 3) + woman + "完"))
    assert shown(first) == "a" * (TEXT_UNITS - 3)


def test_it_is_cut_at_a_paragraph_before_a_sentence() -> None:
    paragraph = "这是一句。" * 500
    first, second = pages(say(f"{paragraph}\n\n{paragraph}"))
    assert (shown(first), shown(second)) == (paragraph, paragraph)


def test_it_is_cut_at_a_sentence_within_a_paragraph() -> None:
    first, second = pages(say("“这是一整句话。”" * 600))
    assert shown(first).endswith("。”")
    assert shown(second).startswith("“")


def test_an_english_text_is_cut_between_words_not_at_a_decimal_point() -> None:
    first, second = pages(say("word 3.14 " * 500))
    assert not re.search(r"\.$|^14", shown(first))
    assert {*shown(first).split(), *shown(second).split()} == {"word", "3.14"}


def test_title_with_the_first_part_options_with_the_last() -> None:
    long = say("一句话。" * 1500, Option("学完了", "done"), title="题目")
    first, second = pages(long)
    assert shown(first).startswith("题目\n\n一句话。")
    assert (labels(first), labels(second)) == ([], [["学完了"]])


def test_only_the_first_part_leaves_room_for_the_title() -> None:
    room = TEXT_UNITS - units("题目\n\n")
    assert len(pages(say("课" * (room + TEXT_UNITS), title="题目"))) == 2


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        (["对", "错"], [["对", "错"]]),
        (["A", "B", "C", "D"], [["A", "B", "C", "D"]]),
        (
            ["马上付款", "先核对对方是谁", "转发给朋友"],
            [["马上付款"], ["先核对对方是谁"], ["转发给朋友"]],
        ),
        (["老人", "骑手", "先随便看看有什么课"], [["老人", "骑手"], ["先随便看看有什么课"]]),
        ([str(n) for n in range(9)], [list("01234567"), ["8"]]),
    ],
)
def test_short_labels_share_a_row(given: list[str], rows: list[list[str]]) -> None:
    assert labels(say("？", *(Option(label, "x") for label in given))) == rows


def test_more_than_a_hundred_options_go_on_below_another_message() -> None:
    many = say("选课", *(Option(f"第{n}门课", f"c:{n}") for n in range(230)))
    cut = pages(many)
    sizes = [sum(len(row) for row in labels(page)) for page in cut]
    assert sizes == [BUTTONS, BUTTONS, 30]
    assert all(shown(page) for page in cut)
