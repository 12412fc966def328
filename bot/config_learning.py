"""Settings of learning: its times, its content, its voice and its companion."""

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator

from bot.config_values import Secret, Section, address_or_none
from bot.domain.quiet_hours import QuietHours
from bot.domain.running import LONGEST_HELPER

OWN_COUNTRY = "CN"


class Learning(Section):
    """What holds until a learner or group says otherwise. ``tolerance_minutes``: how much later
    than chosen a lesson may be planned where many chose the same time. ``meal_peaks``: when couriers
    ride, and nothing comes by itself that was not asked for at that very time. ``holidays``: whose public
    holidays, as an ISO 3166 country code, are free for who wants that (empty: nobody's). ``helper``: who answers a person
    whose groups have no helper, and how he or she is reached, in words.
    """

    zone: str = "Asia/Shanghai"
    daily_time: time = time(7, 30)
    quiet_hours: str = "21:30-07:30"
    tolerance_minutes: int = Field(default=15, ge=0, le=180)
    meal_peaks: tuple[str, ...] = ("11:00-13:30", "17:00-20:00")
    holidays: str = Field(default=OWN_COUNTRY, pattern=r"^([A-Z]{2})?$")
    helper: str = Field(default="", max_length=LONGEST_HELPER)

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("it must be a zone name such as Asia/Shanghai") from error
        return value

    @field_validator("holidays")
    @classmethod
    def _country_is_known(cls, value: str) -> str:
        if value not in {"", OWN_COUNTRY}:
            from holidays import list_supported_countries  # noqa: PLC0415 - slow, and seldom needed

            if value not in list_supported_countries():
                raise ValueError(f"the public holidays of {value} are not known; leave it empty")
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _span_reads(cls, value: str) -> str:
        _span(value)
        return value

    @field_validator("meal_peaks")
    @classmethod
    def _spans_read(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            _span(one)
        return value

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    @property
    def quiet(self) -> QuietHours:
        """The quiet hours as a span."""
        return _span(self.quiet_hours)

    @property
    def peaks(self) -> tuple[QuietHours, ...]:
        """The meal peaks as spans."""
        return tuple(map(_span, self.meal_peaks))


class Content(Section):
    """``two_people``: a course is taught once one person has reviewed it and another approved it;
    an import with ``reviewed_by`` then counts as the review.
    """

    two_people: bool = False


class Speech(Section):
    """What reads lessons aloud where a pack has no recording. ``engine`` none: nothing does;
    command: ``command`` is run with the text on its standard input and writes an MP3 or AMR file to its
    standard output; http: an OpenAI-compatible server at ``url`` (ending before /audio/speech), with
    ``key``, ``model`` and ``voice``. ``seconds``: how long one lesson may take.
    """

    engine: Literal["none", "command", "http"] = "none"
    command: tuple[str, ...] = ()
    url: Annotated[str, BeforeValidator(address_or_none)] = ""
    key: Secret = SecretStr("")
    model: str = ""
    voice: str = ""
    seconds: int = Field(default=60, ge=1, le=600)

    @model_validator(mode="after")
    def _of_its_kind(self) -> "Speech":
        if self.engine == "command" and not self.command:
            raise ValueError("engine command needs command; add the program and its arguments")
        if self.engine == "http" and not (self.url and self.model):
            raise ValueError("engine http needs url and model; add them")
        return self


class Companion(Section):
    """A model that words answers out of what the lessons say, at an OpenAI-compatible server; ``url``
    ends before /chat/completions. Without one, lessons are quoted. ``seconds``: how long it may take;
    after that the quotation stands alone. It is given the question and the passages, nothing else.
    """

    url: Annotated[str, BeforeValidator(address_or_none)] = ""
    key: Secret = SecretStr("")
    model: str = ""
    seconds: int = Field(default=20, ge=1, le=120)

    @model_validator(mode="after")
    def _whole(self) -> "Companion":
        if bool(self.url) != bool(self.model):
            raise ValueError("url and model go together; add the one that is missing")
        return self


def _span(value: str) -> QuietHours:
    begin, _, end = value.partition("-")
    try:
        return QuietHours(time.fromisoformat(begin.strip()), time.fromisoformat(end.strip()))
    except ValueError:
        raise ValueError('it must be a span such as "21:30-07:30"') from None
