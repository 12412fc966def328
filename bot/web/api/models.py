"""What all models of the API share. The models are the one source of what is taken, of what is
answered, and of the OpenAPI document.
"""

from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

SHOWN = r"[^\u0000-\u001f\u007f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
"""A character that is shown and turns nothing round."""
WRITTEN = r"[^\u0000-\u0008\u000b-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
"""The same, or the end of a line, or a tab."""


def _whole(number: object) -> object:
    """JSON knows no whole numbers of their own: 5.0 is one as well as 5."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
"""What things are called by in files and here."""
WHOLE = BeforeValidator(_whole)
Row = Annotated[int, Field(ge=1, le=2**53 - 1), WHOLE]
"""What JSON readers everywhere hold exactly."""
NewKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""What a new thing can be called: as in files."""
Pseudonym = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Moment = AwareDatetime
"""An instant with its offset, as RFC 3339 writes it; answers are in UTC."""
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,512}$")]


class Said(BaseModel):
    """Of an answer."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """Of a call: nothing is taken that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fault(Said):
    """One thing that is wrong: the field, and a sentence."""

    where: str
    what: str


class Problem(Said):
    """Why a call came to nothing (RFC 9457)."""

    type: str = Field(description="Always about:blank; programs read code.")
    title: str = Field(description="The status in words.")
    status: int
    code: str = Field(description="A word for programs; docs/api.md lists them.")
    detail: str = Field(description="One sentence on what is wrong and what mends it.")
    faults: list[Fault] = Field(description="Where, if it is a matter of fields.")


class Paged(Asked):
    """Which part of a list."""

    limit: int = Field(default=50, ge=1, le=200, description="Items at most.")
    cursor: Cursor | None = Field(
        default=None, description="Where the page before ended, as its next says."
    )


NEXT = Field(description="The cursor of the page behind this one; null: this is the last.")


class Nothing(Said):
    """It is done, and there is nothing to say."""

    done: Literal[True] = True
