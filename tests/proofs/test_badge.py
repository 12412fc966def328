"""Badges, checked by a library of others (openbadgeslib) and by a bare JWT library."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from typing import Any
from uuid import UUID

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.contexts import load_context
from openbadgeslib.ob3.did import did_key_from_pem, did_web_from_url

from bot.clock import SystemClock
from bot.keys.signing import SigningKey
from bot.ledger.proofs import did, revocations
from bot.ledger.proofs.badge import Badges
from bot.ledger.proofs.certificates import issue
from bot.store.db import Database
from bot.store.ledger.certificates import Certificate
from tests.proofs.claims import ID_BASE, NOW, PUBLIC, SIGNING, passed

BADGES = Badges(SIGNING, id_base=ID_BASE, public_url=PUBLIC, uscc="12440000455858666X")


@pytest.fixture
async def certificate(db: Database) -> Certificate:
    """Of somebody who passed a course."""
    async with db.transaction() as conn:
        return await issue(conn, (await passed(conn)).claim, NOW)


def published(rows: tuple[int, ...] = (), signing: SigningKey = SIGNING) -> Any:
    """What stands at our addresses, as a verifier's download."""

    def download(url: str) -> bytes:
        if url == "https://yike.example.org/.well-known/did.json":
            return json.dumps(did.document(ID_BASE, signing)).encode()
        for web in (False, True):
            listed = revocations.list_address(PUBLIC, 0, web=web)
            if url == listed:
                who = BADGES.web if web else BADGES.key
                now = SystemClock().now()
                return revocations.token(listed, rows, who, signing, now).encode()
        raise OSError(f"nothing is at {url}")

    return download


def changed(token: str, **claims: Any) -> str:
    """The token with other claims under the old signature."""
    head, body, signature = token.split(".")
    payload = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    text = json.dumps({**payload, **claims}, separators=(",", ":")).encode()
    return ".".join((head, urlsafe_b64encode(text).rstrip(b"=").decode(), signature))


def test_others_verify_it_offline_by_its_did_key(certificate: Certificate) -> None:
    token = BADGES.token(certificate)
    found = OB3Verifier.for_issuer_did(BADGES.key.did).verify(token)
    assert found.issuer.name == "越秀区图书馆"
    assert str(found.recipient_id).startswith("urn:uuid:")
    assert found.achievement.name == "手机支付不求人"
    assert found.achievement.credits_available == 0.25
    assert jwt.get_unverified_header(token) == {
        "alg": "EdDSA",
        "typ": "JWT",
        "kid": BADGES.key.kid,
    }


def test_others_verify_it_with_its_status_under_both_issuers(certificate: Certificate) -> None:
    for web, who in ((False, BADGES.key), (True, BADGES.web)):
        token = BADGES.token(certificate, "王秀英", web=web)
        verifier = OB3Verifier.for_issuer_did(who.did, download=published())
        found = verifier.verify(token, check_status=True, download=published())
        assert found.issuer.id == who.did
        revoked = published((certificate.row,))
        with pytest.raises(OB3VerificationError, match="revocation"):
            verifier.verify(token, check_status=True, download=revoked)
        neighbour = published((certificate.row + 1,))
        verifier.verify(token, check_status=True, download=neighbour)


def test_a_status_list_of_somebody_else_is_refused(certificate: Certificate) -> None:
    verifier = OB3Verifier.for_issuer_did(BADGES.key.did)
    theirs = published(signing=SigningKey(b"t" * 32))
    with pytest.raises(OB3VerificationError, match="proof is invalid"):
        verifier.verify(BADGES.token(certificate), check_status=True, download=theirs)


def test_a_changed_badge_is_refused(certificate: Certificate) -> None:
    token = BADGES.token(certificate)
    verifier = OB3Verifier.for_issuer_did(BADGES.key.did)
    verifier.verify(changed(token))  # the same claims again are the same
    for other in (changed(token, name="博士"), token[:-6] + "AAAAAA"):
        with pytest.raises(OB3VerificationError):
            verifier.verify(other)


def test_the_badge_of_another_key_is_refused(certificate: Certificate) -> None:
    theirs = Badges(SigningKey(b"t" * 32), id_base=ID_BASE, public_url=PUBLIC)
    for web, who in ((False, BADGES.key), (True, BADGES.web)):
        verifier = OB3Verifier.for_issuer_did(who.did, download=published())
        with pytest.raises(OB3VerificationError):
            verifier.verify(theirs.token(certificate, web=web))


