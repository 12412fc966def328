"""Works handed in for an upload stage: what is taken, and why something is not. Pure.

What an entrant reads about each reason is a text of the catalogues; what bytes are is told by
``bot.competitions.works.file_kinds``.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import SplitResult, urlsplit

from bot.competitions.works.file_kinds import look
from bot.domain.contests import WorkKind, WorkRule
from bot.domain.events import FileSent
from bot.domain.works import Checked, UploadStage, WorkFault

MEGABYTE = 1_000_000
MOST_MEGABYTES = 20
"""What chats hand out at most (Bot API getFile), and what is kept of one work."""

LONGEST_LINK = 500
LONGEST_TITLE = 40

RETRIES = (
    *(timedelta(seconds=n) for n in (10, 30)),
    *(timedelta(minutes=n) for n in (2, 5, 15, 30)),
    *(timedelta(hours=1) for _ in range(48)),
)
"""Between tries to fetch a file: two days, of the three for which WeChat keeps one."""

_EVERY_FILE = frozenset(WorkKind) - {WorkKind.LINK}
_KINDS = {
    "photo": frozenset({WorkKind.IMAGE}),
    "image": frozenset({WorkKind.IMAGE}),
    "voice": frozenset({WorkKind.AUDIO}),
    "audio": frozenset({WorkKind.AUDIO}),
    "video": frozenset({WorkKind.VIDEO}),
    "shortvideo": frozenset({WorkKind.VIDEO}),
    "video_note": frozenset({WorkKind.VIDEO}),
    "document": _EVERY_FILE,
    "link": frozenset({WorkKind.LINK}),
}
"""What a message may turn out to hold, by the platform's word for it."""


def open_stages(stages: Sequence[UploadStage], at: datetime) -> list[UploadStage]:
    """Those in which something can be handed in at ``at``."""
    return [one for one in stages if not_taken_at(one, at) is None]


def undecided(stages: Sequence[UploadStage], at: datetime) -> list[UploadStage]:
    """Those that are open at ``at``, and into which the selection that lets in is not made yet."""
    return [one for one in stages if not_taken_at(one, at) is WorkFault.NOT_CHOSEN]


def not_taken_at(stage: UploadStage, at: datetime) -> WorkFault | None:
    """Why what was sent at ``at`` is not taken; None: it came while the stage was open."""
    if not stage.live or at < stage.opens:
        return WorkFault.NOT_OPEN
    if at >= stage.closes:
        return WorkFault.LATE
    return WorkFault.NOT_CHOSEN if stage.awaits_selection else None


def may_be_meant(sent: FileSent, rule: WorkRule) -> bool:
    """Whether what was sent may be a work of a kind that ``rule`` takes."""
    return bool(_KINDS.get(sent.what, frozenset()) & {*rule.kinds})


def refused_at_once(sent: FileSent, rule: WorkRule) -> WorkFault | None:
    """What can be said of a file before it is fetched, or of a link; None: nothing is wrong yet."""
    if not may_be_meant(sent, rule):
        return WorkFault.WRONG_KIND
    if sent.size is not None and sent.size > most_bytes(rule):
        return WorkFault.TOO_LARGE
    if sent.url and read_link(sent.url) is None:
        return WorkFault.BAD_LINK
    return None


def most_bytes(rule: WorkRule) -> int:
    """How many bytes of a file are read at most."""
    return most_megabytes(rule) * MEGABYTE


def most_megabytes(rule: WorkRule) -> int:
    """The rule's own limit, within what chats hand out."""
    return min(rule.megabytes, MOST_MEGABYTES)


def check_file(content: bytes, rule: WorkRule) -> Checked | WorkFault:
    """Whether a file is taken, by its bytes alone. A length is compared in full seconds, since
    films that were cut to five minutes last some hundredths more.
    """
    if not content:
        return WorkFault.EMPTY
    if len(content) > most_bytes(rule):
        return WorkFault.TOO_LARGE
    looked = look(content)
    if isinstance(looked, WorkFault):
        return looked
    if looked.kind not in rule.kinds:
        return WorkFault.WRONG_KIND
    if rule.seconds is not None and looked.kind in (WorkKind.AUDIO, WorkKind.VIDEO):
        if looked.seconds is None:
            return WorkFault.NO_LENGTH
        if int(looked.seconds) > rule.seconds:
            return WorkFault.TOO_LONG
    seconds = None if looked.seconds is None else Decimal(f"{looked.seconds:.3f}")
    name = hashlib.sha256(content).hexdigest()
    return Checked(name, looked.kind, looked.content_type, len(content), seconds)


def read_link(text: str) -> str | None:
    """An address of https in ``text``, which holds nothing else; None: it is none, or one that
    hides where it leads (a user before the host, signs that are not shown). It is not opened.
    """
    said = text.strip()
    if not said.lower().startswith("https://") or len(said) > LONGEST_LINK:
        return None
    if any(unicodedata.category(sign)[0] in "CZ" or sign in '<>"\\^`{|}' for sign in said):
        return None
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return None
    fit = _is_public_host(parts) and "@" not in parts.netloc and port in (None, 443)
    return f"https://{said[8:]}" if fit else None


def _is_public_host(parts: SplitResult) -> bool:
    """Whether the host has a name with a dot, and an ending that no number has."""
    host = (parts.hostname or "").rstrip(".")
    labels = host.split(".")
    return len(labels) > 1 and all(labels) and not labels[-1].isdigit() and ":" not in host


def try_again_at(tries: int, now: datetime) -> datetime | None:
    """When a file is tried again after ``tries`` tries that failed; None: no more."""
    return now + RETRIES[tries - 1] if tries <= len(RETRIES) else None
