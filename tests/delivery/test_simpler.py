"""What a chat lacks is left out of a page, and nothing else of it."""

from dataclasses import replace

import pytest

from bot.delivery.simpler import without, without_all
from bot.domain.delivery import Lack
from bot.domain.messages import Aim, Media, Message, Option, Quiz, Reply

QUIZ = Quiz("Who?", ("I", "you"), (1,), "because", "ans:12")
ASKED = Message("Who?", title="Quiz", options=(Option("I", "ans:12:1"),), quiz=QUIZ)
PICTURE = Message("", media=Media("image", "ab" * 32, "a hand on a phone"))
WORDS = Message("First, open it.", title="Scan to pay", options=(Option("Done", "done"),))
AIM = Aim(thread="7", replaces="41", passing=120, answers="40")
PAGE = Reply((PICTURE, WORDS, ASKED), AIM, keyboard="en")


def test_without_a_topic_it_goes_where_everybody_talks() -> None:
    assert without(PAGE, Lack.TOPIC) == replace(PAGE, aim=replace(AIM, thread=""))


def test_without_the_message_it_becomes_one_of_its_own() -> None:
    assert without(PAGE, Lack.MESSAGE) == replace(PAGE, aim=replace(AIM, replaces=""))


def test_without_a_quiz_the_words_and_options_say_the_same() -> None:
    simpler = without(PAGE, Lack.QUIZ)
    assert simpler is not None
    assert simpler.messages == (PICTURE, WORDS, replace(ASKED, quiz=None))
    assert (simpler.aim, simpler.keyboard) == (AIM, "en")


def test_without_a_file_it_is_told_behind_the_words_so_that_the_title_comes_first() -> None:
    simpler = without(PAGE, Lack.FILE)
    assert simpler is not None
    assert simpler.messages == (WORDS, ASKED, Message("a hand on a phone"))
    assert (simpler.aim, simpler.keyboard) == (AIM, "en")


def test_a_file_with_words_of_its_own_keeps_them() -> None:
    page = Reply((replace(WORDS, media=PICTURE.media),))
    assert without(page, Lack.FILE) == Reply((WORDS, Message("a hand on a phone")))


@pytest.mark.parametrize("lack", list(Lack))
def test_what_asks_for_no_such_thing_has_nothing_simpler(lack: Lack) -> None:
    assert without(Reply((WORDS,)), lack) is None


@pytest.mark.parametrize("lack", [one for one in Lack if one])
def test_nothing_is_left_out_twice(lack: Lack) -> None:
    simpler = without(PAGE, lack)
    assert simpler is not None
    assert without(simpler, lack) is None


def test_several_are_left_out_together_and_what_is_not_there_is_no_harm() -> None:
    plain = Reply((WORDS,))
    assert without_all(plain, Lack) == plain
    assert without_all(PAGE, [Lack.TOPIC, Lack.QUIZ, Lack.TOPIC]) == Reply(
        (PICTURE, WORDS, replace(ASKED, quiz=None)), replace(AIM, thread=""), "en"
    )
