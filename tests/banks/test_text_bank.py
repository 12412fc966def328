"""Banks as people type them: numbers, letters, 【答案】, and answers at the end."""

import pytest

from bot.content.banks.model import Bank, BankRefusedError, silent
from bot.content.banks.text_bank import read_text_bank
from bot.domain.content import QuestionKind as K


def read(text: str) -> Bank:
    return read_text_bank(text.encode(), "bank.txt", silent)


def shape(bank: Bank) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    return [
        (one.question.stem, one.question.options, one.question.right) for one in bank.questions
    ]


@pytest.mark.parametrize(
    "options",
    [
        "A. 停\nB. 走\nC. 看",
        "A、停\nB、走\nC、看",
        "(A) 停\n(B) 走\n(C) 看",
        "（A）停 （B）走 （C）看",
        "A．停　　B．走　　C．看",
        "A.停 B.走\nC.看",
        "A.停B.走C.看",
        "A 停\nB 走\nC 看",
        "Ａ．停\nＢ．走\nＣ．看",
        "A：停\nB：走\nC：看",
    ],
)
@pytest.mark.parametrize(
    "answer", ["【答案】B", "答案：B", "参考答案:Ｂ", "正确答案： b", "【参考答案】：B"]
)
def test_options_and_answers_as_people_mark_them(options: str, answer: str) -> None:
    bank = read(f"1. 绿灯亮了怎么办？\n{options}\n{answer}\n【解析】绿灯行。\n看清再走。\n")
    assert shape(bank) == [("绿灯亮了怎么办？", ("停", "走", "看"), (2,))]
    assert bank.questions[0].question.why == "绿灯行。\n看清再走。"
    assert bank.doubts == ()


def test_an_answer_may_stand_on_the_line_of_its_question() -> None:
    bank = read(
        "四、填空题\n1. 火警电话是____。答案：119\n2. 报警（ ）（参考答案：110）\n"
        "3. 急救？ 【答案】120 解析：急救中心。\n4. 标准答案：是什么意思？\n答案：标准\n"
    )
    read_so = [(q.question.stem, q.question.accepted) for q in bank.questions]
    assert read_so == [
        ("火警电话是____。", ("119",)),
        ("报警（ ）", ("110",)),
        ("急救？", ("120",)),
        ("标准答案：是什么意思？", ("标准",)),
    ]
    assert bank.questions[2].question.why == "急救中心。"
    assert bank.doubts == ()


def test_answers_of_several_questions_may_follow_the_word() -> None:
    bank = read("1. 一？\nA.停 B.走\n2. 二？\nA.停 B.走\n答案：1-2 BA\n")
    assert [right for _, _, right in shape(bank)] == [(2,), (1,)]
    assert bank.doubts == ()


def test_what_is_left_out_is_known_by_its_stem() -> None:
    bank = read("1. 一？\nA.停 B.走\n答案：E\n2. 二？\nA.停 B.走\n答案：A\n答案：B\n【编号】q2\n")
    assert bank.questions == ()
    assert sorted(one.stem for one in bank.left_out) == ["一？", "二？"]


def test_sections_name_kinds_and_tags_name_points() -> None:
    bank = read(
        "社区防骗题库\n一、单选题（每题2分）\n1、一？\nA.停 B.走\n答案：A 解析：因为。\n"
        "二、多选题\n1、二？\nA.停 B.走 C.看\n【答案】AC\n【知识点】交通\n【难度】易\n"
        "三、判断题\n1、三。（√）\n2、四。（ 错 ）\n四、填空题\n1、报警电话是____。\n【答案】110|一一〇\n【编号】q-110\n"
    )
    kinds = [one.question.kind for one in bank.questions]
    assert kinds == [K.SINGLE, K.MULTIPLE, K.TRUE_FALSE, K.TRUE_FALSE, K.SHORT]
    assert [one.question.right for one in bank.questions] == [(1,), (1, 3), (1,), (2,), ()]
    assert bank.questions[0].question.why == "因为。"
    assert bank.questions[1].category == "交通"
    assert bank.questions[2].question.stem == "三。（ ）"
    assert bank.questions[4].question.accepted == ("110", "一一〇")
    assert bank.questions[4].given == "q-110"
    assert bank.doubts == ()
    assert [one.place.row for one in bank.questions] == [3, 7, 13, 14, 16]
    assert [place.row for place, _ in bank.skipped] == [1, 2, 6, 12, 15]


@pytest.mark.parametrize("inside", ["（ B ）", "(B)", "（Ｂ）"])
def test_an_answer_inside_the_stem_is_taken_out_of_it(inside: str) -> None:
    bank = read(
        f"1. 绿灯亮了应当{inside}。\nA. 停\nB. 走\n2. 红灯亮了应当（A）。\nA.停\nB.走\n答案：A\n"
    )
    assert shape(bank) == [
        ("绿灯亮了应当（ ）。", ("停", "走"), (2,)),
        ("红灯亮了应当（ ）。", ("停", "走"), (1,)),
    ]


@pytest.mark.parametrize(
    "key",
    [
        "1-5 ABCDA",
        "1—5：A B C D A",
        "1-2 AB 3~5 CDA",
        "1.A 2.B 3.C 4.D 5.A",
        "1、A；2、B；3、C；4、D；5、A",
        "1-3：ABC\n4-5：DA",
        "1.A\n2.B\n3.C\n4.D\n5.A",
    ],
)
def test_answers_at_the_end(key: str) -> None:
    questions = "".join(f"{n}. 第{n}问？\nA.甲 B.乙 C.丙 D.丁\n" for n in range(1, 6))
    bank = read(f"{questions}\n参考答案：\n{key}\n")
    assert [one.question.right for one in bank.questions] == [(1,), (2,), (3,), (4,), (1,)]
    assert bank.doubts == ()


