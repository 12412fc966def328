"""What is said in groups, by the moment it is said in; each language fills in the same fields.

Placeholders in braces are filled with ``str.format``.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupTexts:
    """A group's words in one language. ``tracks`` are whom courses are for, by ``Track``;
    ``true_false`` are the words for true and for false.
    """

    # greeting and commands
    greeting: str
    greeting_back: str
    help: str
    private_button: str
    personal: str
    personal_by_hand: str
    only_administrators: str
    administrators_unknown: str
    competitions_none: str

    # the settings panel
    panel_title: str
    course_line: str
    course_none: str
    course_gone: str
    rotates: str
    stays: str
    question_line: str
    question_off: str
    board_on: str
    board_off: str
    topic_line: str
    topic_chosen: str
    topic_general: str
    quiet_line: str
    quiet_default: str
    quiet_never: str
    panel_closed: str

    to_course: str
    to_question: str
    turn_board_on: str
    turn_board_off: str
    to_topic: str
    to_quiet: str
    to_language: str
    close: str
    back: str

    ask_track: str
    tracks: Mapping[str, str]
    ask_course: str
    course_button: str
    more: str
    shelf_empty: str
    no_course: str
    rotate: str
    stay: str
    ask_question: str
    course_first: str
    no_question: str
    ask_topic: str
    topic_how: str
    topic_here: str
    topic_to_general: str
    ask_quiet: str
    quiet_by_default: str
    no_quiet: str
    ask_language: str

    saved: str
    button_old: str

    # the question of the day, to who touched it
    right: str
    wrong: str
    answered_before: str
    explained_before: str
    question_gone: str
    true_false: tuple[str, str]


LANGUAGE_NAMES: Mapping[str, str] = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
"""Each in its own words."""
