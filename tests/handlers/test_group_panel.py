"""The panel's states are functions of the settings, fit a platform's buttons, and lead on."""

import string
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.table import MOST_ID
from bot.domain.content import Track
from bot.domain.groups import NEVER_QUIET, GroupSettings
from bot.domain.messages import Message
from bot.learning.library import Library
from bot.texts.catalogue import LANGUAGE_NAMES, texts
from handlers import group_panel
from handlers.group_changes import touch
from handlers.group_commands import Command, command_of
from handlers.group_panel import PAGE, Panel
from tests.handlers.school import course, lesson, single

SETTINGS = GroupSettings(1, "city", "Asia/Shanghai")
LONGEST_KEY = "k" * MOST_ID
WARM = [texts(one) for one in LANGUAGE_NAMES]
"""Read before anything is timed."""
SHELF = Library(
    1,
    [
        replace(course(lesson("甲", single("一"))), key=f"course-{n:02d}", title=f"第{n:02d}门")
        for n in range(PAGE + 3)
    ]
    + [replace(course(lesson("甲")), key=LONGEST_KEY, title="名字最长", track=Track.EVERYONE)],
)

chosen = st.builds(
    GroupSettings,
    row=st.just(1),
    account=st.just("city"),
    zone=st.just("Asia/Shanghai"),
    language=st.sampled_from(sorted(LANGUAGE_NAMES)),
    quiet=st.sampled_from(["", NEVER_QUIET, *group_panel.QUIET_SPANS, "01:00-02:00"]),
    thread=st.sampled_from(["", "7", "9"]),
    track=st.none() | st.sampled_from(list(Track)),
    course=st.none() | st.sampled_from([*SHELF.courses, "no longer taught"]),
    rotates=st.booleans(),
    question_time=st.none() | st.times(),
    board=st.booleans(),
)
panels = st.builds(Panel, chosen, st.just(SHELF), st.sampled_from(["", "7"]))


def shown(panel: Panel, data: str = "main") -> Message:
    """What the panel shows after a touch."""
    found = touch(panel, data)
    assert found is not None, data
    return found.shows


@given(panels)
def test_every_button_of_every_state_fits_and_leads_on(panel: Panel) -> None:
    seen, waiting = set[str](), ["main"]
    while waiting:
        data = waiting.pop()
        message = shown(panel, data)
        assert message.text
        assert message.title == panel.texts("group-panel-title") or data.startswith("speak")
        for option in message.options:
            assert len(option.data.encode()) <= 64
            assert option.label.strip()
            behind = option.data.removeprefix("grp:")
            if behind not in seen:
                seen.add(behind)
                waiting.append(behind)
    assert {f"speak:{code}" for code in LANGUAGE_NAMES} <= seen
    assert f"take:everyone:{LONGEST_KEY}" in seen


@given(panels, st.text(alphabet=string.ascii_lowercase + string.digits + ":-", max_size=40))
def test_made_up_data_leads_to_settings_that_can_be_chosen_or_nowhere(
    panel: Panel, data: str
) -> None:
    found = touch(panel, data)
    if found is None or found.settings == panel.settings:
        return
    assert touch(replace(panel, settings=found.settings), "main") is not None
    assert (found.settings.row, found.settings.account) == (1, "city")
    assert found.settings.course is None or found.settings.course in (
        *SHELF.courses,
        panel.settings.course,
    )


def test_the_shelf_turns_its_pages() -> None:
    panel = Panel(replace(SETTINGS, course="course-00", track="farmers"), SHELF)
    first = shown(panel, "track:farmers")
    assert first.options[0].label.startswith("✓ 第00门")
    assert len(first.options) == PAGE + 2
    second = shown(panel, first.options[PAGE].data.removeprefix("grp:"))
    assert [one.data for one in second.options][-1] == "grp:course"
    assert len(second.options) == 3 + 1 + 1
    assert shown(panel, "track:farmers:99").text == panel.texts("group-shelf-empty")


def test_without_courses_it_says_so() -> None:
    panel = Panel(SETTINGS, Library(0, ()))
    assert panel.texts("group-shelf-empty") in shown(panel, "course").text


def test_a_course_that_is_gone_is_told() -> None:
    panel = Panel(replace(SETTINGS, course="no longer taught"), SHELF)
    assert panel.texts("group-course-gone") in shown(panel).text


def test_a_question_without_a_course_says_what_comes_first() -> None:
    assert texts("zh-Hans")("group-course-first") in shown(Panel(SETTINGS, SHELF), "question").text


def test_the_topic_can_be_chosen_only_where_there_are_some() -> None:
    t = texts("zh-Hans")
    assert t("group-to-topic") not in [o.label for o in shown(Panel(SETTINGS, SHELF)).options]
    there = shown(Panel(SETTINGS, SHELF, here="7"), "topic")
    assert [o.label for o in there.options] == [t("group-topic-here"), t("group-back")]
    moved = shown(Panel(replace(SETTINGS, thread="9"), SHELF, here="7"), "topic")
    assert [o.label for o in moved.options] == [
        t("group-topic-here"),
        t("group-topic-to-general"),
        t("group-back"),
    ]


def test_a_second_course_leaves_the_question_as_it_was_chosen() -> None:
    off = Panel(replace(SETTINGS, course="course-00", question_time=None), SHELF)
    found = touch(off, "take:farmers:course-01")
    assert found is not None
    assert found.settings.question_time is None
    late = Panel(replace(SETTINGS, course=None, question_time=time(15)), SHELF)
    first = touch(late, "take:farmers:course-01")
    assert first is not None
    assert first.settings.question_time == time(15)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/group", Command.SETTINGS),
        ("/GROUP@yike_bot", Command.SETTINGS),
        ("群設定", None),
        ("群組設定", Command.SETTINGS),
        ("本群", Command.SETTINGS),
        ("／board", Command.BOARD),
        ("/start", Command.START),
        ("/start abc", None),
        ("/today", Command.PERSONAL),
        ("/group_", None),
        ("去本群看看", None),
    ],
)
def test_commands_are_read_leniently_and_nothing_else(text: str, command: Command | None) -> None:
    assert command_of(text) is command


@given(st.text(max_size=300))
def test_talk_is_never_an_error(text: str) -> None:
    assert command_of(text) in {None, *Command}
