"""The rungs, from the cheapest down: which of them carries a delivery at this moment.

What is free goes first, whichever address it reaches; then what uses up a consent, then what
uses up the account's day; a mass message, of which a follower gets four a month, comes last.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.delivery.decision import Action, Decision, Reason
from bot.delivery.kinds import RULES
from bot.domain.delivery import Kind, Rung
from bot.ports import Ability, MassWay
from bot.store.deliveries import Delivery, Reachable
from bot.store.prospects import MassTurn
from bot.store.quotas import Use, month_of

MASS_A_MONTH = 4
"""A service account's mass messages to one follower (reference: 群发, 服务号 4 a month)."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What holds for everybody at the moment of deciding.

    ``abilities`` are those of the accounts this deployment has, by name; those in ``resting``
    are asked to slow down. ``spent`` are the (account, rung) whose day is used up; ``stopped``
    the (account, template id or rung) that a platform does not let us use for now. ``masses``
    are the mass messages that are planned or under way, each with its due.
    """

    abilities: Mapping[str, Ability]
    resting: Collection[str] = ()
    spent: frozenset[Use] = frozenset()
    stopped: frozenset[tuple[str, str]] = frozenset()
    masses: Mapping[MassTurn, datetime] = field(default_factory=dict)

    def with_spent(self, uses: Collection[Use]) -> "Outlook":
        """The same once the day of ``uses`` is used up, too."""
        return replace(self, spent=self.spent.union(uses))


def climb(delivery: Delivery, outlook: Outlook, now: datetime) -> Decision:
    """The cheapest rung that carries ``delivery`` now; else wait for an account that rests; else
    a turn in a mass message; else hold, or expire where that is of no use.
    """
    if plain := _plain(delivery, outlook):
        return plain
    why: list[Reason] = []
    reached = _reached(delivery, outlook, now, why)
    waiting: Reachable | None = None
    for way in _WAYS[delivery.kind] if delivery.group is None else _OF_A_GROUP:
        for address, ability in reached:
            found = way(delivery, address, ability, outlook, now)
            if isinstance(found, Decision):
                if address.account not in outlook.resting:
                    found.why = tuple(why)
                    return found
                waiting = waiting or address
            elif found is not None and found not in why:
                why.append(found)
    if waiting is not None:
        return Decision(Action.WAIT, Reason.ACCOUNT_RESTS, address=waiting)
    return _mass(delivery, reached, outlook, now, why)


def _plain(delivery: Delivery, outlook: Outlook) -> Decision | None:
    """The highest rung at the first address, where nothing is in its way: what ``climb`` comes to
    for nearly everybody on a channel without windows, found without walking the rungs.
    """
    if not delivery.addresses or delivery.kind is Kind.DIGEST:
        return None
    first = delivery.addresses[0]
    ability = outlook.abilities.get(first.account)
    if ability is None or Rung.SEND not in ability.pushes:
        return None
    if first.muted_until is not None or first.account in outlook.resting:
        return None
    return Decision(Action.SEND, Reason.SEND, Rung.SEND, first)


def hold(delivery: Delivery, reason: Reason, why: tuple[Reason, ...] = ()) -> Decision:
    """Into the learner's inbox; a group has none, and some kinds are of no use there."""
    if delivery.group is not None or not RULES[delivery.kind].holdable:
        return Decision(Action.EXPIRE, reason, why=why)
    return Decision(Action.HOLD, reason, why=why)


def _reached(
    delivery: Delivery, outlook: Outlook, now: datetime, why: list[Reason]
) -> list[tuple[Reachable, Ability]]:
    """The addresses at accounts of ours that take a push."""
    found = []
    for address in delivery.addresses:
        ability = outlook.abilities.get(address.account)
        if ability is None:
            continue
        if address.muted_until is not None and address.muted_until > now:
            if Reason.MUTED not in why:
                why.append(Reason.MUTED)
            continue
        found.append((address, ability))
    return found


# the rungs: a decision to send, what stands in the way, or None where the account has no such rung


def _free(
    delivery: Delivery,  # noqa: ARG001 - a rung's shape
    address: Reachable,
    ability: Ability,
    outlook: Outlook,
    now: datetime,
) -> Decision | Reason | None:
    """The channel's own message, or a customer message within a window."""
    if Rung.SEND in ability.pushes:
        return Decision(Action.SEND, Reason.SEND, Rung.SEND, address)
    if Rung.CUSTOMER not in ability.pushes:
        return None
    click = _open(address.click_window, now)
    if not (click or _open(address.message_window, now)):
        return Reason.NO_WINDOW
    use = (address.account, Rung.CUSTOMER)
    if use in outlook.stopped:
        return Reason.CUSTOMER_STOPPED
    if use in outlook.spent:
        return Reason.DAY_QUOTA
    if click:  # it closes sooner
        reason, window = Reason.CUSTOMER_CLICK_WINDOW, "click"
    else:
        reason, window = Reason.CUSTOMER_MESSAGE_WINDOW, "message"
    return Decision(Action.SEND, reason, Rung.CUSTOMER, address, window)


