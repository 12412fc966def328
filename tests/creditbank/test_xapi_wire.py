"""TLS and torn answers: what is wrong with a certificate is said, and nothing ends the program."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientTimeout
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.creditbank.xapi import XapiBank
from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    SettingsError,
)
from bot.ledger.statements import render
from bot.ports import PushResult
from tests.ledger.samples import ISSUER, NOW, lesson_completed

ONE = render(lesson_completed(), ISSUER, NOW)
PARCELS = [Parcel(ONE.id, ONE.body)]
ABOUT = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{"version":["1.0.3"]}'
FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
PAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def certificate(
    folder: Path, valid: tuple[datetime, datetime] = FAR, host: str = "localhost"
) -> Path:
    """A self-signed certificate with its key, as one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


@asynccontextmanager
async def answering(*answers: bytes, pem: Path | None = None) -> AsyncIterator[int]:
    """A server that gives each connection the next of ``answers``, and hangs up."""
    left = list(answers)
    tls = None
    if pem is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(left.pop(0) if left else b"")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def bank_at(base: str, ca_file: Path | None = None) -> XapiBank:
    return XapiBank(
        *("lrs", base, "bot", "secret-word", FrozenClock(NOW)),
        ca_file=ca_file,
        timeout=ClientTimeout(total=5),
    )


@pytest.mark.parametrize(
    ("valid", "host", "trusted", "words", "mend"),
    [
        (PAST, "localhost", True, "its certificate has expired", "renew"),
        (FUTURE, "localhost", True, "its certificate is not valid yet", "clock"),
        (FAR, "elsewhere.example.org", True, "its certificate is for another host", "url"),
        (FAR, "localhost", False, "its certificate is from an issuer", "ca_file"),
    ],
    ids=["expired", "not yet", "other host", "unknown"],
)
async def test_what_is_wrong_with_a_certificate_is_said(
    tmp_path: Path,
    valid: tuple[datetime, datetime],
    host: str,
    trusted: bool,
    words: str,
    mend: str,
) -> None:
    pem = certificate(tmp_path, valid, host)
    async with answering(pem=pem) as port:
        bank = bank_at(f"https://localhost:{port}/xAPI", pem if trusted else None)
        answer = await bank.push(PARCELS)
        with pytest.raises(PlatformMisconfiguredError, match=words) as checked:
            await bank.check()
        with pytest.raises(PlatformMisconfiguredError, match=words):
            _ = [one async for one in bank.holdings(NOW - timedelta(days=1), NOW)]
        await bank.stop()
    assert answer.result is PushResult.UNAVAILABLE
    assert answer.words.startswith(words)
    assert mend in str(checked.value)


async def test_a_certificate_of_an_authority_of_ones_own_is_trusted(tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    stored = b"HTTP/1.1 204 No Content\r\n\r\n"
    async with answering(ABOUT, stored, pem=pem) as port:
        bank = bank_at(f"https://localhost:{port}/xAPI", pem)
        assert (await bank.push(PARCELS)).result is PushResult.STORED
        await bank.stop()


def test_a_ca_file_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    for file in (tmp_path / "missing.pem", empty):
        with pytest.raises(SettingsError, match="credit_bank lrs: ca_file"):
            bank_at("https://localhost/xAPI", file)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 999999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["nothing", "ssh", "torn", "chunks", "status", "header", "page", "tls"],
)
async def test_an_answer_that_is_none_is_not_taken_for_stored(answer: bytes) -> None:
    async with answering(ABOUT, answer, answer, answer, answer) as port:
        bank = bank_at(f"http://127.0.0.1:{port}/xAPI")
        said = await bank.push(PARCELS)
        assert said.result is PushResult.UNAVAILABLE
        assert "secret-word" not in said.words
        assert await bank.holds(PARCELS[0]) is None
        with pytest.raises((PlatformUnavailableError, PlatformMisconfiguredError)):
            await bank.check()
        await bank.stop()
