"""What goes out: neutral replies that each adapter renders in its platform's own way."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self


@dataclass(frozen=True, slots=True)
class Option:
    """One thing the reader can choose.

    ``label`` is what is read, ``data`` (1-64 bytes of UTF-8, Telegram's callback limit) comes
    back in a ``Tap``. On WeChat, options are numbered from 1 in the order given, and a bare
    number is resolved by the handler.
    """

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Media:
    """A file of ours that is shown or played. ``hash`` is the hex SHA-256 of its bytes, which
    ``bot.store.media`` keeps; ``alt`` says the same in words, for who cannot see or hear it, and
    where a channel cannot bring it.
    """

    kind: Literal["image", "voice", "video"]
    hash: str
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card that opens something: a page at ``url``, with a picture from ``picture`` (an
    address; may be empty), or, where ``mini_app`` is set, that mini program at ``mini_page``;
    ``url`` is then for who cannot open it.
    """

    title: str
    text: str
    url: str
    picture: str = ""
    mini_app: str = ""
    mini_page: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that open a page when they are touched; ``url`` begins with http:// or https://."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question as a channel's own quiz can show it, for channels that have one.

    ``right`` are option numbers from 1, ascending; more than one: several are to be chosen.
    ``data`` is what a touched option would send, without its number (``ans:12``): an answer then
    reads ``ans:12:1,3``. ``closes``: no answer is taken from then on (ISO 8601, UTC); empty: it stays open.
    """

    stem: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    why: str
    data: str
    several: bool = False
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble: a title (may be empty), plain text, and what can be chosen.

    ``text`` is plain: paragraphs separated by blank lines, no markup; adapters escape.
    ``hint`` is the short closing line that says what to send where there are no buttons
    ("回复数字即可"); a channel with buttons leaves it out when there are options. ``media`` or
    ``card`` is what the bubble shows instead of words of its own, which are then empty; options below
    a file without words stand in the file as well. ``link``
    stands at the end of the text, in its last line. ``links`` are pages to open, as buttons where
    a channel has them, else a line each. ``quiz`` may be shown instead of title, text and options
    by a channel that has quizzes of its own; they say the same for all others.
    """

    text: str
    title: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    media: Media | None = None
    card: Card | None = None
    link: Link | None = None
    links: tuple[Link, ...] = ()
    quiz: Quiz | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, for storing. By hand: ``asdict`` costs ten times as much, and this runs
        for every event.
        """
        value: dict[str, Any] = {
            "text": self.text,
            "title": self.title,
            "hint": self.hint,
            "options": [{"label": o.label, "data": o.data} for o in self.options],
        }
        if self.media is not None:
            value["media"] = asdict(self.media)
        if self.card is not None:
            value["card"] = asdict(self.card)
        if self.link is not None:
            value["link"] = asdict(self.link)
        if self.links:
            value["links"] = [[one.label, one.url] for one in self.links]
        if self.quiz is not None:
            quiz = self.quiz
            value["quiz"] = [
                quiz.stem,
                list(quiz.options),
                list(quiz.right),
                quiz.why,
                quiz.data,
                quiz.several,
                quiz.closes,
            ]
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The message that ``to_json`` wrote."""
        return cls(
            text=value["text"],
            title=value["title"],
            hint=value["hint"],
            options=tuple(Option(o["label"], o["data"]) for o in value["options"]),
            media=Media(**value["media"]) if "media" in value else None,
            card=Card(**value["card"]) if "card" in value else None,
            link=Link(**value["link"]) if "link" in value else None,
            links=tuple(Link(*one) for one in value.get("links", ())),
            quiz=_quiz(value["quiz"]) if "quiz" in value else None,
        )


def _quiz(value: list[Any]) -> Quiz:
    stem, options, right, why, data, several, closes = value
    return Quiz(stem, tuple(options), tuple(right), why, data, several, closes)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where within its chat a reply goes, and how long it stays there.

    ``thread`` is a topic of a group. ``replaces`` is the platform's id of a message of ours that
    the first page is put in place of. ``passing`` is the number of seconds after which it is
    taken away again (0: it stays), together with ``answers``, the message it was an answer to.
    """

    thread: str = ""
    replaces: str = ""
    passing: int = 0
    answers: str = ""


HERE = Aim()


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person gets for one event, in order. Adapters join neighbouring messages into
    as few platform messages as fit, so that a lesson and its question cost one send.

    ``keyboard`` is the language in which the standing keyboard is shown from now on, on channels
    that have one; empty: as it was.
    """

    messages: tuple[Message, ...]
    aim: Aim = HERE
    keyboard: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists, for storing."""
        value: dict[str, Any] = {"messages": [message.to_json() for message in self.messages]}
        if self.aim != HERE:
            value["aim"] = asdict(self.aim)
        if self.keyboard:
            value["keyboard"] = self.keyboard
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The reply that ``to_json`` wrote."""
        return cls(
            tuple(map(Message.from_json, value["messages"])),
            Aim(**value["aim"]) if "aim" in value else HERE,
            value.get("keyboard", ""),
        )


def say(text: str, *options: Option, title: str = "", hint: str = "") -> Reply:
    """A reply of one message."""
    return Reply((Message(text=text, title=title, options=options, hint=hint),))
