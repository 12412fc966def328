"""What may be acted on is told with the age of just that, and with whom to call."""

import pytest

from bot.content.load import load_pack
from bot.learning.companion.care import Care, Topic, care
from bot.learning.companion.passages import Place, places_of
from docs.companion_figures import PACK
from tests.companion.lessons import course, lesson

TWO = "《电子商务法》第十一条（2018年8月31日通过）；《增值税法》第二十四条（2026年1月1日起施行）"


def about(
    text: str, source: str, quotation: str = "", *, of_course: str = "编写者"
) -> Care | None:
    """The care for a lesson that says ``text``."""
    one = lesson("a", "标题", text, source=source)
    return care(Place(course("c", "课", one, source=of_course), one), quotation)


@pytest.mark.parametrize(
    ("quotation", "dated"),
    [
        ("该交的税要交（《电子商务法》第十一条）。", "2018年8月31日通过"),
        ("自产的免税（《增值税法》第二十四条）。", "2026年1月1日起施行"),
        ("要交（《电子商务法》第十一条），免税（《增值税法》第二十四条）。", ""),
        ("该交的税要交。", ""),
    ],
)
def test_the_age_is_that_of_what_is_quoted(quotation: str, dated: str) -> None:
    found = about("该交的税要交，这是义务。", TWO, quotation)
    assert found is not None
    assert found.dated == dated


def test_one_date_is_that_of_the_whole() -> None:
    found = about("午睡半小时。", "《健康素养（2024年版）》第一条；疾控中心提示", "午睡半小时。")
    assert found is not None
    assert found.dated == "2024年版"


def test_a_course_dates_its_statutes() -> None:
    found = about(
        "不罚。", "《道路交通安全法》第五十一条", of_course="《道路交通安全法》（2021年修正）"
    )
    assert found is not None
    assert found.dated == "2021年修正"


def test_what_a_lesson_says_of_illness_is_health() -> None:
    found = about("有高血压的，先问医生。", "某份指南")
    assert found is not None
    assert (found.topics, found.hotlines) == ((Topic.HEALTH,), ("12345",))


@pytest.mark.parametrize("text", ["呕吐，马上别吃了，赶快去医院。", "中毒了，马上别吃，去医院。"])
def test_who_must_be_at_a_hospital_is_given_the_ambulance(text: str) -> None:
    found = about(text, "某份提醒")
    assert found is not None
    assert found.hotlines == ("120",)


PLACES = places_of(load_pack(PACK).courses)


def test_every_lesson_on_health_has_care() -> None:
    health = [one for one in PLACES if one.course.key == "staying-well"]
    assert len(health) >= 10
    for one in health:
        found = care(one)
        assert found is not None, one.key
        assert Topic.HEALTH in found.topics, one.key


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("noodles-and-fungus", "120"),
        ("blanched-greens", "120"),
        ("safe-charging", "119"),
        ("kitchen-fire", "119"),
    ],
)
def test_what_is_urgent_names_whom_to_call(key: str, number: str) -> None:
    [place] = [one for one in PLACES if one.lesson.key == key]
    found = care(place)
    assert found is not None
    assert found.hotlines[0] == number
