"""What groups get by the clock, in words; each language fills in the same fields.

Placeholders in braces are filled with ``str.format``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupPosts:
    """What is posted to groups, in one language. ``true_false`` are the words for true and for
    false; ``between`` stands between the things of a list.
    """

    # the course of the week
    course: str
    course_goes_on: str
    course_about: str
    course_about_first: str
    course_size: str
    course_join: str
    between: str

    # the question of the day
    question: str
    question_several: str
    several_between: str
    true_false: tuple[str, str]

    # its explanation
    explanation: str
    answer: str
    answer_between: str
    counted: str
    all_right: str
    nobody: str
    source: str

    # the board
    board: str
    board_line: str
    board_more: str
    board_rule: str
    board_waits: str
    board_join: str
