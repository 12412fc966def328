"""What an account may do: it follows from its kind, 微信认证 and its templates (section 1)."""

from collections.abc import Iterable
from typing import Literal

from bot.domain.delivery import Rung, Template
from bot.ports import Ability, MassWay

AccountKind = Literal["service", "subscription"]

_WORDS = {
    Rung.CUSTOMER: "send customer messages",
    Rung.NOTICE: "send subscription notices",
    Rung.TEMPLATE: "send template messages",
}
_MASS_WORDS = {
    MassWay.PEOPLE: "send mass messages to chosen people",
    MassWay.TAG: "send mass messages to a tag",
}


def ability_of(kind: AccountKind, verified: bool, templates: Iterable[Template] = ()) -> Ability:
    """The doors of an account.

    An unverified one only answers. A verified subscription account sends customer messages and
    mass messages by tag; a verified service account also notices, template messages (each where
    a template of that use is listed) and mass messages to people.
    """
    if not verified:
        return Ability(replies_in_response=True)
    usable = tuple(templates) if kind == "service" else ()
    pushes = {Rung.CUSTOMER, Rung.MASS} | {template.rung for template in usable}
    way = MassWay.PEOPLE if kind == "service" else MassWay.TAG
    return Ability(replies_in_response=True, pushes=frozenset(pushes), templates=usable, mass=way)


def in_words(ability: Ability, *, menu: bool) -> str:
    """The same for ``yike doctor``: "answer, send customer messages, have a menu"."""
    may = ["answer", *(words for rung, words in _WORDS.items() if rung in ability.pushes)]
    if ability.mass is not None:
        may.append(_MASS_WORDS[ability.mass])
    if menu:
        may.append("have a menu")
    return ", ".join(may)
