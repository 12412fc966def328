"""证书: the picture itself, the link that others check it by, the name on it and who sees that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.domain.messages import Link, Media, Message, Option, Reply
from bot.keys.vault import SealedError, Vault
from bot.learning.plain import plain
from bot.ledger.proofs import certificates
from bot.ledger.proofs.drawing import Sheets
from bot.ledger.proofs.names import UnfitNameError
from bot.store.ledger.certificates import Certificate
from bot.store.ledger.pictures import keep_picture
from handlers.turn import Turn
from handlers.understand import tap_data

MOST = 9
"""So many are on offer, the newest; more would make a list that nobody reads."""

_NAMING = "certificate_name:"
_LATER = frozenset(["不写了", "不写", "算了", "以后再说", "不用了"])


@dataclass(frozen=True, slots=True)
class _Wallet:
    """Somebody's certificates, the newest first, and what opens and draws them."""

    certificates: tuple[Certificate, ...]
    vault: Vault
    sheets: Sheets

    def find(self, row: str) -> Certificate | None:
        """The one whose row was touched, or the only one; a touch can be old, or forged."""
        if not row and len(self.certificates) == 1:
            return self.certificates[0]
        return next((one for one in self.certificates if str(one.row) == row), None)


Change = Callable[[Turn, _Wallet, Certificate], Awaitable[Reply]]


def is_asking(noted: str) -> bool:
    """Whether the dialog notes that a name for a certificate is waited for."""
    return noted.startswith(_NAMING)


async def show(turn: Turn, argument: str) -> Reply:
    """The certificate, or which of several; with a row, that one."""
    return await _changed(turn, argument, "certificate", _shown)


async def name(turn: Turn, argument: str) -> Reply:
    """写名字: which name."""
    return await _changed(turn, argument, "certificate_name", _ask_name)


async def drop_name(turn: Turn, argument: str) -> Reply:
    """不写名字: none stands on it any more, and none is kept."""
    return await _changed(turn, argument, "certificate_no_name", _drop_name)


async def show_name(turn: Turn, argument: str) -> Reply:
    """Whoever has the link sees the name too."""
    return await _changed(turn, argument, "certificate_show", _show_name)


async def hide_name(turn: Turn, argument: str) -> Reply:
    """Only the owner sees the name."""
    return await _changed(turn, argument, "certificate_hide", _hide_name)


async def open_page(turn: Turn, argument: str) -> Reply:
    """Whoever has the link can check it."""
    return await _changed(turn, argument, "certificate_open", _open)


async def close_page(turn: Turn, argument: str) -> Reply:
    """The page tells nothing."""
    return await _changed(turn, argument, "certificate_close", _close)


async def written(turn: Turn, text: str) -> Reply | None:
    """Free text while a name is waited for; None when the certificate is not there any more."""
    wallet = await _wallet(turn)
    found = wallet.find(turn.learner.dialog.asking.removeprefix(_NAMING)) if wallet else None
    if wallet is None or found is None:
        return None
    if plain(text).strip(" .,。!") in _LATER:
        return turn.back(Message(turn.t("said-fine")))
    try:
        named = await certificates.set_name(turn.conn, found, text, wallet.vault)
    except UnfitNameError as unfit:
        again = turn.learner.dialog.misread + 1
        reply = turn.aside(
            _name_question(turn, turn.t(unfit.text, most=unfit.most)),
            asking=f"{_NAMING}{found.row}",
        )
        turn.dialog = replace(turn.dialog, misread=again)
        return reply
    return await _show(turn, wallet, named, turn.t("certificate-name-saved"))


# what changes ---------------------------------------------------------------------------------


async def _changed(turn: Turn, argument: str, route: str, change: Change) -> Reply:
    """``change`` of the certificate that was meant; with several and none named, which one."""
    wallet = await _wallet(turn)
    if wallet is None or not wallet.certificates:
        return turn.back(Message(turn.t("certificates-none")))
    return await _found(turn, wallet, argument, route, change)


async def _found(turn: Turn, wallet: _Wallet, row: str, route: str, change: Change) -> Reply:
    found = wallet.find(row)
    if found is not None:
        return await change(turn, wallet, found)
    if len(wallet.certificates) == 1:  # another was touched, that is not there: nothing changes
        return await _shown(turn, wallet, wallet.certificates[0])
    return _which(turn, wallet, route)


