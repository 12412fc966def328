"""Cards and weeks as eyes of seventy see them: sizes, contrast, lines, and nothing left out."""

import itertools
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.drawing.cards import MOST_LINES, draw_card, lesson_cards, question_card
from bot.drawing.face import letters, printable
from bot.drawing.lines import NOT_FIRST, NOT_LAST, broken
from bot.drawing.page import lines_of
from bot.drawing.paper import (
    BODY,
    COLUMN,
    GREEN,
    GREY,
    INK,
    LEADING,
    PALE,
    PAPER,
    SMALL,
    SMALLEST,
    TITLE,
    WIDTH,
    contrast,
)
from bot.drawing.week import Day, WeekPicture, draw_week

TEXT = (
    "第一步，打开微信右上角的加号，点“扫一扫”，对准商家的二维码。\n\n"
    "第二步，看清楚对方的名字和金额，再输入 12.50 元。名字不对，先别付，问一问店员。\n\n"
    "第三步，输入密码，看到“支付成功”才算付好。付错了，马上截图，拨打 96110 或者找店家退款。"
)


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def test_letters_are_large_and_lines_are_apart() -> None:
    assert min(TITLE, BODY, SMALL) >= SMALLEST >= 48
    assert WIDTH == 1080
    assert LEADING >= 1.5


@pytest.mark.parametrize(
    ("ink", "ground"),
    [(INK, PAPER), (GREEN, PAPER), (GREY, PAPER), (GREEN, PALE), (GREY, PALE), (PAPER, GREEN)],
)
def test_every_ink_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 7


def test_contrast_is_reckoned_as_the_guideline_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_drawn_page_keeps_that_contrast() -> None:
    """The fewer colours that are kept must not make the ink pale."""
    page = opened(draw_card(lesson_cards("第 3 课 扫码付款", TEXT, "zh-Hans")[0], "zh-Hans"))
    colours = sorted(page.getcolors(1 << 20) or [], reverse=True)
    ground, ink = colours[0][1], min((colour for _, colour in colours), key=sum)
    written = ["#{:02x}{:02x}{:02x}".format(*one) for one in (ink, ground)]
    assert contrast(*written) >= 12


def test_a_lesson_is_whole_on_its_pages() -> None:
    cards = lesson_cards("第 3 课", TEXT, "zh-Hans", "看完了，回复“学完了”。")
    assert [card.page for card in cards] == [1, 2]
    assert "".join(card.text for card in cards).replace("\n", "") == TEXT.replace("\n", "")
    assert [bool(card.title) for card in cards] == [True, False]
    assert [bool(card.hint) for card in cards] == [False, True]
    for card in cards:
        assert len(lines_of(card.text, BODY, 2)) <= MOST_LINES + 1
        png = draw_card(card, "zh-Hans")
        assert opened(png).width == WIDTH
        assert len(png) < 150_000


def test_a_paragraph_is_not_torn_where_it_can_begin_a_page() -> None:
    first, second = "先看清楚再付钱。" * 7, "名字不对，就别付。" * 7
    cards = lesson_cards("第 1 课", f"{first}\n\n{second}", "zh-Hans")
    assert [card.text for card in cards] == [first, second]


def test_a_number_stays_with_its_unit() -> None:
    measure = letters(BODY).getlength
    width = measure("鸣笛三十六秒响36秒") - 1
    assert broken("鸣笛三十六秒响36秒再停", width, measure) == ["鸣笛三十六秒响", "36秒再停"]


def test_an_emoji_that_the_face_lacks_leaves_no_box() -> None:
    assert printable("🎉 学完了\n好") == " 学完了\n好"


def test_a_question_tells_its_numbers_also_in_words() -> None:
    card = question_card("想一想", "怎么做？", ["马上付款", "先核对对方是谁"], "回复数字。")
    assert card.words == "想一想\n怎么做？\n1. 马上付款\n2. 先核对对方是谁\n回复数字。"
    assert opened(draw_card(card, "zh-Hans")).height > 500


def test_hong_kong_readers_get_their_own_forms() -> None:
    """The same code point is written otherwise: 骨 and 直 are."""
    card = question_card("", "骨直", [], "")
    assert draw_card(card, "zh-Hans") != draw_card(card, "zh-Hant")


@given(st.text(alphabet="一二三，。“”（）《》abc 12.5%", max_size=200))
def test_lines_fit_and_keep_the_rules_of_setting(text: str) -> None:
    measure = letters(BODY).getlength
    lines = broken(text, COLUMN, measure)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert measure(line) <= COLUMN
    runs_of_marks = any(
        a in NOT_FIRST | NOT_LAST and b in NOT_FIRST | NOT_LAST
        for a, b in itertools.pairwise(text)
    )
    if not runs_of_marks and " " not in text:
        assert all(line[0] not in NOT_FIRST for line in lines[1:] if line)
        assert all(line[-1] not in NOT_LAST for line in lines[:-1] if line)


def test_a_week_shows_each_day_by_shape_and_in_words() -> None:
    days = [Day.LEARNED, Day.LEARNED, Day.REST, Day.LEARNED, Day.LEARNED, Day.TO_COME, Day.TO_COME]
    week = WeekPicture(
        "这一周",
        "一二三四五六日",
        days,
        ["学了 4 天，5 课"],
        "学会了：",
        ["扫码付款"],
        "还有 2 课",
        "真不简单。",
    )
    assert week.words.splitlines()[1] == "一、二、四、五"
    grey = opened(draw_week(week, "zh-Hans")).convert("L")
    fields = [
        grey.crop((84 + round(n * 136.7), 200, 176 + round(n * 136.7), 340)).tobytes()
        for n in range(7)
    ]
    assert len({fields[0], fields[2], fields[5]}) == 3
