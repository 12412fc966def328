"""A group's settings as one message with buttons: each state a pure function of the settings.

What a button carries begins with ``grp:``; ``handlers.group_changes`` reads it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time

from bot.domain.content import Course
from bot.domain.groups import NEVER_QUIET, GroupSettings, GroupTimes
from bot.domain.messages import Message, Option
from bot.learning.library import Library
from bot.learning.scripts import title_of
from bot.texts.catalogue import LANGUAGE_NAMES, Texts, texts

PANEL = "grp"
"""What the data of the panel's buttons begins with."""

QUESTION_TIMES = (time(8, 0), time(12, 0), time(15, 0), time(18, 30))
"""Beside the deployment's own; none so late that the day's question would come in the evening's
quiet hours."""
QUIET_SPANS = ("21:30-07:30", "22:00-08:00", "20:00-09:00")
PAGE = 8
"""Courses on one page; more would push the words out of sight on a phone."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel shows: the settings, the courses there are, and the topic in which it stands
    (``here``; empty: where everybody talks, or no topics).
    """

    settings: GroupSettings
    library: Library
    here: str = ""
    times: GroupTimes = field(default_factory=GroupTimes)

    @property
    def texts(self) -> Texts:
        """The group's words."""
        return texts(self.settings.language)

    @property
    def course(self) -> Course | None:
        """The course of the week, as it is taught now."""
        return self.library.course(self.settings.course or "")


def main(panel: Panel) -> Message:
    """All settings, and a button for each."""
    t, board = panel.texts, panel.settings.board
    shown = [
        _option(t('group-to-course'), "course"),
        _option(t('group-to-question'), "question"),
        _option(t('group-turn-board-off'), "board", "off") if board else _option(t('group-turn-board-on'), "board", "on"),
        *([_option(t('group-to-topic'), "topic")] if panel.here or panel.settings.thread else []),
        _option(t('group-to-quiet'), "quiet"),
        _option(t('group-to-language'), "language"),
        _option(t('group-close'), "close"),
    ]  # fmt: skip
    return Message("\n".join(_lines(panel)), title=t("group-panel-title"), options=tuple(shown))


def closed(panel: Panel) -> Message:
    """All settings once more, without buttons: the panel was closed."""
    t = panel.texts
    return Message(
        "\n".join((*_lines(panel), "", t("group-panel-closed"))), title=t("group-panel-title")
    )


def course(panel: Panel) -> Message:
    """The course of the week: whose, whether it changes by itself, or none."""
    t, settings = panel.texts, panel.settings
    if not panel.library.courses:
        return _message(panel, t("group-shelf-empty"))
    options = [_option(t(f"group-track-{one}"), "track", one) for one in panel.library.tracks]
    if settings.course is not None:
        turned = (t("group-stay"), "off") if settings.rotates else (t("group-rotate"), "on")
        options += [_option(turned[0], "rotate", turned[1]), _option(t("group-no-course"), "none")]
    return _message(panel, f"{_course_line(panel)}\n\n{t('group-ask-track')}", options)


def courses(panel: Panel, track: str, page: int) -> Message:
    """One page (from 0) of the courses for a track, by level and title."""
    t, shelf = panel.texts, panel.library.shelf(track)
    shown = shelf[page * PAGE : (page + 1) * PAGE]
    options = [
        _option(_marked(_title(t, one), one.key == panel.settings.course), "take", track, one.key)
        for one in shown
    ]
    if shelf[(page + 1) * PAGE :]:
        options.append(_option(t("group-more"), "track", track, str(page + 1)))
    return _message(
        panel, t("group-ask-course" if shown else "group-shelf-empty"), options, back="course"
    )


def question(panel: Panel) -> Message:
    """When the question of the day comes, or whether."""
    t, chosen = panel.texts, panel.settings.question_time
    said = (
        t("group-ask-question")
        if panel.settings.course
        else f"{t('group-ask-question')}\n{t('group-course-first')}"
    )
    times = sorted({*QUESTION_TIMES, panel.times.question_time, *([chosen] if chosen else [])})
    options = [
        _option(_marked(f"{one:%H:%M}", one == chosen), "at", f"{one:%H%M}") for one in times
    ]
    return _message(panel, said, [*options, _option(t("group-no-question"), "at", "off")])


def topic(panel: Panel) -> Message:
    """Where what is said of our own accord goes."""
    t, thread = panel.texts, panel.settings.thread
    options = []
    if panel.here and panel.here != thread:
        options.append(_option(t("group-topic-here"), "post", "here"))
    if thread:
        options.append(_option(t("group-topic-to-general"), "post", "general"))
    return _message(panel, f"{t('group-ask-topic')}\n{t('group-topic-how')}", options)


def quiet(panel: Panel) -> Message:
    """When nothing comes that nobody asked for."""
    t, chosen = panel.texts, panel.settings.quiet
    options = [
        _option(_marked(_span(one), one == chosen), "hush", one.replace(":", ""))
        for one in QUIET_SPANS
    ]
    options.append(_option(_marked(t("group-no-quiet"), chosen == NEVER_QUIET), "hush", "none"))
    options.append(_option(_marked(t("group-quiet-by-default"), not chosen), "hush", "default"))
    return _message(panel, t("group-ask-quiet"), options)


def language(panel: Panel) -> Message:
    """In which language we speak in the group."""
    now = panel.settings.language
    options = [
        _option(_marked(name, code == now), "speak", code) for code, name in LANGUAGE_NAMES.items()
    ]
    return _message(panel, panel.texts("group-ask-language"), options)


# words ------------------------------------------------------------------------------------------


def _lines(panel: Panel) -> list[str]:
    t, settings = panel.texts, panel.settings
    at = settings.question_time
    lines = [
        _course_line(panel),
        t("group-question-line", time=f"{at:%H:%M}") if at else t("group-question-off"),
        t("group-board-on" if settings.board else "group-board-off"),
    ]
    if panel.here or settings.thread:
        where = t("group-topic-chosen" if settings.thread else "group-topic-general")
        lines.append(t("group-topic-line", topic=where))
    return [*lines, t("group-quiet-line", span=_quiet_words(panel))]


def _course_line(panel: Panel) -> str:
    t, now = panel.texts, panel.course
    if now is not None:
        said = t(
            "group-rotates" if panel.settings.rotates else "group-stays", course=title_of(now, t)
        )
    else:
        said = t("group-course-gone" if panel.settings.course else "group-course-none")
    return t("group-course-line", course=said)


def _quiet_words(panel: Panel) -> str:
    t, chosen = panel.texts, panel.settings.quiet
    if chosen == NEVER_QUIET:
        return t("group-quiet-never")
    return _span(chosen) if chosen else t("group-quiet-default")


def _span(span: str) -> str:
    """21:30-07:30 as it is read."""
    return span.replace("-", "–")


def _title(t: Texts, one: Course) -> str:
    return t("group-course-button", title=title_of(one, t), lessons=len(one.lessons))


def _marked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _option(label: str, *data: str) -> Option:
    return Option(label, ":".join((PANEL, *data)))


def _message(
    panel: Panel, text: str, options: Iterable[Option] = (), back: str = "main"
) -> Message:
    t = panel.texts
    return Message(
        text, title=t("group-panel-title"), options=(*options, _option(t("group-back"), back))
    )
