"""What sent pages leave behind: quizzes, messages in passing, and what the chat proved to lack."""

import asyncio
from collections import deque
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery.flight import LEASE
from bot.domain.delivery import Kind, Lack, Outcome, Result, Scope
from bot.domain.messages import Aim, Message, Option, Quiz, Reply
from bot.store import polls
from bot.store.db import Database
from bot.store.groups import passing
from bot.store.groups import standing as group_standing
from bot.store.groups.passing import PassingMessage
from bot.store.polls import Poll
from bot.store.replies import OwedReply, add_replies
from tests.delivery.channels import ScriptedChannel
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, all_of, group, learner, one, owe, rows

SECOND = timedelta(seconds=1)


def asked(number: int) -> Message:
    """A question that a platform may show as a quiz."""
    quiz = Quiz("Who?", ("I", "you"), (2,), "so it is", f"ans:{number}")
    options = (Option("I", f"ans:{number}:1"), Option("you", f"ans:{number}:2"))
    return Message("Who?", options=options, quiz=quiz)


def refused(lack: Lack) -> Outcome:
    return Outcome(Result.REFUSED, f"400 no {lack.value}", lack=lack)


def numbering(page: Reply) -> Outcome:
    """A platform that numbers its messages and quizzes by what they say."""
    text, quiz = page.messages[0].text, page.messages[0].quiz
    return Outcome(
        Result.SENT,
        "200",
        platform_id=f"m-{text}" if quiz is None else f"m-{quiz.data}",
        poll=f"p-{quiz.data}" if quiz else "",
    )


async def polls_of(db: Database) -> dict[str, Poll]:
    """What is known of all quizzes."""
    found = await rows(db, "select poll_id from quiz_poll order by poll_id")
    async with db.connection() as conn:
        return {
            row["poll_id"]: poll
            for row in found
            if (poll := await polls.find_poll(conn, BOT, row["poll_id"]))
        }


async def passing_of(db: Database) -> list[tuple[str, str, float]]:
    """What is to go: (chat, message, seconds after noon)."""
    found = await rows(db, "select * from passing_message order by message_id")
    return [
        (row["chat"], row["message_id"], (row["remove_at"] - NOON).total_seconds())
        for row in found
    ]


async def answer_group(db: Database, crowd: int, reply: Reply, subject: str = "event") -> None:
    """Somebody in the group gets an answer."""
    pages = [reply.to_json()]
    owed = OwedReply(None, crowd, None, BOT, subject, pages, NOON, at_once=False)
    async with db.transaction() as conn:
        await add_replies(conn, [owed], NOON, NOON)


# quizzes ------------------------------------------------------------------------------------------


async def test_a_quiz_of_a_learner_is_known_with_its_outcome(db: Database, office: Office) -> None:
    person = await learner(db, "city:42")
    await owe(db, person)
    office.words.reply = Reply((Message("a lesson"), asked(12), asked(13)))
    office.telegram.answering_page = numbering
    await office.work()
    address = (await rows(db, "select id from address"))[0]["id"]
    assert await polls_of(db) == {
        "p-ans:12": Poll("ans:12", address, None, "m-ans:12", NOON),
        "p-ans:13": Poll("ans:13", address, None, "m-ans:13", NOON),
    }


async def test_a_quiz_of_a_group_is_known_with_its_outcome(db: Database, office: Office) -> None:
    crowd = await group(db)
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.words.reply = Reply((asked(7),))
    office.telegram.answering_page = numbering
    await office.work()
    assert await polls_of(db) == {"p-ans:7": Poll("ans:7", None, crowd, "m-ans:7", NOON)}


async def test_a_poll_of_another_account_is_not_found(db: Database, office: Office) -> None:
    await owe(db, await learner(db, "city:42"))
    office.words.reply = Reply((asked(12),))
    office.telegram.answering_page = numbering
    await office.work()
    async with db.connection() as conn:
        assert await polls.find_poll(conn, "another", "p-ans:12") is None
        assert await polls.find_poll(conn, BOT, "p-ans:99") is None


async def test_quizzes_that_arrived_before_a_page_that_did_not_are_known(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    row = await owe(db, await learner(db, "city:42"))
    office.words.reply = Reply((asked(1), Message("between"), asked(2)))
    throttled = Outcome(Result.THROTTLED, "429", retry_after=3)
    office.telegram.script = deque([numbering(Reply((asked(1),))), throttled])
    await office.work()
    assert list(await polls_of(db)) == ["p-ans:1"]
    assert (await one(db, row))["detail"]["pages_sent"] == 1
    clock.move(5 * SECOND)
    office.telegram.answering_page = numbering
    await office.work()
    assert list(await polls_of(db)) == ["p-ans:1", "p-ans:2"]
    assert office.telegram.texts == ["Who?", "between", "between", "Who?"]


async def test_a_sender_that_is_stopped_knows_what_had_arrived(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """Cancelled at the second page: the first is not repeated, and its quiz can be answered."""
    row = await owe(db, await learner(db, "city:42"))
    office.words.reply = Reply((asked(1), Message("second")))
    office.telegram.answering_page = numbering
    second = asyncio.Event()

    async def hangs_at_the_second() -> None:
        if len(office.telegram.calls) == 2:
            second.set()
            await asyncio.Event().wait()

    office.telegram.meanwhile = hangs_at_the_second
    await office.worker.open()
    running = asyncio.create_task(office.worker.run(asyncio.Event(), asyncio.Event()))
    async with asyncio.timeout(20):
        await second.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await office.worker.close()
    assert list(await polls_of(db)) == ["p-ans:1"]
    now = await one(db, row)
    assert (now["state"], now["uncertain"], now["detail"]["pages_sent"]) == ("planned", True, 1)
    office.telegram.meanwhile = None
    clock.move(timedelta(minutes=1))
    await office.work()
    assert office.telegram.texts == ["Who?", "second", "second"]


async def test_a_kill_between_a_quiz_and_its_record_repeats_only_that(
    db: Database, clock: FrozenClock
) -> None:
    """The quiz of the dead process is nobody's; the one that is repeated counts."""
    done = await owe(db, await learner(db, "city:1"), priority=3)
    dying = Office(db, clock)
    dying.words.reply = Reply((asked(1),))
    dying.telegram.answering_page = lambda _: Outcome(Result.SENT, "200", poll="p-first")
    await dying.work()
    crowd = await group(db)
    lost = await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    dying.telegram.answering_page = lambda _: Outcome(Result.SENT, "200", poll="p-lost")
    dying.worker._recorder.add = lambda record: None  # type: ignore[method-assign]
    await dying.worker.run_once()
    assert dying.telegram.chats == ["1", "-100"]
    clock.move(LEASE)
    heir = Office(db, clock)
    heir.words.reply = dying.words.reply
    heir.telegram.answering_page = lambda _: Outcome(Result.SENT, "200", poll="p-again")
    assert await heir.worker.take_back() == 1
    await heir.work()
    assert heir.telegram.chats == ["-100"]
    assert [(await one(db, row))["uncertain"] for row in (done, lost)] == [False, True]
    assert list(await polls_of(db)) == ["p-again", "p-first"]


async def test_a_quiz_sent_to_somebody_who_is_erased_meanwhile_hurts_no_record(
    db: Database, office: Office
) -> None:
    gone, stays = await learner(db, "city:1"), await learner(db, "city:2")
    await owe(db, gone)
    row = await owe(db, stays)
    office.words.reply = Reply((asked(1),))

    async def erased() -> None:
        await rows(db, "delete from learner where id = $1", gone)

    office.telegram.meanwhile = erased
    office.telegram.answering_page = lambda _: Outcome(
        Result.SENT, poll=f"p-{office.telegram.chats[-1]}"
    )
    with capture_logs() as logs:
        await office.work()
    assert sorted(office.telegram.chats) == ["1", "2"]
    assert (await one(db, row))["state"] == "sent"
    assert len(await polls_of(db)) == 1
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == []


async def test_where_nothing_is_left_nothing_more_is_written(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcomes of a morning's lessons cost what they did before."""

    async def unasked(*_: object) -> None:
        raise AssertionError("nothing was left behind")

    for store, name in ((polls, "keep"), (passing, "keep"), (group_standing, "lose_thread")):
        monkeypatch.setattr(store, name, unasked)
    row = await owe(db, await learner(db, "city:1"))
    await owe(db, await group(db), kind=Kind.QUESTION, to_group=True)
    with capture_logs() as logs:
        await office.work()
    assert (await one(db, row))["state"] == "sent"
    assert logs == []


# what is said in passing --------------------------------------------------------------------------


PASSING = Aim(passing=120, answers="40")


async def test_an_answer_in_passing_goes_again_with_its_question(
    db: Database, office: Office
) -> None:
    await answer_group(db, await group(db), Reply((Message("help"),), PASSING))
    office.telegram.answering_page = numbering
    await office.work()
    assert await passing_of(db) == [("-100", "40", 120), ("-100", "m-help", 120)]


async def test_an_edited_message_stays_longer_with_each_touch(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    crowd, aim = await group(db), Aim(replaces="41", passing=600)
    office.telegram.answering_page = lambda _: Outcome(Result.SENT, "200")
    await answer_group(db, crowd, Reply((Message("panel"),), aim), "first")
    await office.work()
    assert await passing_of(db) == [("-100", "41", 600)]
    clock.move(60 * SECOND)
    await answer_group(db, crowd, Reply((Message("panel"),), aim), "second")
    await office.work()
    assert await passing_of(db) == [("-100", "41", 660)]


async def test_what_is_not_sent_or_stays_or_is_private_is_not_taken_away(
    db: Database, office: Office
) -> None:
    crowd = await group(db)
    await answer_group(db, crowd, Reply((Message("refused"),), PASSING), "a")
    await answer_group(db, crowd, Reply((Message("stays"),), Aim(answers="40")), "b")
    await owe(db, await learner(db, "city:42"))
    office.words.reply = Reply((Message("private"),), PASSING)
    office.telegram.answering_page = lambda page: (
        Outcome(Result.BAD_REQUEST, "400")
        if page.messages[0].text == "refused"
        else numbering(page)
    )
    await office.work()
    assert sorted(office.telegram.texts) == ["private", "refused", "stays"]
    assert await passing_of(db) == []


async def test_a_message_kept_twice_goes_at_the_later_time(db: Database) -> None:
    def gone(seconds: int) -> PassingMessage:
        return PassingMessage(BOT, "-100", "1", NOON + seconds * SECOND)

    async with db.transaction() as conn:
        await passing.keep(conn, [gone(120), gone(600), gone(60)])
        await passing.keep(conn, [gone(120)])
    assert await passing_of(db) == [("-100", "1", 600)]


# what a chat lacks --------------------------------------------------------------------------------


def without_quizzes(page: Reply) -> Outcome:
    if any(message.quiz is not None for message in page.messages):
        return refused(Lack.QUIZ)
    return numbering(page)


async def test_where_no_quizzes_are_taken_the_words_go_and_no_page_asks_again(
    db: Database, office: Office
) -> None:
    row = await owe(db, await group(db), kind=Kind.QUESTION, to_group=True)
    office.words.reply = Reply((asked(1), asked(2)))
    office.telegram.answering_page = without_quizzes
    await office.work()
    assert [page.messages[0].quiz is None for page in office.telegram.pages_sent] == [
        False,
        True,
        True,
    ]
    assert office.telegram.pages_sent[1].messages[0].options == asked(1).options
    now = await one(db, row)
    assert (now["state"], now["tries"]) == ("sent", 1)
    assert await polls_of(db) == {}
    assert (await rows(db, "select state from chat_group"))[0]["state"] == "known"


async def test_a_message_that_is_not_there_to_edit_is_written_anew(
    db: Database, office: Office
) -> None:
    await answer_group(db, await group(db), Reply((Message("panel"),), Aim(replaces="41")))
    office.telegram.script = deque([refused(Lack.MESSAGE)])
    await office.work()
    assert [page.aim.replaces for page in office.telegram.pages_sent] == ["41", ""]


async def test_each_thing_is_left_out_at_most_once(db: Database, office: Office) -> None:
    """A platform that goes on refusing is believed the second time."""
    aim = Aim(thread="7", replaces="41")
    await answer_group(db, await group(db), Reply((asked(1),), aim))
    said = [Lack.TOPIC, Lack.QUIZ, Lack.MESSAGE, Lack.TOPIC]
    office.telegram.script = deque([refused(lack) for lack in said])
    await office.work()
    assert len(office.telegram.calls) == 4
    (now,) = await all_of(db)
    assert (now["state"], now["reason"]) == ("failed", "refused 400 no topic")


async def test_only_a_refusal_is_tried_more_simply(db: Database, office: Office) -> None:
    await answer_group(db, await group(db), Reply((Message("x"),), Aim(thread="7")))
    unknown = Outcome(Result.UNKNOWN, "no answer", scope=Scope.CHAT, lack=Lack.TOPIC)
    office.telegram.script = deque([unknown])
    await office.worker.run_once()
    assert len(office.telegram.calls) == 1


async def in_topic(db: Database, thread: str) -> int:
    """A group that gave us a topic."""
    crowd = await group(db)
    await rows(db, "update chat_group set thread = $2 where id = $1", crowd, thread)
    return crowd


async def thread_of(db: Database) -> str | None:
    found: str | None = (await rows(db, "select thread from chat_group"))[0]["thread"]
    return found


def no_topics(page: Reply) -> Outcome:
    return refused(Lack.TOPIC) if page.aim.thread else numbering(page)


async def test_a_topic_that_is_gone_is_forgotten(db: Database, office: Office) -> None:
    crowd = await in_topic(db, "7")
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.words.pages = ("first", "second")
    office.telegram.answering_page = no_topics
    await office.work()
    assert [page.aim.thread for page in office.telegram.pages_sent] == ["7", "", ""]
    assert await thread_of(db) is None


async def test_a_topic_that_was_chosen_meanwhile_stays(db: Database, office: Office) -> None:
    crowd = await in_topic(db, "7")
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.telegram.answering_page = no_topics

    async def another_is_chosen() -> None:
        await rows(db, "update chat_group set thread = '8' where id = $1", crowd)

    office.telegram.meanwhile = another_is_chosen
    await office.work()
    assert await thread_of(db) == "8"


async def test_the_topic_of_an_answer_is_not_the_topic_of_the_group(
    db: Database, office: Office
) -> None:
    crowd = await in_topic(db, "7")
    await answer_group(db, crowd, Reply((Message("x"),), Aim(thread="9")))
    office.telegram.answering_page = no_topics
    await office.work()
    assert await thread_of(db) == "7"


def test_a_scripted_channel_is_what_the_tests_take_it_for() -> None:
    """Pages keep their aim, and only the first takes a message's place."""
    reply = Reply((Message("a"), Message("b")), Aim(thread="7", replaces="41"))
    pages = ScriptedChannel(BOT).pages(reply)
    assert [page.aim for page in pages] == [reply.aim, Aim(thread="7")]
