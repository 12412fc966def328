"""The questions of who enters a competition, and what is said where one cannot."""

from collections.abc import Mapping, Sequence

from bot.competitions.entering.ages import full_years
from bot.competitions.entering.divisions import Fits, Found, occupations
from bot.domain.competitions import Competition
from bot.domain.contests import AgeOn, BirthWindow, EntryKind, Occupation
from bot.domain.messages import Message, Option
from bot.domain.names import LONGEST_TYPED, NameFault, masked
from bot.texts.dates import full_day
from handlers.contest_draft import Draft
from handlers.turn import Turn

NONE_OF_THEM = "-"
"""What an occupation is that none of the divisions names."""
_TITLE = 60
"""Characters of a group's title on a button."""


def unit(turn: Turn, units: Sequence[tuple[int, str]]) -> Message:
    """For which of one's groups one competes."""
    options = tuple(
        Option(title[:_TITLE] or turn.t("entrant-unit-nameless", number=n), f"entry:unit:{row}")
        for n, (row, title) in enumerate(units, 1)
    )
    return Message(
        turn.t("entrant-ask-unit"), options=(*options, _later(turn)), hint=turn.t("hint-number")
    )


def birth(turn: Turn, words: str) -> Message:
    """The date of birth; ``words`` ask for it, or say what was wrong."""
    return Message(words, options=(_later(turn),), hint=turn.t("entrant-hint-birth"))


def occupation(turn: Turn, competition: Competition) -> Message:
    """What somebody does, of those that make a division."""
    names = enumerate(occupations(competition.divisions), 1)
    options = (
        *(Option(name[:_TITLE], f"entry:job:{n}") for n, name in names),
        Option(turn.t("entrant-job-none"), "entry:job:none"),
        _later(turn),
    )
    return Message(turn.t("entrant-ask-job"), options=options, hint=turn.t("hint-number"))


def age(turn: Turn) -> Message:
    """Whether he or she is fourteen (PIPL article 31)."""
    options = (
        Option(turn.t("entrant-age-yes"), "entry:age:yes"),
        Option(turn.t("entrant-age-no"), "entry:age:no"),
        _later(turn),
    )
    return Message(turn.t("entrant-ask-age"), options=options, hint=turn.t("hint-number"))


def name(turn: Turn, competition: Competition, words: str = "") -> Message:
    """The name on the list: a person's, or a team's."""
    team = competition.entry is EntryKind.TEAM
    asks = turn.t("entrant-ask-team-name" if team else "entrant-ask-name")
    return Message(words or asks, options=(_later(turn),), hint=turn.t("entrant-hint-name"))


def guardian(turn: Turn, words: str = "") -> Message:
    """Who agrees for a child."""
    asks = words or turn.t("entrant-ask-guardian")
    return Message(asks, options=(_later(turn),), hint=turn.t("entrant-hint-guardian"))


def name_fault(turn: Turn, fault: NameFault) -> str:
    """Why a name is not taken."""
    named = {
        NameFault.EMPTY: "entrant-name-empty",
        NameFault.TOO_LONG: "entrant-name-long",
        NameFault.UNSHOWN: "entrant-name-unshown",
        NameFault.NO_NAME: "entrant-name-none",
    }
    return turn.t(named[fault], most=LONGEST_TYPED)


def guardian_agrees(turn: Turn, competition: Competition, draft: Draft) -> Message:
    """The guardian's own word: what for, who is told what, and that a list shows it in part."""
    words = turn.t(
        "entrant-guardian-agrees",
        guardian=draft.guardian,
        title=competition.title,
        organiser=competition.organiser,
    )
    options = (
        Option(turn.t("entrant-guardian-yes"), "entry:guardian:yes"),
        Option(turn.t("entrant-agree-no"), "entry:no"),
        redo(turn),
    )
    return Message(words, options=options, hint=turn.t("hint-number"))


def agrees(
    turn: Turn, competition: Competition, draft: Draft, found: Found, units: Mapping[int, str]
) -> Message:
    """All that was said, who is told what (PIPL articles 14 and 17), and how a list shows it."""
    lines = _said(turn, draft)
    if found.division is not None:
        why = _why(turn, draft, found)
        lines.append(turn.t("entrant-sum-division", division=found.division.title, why=why))
    if unit_title := units.get(draft.unit):
        lines.append(turn.t("entrant-sum-unit", unit=unit_title))
    told = "entrant-told-names" if draft.name else "entrant-told"
    lines.append(turn.t(told, organiser=competition.organiser))
    return Message("\n".join(lines), options=_agreeing(turn, draft), hint=turn.t("hint-number"))


def given(turn: Turn, draft: Draft, units: Mapping[int, str]) -> list[str]:
    """What was said so far, for who comes back to it; nothing where nothing was."""
    lines = _said(turn, draft)
    if draft.occupation and draft.occupation != NONE_OF_THEM:
        lines.append(turn.t("entrant-sum-job", job=draft.occupation))
    if len(units) > 1 and (title := units.get(draft.unit)):
        lines.append(turn.t("entrant-sum-unit", unit=title))
    return [turn.t("entrant-given"), *lines] if lines else []


def _said(turn: Turn, draft: Draft) -> list[str]:
    lines = [turn.t("entrant-sum-name", name=draft.name)] if draft.name else []
    if draft.birth is not None:
        lines.append(turn.t("entrant-sum-birth", day=full_day(draft.birth, turn.t)))
    return lines


def refused(turn: Turn, competition: Competition, found: Found) -> str:
    """Why there is no place, and whom to ask."""
    if found.why is Fits.FULL and found.division is not None:
        words = turn.t("entrant-full", division=found.division.title)
    else:
        titles = turn.t("mark-comma").join(one.title for one in competition.divisions)
        words = turn.t("entrant-nowhere", title=competition.title, divisions=titles)
    return words + turn.t("mark-gap") + contact(turn, competition)


def contact(turn: Turn, competition: Competition) -> str:
    """Whom to ask."""
    return turn.t("entrant-contact", contact=competition.contact or competition.organiser)


def already(turn: Turn, competition: Competition, number: int | None) -> str:
    """Somebody is in, under which number."""
    words = turn.t("competition-already-entered", title=competition.title)
    return f"{words}\n{turn.t('entrant-number', number=number)}" if number is not None else words


def _agreeing(turn: Turn, draft: Draft) -> tuple[Option, ...]:
    no = Option(turn.t("entrant-agree-no"), "entry:no")
    if not draft.name:
        return Option(turn.t("entrant-agree"), "entry:agree:full"), no, redo(turn)
    part = turn.t("entrant-agree-masked", name=masked(draft.name))
    return (
        Option(turn.t("entrant-agree-full"), "entry:agree:full"),
        Option(part, "entry:agree:masked"),
        no,
        redo(turn),
    )


def redo(turn: Turn) -> Option:
    """The way to say all once more."""
    return Option(turn.t("entrant-redo"), "entry:redo")


def _why(turn: Turn, draft: Draft, found: Found) -> str:
    """Why somebody is in this division."""
    rule = found.division.rule if found.division else None
    if isinstance(rule, AgeOn) and draft.birth is not None:
        day = full_day(rule.day, turn.t)
        return turn.t("entrant-why-age", day=day, years=full_years(draft.birth, rule.day))
    if isinstance(rule, BirthWindow):
        return turn.t("entrant-why-born")
    return (
        turn.t("entrant-why-job") if isinstance(rule, Occupation) else turn.t("entrant-why-open")
    )


def _later(turn: Turn) -> Option:
    return Option(turn.t("entrant-later"), "entry:no")
