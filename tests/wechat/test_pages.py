"""Cutting into pages: nothing lost, nothing torn, nothing too long."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.wechat.cut import cut, size
from adapters.wechat.pages import (
    LIMIT,
    MORE,
    MORE_FILES,
    MORE_ONE_BY_ONE,
    in_one,
    pages,
    words_first,
)
from adapters.wechat.render import message_text, numbered, text_of
from bot.domain.messages import Card, Media, Message, Option, Reply, say

EMOJI = [
    "👨‍👩‍👧‍👦",
    "🇨🇳",
    "👍🏽",
    "1️⃣",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "❤️‍🔥",
    "👩🏽‍❤️‍💋‍👨🏻",
    "e\u0301",
    "\u1112\u1161\u11ab",
]
QUESTION = Message(
    "选哪个？",
    title="小测",
    options=(Option("甲", "q:1"), Option("乙", "q:2")),
    hint="回复数字即可",
)


def texts(reply: Reply) -> list[str]:
    return [text_of(page.messages) for page in pages(reply)]


def words(text: str) -> str:
    return re.sub(r"\s", "", text)


def joined(reply: Reply) -> str:
    """What a reader has read after all pages, without white space and the lines we add."""
    read = texts(reply)
    assert all(text.endswith(MORE) for text in read[:-1])
    return words("".join(text.removesuffix(MORE) for text in read[:-1]) + read[-1])


def test_what_fits_is_one_page_as_it_came():
    reply = Reply((Message("一课", title="今日"), QUESTION))
    assert pages(reply) == (reply,)


def test_exactly_2048_bytes_fit():
    assert len(pages(say("a" * 2048))) == 1
    assert len(pages(say("a" * 2049))) == 2


def test_whole_messages_stay_whole():
    first, second = Message("一" * 500), Message("二" * 300)
    read = texts(Reply((first, second, QUESTION)))
    assert read == ["一" * 500 + "\n\n" + MORE, text_of([second, QUESTION])]


def test_a_last_message_of_a_full_page_is_not_cut():
    last = "他日。" * 226
    assert 2048 - size("\n\n" + MORE) < size(last) <= 2048
    read = texts(Reply((Message("一" * 100), Message(last))))
    assert read == ["一" * 100 + "\n\n" + MORE, last]


def test_a_message_begins_on_a_shared_page_only_at_a_good_place_to_stop():
    whole, torn = Message("一" * 100), Message("a" * 5000)
    assert texts(Reply((whole, torn)))[0] == "一" * 100 + "\n\n" + MORE
    told = Message("他日。" * 1000)
    assert texts(Reply((whole, told)))[0].startswith("一" * 100 + "\n\n他日。")


def test_a_long_message_is_cut_at_the_end_of_a_paragraph():
    paragraphs = [f"{n}{'字' * 200}。" for n in range(5)]
    first, second = texts(say("\n\n".join(paragraphs), title="课"))
    assert first == "【课】\n" + "\n\n".join(paragraphs[:3]) + "\n\n" + MORE
    assert second == "\n\n".join(paragraphs[3:])


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence():
    sentence = "先看清姓名，再付钱！"
    first, second = texts(say(sentence * 80))
    kept = first.removesuffix("\n\n" + MORE)
    assert kept + second == sentence * 80
    assert kept == sentence * (len(kept) // len(sentence))


def test_a_closing_quote_stays_with_its_sentence():
    first, _ = texts(say("他说：“不转账！”" * 100))
    assert first.removesuffix("\n\n" + MORE).endswith("！”")


def test_a_blank_line_right_after_a_full_page_is_seen():
    full = "字" * 100
    assert cut(full + "\n\n然后。", 300) == (full, "然后。")


def test_title_stays_with_the_first_part_and_options_with_the_last():
    asked = Message("题干。" * 300, title="小测", options=QUESTION.options, hint="回复数字即可")
    got = pages(Reply((asked,)))
    assert [page.messages[0].title for page in got] == ["小测", ""]
    assert [page.messages[0].options for page in got] == [(), QUESTION.options]
    assert text_of(got[-1].messages).endswith("题干。\n1. 甲\n2. 乙\n回复数字即可")


@pytest.mark.parametrize("text", ["字" * 640, "题干。" * 213])
def test_options_keep_some_of_the_text_though_the_text_just_fits_a_page(text):
    asked = Message(text, options=tuple(Option("选项" * 8, f"q:{n}") for n in range(9)))
    got = pages(Reply((asked,)))
    assert got[-1].messages[0].options == asked.options
    assert len(got[-1].messages[0].text) >= 1


def test_more_options_than_a_page_holds_go_as_text_with_their_numbers():
    options = tuple(Option("课程" * 20, f"course:{n}") for n in range(40))
    read = texts(Reply((Message("选一门课", options=options),)))
    assert joined(Reply((Message("选一门课", options=options),))) == words(
        "选一门课" + "".join(numbered(options))
    )
    assert "40. " in read[-1]
    assert all(line[0].isdigit() for text in read[1:-1] for line in text.splitlines()[:-2])


@pytest.mark.parametrize("emoji", EMOJI)
@pytest.mark.parametrize("before", range(5))
def test_an_emoji_is_never_torn(emoji, before):
    read = texts(say("x" * before + emoji * 400))
    parts = [text.removesuffix("\n\n" + MORE) for text in read]
    parts[0] = parts[0][before:]
    assert all(part == emoji * (len(part) // len(emoji)) for part in parts)
    assert "".join(parts) == emoji * 400


def test_a_monstrous_character_is_torn_rather_than_lost():
    monster = "a" + "\u0301" * 3000
    read = texts(say(monster))
    assert "".join(text.removesuffix("\n\n" + MORE) for text in read) == monster
    assert max(map(size, read)) <= LIMIT


def test_a_page_is_a_page():
    for page in pages(say("学而时习之。" * 900)):
        assert pages(page) == (page,)


PICTURE = Message("", media=Media("image", "0" * 64, "一张图"))
CARD = Message("", card=Card("竞赛", "三天后截止", "https://x.cn"))


@pytest.mark.parametrize("alone", [PICTURE, CARD])
def test_a_file_or_a_card_is_a_page_of_its_own(alone):
    first, second = Message("一"), Message("二")
    got = pages(Reply((first, second, alone, first, second)), by_word=False)
    assert got == (Reply((first, second, first, second)), Reply((alone,)))
    assert pages(Reply((alone,))) == (Reply((alone,)),)
    assert pages(Reply((alone, alone))) == (Reply((alone,)), Reply((alone,)))


def test_pages_that_follow_by_themselves_do_not_say_so():
    reply = Reply((Message("字" * 700), PICTURE, Message("二" * 100), PICTURE))
    got = pages(reply, by_word=False)
    assert [page.messages == (PICTURE,) for page in got] == [False, False, True, True]
    assert not any("继续" in text_of(page.messages) for page in got)


LESSON = Message("看清姓名再付钱。", title="第1课")


def test_a_picture_is_asked_for_after_its_lesson():
    """The first page travels in the answer; it has to be the words, with their question."""
    reply = Reply((PICTURE, LESSON, QUESTION))
    assert pages(reply) == (
        Reply((LESSON, QUESTION, Message("回复「继续」看图"))),
        Reply((PICTURE,)),
    )
    follows = pages(reply, by_word=False)
    assert follows == (Reply((LESSON, QUESTION)), Reply((PICTURE,)))


def test_what_is_asked_for_is_named():
    voice = Message("", media=Media("voice", "1" * 64, "一段录音"))
    last = [pages(Reply((one, LESSON)))[0].messages[-1].text for one in (PICTURE, voice, CARD)]
    assert last == ["回复「继续」看图", "回复「继续」听录音", MORE]


def test_none_of_several_pictures_is_left_unsaid():
    got = pages(Reply((PICTURE, Message("字" * 700), PICTURE, CARD)))
    assert [page.messages[-1].text for page in got[:2]] == [
        MORE,
        "后面还有3样，每次回复「继续」看一样",
    ]
    assert got[2:] == (Reply((PICTURE,)), Reply((PICTURE,)), Reply((CARD,)))


def test_words_come_first_and_each_in_its_order():
    both = Message("选吧", options=QUESTION.options, media=PICTURE.media)
    ordered = words_first((PICTURE, LESSON, both, QUESTION))
    assert [one for one in ordered if one != Message("")] == [
        LESSON,
        Message("选吧", options=QUESTION.options),
        QUESTION,
        PICTURE,
        PICTURE,
    ]


@pytest.mark.parametrize(("count", "whole"), [(664, 1), (665, 2)])
def test_a_text_before_a_picture_leaves_room_for_the_longest_line(count, whole):
    """2048 bytes less the blank line and the 53 bytes of the longest line are 664 characters."""
    assert size(MORE_ONE_BY_ONE.format(count=99)) == 53
    assert all(size(line) <= 53 for line in (MORE, *MORE_FILES.values()))
    got = pages(Reply((Message("字" * count), PICTURE)))
    assert len(got) == whole + 1
    assert max(size(text_of(page.messages)) for page in got) <= LIMIT


def test_words_beside_a_picture_follow_it():
    both = Message("选吧", options=QUESTION.options, media=PICTURE.media)
    got = pages(Reply((both,)), by_word=False)
    assert got == (Reply((Message("选吧", options=QUESTION.options),)), Reply((PICTURE,)))


def test_what_says_nothing_makes_no_page():
    assert pages(Reply((PICTURE, Message("\x00"), Message("")))) == (Reply((PICTURE,)),)
    empty = Reply((Message(""),))
    assert pages(empty) == (empty,)


@pytest.mark.parametrize("text", ["字" * 900, "字。" * 500])
def test_what_must_be_one_message_is_cut_off(text):
    short = in_one(text)
    assert size(short) <= LIMIT
    assert short.endswith("…")
    assert text.startswith(short[:-1])
    assert in_one("字" * 682) == "字" * 682


text = st.lists(
    st.one_of(
        st.sampled_from(
            ["。", "！", "\n\n", "\n", "；", "“好。”", " ", "Done. ", *EMOJI, "学而时习之" * 40]
        ),
        st.text(max_size=30),
        st.integers(1, 900).map(lambda n: "字" * n),
    ),
    max_size=12,
).map("".join)
short = st.text(max_size=60)
options = st.lists(st.builds(Option, st.text(max_size=20), st.just("d")), max_size=9).map(tuple)
messages = st.builds(Message, text=text, title=short, options=options, hint=short)
replies = st.lists(messages, min_size=1, max_size=5).map(lambda made: Reply(tuple(made)))


@settings(max_examples=150, deadline=None)
@given(replies)
def test_all_text_is_kept_in_order_and_no_page_is_too_long(reply):
    read = texts(reply)
    assert max(map(size, read)) <= LIMIT
    assert joined(reply) == words(text_of(reply.messages))


mixed = st.lists(messages | st.sampled_from([PICTURE, CARD]), max_size=5)


@settings(max_examples=100, deadline=None)
@given(mixed.map(lambda made: Reply(tuple(made))), st.booleans())
def test_files_and_texts_are_kept_in_order_each_page_one_message(reply, by_word):
    got = pages(reply, by_word=by_word)
    reply = Reply(tuple(words_first(reply.messages)))
    if by_word:
        got = [Reply(tuple(m for m in page.messages if not asks(m))) for page in got]
    assert sum(page.messages.count(PICTURE) for page in got) == reply.messages.count(PICTURE)
    for page in got:
        alone = PICTURE in page.messages or CARD in page.messages
        assert len(page.messages) == 1 if alone else size(text_of(page.messages)) <= LIMIT
        assert pages(page) == (page,)
    read = words("".join(text_of(page.messages) for page in got))
    assert read == words(text_of(reply.messages))


def asks(message: Message) -> bool:
    """Whether it is a line of ours that asks for the next page."""
    several = {MORE_ONE_BY_ONE.format(count=count) for count in range(2, 6)}
    return message.text in several | {MORE, *MORE_FILES.values()}


@settings(max_examples=150, deadline=None)
@given(replies)
def test_options_are_never_torn(reply):
    """Each message's options stand on one page, all of them, after some of its text."""
    asked = [m for m in reply.messages if m.options]
    shown = [m for page in pages(reply) for m in page.messages if m.options]
    assert [m.options for m in shown] == [m.options for m in asked]
    for whole, part in zip(asked, shown, strict=True):
        head = message_text(Message(whole.text)).strip()
        assert not head or part.text.strip()


@settings(max_examples=150, deadline=None)
@given(replies)
def test_no_two_neighbouring_pages_would_fit_in_one(reply):
    got = pages(reply)
    for first, second in itertools.pairwise(got):
        own = first.messages[:-1]
        assert size(text_of((*own, *second.messages))) > LIMIT or MORE in text_of(second.messages)


@settings(max_examples=300, deadline=None)
@given(text, st.integers(128, 2048))
def test_a_cut_loses_only_white_space(given_text, room):
    if size(given_text) <= room:
        return
    head, rest = cut(given_text, room)
    assert rest
    assert size(head) <= room
    assert words(head + rest) == words(given_text)
