"""Where everything of /verify/ is served."""

from urllib.parse import urlsplit

from aiohttp import web

from bot.keys.signing import SigningKey
from bot.keys.vault import Vault
from bot.ledger.proofs import did
from bot.ledger.proofs.badge import Badges
from bot.ledger.proofs.drawing import Sheets
from bot.ports import Clock
from bot.store.db import Database
from bot.web.verify.desk import Desk
from bot.web.verify.issuer import Issuer
from bot.web.verify.paper import Handler, Paper, guarded


def routes(
    *,
    db: Database,
    clock: Clock,
    vault: Vault,
    signing: SigningKey,
    id_base: str,
    public_url: str,
    institution: str,
    uscc: str = "",
) -> list[web.RouteDef]:
    """The page of each certificate and its files, the key, the DID document, the revocations.

    ``id_base`` and ``public_url`` are absolute, without a slash at their end; ``institution`` is
    who teaches and ``uscc`` its 统一社会信用代码, empty where it has none.
    """
    paper = Paper(urlsplit(public_url).path.rstrip("/"))
    badges = Badges(signing, id_base=id_base, public_url=public_url, uscc=uscc)
    desk = Desk(db, paper, vault, Sheets(vault, public_url), badges)
    issuer = Issuer(
        db=db,
        clock=clock,
        signing=signing,
        badges=badges,
        paper=paper,
        institution=institution,
        id_base=id_base,
        public_url=public_url,
    )
    document = did.document_path(id_base)
    found = {**_of_issuer(issuer, document), **_of_certificate(desk)}
    return [
        web.get("/verify/verify.css", paper.style),
        *(web.get(path, guarded(paper, handler)) for path, handler in found.items()),
    ]


def _of_issuer(issuer: Issuer, document: str) -> dict[str, Handler]:
    """``document`` is looked for on the host of the ids; where a proxy takes a path away before
    it hands a call on, the well-known one is the same.
    """
    return {
        "/verify": issuer.how,
        "/verify/": issuer.how,
        "/verify/how": issuer.how,
        "/verify/key.json": issuer.key,
        "/verify/revocations": issuer.revoked,
        r"/verify/revocations/{issuer:key|web}/{number:\d{1,9}}": issuer.revoked,
        "/.well-known/did.json": issuer.document,
        document: issuer.document,
    }


def _of_certificate(desk: Desk) -> dict[str, Handler]:
    return {
        "/verify/{token}": desk.page,
        "/verify/{token}/certificate.png": desk.picture,
        "/verify/{token}/certificate.pdf": desk.pdf,
        "/verify/{token}/badge.jwt": desk.badge,
        "/verify/{token}/badge-web.jwt": desk.badge_web,
        "/verify/{token}/badge.json": desk.badge_read,
    }
