"""A question is answered by the lesson that speaks of it, or refused with a reason."""

from dataclasses import replace

import pytest

from bot.learning.companion.care import Topic
from bot.learning.companion.danger import Danger
from bot.learning.companion.decision import Knowledge, Why, decide
from bot.learning.companion.off_topic import OFF_TOPIC
from bot.learning.companion.passages import Field
from bot.learning.companion.threshold import threshold
from bot.learning.library import Library
from tests.companion.lessons import BIKE, course, knowledge, lesson


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("自行车链子脱落怎么装", "chain"),
        ("車鏈子掉咗點算", "chain"),
        ("刹车皮剩多薄要换新的？", "brakes"),
        ("茶叶中奖要交保证金，是真的吗", "fraud"),
        ("泡绿茶水温", "green"),
    ],
)
def test_the_lesson_that_says_it_is_quoted(known: Knowledge, question: str, key: str) -> None:
    answer = decide(known, question)
    assert answer.why is Why.FOUND
    assert answer.outcome == "quoted"
    assert answer.quotation is not None
    place = answer.quotation.place
    assert place.lesson.key == key
    assert answer.quotation.text in place.lesson.text.replace("\n", "")
    assert len(answer.quotation.text) <= 120
    assert answer.quotation.version == "2026.1"
    given = {one.title for one in answer.passages}
    assert given >= ({place.lesson.title} if key != "fraud" else set())


def test_law_and_health_are_told_word_for_word(known: Knowledge) -> None:
    answer = decide(known, "中奖送茶叶要交钱是真的吗")
    assert answer.quotation is not None
    assert answer.passages == ()
    beside = decide(known, "绿茶水温多少合适，中奖送茶叶打96110")
    assert "高价茶的骗局" not in {one.title for one in beside.passages}


SPORT = course(
    "sport",
    "动一动",
    lesson(
        "pay", "给父母赡养费", "子女要给父母赡养费，父母没有钱，子女不能不给。", "父母要赡养费"
    ),
    lesson(
        "pills", "药要按时吃", "药要按时吃，一天三次，饭后吃。忘了吃药，别补两倍。", "吃药怎么吃"
    ),
)


@pytest.mark.parametrize(
    "question", ["父母不给抚养费怎么办", "药要按时吃，能喝酒吗", "按时吃药，能不能吃西瓜"]
)
def test_a_lesson_without_the_word_that_decides_does_not_answer(question: str) -> None:
    known = replace_threshold(knowledge(SPORT, BIKE), 0.1)
    answer = decide(known, question)
    assert (answer.why, answer.quotation) == (Why.ANOTHER, None)
    assert answer.near
    with_it = decide(known, "父母不给赡养费怎么办")
    assert with_it.why is Why.FOUND


def test_who_asks_for_an_amount_that_no_lesson_has_is_refused() -> None:
    helmet = lesson("helmet", "头盔要扣紧", "骑车戴头盔，看标准是不是GB 811-2022。", "骑车戴头盔")
    known = replace_threshold(knowledge(course("c", "课", helmet), BIKE), 0.1)
    for question in ("骑车不戴头盔罚款多少", "骑车头盔多少钱", "骑车戴头盔罚几倍"):
        answer = decide(known, question)
        assert (answer.why, answer.quotation) == (Why.NO_AMOUNT, None)
    assert decide(known, "骑车戴头盔看什么标准").why is Why.FOUND


# Danger ------------------------------------------------------------------------------------------

HEART = lesson("heart", "心里闷，打12356", "心里闷，打12356。有人听您说。", "心里难受怎么办")


@pytest.mark.parametrize("words", ["我不想活了怎么办", "我想死", "活着没意思", "自杀热线"])
def test_despair_is_answered_before_anything_is_looked_for(words: str) -> None:
    known = knowledge(course("c", "课", HEART), BIKE)
    answer = decide(known, words)
    assert (answer.why, answer.danger, answer.outcome) == (Why.DANGER, Danger.DESPAIR, "refused")
    assert [one.lesson.key for one in answer.near] == ["heart"]
    assert (answer.quotation, answer.passages) == (None, ())
    assert decide(known, words, guarded={"c"}).near == ()


