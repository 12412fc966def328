"""A courier's days, as he lives them: breaks by the clock, an order in the middle, meals, a bad day."""

from datetime import UTC, datetime

from bot.content.load import load_pack
from bot.domain.content import Question, QuestionKind
from tests.flow.town import PACKS, Town

LESSONS = next(one for one in load_pack(PACKS).courses if one.key == "courier-safety").lessons


def at(day: int, clock: str) -> datetime:
    """A time in Guangzhou, in November 2026."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


def heard(town: Town) -> list[str]:
    """All that the bot has said to the courier."""
    return [one.text for one in town.telegram_chat() if not one.mine]


async def goes_to(town: Town, day: int, clock: str) -> list[str]:
    """Time goes on until then; what came by itself."""
    before = len(heard(town))
    await town.move_to(at(day, clock))
    return heard(town)[before:]


async def says(town: Town, text: str) -> str:
    """The courier writes; all of the answer."""
    before = len(heard(town))
    await town.telegram_says(text)
    await town.nothing_due()
    return "\n".join(heard(town)[before:])


async def answers(town: Town, question: Question, *, right: bool = True) -> str:
    """The courier answers an open question; all of what is said to that."""
    before = len(heard(town))
    number = question.right[0] if question.right else 0
    match question.kind:
        case QuestionKind.SHORT:
            await town.telegram_says(question.accepted[0] if right else "不知道")
        case QuestionKind.MULTIPLE:
            chosen = question.right if right else question.right[:1]
            await town.telegram_says("".join(map(str, chosen)))
        case QuestionKind.TRUE_FALSE:
            await town.telegram_chooses("对" if (number == 1) is right else "错")
        case QuestionKind.SINGLE:
            other = number % len(question.options)
            await town.telegram_chooses(question.options[number - 1 if right else other])
    await town.nothing_due()
    return "\n".join(heard(town)[before:])


async def answers_all(town: Town, *questions: Question, right: bool = True) -> str:
    """The courier answers the questions of a lesson; what is said to the last."""
    said = ""
    for question in questions:
        said = await answers(town, question, right=right)
    return said


async def begins(town: Town) -> None:
    """Monday at nine: three breaks are chosen, and the first lesson learned."""
    await town.telegram_starts()
    await town.telegram_taps("track:couriers")
    assert LESSONS[0].title in await says(town, "9:30 15:00 21:00")
    assert "这一课学完了" in await answers_all(town, *LESSONS[0].questions)


async def test_a_day_between_the_orders(town: Town) -> None:
    await begins(town)
    for clock in ("09:30", "15:00", "21:00"):
        came = await goes_to(town, 23, clock)
        assert not [text for text in came if "第2课" in text], "one lesson a day by itself"

    # Tuesday: the first break brings a lesson, and an order comes in the middle of it.
    assert LESSONS[1].title in "\n".join(await goes_to(town, 24, "09:30"))
    first, *others = LESSONS[1].questions
    await answers(town, first)
    assert await goes_to(town, 24, "10:10") == []
    again = await says(town, "有三分钟")
    assert "接着刚才的题" in again
    assert LESSONS[1].text[:20] not in again
    assert "这一课学完了" in await answers_all(town, *others)

    # Nothing comes by itself while he rides; asked for, it does.
    for clock in ("11:00", "11:30", "12:00"):
        assert await goes_to(town, 24, clock) == []
    await goes_to(town, 24, "12:10")
    third = await says(town, "有三分钟")
    assert "3 分钟，够学这一课" in third
    assert LESSONS[2].title in third
    assert "这一课学完了" in await answers_all(town, *LESSONS[2].questions, right=False)

    # No second lesson by itself on that day.
    for clock in ("15:00", "18:00", "21:00"):
        came = await goes_to(town, 24, clock)
        assert LESSONS[3].title not in "\n".join(came)
    shown = await town.rows("select lesson_key from lesson_progress order by shown_at")
    assert [row["lesson_key"] for row in shown] == [one.key for one in LESSONS[:3]]


async def test_a_lesson_left_alone_is_read_at_noon(town: Town) -> None:
    await begins(town)
    assert LESSONS[1].title in "\n".join(await goes_to(town, 24, "09:30"))
    await goes_to(town, 24, "12:10")
    again = await says(town, "有空")
    assert LESSONS[1].title in again
    assert LESSONS[1].text[:20] in again


async def test_a_bad_day_and_the_next(town: Town) -> None:
    await begins(town)
    await goes_to(town, 24, "08:30")
    assert "今天不送课了，明天 09:30 见" in await says(town, "今天太忙了")
    for clock in ("09:30", "15:00", "21:00"):
        assert await goes_to(town, 24, clock) == []
    assert LESSONS[1].title in "\n".join(await goes_to(town, 25, "09:30"))


async def test_a_bad_morning_and_a_free_afternoon(town: Town) -> None:
    await begins(town)
    await goes_to(town, 24, "08:30")
    await says(town, "别烦我")
    assert await goes_to(town, 24, "09:30") == []
    await says(town, "今天照常")
    assert LESSONS[1].title in "\n".join(await goes_to(town, 24, "15:00"))


async def test_a_break_at_noon_rings_at_noon_once_it_was_confirmed(town: Town) -> None:
    await begins(town)
    assert "12:00 是饭点" in await says(town, "时间 12:00")
    assert "好，改到每天 12:00" in await says(town, "1")
    assert await goes_to(town, 24, "09:30") == []
    assert LESSONS[1].title in "\n".join(await goes_to(town, 24, "12:00"))


async def test_what_is_late_does_not_ring_on_the_way(town: Town) -> None:
    await begins(town)
    await says(town, "时间 10:50")
    await goes_to(town, 24, "10:40")
    await town.stop()
    town.clock.set(at(24, "11:10"))
    await town.start()
    assert await goes_to(town, 24, "11:10") == []
    assert await goes_to(town, 24, "13:29") == []
    assert LESSONS[1].title in "\n".join(await goes_to(town, 24, "13:30"))