async def _shown(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:
    return await _show(turn, wallet, one)


async def _ask_name(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:  # noqa: ARG001
    return turn.aside(
        _name_question(turn, turn.t("certificate-name-ask")), asking=f"{_NAMING}{one.row}"
    )


async def _drop_name(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:
    bare = await certificates.set_name(turn.conn, one, None, wallet.vault)
    bare = await certificates.allow(turn.conn, bare, shows_name=False)
    return await _show(turn, wallet, bare, turn.t("certificate-name-dropped"))


async def _show_name(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:
    if one.name_sealed is None:
        return await _ask_name(turn, wallet, one)
    shown = await certificates.allow(turn.conn, one, shows_name=True)
    return _settled(turn, wallet, shown, turn.t("certificate-name-shown"))


async def _hide_name(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:
    hidden = await certificates.allow(turn.conn, one, shows_name=False)
    return _settled(turn, wallet, hidden, turn.t("certificate-name-hidden"))


async def _open(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:
    opened = await certificates.allow(turn.conn, one, is_open=True)
    return _settled(turn, wallet, opened, turn.t("certificate-web-opened"))


async def _close(turn: Turn, wallet: _Wallet, one: Certificate) -> Reply:
    closed = await certificates.allow(turn.conn, one, is_open=False)
    return _settled(turn, wallet, closed, turn.t("certificate-web-closed"))


# what is said ---------------------------------------------------------------------------------


async def _show(turn: Turn, wallet: _Wallet, one: Certificate, *before: str) -> Reply:
    """The picture, what it is, and what can be done with it."""
    if one.is_revoked:
        why = turn.t("certificate-revoked", course=one.title, reason=one.revoked_because or "")
        return turn.back(Message(why))
    said = turn.t("certificate", course=one.title, number=one.number, page=_page(turn, one))
    message = Message(
        "\n".join((*before, said)),
        options=_options(turn, one),
        hint=turn.t("hint-number"),
        links=(Link(turn.t("certificate-link"), wallet.sheets.address(one)),),
    )
    picture = await _picture(turn, wallet, one)
    return turn.aside(*picture, message)


def _settled(turn: Turn, wallet: _Wallet, one: Certificate, said: str) -> Reply:
    """A change of who sees what, and what else can be changed; the picture is as it was."""
    link = Link(turn.t("certificate-link"), wallet.sheets.address(one))
    options = _options(turn, one)
    return turn.aside(Message(said, options=options, hint=turn.t("hint-number"), links=(link,)))


async def _picture(turn: Turn, wallet: _Wallet, one: Certificate) -> tuple[Message, ...]:
    """The owner's copy, with the name; none where its name cannot be opened any more."""
    try:
        png = await wallet.sheets.picture(one, for_owner=True)
    except SealedError:
        return ()
    kept = await keep_picture(turn.conn, one.row, png, turn.now)
    alt = turn.t("certificate-alt", course=one.title)
    return (Message("", media=Media("image", kept, alt)),)


def _page(turn: Turn, one: Certificate) -> str:
    if not one.is_open:
        return turn.t("certificate-page-closed")
    named = one.name_sealed is not None and one.shows_name
    return turn.t("certificate-page-named" if named else "certificate-page-open")


def _options(turn: Turn, one: Certificate) -> tuple[Option, ...]:
    """What can be changed, as it stands."""
    named = one.name_sealed is not None
    chosen = [
        (
            turn.t("certificate-name-change" if named else "certificate-name-add"),
            "certificate_name",
        )
    ]
    if named:
        chosen.append((turn.t("certificate-name-drop"), "certificate_no_name"))
        shows = (
            (turn.t("certificate-name-hide"), "certificate_hide"),
            (turn.t("certificate-name-show"), "certificate_show"),
        )
        chosen.append(shows[0] if one.shows_name else shows[1])
    pages = (
        (turn.t("certificate-web-close"), "certificate_close"),
        (turn.t("certificate-web-open"), "certificate_open"),
    )
    chosen.append(pages[0] if one.is_open else pages[1])
    return tuple(Option(label, tap_data(route, str(one.row))) for label, route in chosen)


def _name_question(turn: Turn, said: str) -> Message:
    return Message(
        said,
        options=(Option(turn.t("certificate-name-later"), "never_mind"),),
        hint=turn.t("certificate-name-hint"),
    )


def _which(turn: Turn, wallet: _Wallet, route: str) -> Reply:
    some = wallet.certificates[:MOST]
    options = tuple(
        Option(turn.t("certificate-line", course=one.title), tap_data(route, str(one.row)))
        for one in some
    )
    said = turn.t("certificate-which", count=len(wallet.certificates))
    return turn.aside(Message(said, options=options, hint=turn.t("hint-number")))


async def _wallet(turn: Turn) -> _Wallet | None:
    """Somebody's certificates, those of newly passed courses too; None where none can be made."""
    deployment = turn.deployment
    if deployment.vault is None:
        return None
    found = await certificates.issue_all(turn.conn, turn.learner.row, turn.now)
    sheets = _sheets(deployment.vault, deployment.public_url)
    return _Wallet(tuple(found), deployment.vault, sheets)


@lru_cache(4)
def _sheets(vault: Vault, public_url: str) -> Sheets:
    """Drawn sheets are kept from one turn to the next."""
    return Sheets(vault, public_url)
