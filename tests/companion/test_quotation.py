"""A quotation is whole sentences of the lesson, and at most 120 characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.companion.quotation import CUT, MOST, quoted
from bot.learning.companion.sentences import clauses, sentences
from bot.learning.companion.terms import terms
from tests.companion.lessons import lesson


def told(question: str) -> dict[str, float]:
    return dict.fromkeys(terms(question), 1.0)


def quote(text: str, question: str) -> str:
    return quoted(lesson("a", "标题", text), question, told(question)) or ""


def test_the_paragraph_that_speaks_of_it_is_quoted() -> None:
    text = "米要淘两遍。\n\n汤里先放姜片。水开再放鱼。\n\n盐最后放。"
    assert quote(text, "姜片什么时候放") == "汤里先放姜片。水开再放鱼。"


def test_who_asks_how_much_is_told_the_number() -> None:
    text = "饭要煮得软，煮饭先淘米。\n\n煮饭放水，一碗米放一碗半水，煮二十分钟。"
    assert quote(text, "煮饭要多久") == "煮饭放水，一碗米放一碗半水，煮二十分钟。"
    assert quote(text, "煮饭先做什么") == "饭要煮得软，煮饭先淘米。"


def test_an_article_or_a_hotline_is_no_amount() -> None:
    text = "超市赔钱，照第一百四十八条。不懂打12315。\n\n超市赔钱，赔十倍。"
    assert quote(text, "超市赔多少钱") == "超市赔钱，赔十倍。"


FALL = (
    "跌倒能预防。先收拾家里：地面干燥，老伴走过的地方不放东西。\n\n再改习惯：跌倒多在转身时，转身不着急。\n\n"
    "万一跌倒，先别慌，喊人帮忙。疼得厉害就打120。"
)


def test_who_asks_what_to_do_is_told_what_to_do() -> None:
    assert quote(FALL, "老伴摔倒了怎么办").startswith("万一跌倒，先别慌")
    assert quote(FALL, "跌倒怎么预防").startswith("跌倒能预防")


def test_what_stands_in_every_paragraph_tells_little() -> None:
    text = "警报警报警报有三种声音。\n\n听到警报，往防空洞里躲。\n\n警报试响，先发公告。"
    assert quote(text, "警报来时往洞里走对吗") == "听到警报，往防空洞里躲。"


def test_who_asks_what_something_is_is_told_that() -> None:
    text = "记住“三看”：看脸，看手，看嘴。\n\n三看里头有一样不对，马上去看。"
    assert quote(text, "三看是什么意思").startswith("记住“三看”")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("不戴头盔罚款多少", None),
        ("赔几倍", "超市赔钱，赔十倍。"),
        ("头盔多少钱", None),
        ("几岁能骑车", "满16岁才能骑。"),
        ("换要等多久", "头盔等三天换。"),
    ],
)
def test_an_amount_has_the_unit_that_was_asked_for(question: str, found: str | None) -> None:
    text = "头盔看标准 GB 811-2022。头盔等三天换。\n\n满16岁才能骑。\n\n超市赔钱，赔十倍。"
    said = quoted(lesson("a", "标题", text), question, told(question))
    assert (said is None) if found is None else (said is not None and found in said)


def test_only_the_sentences_that_fit_and_speak_of_it_are_quoted() -> None:
    rest = "这里讲的是完全别的东西，一个字也不搭界。" * 4
    text = f"{rest}晒被子要选上午。{rest}"
    found = quote(text, "晒被子")
    assert "晒被子要选上午。" in found
    assert len(found) <= MOST
    assert CUT not in found
    assert found in text


def test_a_sentence_that_is_too_long_is_cut_at_its_commas() -> None:
    text = "，".join(f"第{n}件东西要收好" for n in range(30)) + "，雨伞挂门后，鞋子放架上。"
    found = quote(text, "雨伞挂哪里")
    assert "雨伞挂门后，" in found
    assert found.startswith(CUT)
    assert len(found) <= MOST


def test_one_endless_word_is_cut_hard() -> None:
    found = quote("嗡" * 500, "嗡")
    assert found == "嗡" * (MOST - 2 * len(CUT)) + CUT


def test_a_lesson_without_text_has_nothing_to_quote() -> None:
    assert quote("  \n\n ", "什么") == ""


TEXT = st.text("汤鱼放。！？，；“”\n 1aB[]", max_size=400)


@given(TEXT, TEXT)
def test_whatever_is_quoted_stands_in_the_lesson(text: str, question: str) -> None:
    found = quote(text, question)
    assert len(found) <= MOST
    bare = "".join(found.removeprefix(CUT).removesuffix(CUT).split())
    assert bare in "".join(text.split())
    assert bool(found) == bool(text.strip())


@given(TEXT)
def test_nothing_is_lost_between_sentences_and_clauses(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert "".join(clauses(text)) == text
