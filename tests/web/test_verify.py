"""What /verify/ tells whom: pages, pictures, badges, keys, revocations."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, resolve_did

from bot.ledger.proofs import did
from bot.store.db import Database
from bot.store.ledger import certificates as store
from bot.store.ledger.certificates import Certificate
from tests.proofs.claims import NOW, SIGNING
from tests.web.verifying import Stand, serving

FILES = ("certificate.png", "certificate.pdf", "badge.jwt", "badge-web.jwt", "badge.json")
EVIL = '<script>alert(1)</script>&"'


@pytest.fixture
async def stand(db: Database) -> AsyncIterator[Stand]:
    """The pages, listening."""
    async with serving(db) as it:
        yield it


async def read(stand: Stand, address: str, **options: Any) -> tuple[int, str, Any]:
    """Status, text and headers of what is at an address."""
    async with stand.http.get(address, **options) as answer:
        return answer.status, (await answer.read()).decode("utf-8", "replace"), answer.headers


async def revoke(stand: Stand, one: Certificate, reason: str = "录入有误") -> None:
    """As an operator does."""
    async with stand.db.transaction() as conn:
        assert await store.revoke(conn, one.claim, reason, NOW)


async def test_a_valid_one_says_what_was_learned_and_no_name(stand: Stand) -> None:
    one = await stand.certificate("王秀英")
    status, text, headers = await read(stand, stand.address(one))
    assert status == 200
    assert "证书有效" in text
    for said in (
        "手机支付不求人",
        "4 学时",
        "第二级，共七级",
        "0.25 学分",
        "越秀区图书馆",
        one.number,
    ):
        assert said in text
    assert "2026年11月1日至2026年11月22日" in text
    assert "实际用时 1 小时 30 分钟" in text
    assert "王秀英" not in text
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<script" not in text
    assert " style=" not in text


async def test_a_name_is_shown_everywhere_or_nowhere(stand: Stand) -> None:
    shown, hidden = (
        await stand.certificate("王秀英", shows_name=True),
        await stand.certificate("李"),
    )
    for one, name, there in ((shown, "王秀英", True), (hidden, "李", False)):
        _, text, _ = await read(stand, stand.address(one))
        assert (f"<dd>{name}</dd>" in text) is there
        _, said, _ = await read(stand, stand.address(one, "badge.json"))
        assert (name in said) is there
        _, token, _ = await read(stand, stand.address(one, "badge.jwt"))
        payload = jwt.decode(token, options={"verify_signature": False})
        assert ("identifier" in payload["credentialSubject"]) is there


async def test_a_revoked_one_says_so_and_why(stand: Stand) -> None:
    one = await stand.certificate()
    _, before, _ = await read(stand, stand.address(one, "certificate.png"))
    await revoke(stand, one, EVIL)
    status, text, _ = await read(stand, stand.address(one))
    assert status == 200
    assert "证书已撤销" in text
    assert "证书有效" not in text
    assert "2026年11月22日起" in text
    assert "&lt;script&gt;alert(1)" in text
    assert EVIL not in text
    _, after, _ = await read(stand, stand.address(one, "certificate.png"))
    assert after != before


async def test_a_closed_one_tells_nothing(stand: Stand) -> None:
    one = await stand.certificate("王秀英", shows_name=True, is_open=False)
    status, text, _ = await read(stand, stand.address(one))
    assert status == 403
    assert "没有公开" in text
    assert "手机支付" not in text
    assert "王秀英" not in text
    for file in FILES:
        status, text, _ = await read(stand, stand.address(one, file))
        assert (status, "手机支付" in text) == (404, False)


@pytest.mark.parametrize(
    "token", ["x", "A" * 22, "A" * 23, "..%2f..%2fetc", "a'b", "%00" * 22, "中" * 22]
)
async def test_an_unknown_one_is_said_to_be_unknown(stand: Stand, token: str) -> None:
    for path in (token, *(f"{token}/{file}" for file in FILES)):
        status, text, _ = await read(stand, f"{stand.origin}/verify/{path}")
        assert status == 404
        assert "查不到这张证书" in text


async def test_unknown_tokens_are_looked_for_by_index(stand: Stand) -> None:
    async with stand.db.transaction() as conn:
        await conn.execute("set local enable_seqscan = off")
        plan = await conn.fetch("explain select id from certificate where token = 'A'")
    assert any("Index" in row[0] for row in plan)  # type: ignore[index]


async def test_files_are_what_they_say_and_asked_for_again(stand: Stand) -> None:
    one = await stand.certificate()
    kinds = {
        "certificate.png": ("image/png", "\ufffdPNG"),
        "certificate.pdf": ("application/pdf", "%PDF-"),
        "badge.jwt": ("application/vc+jwt", "eyJ"),
        "badge-web.jwt": ("application/vc+jwt", "eyJ"),
        "badge.json": ("application/ld+json", "{"),
    }
    assert set(kinds) == set(FILES)
    for file, (kind, begins) in kinds.items():
        address = stand.address(one, file)
        status, text, headers = await read(stand, address)
        assert status == 200
        assert headers["Content-Type"].startswith(kind)
        assert text.startswith(begins)
        assert headers["Cache-Control"] == "private, no-cache"
        again, empty, _ = await read(stand, address, headers={"If-None-Match": headers["ETag"]})
        assert (again, empty) == (304, "")
        async with stand.http.head(address) as answer:
            assert answer.status == 200
            assert int(answer.headers["Content-Length"]) > 0
            assert await answer.read() == b""
    _, _, headers = await read(stand, stand.address(one, "badge.jwt"))
    assert f'filename="yike-badge-{one.number}.jwt"' in headers["Content-Disposition"]


def fetcher(pages: dict[str, str]) -> Any:
    """A verifier's download from what we serve, under the addresses that the badge names."""

    def download(url: str) -> bytes:
        return pages[url].encode()

    return download