def test_answers_at_the_end_of_several_sections() -> None:
    bank = read(
        "一、单选题\n1. 一？\nA.甲 B.乙\n2. 二？\nA.甲 B.乙\n二、多选题\n1. 三？\nA.甲 B.乙 C.丙\n"
        "2. 四？\nA.甲 B.乙 C.丙\n三、判断题\n1. 五。\n2. 六。\n"
        "参考答案\n一、单选题\n1-2 AB\n二、多选题\n1-2 AB ABC\n三、判断题\n1.√ 2.×\n"
    )
    rights = [one.question.right for one in bank.questions]
    assert rights == [(1,), (2,), (1, 2), (1, 2, 3), (1,), (2,)]
    assert bank.doubts == ()


def test_answers_at_the_end_of_chapters_never_reach_another_chapter() -> None:
    ask = "1. {}？\nA.甲 B.乙\n2. {}？\nA.甲 B.乙\n"
    chapters = (
        "第一章 交通\n一、单选题\n"
        + ask.format("一", "二")
        + "第二章 用火\n一、单选题\n"
        + ask.format("三", "四")
    )
    bank = read(
        chapters + "参考答案\n第一章 交通\n一、单选题\n1-2 AB\n第二章 用火\n一、单选题\n1-2 BA\n"
    )
    assert [one.question.right for one in bank.questions] == [(1,), (2,), (2,), (1,)]
    assert {one.category for one in bank.questions} == {"交通", "用火"}
    bank = read(chapters + "参考答案\n一、单选题\n1-2 AB\n")
    assert bank.questions == ()
    assert len(bank.doubts) == 6


def test_a_range_that_does_not_fit_is_named_and_not_guessed() -> None:
    bank = read("1. 一？\nA.甲 B.乙\n2. 二？\nA.甲 B.乙\n答案\n1-3 AB\n")
    assert bank.questions == ()
    assert (bank.doubts[0].place.row, bank.doubts[0].read) == (6, "1-3 AB")
    bank = read("1. 一？\nA.甲 B.乙\n答案\n1.A 7.B\n")
    assert [d.read for d in bank.doubts] == ["7. B"]


def test_a_list_inside_a_stem_stays_in_it() -> None:
    listed = "下面哪些对？\n1.甲\n2.乙\n3.丙"
    bank = read(
        f"1. {listed}\nA. 1、2\nB. 2、3\n【答案】A\n2. 再来？\nA. 甲\nB. 乙\n【答案】B\n"
        f"3. {listed}\nA. 1、2\nB. 2、3\n【答案】B\n【解析】理由：\n1. 甲\n2. 乙\n4. 末题？\nA. 甲\nB. 乙\n【答案】A\n"
    )
    assert [stem for stem, _, _ in shape(bank)] == [listed, "再来？", listed, "末题？"]
    assert bank.questions[2].question.why == "理由：\n1. 甲\n2. 乙"


def test_what_two_people_say_is_no_option() -> None:
    bank = read("1. 对话。\nA： 吃了吗？\nB： B该怎么答？\nA. 吃了。\nB. 没有。\n【答案】A\n")
    assert shape(bank) == [("对话。\nA： 吃了吗？\nB： B该怎么答？", ("吃了。", "没有。"), (1,))]


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("1. 一？\nA.甲\nB.乙\n", 1, "The answer is missing"),
        ("1. 一？\nA.甲\nB.乙\n答案：C\n", 4, "The answer names an option that is not there"),
        ("1. 一？\nA.甲\nC.乙\n答案：A\n", 1, "The options are not marked A, B, C in order"),
        ("1. 一？\nA.甲\nB.\n答案：A\n", 1, "An option is empty"),
        ("1. 一？\nA.甲\nB.乙\n答案：A\n答案：B\n", 5, "The question has two answers"),
        ("四、填空题\n1. ____和____是什么？\n答案：甲\n", 2, "It has more than one blank to fill"),
        ("1. 一？\n答案：AB\n", 2, "The answer names options, but there are none"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, row: int, says: str) -> None:
    bank = read(text)
    assert bank.questions == ()
    assert [(d.place.row, str(d.says), d.fatal) for d in bank.doubts] == [(row, says, True)]
    assert all(str(doubt.mend) for doubt in bank.doubts)


def test_a_section_of_another_kind_is_not_read_as_options() -> None:
    bank = read(
        "一、多选题\n1. 一？\nA.甲 B.乙\n答案：AB\n二、排序题（每题5分）\n1. 二？\nA.甲 B.乙 C.丙\n答案：CBA\n"
        "三、选择题\n1. 三？\nA.甲 B.乙\n答案：B\n"
    )
    assert [one.question.stem for one in bank.questions] == ["一？", "三？"]
    assert [(d.place.row, d.read) for d in bank.doubts] == [(6, "二？")]
    assert bank.questions[1].question.kind is K.SINGLE


def test_numbers_in_brackets_and_in_words() -> None:
    assert (
        len(read("（1）一？\nA.甲 B.乙\n答案：A\n（2）二？\nA.甲 B.乙\n答案：B\n").questions) == 2
    )
    assert (
        len(read("第1题 一？\nA.甲 B.乙\n答案：A\n第2题：二？\nA.甲 B.乙\n答案：B\n").questions)
        == 2
    )


def test_a_text_without_questions_is_refused() -> None:
    with pytest.raises(BankRefusedError, match="no numbered question"):
        read("今天天气好。\n答案：A\n")
