"""Where claims stand, in a learner's words: the same in the chat and on the pages."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.ledger.status import AtTarget, Balance, ClaimState, ClaimStatus
from bot.texts.catalogue import Texts
from bot.texts.script import in_script

LONGEST = 150
"""Characters of one message: what an elderly reader takes in at once (reference/learning.md section 4)."""
LONGEST_REASON = 60
"""Characters of a bank's reason in a list; all of it was told when it came."""
MOST_CLAIMS = 6
"""So many of the newest claims stand in a chat; the page has all."""


def plain(number: Decimal) -> str:
    """``4`` for 4.00, ``0.25`` for 0.250."""
    return f"{number.normalize():f}"


def balance_text(one: Balance, t: Texts) -> str:
    """The whole of somebody's credits, what became of it, and the hours by level."""
    hours = sum(one.hours.values(), Decimal(0))
    parts = [
        t(f"credit-part-{name}", credit=credit)
        for name, credit in (
            ("received", one.received),
            ("accepted", one.accepted),
            ("credited", one.credited),
            ("rejected", one.rejected),
        )
        if credit
    ]
    total = t("credit-total", credit=one.claimed, hours=hours)
    # Of one level each claim's own line tells it.
    several = levels_text(one, t) if sum(map(bool, one.hours.values())) > 1 else ""
    lines = [
        total,
        *([t("credit-of-it", parts=t("mark-clause").join(parts))] if parts else []),
        several,
    ]
    return "\n".join(filter(None, lines))


def levels_text(one: Balance, t: Texts) -> str:
    """The hours on each of the framework's seven levels; empty where there are none."""
    levels = [t("credit-level", level=level, hours=h) for level, h in one.hours.items() if h]
    return t("credit-levels", levels=t("mark-clause").join(levels)) if levels else ""


def claim_lines(claims: Sequence[ClaimStatus], t: Texts) -> list[str]:
    """A line for each of the newest claims, the newest first, and how many more there are."""
    lines = [
        t(
            "credit-line",
            course=in_script(one.title, t.language),
            credit=one.credit,
            hours=one.hours,
            level=one.level,
            state=state_text(one, t),
        )
        for one in claims[: -MOST_CLAIMS - 1 : -1]
    ]
    more = len(claims) - len(lines)
    return [*lines, t("credit-more", count=more)] if more else lines


def state_text(claim: ClaimStatus, t: Texts) -> str:
    """How far one claim has come. What a bank refused is told in its own words; why a delivery to
    it failed is the operator's business, and only said to be looked after.
    """
    if claim.state is ClaimState.CREDITED:
        given = [one.credit for one in claim.at if one.credit is not None]
        if given:
            return t("credit-credited-as", credit=sum(given, Decimal(0)))
    if claim.state is ClaimState.REJECTED:
        return _rejected(claim.at, t)
    return t(f"credit-state-{claim.state.value}")


def _rejected(at: Iterable[AtTarget], t: Texts) -> str:
    decided = [
        one for one in at if one.state is ClaimState.REJECTED and one.accepted_at is not None
    ]
    if not decided:
        return t("credit-not-handed-in")
    said = next((one.words for one in decided if one.words), "").rstrip("。.")
    return (
        t("credit-rejected-because", reason=_short(said)) if said else t("credit-state-rejected")
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"


def parts(lines: Iterable[str], longest: int = LONGEST) -> list[str]:
    """Lines put together into texts of at most ``longest`` characters; a longer line stays whole."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= longest:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts
