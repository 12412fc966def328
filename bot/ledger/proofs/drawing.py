"""A certificate as a picture and as a PDF: A4 landscape, set by Typst from ``certificate.typ``."""

import asyncio
import json
from collections import OrderedDict
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from noto_cjk import otc_path

from bot.keys.vault import Vault
from bot.ledger.proofs import wording
from bot.ledger.proofs.certificates import name_on
from bot.store.ledger.certificates import Certificate

if TYPE_CHECKING:
    import typst

Format = Literal["png", "pdf"]

WIDTH = 1600
"""Of the picture, in pixels."""
PAGE_INCHES = 297 / 25.4
KEPT = 64
"""So many drawn sheets are kept in memory: some ten megabytes."""
_HERE = Path(__file__).parent


class Sheets:
    """Draws certificates, each once while it stays as it is.

    One is drawn at a time, in a thread (first 0.3 s, later 0.1 s), so that many who ask at once
    leave the other core to the chats.
    """

    def __init__(self, vault: Vault, public_url: str) -> None:
        """``vault`` opens the names; ``public_url`` is how browsers reach us, without a slash at
        its end.
        """
        self._vault = vault
        self._public_url = public_url
        self._lock = asyncio.Lock()
        self._drawn: OrderedDict[tuple[str, Format], bytes] = OrderedDict()

    def address(self, certificate: Certificate) -> str:
        """Of the page that the code on it leads to."""
        return f"{self._public_url}/verify/{certificate.token}"

    async def picture(self, certificate: Certificate, *, for_owner: bool = False) -> bytes:
        """A PNG, 1600 pixels wide. With its name for the owner, and for others if it is shown.

        Raises SealedError.
        """
        return await self._sheet(certificate, "png", for_owner=for_owner)

    async def pdf(self, certificate: Certificate, *, for_owner: bool = False) -> bytes:
        """A PDF of one page, to be printed; the name as in ``picture``. Raises SealedError."""
        return await self._sheet(certificate, "pdf", for_owner=for_owner)

    async def _sheet(self, certificate: Certificate, kind: Format, *, for_owner: bool) -> bytes:
        name = name_on(certificate, self._vault, for_owner=for_owner)
        words = said(certificate, name, self.address(certificate))
        key = (words, kind)
        async with self._lock:
            found = self._drawn.get(key)
            if found is None:
                found = await asyncio.to_thread(draw, words, kind, certificate.issued_at)
                self._drawn[key] = found
                while len(self._drawn) > KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(key)
        return found


def said(one: Certificate, name: str, address: str) -> str:
    """What stands on the sheet, as the JSON that ``certificate.typ`` reads."""
    passed = f"{wording.score(one)}，成绩合格" if one.score_max else "完成全部内容"
    facts = [
        ("学时", f"{wording.plain(one.hours)} 学时"),
        (f"资历等级（{one.framework}）", f"{wording.level(one.level)}，共七级"),
        ("申报学分", f"{wording.plain(one.credit)} 学分"),
        ("学分规则", wording.rule(one)),
    ]
    words = {
        "heading": "结业证书",
        "english": "CERTIFICATE OF COMPLETION",
        "name": name,
        "began": f"{'' if name else '持证人'}于{wording.span(one)}学完课程",
        "title": one.title,
        "ended": f"{passed}，特发此证。",
        "facts": facts,
        "number": one.number,
        "version": f"课程版本 {one.content_version}",
        "institution": one.institution,
        "day": wording.day(one.finished_at, one.zone),
        "code": _code(address),
        "revoked": _revoked(one),
    }
    return json.dumps(words, ensure_ascii=False)


def draw(words: str, kind: Format, at: datetime) -> bytes:
    """The sheet that ``words`` (see ``said``) describe; ``at`` is when it says it was made."""
    import typst  # noqa: PLC0415 - only who draws pays for it

    made: bytes = typst.compile(
        _HERE / "certificate.typ",
        root=_HERE,
        font_paths=_fonts(),
        format=kind,
        ppi=WIDTH / PAGE_INCHES,
        sys_inputs={"said": words},
        timestamp=at.replace(microsecond=0),  # a PDF knows whole seconds only
    )
    return made


@cache
def _fonts() -> "typst.Fonts":
    """Only the face that comes with us: a sheet looks the same on every machine."""
    import typst  # noqa: PLC0415 - as above

    folder = otc_path("sans").parent
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


def _code(address: str) -> str:
    """The QR code as SVG, with its quiet zone."""
    import segno  # noqa: PLC0415 - only who draws pays for it

    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2, dark="#23302b")
    return out.getvalue().decode()


def _revoked(one: Certificate) -> str:
    if one.revoked_at is None:
        return ""
    return f"{wording.day(one.revoked_at, one.zone)}起无效"
