"""Pages that are more than text: quizzes, files with captions, the standing keyboard, the aim."""

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.cutting import shortened, units
from adapters.telegram.pages import BUTTONS, CAPTION_UNITS, TEXT_UNITS, pages
from adapters.telegram.quizzes import fits
from adapters.telegram.render import render
from bot.domain.messages import Aim, Link, Media, Message, Option, Quiz, Reply

QUIZ = Quiz("陌生人的收款码？", ("马上付", "先核对", "转发"), (2,), "付款前先看姓名。", "ans:7")
PHOTO = Media("image", "a" * 64, "一张图")
VOICE = Media("voice", "b" * 64, "一段话")
LESSON = Message("第一步……", title="第 1 课")
CHOICE = Message("选吧", options=(Option("甲", "q:1"), Option("乙", "q:2")))


def asked(quiz: Quiz = QUIZ) -> Message:
    options = tuple(
        Option(label, f"{quiz.data}:{n}") for n, label in enumerate(quiz.options[:4], 1)
    )
    return Message(quiz.stem, title="小测", options=options, quiz=quiz)


def test_a_quiz_is_a_page_of_its_own() -> None:
    after = Message("再见")
    cut = pages(Reply((LESSON, asked(), after)), native=True)
    assert cut == [Reply((LESSON,)), Reply((asked(),)), Reply((after,))]


def test_without_quizzes_it_is_text_with_buttons() -> None:
    (page,) = pages(Reply((LESSON, asked())))
    assert page.messages[1].quiz is None
    assert [button.label for row in render(page).rows for button in row] == list(QUIZ.options)


@pytest.mark.parametrize(
    "quiz",
    [
        replace(QUIZ, stem="问" * 300),
        replace(QUIZ, options=("甲",), right=(1,)),
        replace(QUIZ, options=("选" * 100,) * 12, right=(1, 12)),
        replace(QUIZ, why="由" * 200),
        replace(QUIZ, why="一\n二\n三"),
        replace(QUIZ, why=""),
        replace(QUIZ, stem=f"  {'问' * 300}\n", why="\n\n\n三\n"),
    ],
)
def test_what_is_within_the_limits_is_a_quiz(quiz: Quiz) -> None:
    assert fits(asked(quiz))


@pytest.mark.parametrize(
    "quiz",
    [
        replace(QUIZ, stem="问" * 301),
        replace(QUIZ, stem=" "),
        replace(QUIZ, stem="😀" * 151),
        replace(QUIZ, options=(), right=()),
        replace(QUIZ, options=("甲",) * 13),
        replace(QUIZ, options=("选" * 101, "乙")),
        replace(QUIZ, options=("甲", " \n")),
        replace(QUIZ, why="由" * 201),
        replace(QUIZ, why="一\n二\n三\n四"),
        replace(QUIZ, right=()),
        replace(QUIZ, right=(0,)),
        replace(QUIZ, right=(4,)),
        replace(QUIZ, right=(2, 1)),
        replace(QUIZ, right=(2, 2)),
    ],
)
def test_what_is_beyond_them_is_text_with_buttons(quiz: Quiz) -> None:
    (page,) = pages(Reply((asked(quiz),)), native=True)
    assert page.messages[0].quiz is None


def test_a_photo_card_takes_the_words_that_fit_its_caption() -> None:
    reply = Reply((Message("", media=PHOTO), LESSON, CHOICE))
    (page,) = pages(reply, files=True)
    assert page == reply
    assert render(page, files=True).html == "<b>第 1 课</b>\n\n第一步……\n\n选吧"


def test_words_too_long_for_a_caption_come_behind_the_file() -> None:
    long = Message("课" * (CAPTION_UNITS + 1))
    fitting = Message("课" * CAPTION_UNITS)
    photo = Message("", media=PHOTO)
    assert pages(Reply((photo, long, CHOICE)), files=True) == [
        Reply((photo,)),
        Reply((long, CHOICE)),
    ]
    assert pages(Reply((photo, fitting, CHOICE)), files=True) == [
        Reply((photo, fitting)),
        Reply((CHOICE,)),
    ]


def test_each_file_is_a_page_and_a_quiz_follows_its_lesson() -> None:
    photo, voice = Message("", media=PHOTO), Message("", media=VOICE)
    cut = pages(Reply((photo, voice, LESSON, asked())), native=True, files=True)
    assert cut == [Reply((photo,)), Reply((voice, LESSON)), Reply((asked(),))]


def test_without_files_their_words_stand_behind_the_lesson() -> None:
    photo, voice = Message("", media=PHOTO), Message("", media=VOICE)
    (page,) = pages(Reply((photo, voice, LESSON, CHOICE)))
    html = render(page).html
    assert html == "<b>第 1 课</b>\n\n第一步……\n\n一张图\n\n一段话\n\n选吧"


def test_pages_to_open_are_buttons_below_the_options() -> None:
    links = (Link("规则", "https://x.example/r"), Link("地图", "http://127.0.0.1:8080/m"))
    (page,) = pages(Reply((replace(CHOICE, links=links),)))
    labels = [[button.label for button in row] for row in render(page).rows]
    assert labels == [["甲", "乙"], ["规则", "地图"]]


