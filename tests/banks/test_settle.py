"""What holds for every format: keys that stay, repeats, limits, bait."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.content.banks import settle as settling
from bot.content.banks.model import Bank, BankFormat, BankQuestion, BankRefusedError, Place
from bot.content.banks.settle import settle
from bot.content.table import is_id
from bot.domain.content import Question, QuestionKind


def question(stem: str = "红灯亮了怎么办？", given: str = "", **others: object) -> BankQuestion:
    plain = Question("", QuestionKind.SINGLE, stem, "红灯停。", ("停", "走", "看"), (1,))
    return BankQuestion(replace(plain, **others), Place("bank.csv"), given=given)  # type: ignore[arg-type]


def bank(*questions: BankQuestion) -> Bank:
    placed = [replace(one, place=Place("bank.csv", row=n)) for n, one in enumerate(questions, 1)]
    return Bank(BankFormat.CSV, "utf-8", tuple(placed))


def keys(found: Bank) -> dict[int, str]:
    return {one.place.row: one.question.key for one in found.questions}


def said(found: Bank) -> list[tuple[int, str, bool]]:
    return [(doubt.place.row, str(doubt.says), doubt.fatal) for doubt in found.doubts]


def test_a_key_is_made_of_the_stem_whatever_its_marks_and_its_place() -> None:
    first = keys(settle(bank(question("甲，对吗？"), question("乙？"))))
    again = keys(
        settle(bank(question("乙?"), question("丙？"), question("甲, 对吗 ?", why="换了。")))
    )
    assert (first[1], first[2]) == (again[3], again[1])
    assert all(is_id(key) for key in first.values())
    assert len({*first.values(), *again.values()}) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-2>0", "2<0"),
        ("3>5", "3<5"),
        ("计算1+2", "计算1-2"),
        ("计算1-2", "计算1×2"),
        ("2×(3+4)等于几", "2×3+4等于几"),
        ("x²等于几", "x2等于几"),
        ("1.5的一半", "15的一半"),
        ("占50%吗", "占50吗"),
        ("坐标(2, 3)在哪", "坐标(23)在哪"),
    ],
)
def test_stems_that_differ_by_a_sign_are_two_questions(one: str, other: str) -> None:
    found = settle(bank(question(one), question(other, right=(2,))))
    assert len(set(keys(found).values())) == 2
    assert found.doubts == ()


@pytest.mark.parametrize(
    "other", ["甲 乙 是１－２吗", "甲，乙：是1−2吗？", "甲（ ）乙____是1-2吗。"]
)
def test_stems_that_differ_by_punctuation_are_one(other: str) -> None:
    assert list(keys(settle(bank(question("甲乙是1-2吗？"), question(other))))) == [1]


def test_questions_with_ids_are_one_only_where_they_are_the_very_same() -> None:
    found = settle(bank(question("甲，对吗", "k1"), question("甲对吗", "k2", right=(2,))))
    assert keys(found) == {1: "k1", 2: "k2"}
    found = settle(bank(question("甲？", "k1"), question("甲？", "k2")))
    assert keys(found) == {1: "k1"}
    assert [one.given for one in found.left_out] == ["k2"]


@pytest.mark.parametrize(
    ("options", "right", "named"),
    [
        (("甲", "乙", "丙", "以上都对"), (1, 2, 3), True),
        (("甲", "乙", "丙", "以上都对"), (1, 2), False),
        (("甲", "乙", "丙", "以上都不对"), (1, 2, 3), False),
        (("甲", "乙", "丙", "丁"), (1, 2, 3, 4), False),
    ],
)
def test_all_but_the_option_that_says_so_is_named(
    options: tuple[str, ...], right: tuple[int, ...], named: bool
) -> None:
    kind = QuestionKind.MULTIPLE
    found = settle(bank(question(options=options, right=right, kind=kind)))
    says = (1, "All other options are right, but not the one that says so", False)
    assert (says in said(found)) is named


def test_an_id_of_the_file_is_the_key_where_it_is_fit() -> None:
    found = settle(
        bank(question("一？", "traffic-1"), question("二？", "第 2 题"), question("三？", "A7"))
    )
    assert found.questions[0].question.key == "traffic-1"
    assert is_id(found.questions[1].question.key)
    assert found.questions[2].question.key == "a7"


def test_an_id_that_comes_twice_is_named() -> None:
    found = settle(bank(question("一？", "7"), question("二？", "7")))
    assert keys(found) == {1: "7"}
    assert said(found) == [(2, "The id stands above already", True)]


def test_stems_that_repeat_get_keys_by_their_options_whatever_the_order() -> None:
    one, two = question("哪个对？"), question("哪个对？", options=("甲", "乙"))
    first, second = keys(settle(bank(one, two))), keys(settle(bank(two, one)))
    assert (first[1], first[2]) == (second[2], second[1])
    assert first[1] != first[2]
    assert said(settle(bank(one, two))) == [
        (2, "The same stem stands above with other options", False)
    ]


def test_the_same_question_is_taken_once_and_a_contradiction_not_at_all() -> None:
    found = settle(bank(question(), question(options=("走", "停", "看"), right=(2,))))
    assert list(keys(found)) == [1]
    assert said(found) == [(2, "The same question stands above; it is taken once", False)]
    found = settle(bank(question(), question("好？"), question(right=(2,))))
    assert list(keys(found)) == [2]
    says = "The same question stands there twice, with different answers"
    assert said(found) == [(1, says, True), (3, says, True)]


@pytest.mark.parametrize(
    ("options", "last", "says"),
    [
        (("甲", "乙", "以上都对"), (3,), "An option means the others and is kept last"),
        (
            ("甲", "乙", "以上都对", "以上都不对"),
            (3, 4),
            "An option means the others and is kept last",
        ),
        (("甲", "乙", "A和B都对"), (3,), "An option means the others and is kept last"),
        (("a", "b", "All of the above"), (3,), "An option means the others and is kept last"),
        (
            ("甲", "以上都对", "乙"),
            (2,),
            "An option means the others but is not last; the order is kept as it is written",
        ),
    ],
)
def test_options_that_mean_the_others_stay_where_they_are(
    options: tuple[str, ...], last: tuple[int, ...], says: str
) -> None:
    found = settle(bank(question(options=options)))
    assert found.questions[0].keep_last == last
    assert found.questions[0].question.options == options
    assert said(found) == [(1, says, False)]


@pytest.mark.parametrize(
    "option", ["每周运动五次以上", "双方都是中国公民", "他们都是好人", "都好吃"]
)
def test_options_that_only_sound_so_mean_nothing_else(option: str) -> None:
    found = settle(bank(question(options=("甲", option))))
    assert (found.questions[0].keep_last, found.doubts) == ((), ())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"options": ("停", "停 ", "走")}, "Two options are equal"),
        ({"stem": "长" * 601}, "The stem has more than 600 characters"),
        ({"why": "长" * 601}, "The reason has more than 600 characters"),
        ({"options": ("停", "长" * 201)}, "An option has more than 200 characters"),
        ({"stem": "字" * 590, "options": ("长" * 199, "短")}, "Stem and options have more than 2048 bytes, which one message holds"),
        ({"stem": "分享到朋友圈领取红包，对吗？"}, "It offers something for sharing, inviting or following, which WeChat punishes"),
        ({"stem": "\ue000是什么？"}, "It holds a character that nobody can see, perhaps of a symbol font"),
        ({"stem": "<img src='a.png'>"}, "The question has no words; a picture is not read"),
        ({"stem": "【图片】"}, "The question has no words; a picture is not read"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_kept_out(changes: dict[str, object], says: str) -> None:
    found = settle(bank(question(**changes)))  # type: ignore[arg-type]
    assert found.questions == ()
    assert (1, says, True) in said(found)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"why": ""}, "The reason (解析) is missing"),
        ({"stem": "一\n二"}, "The stem has line breaks, which are kept"),
        ({"stem": "字" * 301}, "It is too long for Telegram's own quiz and comes as text with buttons there"),
        ({"options": ("停", "长" * 101)}, "It is too long for Telegram's own quiz and comes as text with buttons there"),
        ({"stem": "如图所示，这是什么标志？"}, "It seems to need a picture, which is not read"),
    ],
)  # fmt: skip
def test_what_may_be_meant_so_is_only_named(changes: dict[str, object], says: str) -> None:
    found = settle(bank(question(**changes)))  # type: ignore[arg-type]
    assert said(found) == [(1, says, False)]
    assert len(found.questions) == 1


def test_a_warning_against_bait_is_no_bait() -> None:
    found = settle(bank(question("有人让你转发到朋友圈领取红包，这是骗局吗？")))
    assert found.doubts == ()


def test_too_many_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    few: Sequence[BankQuestion] = [question(f"{n}？") for n in range(4)]
    monkeypatch.setattr(settling, "MOST_QUESTIONS", 3)
    with pytest.raises(BankRefusedError, match="at most 3"):
        settle(bank(*few))
