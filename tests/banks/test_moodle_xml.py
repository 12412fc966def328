"""Moodle XML: what its export writes, and what someone may put into such a file."""

import time

import pytest

from bot.content.banks.model import Bank, BankRefusedError, silent
from bot.content.banks.moodle_xml import read_moodle_xml
from bot.domain.content import QuestionKind

CHOICE = """\
<question type="multichoice">
 <name><text>链接</text></name>
 <questiontext format="html"><text><![CDATA[<p>收到陌生链接，<strong>怎么办</strong>？</p><p>选一个。</p>]]></text></questiontext>
 <generalfeedback format="html"><text><![CDATA[<p>先核实，<br>再点开。</p>]]></text></generalfeedback>
 <defaultgrade>1</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>net-1</idnumber>
 <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
 <answer fraction="0" format="html"><text><![CDATA[<p>点开</p>]]></text><feedback format="html"><text></text></feedback></answer>
 <answer fraction="100" format="html"><text><![CDATA[<p>核实 &amp; 再说</p>]]></text><feedback format="html"><text></text></feedback></answer>
</question>
"""


def quiz(*questions: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "</quiz>\n"
    ).encode()


def made(kind: str, answers: str, more: str = "", stem: str = "问") -> str:
    return (
        f'<question type="{kind}"><name><text>名</text></name><questiontext format="html"><text>{stem}</text>'
        f"</questiontext>{more}{answers}</question>"
    )


