"""What goes out: neutral replies that each adapter renders in its platform's own way."""

from dataclasses import dataclass
from typing import Any, Self


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
class Message:
    """One bubble: a title (may be empty), plain text, and what can be chosen.

    ``text`` is plain: paragraphs separated by blank lines, no markup; adapters escape.
    ``hint`` is the short closing line that says what to send where there are no buttons
    ("回复数字即可"); a channel with buttons leaves it out when there are options.
    """

    text: str
    title: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person gets for one event, in order. Adapters join neighbouring messages into
    as few platform messages as fit, so that a lesson and its question cost one send.
    """

    messages: tuple[Message, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and lists, for storing. By hand: ``asdict`` costs ten times as much
        and this runs for every event.
        """
        return {
            "messages": [
                {
                    "text": m.text,
                    "title": m.title,
                    "hint": m.hint,
                    "options": [{"label": o.label, "data": o.data} for o in m.options],
                }
                for m in self.messages
            ]
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The reply that ``to_json`` wrote."""
        return cls(
            tuple(
                Message(
                    text=m["text"],
                    title=m["title"],
                    hint=m["hint"],
                    options=tuple(Option(o["label"], o["data"]) for o in m["options"]),
                )
                for m in value["messages"]
            )
        )


def say(text: str, *options: Option, title: str = "", hint: str = "") -> Reply:
    """A reply of one message."""
    return Reply((Message(text=text, title=title, options=options, hint=hint),))
