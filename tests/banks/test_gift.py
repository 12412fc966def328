"""GIFT as people write it: what becomes a question, what a doubt, and where."""

import time

import pytest

from bot.content.banks.gift import category_path, read_gift
from bot.content.banks.model import Bank, BankRefusedError, silent
from bot.content.banks.settle import settle
from bot.domain.content import Question, QuestionKind


def read(text: str) -> Bank:
    return read_gift(text.encode(), "bank.gift", silent)


def only(text: str) -> Question:
    bank = read(text)
    assert [doubt for doubt in bank.doubts if doubt.fatal] == []
    assert len(bank.questions) == 1
    return bank.questions[0].question


def test_a_choice_with_its_reason() -> None:
    question = only("::k::收到陌生链接怎么办？{\n~点开\n=先核实\n####链接可能是骗局\n}\n")
    assert question.kind is QuestionKind.SINGLE
    assert (question.stem, question.options) == ("收到陌生链接怎么办？", ("点开", "先核实"))
    assert (question.right, question.why) == ((2,), "链接可能是骗局")


def test_shares_of_the_mark_make_a_choice_of_several() -> None:
    question = only("选两个{~%50%甲 ~%50%乙 ~%-100%丙}")
    assert question.kind is QuestionKind.MULTIPLE
    assert question.right == (1, 2)


def test_one_share_of_all_is_still_a_choice_of_several() -> None:
    assert only("选{~%100%甲 ~乙}").kind is QuestionKind.MULTIPLE


def test_several_equals_signs_are_right_together_and_doubtful() -> None:
    bank = read("选{=甲 =乙 ~丙}")
    assert bank.questions[0].question.right == (1, 2)
    assert bank.questions[0].question.kind is QuestionKind.MULTIPLE
    assert any("Several options are marked with =" in str(doubt.says) for doubt in bank.doubts)


def test_a_part_of_the_mark_counts_as_wrong_and_is_named() -> None:
    bank = read("难题{~错 ~%50%半对 =全对}")
    assert bank.questions[0].question.right == (3,)
    assert [str(doubt.says) for doubt in bank.doubts] == [
        "An option is worth a part of the mark; here it counts as wrong"
    ]


@pytest.mark.parametrize(
    ("answers", "accepted"),
    [
        ("{=北京 =北京市}", ("北京", "北京市")),
        ("{北京}", ("北京",)),
        ("{#4}", ("4",)),
        ("{#3.14:0}", ("3.14",)),
        ("{#=7 =%50%8}", ("7",)),
        ("{=2 \\* 3}", None),
    ],
)
def test_short_answers(answers: str, accepted: tuple[str, ...] | None) -> None:
    question = only(f"问{answers}")
    assert question.kind is QuestionKind.SHORT
    assert question.accepted == (accepted or ("2 * 3",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("连线{=甲 -> 1 =乙 -> 2}", "Matching cannot be asked in a chat"),
        ("谈谈看法{}", "An essay cannot be marked here"),
        ("几年？{#1822:5}", "A number may lie within a range, which cannot be asked here"),
        ("几年？{#1..5}", "A number may lie within a range, which cannot be asked here"),
        ("动物？{=*}", "A right answer holds the sign * for any text, which is not read here"),
        ("选{~甲 ~乙}", "No option is right"),
        ("{=甲}", "The question has no text"),
        ("选{=甲 ~}", "An option has no text"),
        ("没关上{=甲 ~乙", "The curly brackets of an item do not pair"),
        ("两处{=甲}和{=乙}", "The curly brackets of an item do not pair"),
        ('[html]<img src="a.png">{=甲 ~乙}', "There is a picture or sound but no text"),
        ("长" * 50_001 + "{=甲 ~乙}", "A text is far too long for a question"),
    ],
)
def test_what_cannot_be_asked_is_named_with_its_line(text: str, says: str) -> None:
    bank = read(f"// 说明\n\n好{{T}}\n\n{text}\n\n再好{{F}}\n")
    assert [one.question.stem for one in bank.questions] == ["好", "再好"]
    assert [(doubt.place.row, str(doubt.says)) for doubt in bank.fatal] == [(5, says)]


def test_a_forgotten_bracket_spoils_one_item_alone() -> None:
    bank = read("一{=甲 ~乙\n\n二{=甲 ~乙}\n\n三{=甲 ~乙}\n")
    assert [one.question.stem for one in bank.questions] == ["二", "三"]
    assert [doubt.place.row for doubt in bank.fatal] == [1]


def test_a_blank_line_among_the_answers_is_let_through() -> None:
    assert only("一{\n=甲\n\n~乙\n}\n").options == ("甲", "乙")


def test_items_without_a_blank_line_between_are_divided() -> None:
    bank = read("一{=甲 ~乙}\n// 注\n二{T}\n三是{=对}的。\n")
    stems = [one.question.stem for one in bank.questions]
    assert stems == ["一", "二", "三是_____的。"]