def _open(window: tuple[datetime | None, int], now: datetime) -> bool:
    until, left = window
    return until is not None and until > now and left > 0


def _notice(
    delivery: Delivery,
    address: Reachable,
    ability: Ability,
    outlook: Outlook,
    now: datetime,  # noqa: ARG001 - a rung's shape
) -> Decision | Reason | None:
    """A subscription notice to which the person agreed, and has a consent left."""
    return _form(Rung.NOTICE, delivery, address, ability, outlook)


def _template(
    delivery: Delivery,
    address: Reachable,
    ability: Ability,
    outlook: Outlook,
    now: datetime,  # noqa: ARG001 - a rung's shape
) -> Decision | Reason | None:
    """A template message, which needs nobody's consent but has its quota of the day."""
    return _form(Rung.TEMPLATE, delivery, address, ability, outlook)


_CARRIES = {Rung.NOTICE: Reason.NOTICE, Rung.TEMPLATE: Reason.TEMPLATE}
_HALTED = {Rung.NOTICE: Reason.NOTICE_STOPPED, Rung.TEMPLATE: Reason.TEMPLATE_STOPPED}
_SPENT = {Rung.NOTICE: Reason.NOTICE_QUOTA, Rung.TEMPLATE: Reason.TEMPLATE_QUOTA}


def _form(
    rung: Rung, delivery: Delivery, address: Reachable, ability: Ability, outlook: Outlook
) -> Decision | Reason | None:
    """The first of the account's forms on ``rung`` that fits the kind and may be used."""
    if rung not in ability.pushes:
        return None
    account = address.account
    halted = (account, rung) in outlook.stopped
    obstacle: Reason | None = None
    for form in ability.templates:
        if form.rung is not rung or delivery.kind not in form.kinds:
            continue
        if rung is Rung.NOTICE and not address.notices.get(form.id):
            obstacle = Reason.NO_CONSENT
        elif halted or (account, form.id) in outlook.stopped:
            obstacle = obstacle or _HALTED[rung]
        elif (account, rung) in outlook.spent:
            obstacle = _SPENT[rung]
        else:
            return Decision(Action.SEND, _CARRIES[rung], rung, address, template=form)
    return obstacle


def _mass(
    delivery: Delivery,
    reached: list[tuple[Reachable, Ability]],
    outlook: Outlook,
    now: datetime,
    why: list[Reason],
) -> Decision:
    """Held for a mass message where one comes; else only held, with all that stood in the way.

    A mass message takes its receivers from the lane of its own account.
    """
    if delivery.kind in MASSES and delivery.group is None:
        for address, ability in reached:
            if address.account != delivery.lane or ability.mass is None:
                continue
            obstacle = _no_turn(delivery, address, ability, outlook, now)
            if obstacle is None:
                carried = Decision(Action.HOLD, Reason.MASS, Rung.MASS, address)
                carried.why = tuple(why)
                return carried
            why.append(obstacle)
    if not why:
        why.append(Reason.NO_PUSH)
    return hold(delivery, why[0], tuple(why))


def _no_turn(
    delivery: Delivery, address: Reachable, ability: Ability, outlook: Outlook, now: datetime
) -> Reason | None:
    """Why no mass message will bring it to ``address``; None: one will."""
    if (delivery.lane, Rung.MASS) in outlook.stopped:
        return Reason.MASS_STOPPED
    due = outlook.masses.get((delivery.lane, delivery.kind, delivery.subject, delivery.occurrence))
    if due is None or (delivery.expires is not None and due >= delivery.expires):
        return Reason.NO_MASS_TURN
    month, used = address.mass_used
    if (
        ability.mass is MassWay.PEOPLE
        and used >= MASS_A_MONTH
        and month == month_of(max(due, now))
    ):
        return Reason.MASS_USED_UP
    return None


MASSES = frozenset({Kind.ANNOUNCEMENT, Kind.NEWS, Kind.DIGEST})
"""What is the same for everybody, and may go to all at once."""

Way = Callable[
    [Delivery, Reachable, Ability, Outlook, datetime],
    Decision | Reason | None,
]
_ALL: tuple[Way, ...] = (_free, _notice, _template)
_OF_A_GROUP: tuple[Way, ...] = (_free,)
_WAYS: dict[Kind, tuple[Way, ...]] = {
    **dict.fromkeys(Kind, _ALL),
    # Who just wrote awaits an answer, not a notice that there is one.
    Kind.REPLY: (_free,),
    # A look back is kind, not pressing: a consent and the day's templates are left for lessons.
    Kind.WEEK: (_free,),
    # What an account offers is nobody's own: it is worth no window and no consent.
    Kind.DIGEST: (),
}
"""The rungs that a kind may take, from the cheapest down."""