@pytest.mark.parametrize("question", ["今天天气怎么样", "给我讲个笑话", "房价还会跌吗"])
def test_what_no_lesson_speaks_of_is_refused(known: Knowledge, question: str) -> None:
    answer = decide(known, question)
    assert answer.outcome == "refused"
    assert answer.quotation is None
    assert answer.passages == ()


@pytest.mark.parametrize("question", ["", "？？？", "😀", "请问你好", "怎么办呢", "\0"])
def test_nothing_is_asked(known: Knowledge, question: str) -> None:
    assert decide(known, question).why is Why.NOTHING_ASKED


def test_a_refusal_names_the_two_nearest_lessons(known: Knowledge) -> None:
    answer = decide(known, "刹车灯和中奖")
    assert answer.outcome == "refused"
    assert {one.lesson.key for one in answer.near} == {"brakes", "fraud"}


def test_one_word_is_enough_where_a_lesson_is_called_that() -> None:
    known = knowledge(
        course(
            "c", "课", lesson("a", "藕粉", "藕粉要用开水冲。"), lesson("b", "豆浆", "豆浆要煮开。")
        )
    )
    answer = decide(known, "藕粉")
    assert answer.quotation is not None
    assert answer.quotation.text == "藕粉要用开水冲。"


def test_two_lessons_that_say_as_much_are_not_chosen_between() -> None:
    texts = ("窗台上的薄荷要晒太阳。", "窗台上的薄荷要多浇水。")
    filler = [lesson(f"f{n}", f"第{n}种木工", f"第{n}种木料要刨平，再上漆。") for n in range(30)]
    lessons = [lesson(f"m{n}", f"阳台{'甲乙'[n]}", text) for n, text in enumerate(texts)]
    known = knowledge(course("c", "课", *lessons, *filler))
    weak = replace_threshold(known, known.ranking.hits("窗台薄荷")[0].score / 2)
    assert decide(weak, "窗台薄荷").why is Why.UNCLEAR
    strong = replace_threshold(known, known.ranking.hits("窗台薄荷")[0].score / 4)
    assert decide(strong, "窗台薄荷").why is Why.FOUND


def replace_threshold(known: Knowledge, border: float) -> Knowledge:
    """The same knowledge with another threshold."""
    other = object.__new__(Knowledge)
    other.__dict__ |= known.__dict__ | {"threshold": border}
    return other


def test_ones_own_course_comes_first_where_both_say_it() -> None:
    said = "洗菜先泡十分钟，再用流水冲。"
    one, two = (course(key, key, lesson("wash", "洗菜", said, "洗菜泡多久")) for key in ("x", "y"))
    known = knowledge(one, two, BIKE)
    for mine in ("x", "y"):
        assert decide(known, "洗菜要泡多久").quotation is not None
        found = decide(known, "洗菜要泡多久", own={mine}).quotation
        assert found is not None
        assert found.place.course.key == mine


# Running competitions ----------------------------------------------------------------------------


def test_nothing_of_a_course_that_a_round_asks_from_is_told(known: Knowledge) -> None:
    answer = decide(known, "自行车链子脱落怎么装", guarded={"bikes"})
    assert answer.why is Why.COMPETITION
    assert answer.outcome == "competition"
    assert (answer.quotation, answer.near, answer.passages) == (None, (), ())
    assert decide(known, "自行车链子脱落怎么装", guarded={"tea"}).why is Why.FOUND


@pytest.mark.parametrize(
    "question",
    [
        "链条掉了自己装回去，应该怎么办？",
        "老师，比赛里有一题不会：链条掉了自己装回去，应该怎么办？是甲还是乙",
        "鏈條掉了自己裝回去",
    ],
)
def test_a_stem_is_known_whatever_stands_around_it(known: Knowledge, question: str) -> None:
    assert known.stems.are_near(question, {"bikes"})
    assert not known.stems.are_near(question, {"tea"})


def test_another_course_does_not_answer_for_the_guarded_one() -> None:
    twin = replace(BIKE, key="bikes-2")
    known = knowledge(BIKE, twin)
    assert decide(known, "自行车链子脱落怎么装", guarded={"bikes"}).why is Why.COMPETITION


def test_lessons_of_a_guarded_course_are_not_named_either(known: Knowledge) -> None:
    answer = decide(known, "刹车灯和中奖", guarded={"bikes"})
    assert answer.outcome == "refused"
    assert [one.lesson.key for one in answer.near] == ["fraud"]


def test_a_model_is_given_one_course_so_that_its_answer_has_one_version(known: Knowledge) -> None:
    answer = decide(known, "链条掉了挂小齿轮，刹车皮磨到剩2毫米")
    assert answer.quotation is not None
    assert answer.quotation.place.course.key == "bikes"
    assert len({one.title for one in answer.passages}) == 2
    assert {one.title for one in answer.passages} == {one.title for one in BIKE.lessons}
    assert [one.number for one in answer.passages] == list(range(1, len(answer.passages) + 1))
    assert sum(len(one.text) for one in answer.passages) <= 1200


def test_a_lesson_of_pictures_is_not_quoted() -> None:
    known = knowledge(course("c", "课", lesson("a", "认路牌", "  ", "路牌怎么认")), BIKE)
    answer = decide(known, "路牌怎么认")
    assert (answer.why, answer.quotation) == (Why.NO_WORDS, None)
    assert [one.lesson.key for one in answer.near] == ["a"]


# Thresholds and care -----------------------------------------------------------------------------


def test_the_threshold_keeps_everyday_questions_out(known: Knowledge) -> None:
    answered = [one for one in OFF_TOPIC if decide(known, one).quotation is not None]
    assert len(answered) <= len(OFF_TOPIC) // 10
    assert len(set(OFF_TOPIC)) >= 60
    asks = [one.text for one in known.ranking.passages if one.field is Field.ASK]
    assert all(decide(known, one).quotation is not None for one in asks)


def test_an_ask_is_judged_as_if_it_were_not_written_down(known: Knowledge) -> None:
    number = next(n for n, one in enumerate(known.ranking.passages) if one.field is Field.ASK)
    text = known.ranking.passages[number].text
    without = known.ranking.hits(text, without=number)
    assert known.ranking.hits(text)[0].score > 3 * without[0].score


def test_an_empty_library_answers_nothing() -> None:
    known = Knowledge(Library(1, ()))
    assert decide(known, "链条掉了怎么装").why is Why.NOTHING_FOUND
    assert threshold(known.ranking) > 0


def test_what_may_be_acted_on_says_its_age_and_whom_to_ask(known: Knowledge) -> None:
    found = decide(known, "中奖送茶叶要交钱是真的吗").quotation
    assert found is not None
    assert found.care is not None
    assert found.care.topics == (Topic.MONEY, Topic.LAW)
    assert found.care.dated == "2022年12月1日起施行"
    assert found.care.hotlines == ("96110",)
    harmless = decide(known, "自行车链子脱落怎么装").quotation
    assert harmless is not None
    assert harmless.care is None


def test_health_without_a_number_of_its_own_names_the_public_one() -> None:
    source = "国家卫生健康委《健康素养》（2024年版）"
    one = lesson(
        "nap", "午睡半小时", "午睡不超过半小时，醒了先坐一坐。", "午睡睡多久", source=source
    )
    found = decide(knowledge(course("c", "课", one), BIKE), "午睡睡多久").quotation
    assert found is not None
    assert found.care is not None
    assert found.care.topics == (Topic.HEALTH,)
    assert (found.care.dated, found.care.hotlines) == ("2024年版", ("12345",))
