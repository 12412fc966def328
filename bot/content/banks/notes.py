"""What is noted while the items of a bank are read one by one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.content.banks.html_text import (
    Plain,
    from_html,
    from_markdown,
    holds_tex,
    is_html,
    without_inline_data,
)
from bot.content.banks.model import (
    MOST_QUESTIONS,
    Bank,
    BankFormat,
    BankQuestion,
    Doubt,
    LeftOut,
    Place,
    refused,
    shown,
)
from bot.content.banks.words import clean
from bot.content.wrong import Wrong, wrong

MOST_CHARS = 50_000
"""One text of a question with more is not taken apart; the bytes of pictures in it do not count."""


@dataclass(slots=True)
class Notes:
    """What is doubtful about one item, and whether its question can stand."""

    place: Place
    doubts: list[Doubt] = field(default_factory=list)
    html: bool = False

    @property
    def fatal(self) -> bool:
        """Whether the question cannot be imported."""
        return any(doubt.fatal for doubt in self.doubts)

    def stop(self, read: str, says: Wrong, mend: Wrong, part: str = "") -> None:
        """Note what keeps the question out."""
        self.doubts.append(Doubt(self._at(part), shown(read), says, mend))

    def warn(self, read: str, says: Wrong, mend: Wrong, part: str = "") -> None:
        """Note what a person should look at; the question stays."""
        self.doubts.append(Doubt(self._at(part), shown(read), says, mend, fatal=False))

    def leave_out(self, remarks: Iterable[str]) -> None:
        """Note that remarks on wrong answers are not kept, if there are any."""
        if told := next((remark for remark in remarks if remark.strip()), ""):
            self.warn(
                told,
                wrong("bank-remarks-left-out"),
                wrong("bank-mend-remark-whole"),
                "feedback",
            )

    def plain(self, written: str, form: str, part: str) -> str:
        """``written`` as plain text, noting what a chat cannot show.

        ``form`` is html, markdown, plain, or anything else for text that may hold some HTML.
        """
        if form != "plain":
            written = without_inline_data(written)
        if len(written) > MOST_CHARS:
            self.stop(written, wrong("bank-text-far-too-long"), wrong("bank-mend-shorten"), part)
            return ""
        read = self._read(written, form)
        if read.media:
            self._media(read, part)
        if holds_tex(read.text):
            self.warn(
                read.text,
                wrong("bank-tex"),
                wrong("bank-mend-plain-signs"),
                part,
            )
        return read.text

    def _read(self, written: str, form: str) -> Plain:
        if form == "html" or (form not in {"plain", "markdown"} and is_html(written)):
            self.html = True
            return from_html(written)
        return from_markdown(written) if form == "markdown" else Plain(clean(written))

    def _media(self, read: Plain, part: str) -> None:
        names = ", ".join(read.media)
        if read.text:
            self.warn(
                names,
                wrong("bank-media-left-out"),
                wrong("bank-mend-clear-without-media"),
                part,
            )
        else:
            self.stop(
                names,
                wrong("bank-media-without-text"),
                wrong("bank-mend-say-what-it-shows"),
                part,
            )

    def _at(self, part: str) -> Place:
        return replace(self.place, column=part) if part else self.place


_UNKNOWN = LeftOut()


@dataclass(slots=True)
class Gathering:
    """The bank while it is read."""

    name: str
    format: BankFormat
    encoding: str = ""
    questions: list[BankQuestion] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    skipped: list[tuple[Place, Wrong]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """Of each question, in their order."""

    def take(
        self,
        notes: Notes,
        question: BankQuestion | None,
        title: str = "",
        known: LeftOut = _UNKNOWN,
    ) -> None:
        """Keep ``question`` unless ``notes`` hold it back.

        ``title`` is what the file calls it: its id, where it has none and no other is called so.
        ``known`` is what can be told of an item that makes no question.
        Raises BankRefusedError when there is more than a bank may have.
        """
        self.doubts += notes.doubts
        if question is not None and not notes.fatal:
            self.questions.append(question)
            self.titles.append(title)
        elif notes.fatal:
            self.left_out.append(known if question is None else _known(question, title))
        if max(len(self.questions), len(self.doubts) // 4) > MOST_QUESTIONS:
            raise refused(self.name, wrong("bank-too-many", most=f"{MOST_QUESTIONS:,}"))

    def bank(self) -> Bank:
        """What was read.

        Raises BankRefusedError when the file held nothing at all.
        """
        if not (self.questions or self.doubts or self.skipped):
            raise refused(self.name, wrong("bank-without-questions"))
        return Bank(
            self.format,
            self.encoding,
            self._named(),
            tuple(self.doubts),
            tuple(self.skipped),
            tuple(self.left_out),
        )

    def _named(self) -> tuple[BankQuestion, ...]:
        """Titles are often all alike, so only one that is there once can serve as an id."""
        counts = Counter([*self.titles, *(one.given for one in self.questions)])
        return tuple(
            replace(one, given=title) if title and not one.given and counts[title] == 1 else one
            for one, title in zip(self.questions, self.titles, strict=True)
        )


def _known(question: BankQuestion, title: str) -> LeftOut:
    return LeftOut(question.given or title, question.question.stem)