async def published(stand: Stand) -> dict[str, str]:
    """What is served for verifiers, by the addresses under which they look for it."""
    pages = {}
    for path in ("/verify/revocations/key/0", "/verify/revocations/web/0"):
        pages[f"{stand.origin}{path}"] = (await read(stand, f"{stand.origin}{path}"))[1]
    document = "/.well-known/did.json"
    pages[f"https://yike.example.org{document}"] = (await read(stand, stand.origin + document))[1]
    return pages


async def test_others_verify_what_is_served_until_it_is_revoked(stand: Stand) -> None:
    one, other = await stand.certificate("王秀英", shows_name=True), await stand.certificate()
    pages = await published(stand)
    for file, issuer in (
        ("badge.jwt", did.by_key(SIGNING.public).did),
        ("badge-web.jwt", "did:web:yike.example.org"),
    ):
        _, token, _ = await read(stand, stand.address(one, file))
        verifier = OB3Verifier.for_issuer_did(issuer, download=fetcher(pages))
        verifier.verify(token, check_status=True, download=fetcher(pages))
        assert resolve_did(issuer, download=fetcher(pages))
    await revoke(stand, one)
    pages = await published(stand)
    for file in ("badge.jwt", "badge-web.jwt"):
        _, token, _ = await read(stand, stand.address(one, file))
        issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
        verifier = OB3Verifier.for_issuer_did(issuer, download=fetcher(pages))
        with pytest.raises(OB3VerificationError, match="revocation"):
            verifier.verify(token, check_status=True, download=fetcher(pages))
        _, theirs, _ = await read(stand, stand.address(other, file))
        verifier.verify(theirs, check_status=True, download=fetcher(pages))


async def test_a_bare_jwt_library_verifies_by_the_served_key(stand: Stand) -> None:
    one = await stand.certificate()
    _, key, headers = await read(stand, f"{stand.origin}/verify/key.json")
    _, token, _ = await read(stand, stand.address(one, "badge.jwt"))
    payload = jwt.decode(token, jwt.PyJWK(json.loads(key)).key, ["EdDSA"])
    assert payload["name"] == "手机支付不求人"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "public, max-age=300"


async def test_revocations_by_number(stand: Stand) -> None:
    base = f"{stand.origin}/verify/revocations"
    _, first, headers = await read(stand, base)
    listed = jwt.decode(first, options={"verify_signature": False})
    assert listed["id"] == f"{base}/key/0"
    assert headers["Content-Type"] == "application/vc+jwt"
    assert (await read(stand, f"{base}/web/9"))[0] == 200
    for wrong in ("key/10000", "key/999999999", "key/-1", "other/0", "key/x"):
        assert (await read(stand, f"{base}/{wrong}"))[0] == 404


async def test_behind_a_path_everything_is_linked_below_it(db: Database) -> None:
    base = "https://learn.example.org:8443/yike"
    async with serving(db, root="/yike", id_base=base) as stand:
        one = await stand.certificate()
        _, text, _ = await read(stand, stand.address(one))
        links = re.findall(r'(?:href|src)="([^"]+)"', text)
        assert all(link.startswith("/yike/verify/") for link in links if link != "data:,")
        _, document, _ = await read(stand, f"{stand.origin}/yike/did.json")
        assert json.loads(document)["id"] == "did:web:learn.example.org%3A8443:yike"
        assert (await read(stand, f"{stand.origin}/.well-known/did.json"))[1] == document
        _, said, _ = await read(stand, stand.address(one, "badge.json"))
        listed = json.loads(said)["credentialStatus"]["statusListCredential"]
        assert listed == f"{stand.origin}/yike/verify/revocations/key/0"


async def test_how_to_check_names_both_issuers_and_the_levels(stand: Stand) -> None:
    status, text, _ = await read(stand, f"{stand.origin}/verify/how")
    assert status == 200
    assert did.by_key(SIGNING.public).did in text
    assert "did:web:yike.example.org" in text
    assert text.count('id="level-') == 7
    style = re.search(r'href="(/verify/verify.css[^"]+)"', text)
    assert style is not None
    status, _, headers = await read(stand, stand.origin + style[1])
    assert (status, "immutable" in headers["Cache-Control"]) == (200, True)


async def test_a_name_that_cannot_be_opened_is_left_out(stand: Stand) -> None:
    one = await stand.certificate("王秀英", shows_name=True)
    async with stand.db.transaction() as conn:
        await store.set_sealed_name(conn, one.row, b"gone" + b"\0" * 40)
    for file in ("", *FILES):
        assert (await read(stand, stand.address(one, file)))[0] == 200
    _, text, _ = await read(stand, stand.address(one))
    assert "证书有效" in text
    assert "姓名</dt>" not in text


async def test_while_the_database_is_away_it_says_so(stand: Stand) -> None:
    one = await stand.certificate()
    await stand.db.close()
    revocations = f"{stand.origin}/verify/revocations"
    for address in (stand.address(one), stand.address(one, "badge.jwt"), revocations):
        status, text, headers = await read(stand, address)
        assert (status, headers["Retry-After"]) == (503, "30")
        assert "过一会儿" in text
    assert (await read(stand, f"{stand.origin}/verify/how"))[0] == 200
    for unlike_ours in ("x", "A" * 21, "A" * 23):  # not even looked for
        assert (await read(stand, f"{stand.origin}/verify/{unlike_ours}"))[0] == 404
