"""A quotation is whole sentences of the lesson, and at most 120 characters."""

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.companion.quotation import CUT, MOST, quoted
from bot.learning.companion.sentences import clauses, sentences
from bot.learning.companion.terms import terms
from tests.companion.lessons import lesson


def told(question: str) -> dict[str, float]:
    return dict.fromkeys(terms(question), 1.0)


def quote(text: str, question: str) -> str:
    return quoted(lesson("a", "标题", text), question, told(question))


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
