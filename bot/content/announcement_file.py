"""An organiser's own announcement as it is written down."""

from pathlib import Path

from bot.content.competition_file import NO_TIME, each, group_of, instant_of, link_of
from bot.content.faults import Faults
from bot.content.files import printable, read_text
from bot.content.inducement import inducement
from bot.content.question_file import induces
from bot.content.table import Table
from bot.content.values import Place
from bot.content.wrong import Located, WrongInputError, wrong
from bot.content.yaml_tree import compose
from bot.domain.announcements import Announcement

REQUIRED = ("id", "title", "text", "organiser", "groups", "due", "expires")
OPTIONAL = ("link", "urgent")
MOST_BYTES = 1800
"""Of all it says: one WeChat message holds 2048 bytes (reference/wechat.md section 4), and our own
words around it need some."""


def load_announcement(path: Path) -> Announcement:
    """The announcement in the file ``path``; its instants in UTC.

    Raises InputError whose lines (up to 20) each name the file, the line and key, what was
    read, and the mend.
    """
    if not path.is_file():
        raise WrongInputError(Located(wrong("announcement-absent"), printable(path)))
    name = printable(path.name)
    faults = Faults()
    text = read_text(path.resolve(), name, faults)
    node = None if text is None else compose(text, name, faults)
    announcement = None
    if node is not None:
        table = Table(node, Place(name, faults), required=REQUIRED, optional=OPTIONAL)
        announcement = _announcement(table)
    faults.stop()
    if announcement is None:
        raise WrongInputError(Located(wrong("announcement-none"), name))
    return announcement


def _announcement(table: Table) -> Announcement:
    groups = tuple(each(table, "groups", 500, group_of))
    found = Announcement(
        key=table.id("id"),
        title=table.text("title", 100),
        text=table.text("text", 600, lines=True),
        organiser=table.text("organiser", 200),
        link=link_of(table),
        groups=groups,
        due=instant_of(table, "due"),
        expires=instant_of(table, "expires"),
        urgent=table.yes_no("urgent"),
    )
    if not groups and "groups" in table and not table.place.faults:
        table.fault("groups", wrong("announcement-without-groups"))
    if NO_TIME not in (found.due, found.expires) and found.due >= found.expires:
        table.fault("expires", wrong("expires-first"))
    _check_words(table, found)
    return found


def _check_words(table: Table, found: Announcement) -> None:
    for key, words in (("title", found.title), ("text", found.text)):
        if bait := inducement(words):
            table.fault(key, induces(bait))
    size = len((found.title + found.text + found.organiser + found.link).encode())
    if size > MOST_BYTES:
        table.fault("text", wrong("announcement-too-long", size=size, most=MOST_BYTES))
