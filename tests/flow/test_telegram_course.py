"""A course in a private Telegram chat, question by question as Telegram's own quizzes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.content import QuestionKind
from bot.domain.errors import InputError
from bot.storage import Storage
from tests.flow.telegram_person import MODES, Mode, Person, all_taken, fetch_updates, words
from tests.flow.ten_questions import COURSE, TEN, begins, wrong
from tests.flow.town import TELEGRAM, Town, open_town

ANNA, BERT, STRANGER = 70101, 70102, 70103


@pytest.fixture(params=MODES)
async def school(
    request: pytest.FixtureRequest, place: Storage, tmp_path: Path
) -> AsyncIterator[Town]:
    """The town with a course of ten questions; its bot takes updates either way."""
    mode: Mode = request.param
    async with open_town(place, tmp_path) as town:
        fetch_updates(town, mode)
        await town.teach(COURSE)
        await town.start()
        yield town


async def test_votes_right_and_wrong_are_told_why_at_once(school: Town) -> None:
    anna = await begins(Person(school, ANNA))
    for number, asked in enumerate(TEN):
        quiz = anna.quizzes[-1]
        view = school.simulator.telegram.poll_view(TELEGRAM, ANNA, quiz.id, ANNA)
        assert view["question"] == f"想一想：{asked.stem}"
        assert view["several"] is (asked.kind is QuestionKind.MULTIPLE)
        assert view["explanation"] == ""
        right = number % 2 == 0
        said = words(await anna.votes(*(asked.right if right else wrong(asked))))
        assert asked.why in said
        assert ("答对了" in said) is right
        view = school.simulator.telegram.poll_view(TELEGRAM, ANNA, quiz.id, ANNA)
        assert view["explanation"] == asked.why
    assert "答对 5/10" in words(anna.heard)
    given = await school.rows("select question_key, given, is_right from answer order by id")
    assert [(row["question_key"], row["is_right"]) for row in given] == [
        (asked.key, number % 2 == 0) for number, asked in enumerate(TEN)
    ]
    assert given[1]["given"] == "1"
    assert {row["given"] for row in given if row["question_key"] in {"q1", "q7"}} == {"1,3"}


async def test_a_round_of_ten_is_scored_at_its_end(school: Town) -> None:
    anna = await begins(Person(school, ANNA))
    for asked in TEN:
        await anna.votes(*wrong(asked))
    assert "还有 10 道题要再练一练" in words(anna.heard)
    said = words(await anna.says("小测"))
    assert "练一练，共 10 题" in said
    for number, asked in enumerate(TEN):
        assert anna.quizzes[-1].text == f"想一想：{asked.stem}"
        given = wrong(asked) if number == 4 else asked.right
        if number % 4 == 3:  # typed in place of a vote
            said = words(await anna.says("".join(map(str, given))))
        else:
            said = words(await anna.votes(*given))
        assert asked.why in said
        assert (f"还有 {9 - number} 题" in said) is (number < 9)
    assert "10 题答对 9 题" in said
    assert "通过了" in said
    [course] = await school.rows("select passed_at is not null as passed from enrolment")
    assert course == {"passed": True}


async def test_old_quizzes_answered_late_change_nothing(school: Town) -> None:
    anna = await begins(Person(school, ANNA))
    first = anna.quizzes[-1]
    assert "答对了" in words(await anna.says("2" if len(TEN[0].right) == 1 else "13"))
    second = anna.quizzes[-1]
    assert second.id != first.id
    assert "这道题您答过了" in words(await anna.votes(*wrong(TEN[0]), on=first))
    assert len(await school.rows("select 1 from answer")) == 1
    assert "答对了" in words(await anna.votes(*TEN[1].right, on=second))
    again = await anna.says("今日一课")
    assert again[-1].poll, "the open question comes again, as a quiz of its own"
    old, new = anna.quizzes[-2:]
    assert old.text == new.text
    assert "答对了" in words(await anna.votes(*TEN[2].right, on=old))
    assert "这道题您答过了" in words(await anna.votes(*wrong(TEN[2]), on=new))
    found = await school.rows("select question_key, is_right from answer order by id")
    assert found == [{"question_key": f"q{n}", "is_right": True} for n in (1, 2, 3)]


async def test_votes_on_a_forwarded_quiz_are_nobodys_answer(school: Town) -> None:
    anna, bert = await begins(Person(school, ANNA)), await begins(Person(school, BERT))
    quiz, telegram = anna.quizzes[-1], school.simulator.telegram
    before = (words(anna.heard), words(bert.heard))
    telegram.introduce(TELEGRAM, STRANGER, "路人")
    with pytest.raises(InputError, match="forwarded"):
        await telegram.vote(TELEGRAM, BERT, quiz.id, [1], ANNA, forwarded=True)
    telegram.poll(TELEGRAM, ANNA, quiz.id).protected = False  # as if it got out all the same
    for outsider in (BERT, STRANGER):
        await telegram.vote(TELEGRAM, outsider, quiz.id, [1], ANNA, forwarded=True)
    await all_taken(school)
    assert (words(anna.heard), words(bert.heard)) == before
    assert await school.rows("select 1 from answer") == []
    assert {
        row["platform_id"] for row in await school.rows("select platform_id from address")
    } == {
        str(ANNA),
        str(BERT),
    }
    assert telegram.chat(TELEGRAM, STRANGER) == []
    assert "答对了" in words(await anna.votes(*TEN[0].right))
    assert "答对了" in words(await bert.votes(*TEN[0].right))