@pytest.mark.parametrize("url", ["http://localhost:8080/m", "https://yike/", "http://[bad"])
def test_a_page_no_button_can_open_is_a_link_in_the_text(url: str) -> None:
    (page,) = pages(Reply((replace(CHOICE, links=(Link("看 <", url),)),)))
    bubble = render(page)
    assert bubble.html == f'选吧\n\n<a href="{url}">看 &lt;</a>'
    assert [[button.label for button in row] for row in bubble.rows] == [["甲", "乙"]]


def test_very_many_buttons_go_on_below_another_message() -> None:
    options = tuple(Option(f"第{n}门课", f"c:{n}") for n in range(120))
    links = tuple(Link(f"第{n}页", f"https://x.example/{n}") for n in range(120))
    cut = pages(Reply((Message("选", options=options, links=links),)))
    rows = [[button for row in render(page).rows for button in row] for page in cut]
    assert list(map(len, rows)) == [BUTTONS, BUTTONS, 40]
    assert [button for page in rows for button in page] == [*options, *links]


def test_every_page_keeps_the_aim_and_the_first_replaces() -> None:
    aim = Aim(thread="5", replaces="18", passing=120, answers="17")
    first, second = pages(Reply((CHOICE, CHOICE), aim))
    assert (first.aim, second.aim) == (aim, replace(aim, replaces=""))


def test_only_a_text_replaces() -> None:
    aim = Aim(replaces="18", thread="5")
    cut = pages(Reply((asked(), CHOICE), aim), native=True)
    assert [page.aim for page in cut] == [Aim(thread="5")] * 2


@pytest.mark.parametrize(
    ("messages", "aim", "shows"),
    [
        ((LESSON,), Aim(), [True]),
        ((CHOICE,), Aim(), [False]),
        ((CHOICE, LESSON, CHOICE), Aim(), [False, False]),
        ((LESSON, CHOICE), Aim(), [True, False]),
        ((CHOICE, asked()), Aim(), [False, True]),
        ((LESSON,), Aim(replaces="18"), [False]),
        ((LESSON, CHOICE), Aim(replaces="18"), [False]),
        ((LESSON, asked(), LESSON), Aim(replaces="18"), [False, True, False]),
        ((Message("", media=PHOTO), LESSON), Aim(), [True]),
    ],
)
def test_the_standing_keyboard_comes_once_where_there_is_room(
    messages: tuple[Message, ...], aim: Aim, shows: list[bool]
) -> None:
    cut = pages(Reply(messages, aim, "zh-Hans"), native=True, files=True)
    assert [bool(page.keyboard) for page in cut] == shows


TEXTS = st.text("一二。 \n<&", max_size=30) | st.integers(0, 3000).map("课".__mul__)
MESSAGES = st.builds(
    Message,
    text=TEXTS,
    title=st.sampled_from(["", "题"]),
    options=st.sampled_from([(), CHOICE.options]),
    media=st.sampled_from([None, None, PHOTO, VOICE]),
    links=st.sampled_from([(), (Link("看", "https://x.example/"), Link("图", "http://yike/"))]),
    quiz=st.sampled_from([None, None, QUIZ, replace(QUIZ, stem="问" * 301)]),
)
REPLIES = st.builds(
    Reply,
    st.lists(MESSAGES, max_size=5).map(tuple),
    st.sampled_from([Aim(), Aim(thread="5", replaces="18", passing=120)]),
    st.sampled_from(["", "zh-Hans"]),
)


@given(REPLIES, st.booleans(), st.booleans())
def test_a_page_of_any_kind_is_one_page(reply: Reply, native: bool, files: bool) -> None:
    cut = pages(reply, native=native, files=files)
    for page in cut:
        assert pages(page, native=native, files=files) == [page]
        assert not any(one.quiz for one in page.messages) or len(page.messages) == 1
        assert not any(one.media for one in page.messages[1:])
    assert sum(bool(page.keyboard) for page in cut) <= 1


@given(REPLIES)
def test_no_file_no_quiz_and_no_word_is_lost(reply: Reply) -> None:
    cut = [one for page in pages(reply, native=True, files=True) for one in page.messages]
    assert [m.media for m in cut if m.media] == [m.media for m in reply.messages if m.media]
    assert sum(bool(m.quiz) for m in cut) == sum(m.quiz == QUIZ for m in reply.messages)
    words = "".join("".join(m.text.split()) for m in reply.messages)
    assert "".join("".join(m.text.split()) for m in cut) == words


@given(REPLIES)
def test_no_caption_and_no_text_is_too_long(reply: Reply) -> None:
    for page in pages(reply, native=True, files=True):
        if not page.messages:
            continue
        most = CAPTION_UNITS if page.messages[0].media else TEXT_UNITS
        shown = re.sub(r"<[^>]*>", "", render(page, files=True).html)
        assert units(unescape(shown)) <= most


@pytest.mark.parametrize(
    ("text", "short"),
    [("课" * 200, "课" * 200), ("课" * 201, "课" * 199 + "…"), ("😀" * 101, "😀" * 99 + "…")],
)
def test_a_word_in_passing_is_shortened(text: str, short: str) -> None:
    assert shortened(text, 200) == short