def test_a_sentence_goes_on_below_its_answers() -> None:
    assert only("李白是{=唐 ~宋\n}朝\n的诗人。").stem == "李白是_____朝的诗人。"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    text = "::甲::一{=甲 ~乙}\n\n二{\n=丙\n~丁\n}\n".replace("\n", end)
    bank = read(text)
    assert [one.question.options for one in bank.questions] == [("甲", "乙"), ("丙", "丁")]
    assert [one.place.row for one in bank.questions] == [1, 3]


def test_html_becomes_lines_of_text() -> None:
    bank = read("[html]<p>一<br>二 &amp; H<sub>2</sub>O</p><ul><li>三</li></ul>{=<b>甲</b> ~乙}")
    question = bank.questions[0].question
    assert question.stem == "一\n二 & H₂O\n\n三"
    assert question.options == ("甲", "乙")
    assert bank.questions[0].html


def test_markdown_becomes_text_and_angle_brackets_stay() -> None:
    assert only("[markdown]**谁**在_这里_？见[网](http\\://a.example){T}").stem == (
        "谁在这里？见网 (http://a.example)"
    )
    assert only("若 a<b 且 b>c，则？{T}").stem == "若 a<b 且 b>c，则？"


def test_words_that_look_like_the_bytes_of_a_picture_stay() -> None:
    assert (
        only("[plain]写 (data\\:image/png,ABC) 对吗？{T}").stem == "写 (data:image/png,ABC) 对吗？"
    )
    assert only("[html]metadata\\:a,b c{T}").stem == "metadata:a,b c"


def test_tex_is_kept_and_named() -> None:
    bank = read("若 $x \\\\neq 0$，对吗？{T}")
    assert bank.questions[0].question.stem == "若 $x \\neq 0$，对吗？"
    assert [doubt.fatal for doubt in bank.doubts] == [False]
    assert "TeX" in str(bank.doubts[0].says)


def test_remarks_on_wrong_answers_are_named() -> None:
    bank = read("问{=甲#对了 ~乙#因为丙}")
    assert bank.questions[0].question.why == "对了"
    assert [doubt.read for doubt in bank.doubts] == ["因为丙"]


def test_of_two_remarks_that_on_the_right_reply_is_the_reason() -> None:
    assert only("问{F#其实不是}").why == "其实不是"
    bank = read("问{F#其实不是#对了，不是}")
    assert bank.questions[0].question.why == "对了，不是"


def test_ids_titles_and_categories() -> None:
    bank = read(
        "$CATEGORY: $course$/top/法律/安全\n\n// [id:a-1] [tag:x]\n::一::甲{T}\n\n"
        "::二::乙{T}\n\n::同::丙{T}\n\n::同::丁{F}\n"
    )
    assert [one.given for one in bank.questions] == ["a-1", "二", "", ""]
    assert {one.category for one in bank.questions} == {"法律/安全"}
    assert len({one.question.key for one in settle(bank).questions}) == 4


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("$course$/top/Default for X", "Default for X"),
        ("$system$/top", ""),
        ("top/a//b/c", "a/b/c"),
        ("topics/one", "topics/one"),
        ("", ""),
    ],
)
def test_category_paths(written: str, path: str) -> None:
    assert category_path(written) == path


def test_text_that_asks_nothing_is_skipped_with_the_reason() -> None:
    bank = read("请先读这段话。\n\n懂了吗？{T}")
    assert [(place.row, str(why)) for place, why in bank.skipped] == [
        (1, "a text that asks nothing: 请先读这段话。")
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("café “déjà vu”{T}".encode("cp1252"), "neither UTF-8 nor GB18030"),
        (b"", "holds no questions"),
        (b"\x00\x01\x02{T}", "not a text file"),
    ],
)
def test_files_that_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(BankRefusedError, match=says):
        read_gift(data, "bank.gift", silent)


def test_gb18030_is_read() -> None:
    bank = read_gift("首都是哪里？{=北京 ~上海}".encode("gb18030"), "a.gift", silent)
    assert bank.encoding == "gb18030"
    assert bank.questions[0].question.options == ("北京", "上海")


@pytest.mark.parametrize("piece", ["{\n\n", "a {\n", "}{\n", "::", "<p ", "\n\\", "=~#%", "[id:"])
def test_hostile_repetition_takes_time_in_proportion(piece: str) -> None:
    """A megabyte of each ends soon, as questions, doubts or a refusal."""
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    told = outcome(text)
    assert time.process_time() - began < 20
    assert told


def outcome(text: str) -> str:
    """What a person hears of ``text``."""
    try:
        bank = read(text)
    except BankRefusedError as refused:
        return str(refused)
    return " ".join(
        [str(doubt.says) for doubt in bank.doubts] + [str(why) for _, why in bank.skipped]
    )


def test_what_is_left_out_is_known_by_its_title_or_its_stem() -> None:
    text = "::k1::一？{=甲 =乙 ~丙\n\n::k2::配对？{=甲 -> 1 =乙 -> 2 =丙 -> 3}\n\n三？{~甲 ~乙}\n"
    bank = read_gift(text.encode(), "a.gift", silent)
    assert bank.questions == ()
    known = [(one.given, one.stem) for one in bank.left_out]
    assert known[1:] == [("k2", "配对？"), ("", "三？")]