def answer(text: str, fraction: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'


def read(*questions: str) -> Bank:
    return read_moodle_xml(quiz(*questions), "bank.xml", silent)


def test_a_choice_as_moodle_exports_it() -> None:
    category = '<question type="category"><category><text>$course$/top/法律/网络</text></category></question>'
    bank = read(category, CHOICE)
    one = bank.questions[0]
    assert bank.doubts == ()
    assert one.question.kind is QuestionKind.SINGLE
    assert one.question.stem == "收到陌生链接，怎么办？\n\n选一个。"
    assert one.question.options == ("点开", "核实 & 再说")
    assert one.question.right == (2,)
    assert one.question.why == "先核实，\n再点开。"
    assert (one.category, one.given, one.place.row, one.html) == ("法律/网络", "net-1", 4, True)
    assert one.keep_last == ()


def test_several_right_and_a_fixed_order() -> None:
    answers = (
        answer("甲", "33.33333")
        + answer("乙", "-100")
        + answer("丙", "33.33333")
        + answer("丁", "33.33333")
    )
    more = "<single>false</single><shuffleanswers>0</shuffleanswers>"
    one = read(made("multichoice", answers, more)).questions[0]
    assert one.question.kind is QuestionKind.MULTIPLE
    assert one.question.right == (1, 3, 4)
    assert one.keep_last == (1, 2, 3, 4)


def test_true_or_false() -> None:
    both = answer("true", "0") + answer(
        "false", "100", "<feedback><text>其实不是</text></feedback>"
    )
    question = read(made("truefalse", both)).questions[0].question
    assert question.kind is QuestionKind.TRUE_FALSE
    assert (question.right, question.why) == ((2,), "其实不是")


def test_short_answers_and_exact_numbers() -> None:
    short = made(
        "shortanswer", answer("北京", "100") + answer("a &lt;b&gt;", "100") + answer("天津", "0")
    )
    exact = made("numerical", answer("42", "100", "<tolerance>0.0</tolerance>"), stem="几？")
    first, second = (one.question for one in read(short, exact).questions)
    assert first.accepted == ("北京", "a <b>")
    assert second.accepted == ("42",)
    assert first.kind is second.kind is QuestionKind.SHORT


def test_a_picture_is_named_and_its_bytes_are_not_kept() -> None:
    text = '<![CDATA[<p>这是什么？<img src="@@PLUGINFILE@@/a.png" alt="一个路牌"></p>]]>'
    stem = f'{text}</text><file name="a.png" encoding="base64">{"QUJD" * 1000}</file><text>'
    body = made("multichoice", answer("甲", "100") + answer("乙", "0"), stem=stem)
    bank = read(body)
    assert bank.questions[0].question.stem == "这是什么？[一个路牌]"
    assert [(doubt.read, doubt.fatal) for doubt in bank.doubts] == [
        ("@@PLUGINFILE@@/a.png", False)
    ]


def test_a_picture_within_the_text_itself() -> None:
    inline = f'<![CDATA[看<img src="data:image/png;base64,{"QUJD" * 20_000}">图]]>'
    bank = read(made("truefalse", answer("true", "100") + answer("false", "0"), stem=inline))
    assert bank.questions[0].question.stem == "看图"
    assert [(doubt.read, doubt.fatal) for doubt in bank.doubts] == [("data:", False)]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (made("matching", ""), "Matching cannot be asked in a chat"),
        (made("essay", ""), "An essay cannot be marked here"),
        (made("cloze", ""), "A text with several gaps cannot be asked"),
        (made("ddimageortext", ""), "This type of question cannot be asked in a chat"),
        (
            made("numerical", answer("3", "100", "<tolerance>0.5</tolerance>")),
            "A number may lie within a range, which cannot be asked here",
        ),
        (made("multichoice", answer("甲", "100")), "There are not two options"),
        (
            made("multichoice", answer("甲", "100") + answer("乙", "100"), "<single>true</single>"),
            "Several options are right, and any one of them would do",
        ),
        (made("multichoice", answer("甲", "50") + answer("乙", "0")), "No option is wholly right"),
        (made("multichoice", answer("甲", "百") + answer("乙", "100")), "The part of the mark is not a number"),
        (made("truefalse", answer("true", "100")+answer("false","100")), "It does not say which of true and false is right"),
        (made("shortanswer", answer("*", "100")), "A right answer holds the sign * for any text, which is not read here"),
        (made("multichoice", answer("甲", "100") + answer("乙", "0"), stem=""), "The question has no text"),
        (
            made("truefalse", "", stem='<![CDATA[<img src="x.png">]]>'),
            "There is a picture or sound but no text",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_named_with_its_line(question: str, says: str) -> None:
    bank = read(CHOICE, question, CHOICE)
    assert len(bank.questions) == 2
    assert (13, says) in [(doubt.place.row, str(doubt.says)) for doubt in bank.fatal]


def test_old_versions_and_texts_are_skipped_with_the_reason() -> None:
    hidden = CHOICE.replace("<hidden>0", "<hidden>1")
    bank = read(hidden, made("description", ""))
    assert [str(why) for _, why in bank.skipped] == [
        "an old version that Moodle hides",
        "a text that asks nothing",
    ]


def test_a_name_that_many_have_is_no_id() -> None:
    both = answer("true", "100") + answer("false", "0")
    bank = read(made("truefalse", both), made("truefalse", both, stem="再问"))
    assert [one.given for one in bank.questions] == ["", ""]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<quiz><question type='essay'><name><text>&b;</text></name></question></quiz>"
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (BOMB, "has a document type or entities of its own"),
        (b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>', "has a document type"),
        (quiz(CHOICE)[:-30], "not well-formed XML"),
        (quiz("<question>&nbsp;</question>"), "line 3: is not well-formed"),
        ("<?xml version='1.0'?><quiz><a>é</a></quiz>".encode("cp1252"), "not well-formed XML"),
        (b"<?xml version='1.0' encoding='no-such'?><quiz/>", "not well-formed XML"),
        (b"<html><body/></html>", "is XML but not of a question bank"),
        (b"<quiz><question>" + b"<b>" * 60, "tags nested too deep"),
        (b"<quiz></quiz>", "holds no questions"),
        (b"", "holds no questions"),
    ],
)  # fmt: skip
def test_files_that_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(BankRefusedError, match=says) as refused:
        read_moodle_xml(data, "bank.xml", silent)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["gbk", "GB2312", "gb18030"])
def test_chinese_encodings_that_the_parser_does_not_know(encoding: str) -> None:
    data = quiz(CHOICE).decode().replace("UTF-8", encoding).encode(encoding)
    assert read_moodle_xml(data, "a.xml", silent).questions[0].question.right == (2,)


def test_one_huge_comment_takes_time_in_proportion() -> None:
    data = quiz(f"<!--{'x' * 20_000_000}-->", CHOICE)
    began = time.process_time()
    bank = read_moodle_xml(data, "a.xml", silent)
    assert len(bank.questions) == 1
    assert time.process_time() - began < 10


def test_progress_ends_at_the_whole() -> None:
    told: list[tuple[int, int]] = []
    data = quiz(*[CHOICE] * 2_000)
    read_moodle_xml(data, "a.xml", lambda done, total: told.append((done, total)))
    assert len(told) > 1
    assert told[-1] == (len(data), len(data))
