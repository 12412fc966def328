"""Who signs, as others' verifiers name it: did:key and did:web (W3C DID Core 1.0).

did:key (W3C CCG, did:key method v0.9) is the key itself and needs no network; did:web (W3C CCG,
did:web method) is an https address under which a document with the key lies.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from bot.keys.signing import SigningKey

Json = dict[str, Any]

_ED25519 = b"\xed\x01"
"""The multicodec of an Ed25519 public key, as a varint."""
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Identity:
    """One name of the deployment and the name of its key under it (``kid``)."""

    did: str
    kid: str


def multibase(public: bytes) -> str:
    """A public key (32 bytes) as multibase base58btc with its multicodec: ``z6Mk…``."""
    number, digits = int.from_bytes(_ED25519 + public), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _BASE58[rest] + digits
    return f"z{digits}"


def by_key(public: bytes) -> Identity:
    """``did:key:z6Mk…`` of a public key (32 bytes)."""
    name = multibase(public)
    return Identity(f"did:key:{name}", f"did:key:{name}#{name}")


def by_web(id_base: str, public: bytes) -> Identity:
    """``did:web:HOST[%3APORT][:PATH…]`` of an absolute address without a slash at its end."""
    parts = urlsplit(id_base)
    segments = [quote(one, safe="-._~") for one in parts.path.split("/") if one]
    did = ":".join(("did:web", quote(parts.netloc, safe="-._~"), *segments))
    return Identity(did, f"{did}#{multibase(public)}")


def document_path(id_base: str) -> str:
    """Where the document of ``by_web`` is looked for, as a path on its host."""
    path = urlsplit(id_base).path.rstrip("/")
    return f"{path}/did.json" if path else "/.well-known/did.json"


def jwk(signing: SigningKey) -> Json:
    """The public key as a JWK (RFC 8037), with its thumbprint (RFC 7638) as ``kid``."""
    bare = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(signing.public)}
    thumbprint = sha256(json.dumps(bare, separators=(",", ":"), sort_keys=True).encode())
    return {**bare, "kid": _base64url(thumbprint.digest()), "alg": "EdDSA", "use": "sig"}


def document(id_base: str, signing: SigningKey) -> Json:
    """The DID document of ``by_web``: one key, for assertions only."""
    web = by_web(id_base, signing.public)
    public = {key: value for key, value in jwk(signing).items() if key in ("kty", "crv", "x")}
    method = {
        "id": web.kid,
        "type": "JsonWebKey2020",
        "controller": web.did,
        "publicKeyJwk": public,
    }
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/suites/jws-2020/v1",
        ],
        "id": web.did,
        "alsoKnownAs": [by_key(signing.public).did],
        "verificationMethod": [method],
        "assertionMethod": [web.kid],
    }


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