def test_a_bare_jwt_library_verifies_it_with_the_published_key(certificate: Certificate) -> None:
    token = BADGES.token(certificate, "王秀英", web=True)
    method = did.document(ID_BASE, SIGNING)["verificationMethod"][0]
    assert method["id"] == jwt.get_unverified_header(token)["kid"] == BADGES.web.kid
    payload = jwt.decode(token, jwt.PyJWK(method["publicKeyJwk"], "EdDSA").key, ["EdDSA"])
    assert payload["iss"] == payload["issuer"]["id"] == "did:web:yike.example.org"
    assert payload["jti"] == payload["id"]
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["nbf"] == int(NOW.timestamp())
    assert did.jwk(SIGNING)["x"] == method["publicKeyJwk"]["x"]


def test_what_it_says(certificate: Certificate) -> None:
    said = BADGES.credential(certificate, "王秀英")
    subject, achievement = said["credentialSubject"], said["credentialSubject"]["achievement"]
    assert said["validFrom"] == "2026-11-22T01:00:00Z"
    assert subject["creditsEarned"] == achievement["creditsAvailable"] == 0.25
    assert subject["result"][0]["value"] == "11"
    assert subject["result"][0]["resultDescription"] == achievement["resultDescription"][0]["id"]
    assert achievement["resultDescription"][0]["valueMax"] == "12"
    assert achievement["id"] == "https://yike.example.org/courses/pay"
    assert achievement["version"] == "2026.1"
    assert "60%" in achievement["criteria"]["narrative"]
    assert achievement["alignment"][0]["targetCode"] == "level-2"
    assert achievement["alignment"][0]["targetFramework"] == "DB44/T 1988-2017"
    assert said["evidence"][0]["id"] == f"{PUBLIC}/verify/{certificate.token}"
    assert "4 小时" in said["evidence"][0]["narrative"]
    assert "1 小时 30 分钟" in said["evidence"][0]["narrative"]
    assert said["issuer"]["otherIdentifier"][0]["identifier"] == "12440000455858666X"
    assert subject["identifier"][0]["identityHash"] == "王秀英"
    assert certificate.claim.hex not in json.dumps(said).replace("-", "")


def test_every_term_of_it_is_defined_in_the_published_contexts(certificate: Certificate) -> None:
    said = BADGES.credential(certificate, "王秀英")
    top: dict[str, Any] = {}
    for url in said["@context"]:
        top |= load_context(url)["@context"]
    assert undefined(said, top) == set()
    said["credentialSubject"]["hobby"] = "x"
    assert undefined(said, top) == {"hobby"}


def undefined(node: Any, terms: dict[str, Any]) -> set[str]:
    """Keys and types that the contexts do not know where they stand."""
    if isinstance(node, list):
        return set().union(*(undefined(one, terms) for one in node))
    if not isinstance(node, dict):
        return set()
    kinds = node.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    found = {kind for kind in kinds if kind not in terms}
    inner = dict(terms)
    for kind in kinds:
        term = terms.get(kind)
        inner |= term.get("@context", {}) if isinstance(term, dict) else {}
    for key, value in node.items():
        if key == "@context":
            continue
        if key not in inner:
            found.add(key)
            continue
        scoped = inner[key].get("@context") if isinstance(inner[key], dict) else None
        found |= undefined(value, inner | scoped if isinstance(scoped, dict) else inner)
    return found


def test_without_questions_and_name_nothing_is_said_of_them(certificate: Certificate) -> None:
    said = BADGES.credential(replace(certificate, score=None, score_max=None))
    subject = said["credentialSubject"]
    assert "result" not in subject
    assert "resultDescription" not in subject["achievement"]
    assert "identifier" not in subject
    assert "%" not in subject["achievement"]["criteria"]["narrative"]
    OB3Verifier.for_issuer_did(BADGES.key.did).verify(
        BADGES.token(replace(certificate, score=None, score_max=None))
    )


def test_the_same_certificate_and_name_are_the_same_badge(certificate: Certificate) -> None:
    assert BADGES.token(certificate, "李") == BADGES.token(certificate, "李")
    assert BADGES.token(certificate, "李") != BADGES.token(certificate, "王")
    assert BADGES.token(certificate) != BADGES.token(certificate, web=True)
    other = replace(certificate, claim=UUID(int=7))
    assert BADGES.credential(other)["id"] != BADGES.credential(certificate)["id"]


def test_dids_as_others_write_them() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = SIGNING.private.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    assert did.by_key(SIGNING.public).did == did_key_from_pem(pem)
    for base in (ID_BASE, "https://a.example.org:8443/town/yike"):
        assert did.by_web(base, SIGNING.public).did == did_web_from_url(base)
    assert did.document_path(ID_BASE) == "/.well-known/did.json"
    assert did.document_path("https://a.example.org:8443/town/yike") == "/town/yike/did.json"
