"""One look at a page, or one form sent from it: what a page may read, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.content import Course
from bot.learning.day import learner_day
from bot.learning.library import Library
from bot.store.app_pages import Person
from bot.store.db import Connection
from bot.store.ledger.consent import PURPOSE
from bot.texts.catalogue import Texts, texts
from bot.texts.dates import clocks
from bot.web.miniapp.house import House
from bot.web.miniapp.looks import Looks


@dataclass(slots=True)
class Visit:
    """Who looks, at what, when. ``form`` is what was sent, empty where a page is only looked at.

    ``key`` is the name in the path, where a page has one. ``to_push`` tells that statements are
    queued, ``looks`` how the pages are to look from now on.
    """

    house: House
    conn: Connection
    now: datetime
    person: Person
    library: Library
    looks: Looks
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    to_push: bool = False

    @property
    def t(self) -> Texts:
        """What we say, in the learner's language."""
        return texts(self.person.learner.language)

    @property
    def today(self) -> date:
        """The learner's day."""
        return learner_day(self.now, self.person.learner.zone)

    @property
    def course(self) -> Course | None:
        """The course that is being learned, as it is taught now."""
        enrolment = self.person.learner.enrolment
        return self.library.course(enrolment.course) if enrolment else None

    @property
    def daily_time(self) -> str:
        """The learner's time or breaks, as they are written."""
        return clocks(self.person.learner.times, self.t)

    @property
    def banks_without_consent(self) -> list[str]:
        """The credit banks this learner has not agreed to."""
        consents = self.person.learner.consents
        return [name for name in self.house.credit.banks if PURPOSE + name not in consents]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show: its template (``courses``), what it says, and the HTTP status."""

    template: str
    values: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A form took effect: which page comes next, and the name of what is said there, with what it
    is about (a course's or competition's key).
    """

    page: str
    said: str
    about: str = ""
