"""Who signs, and what was revoked: read by verifiers, the same for everybody."""

from aiohttp import web

from bot.keys.signing import SigningKey
from bot.ledger.proofs import did, revocations
from bot.ledger.proofs.badge import Badges
from bot.ports import Clock
from bot.store.db import Database
from bot.store.ledger.certificates import revoked_between
from bot.web.verify.paper import PUBLIC, Paper, file, json_file

MOST_LISTS = 10_000
"""Numbers of lists that are answered; ten thousand million certificates."""


class Issuer:
    """Publishes the deployment's key and its revocations."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        signing: SigningKey,
        badges: Badges,
        paper: Paper,
        institution: str,
        id_base: str,
        public_url: str,
    ) -> None:
        """``id_base`` and ``public_url`` are absolute, without a slash at their end."""
        self._db = db
        self._clock = clock
        self._signing = signing
        self._badges = badges
        self._paper = paper
        self._institution = institution
        self._id_base = id_base
        self._public_url = public_url

    async def how(self, request: web.Request) -> web.Response:  # noqa: ARG002 - aiohttp's shape
        """How to check a badge without us, and what the levels are."""
        values = {
            "institution": self._institution,
            "key": self._badges.key.did,
            "web": self._badges.web.did,
            "keys": did.jwk(self._signing),
        }
        return self._paper.page("how", values)

    async def key(self, request: web.Request) -> web.Response:
        """The public key as a JWK."""
        return json_file(
            request, did.jwk(self._signing), "application/jwk+json; charset=utf-8", kept=PUBLIC
        )

    async def document(self, request: web.Request) -> web.Response:
        """The DID document of did:web."""
        content = did.document(self._id_base, self._signing)
        return json_file(request, content, "application/did+ld+json; charset=utf-8", kept=PUBLIC)

    async def revoked(self, request: web.Request) -> web.Response:
        """A list of revoked badges, signed now; the first one under did:key if none is named."""
        kind = request.match_info.get("issuer", "key")
        number = int(request.match_info.get("number", "0"))
        if number >= MOST_LISTS:
            return self._paper.page("note", {"what": "unknown"}, 404)
        async with self._db.connection() as conn:
            rows = await revoked_between(conn, *revocations.rows_of(number))
        is_web = kind == "web"
        who = self._badges.web if is_web else self._badges.key
        listed = revocations.list_address(self._public_url, number, web=is_web)
        token = revocations.token(listed, rows, who, self._signing, self._clock.now())
        return file(request, token.encode(), "application/vc+jwt", kept=PUBLIC)
