"""TLS towards a credit bank: whom to trust, and what is wrong with a certificate, in words."""

import ssl
from pathlib import Path

from aiohttp import ClientConnectorCertificateError, ClientError

from bot.domain.errors import SettingsError

_EXPIRED, _NOT_YET = 10, 9
_OTHER_HOST = frozenset({62, 64})
"""By its name, by its IP address."""
_UNKNOWN_ISSUER = frozenset({2, 18, 19, 20, 21, 24})
"""OpenSSL's verify codes (x509_vfy.h)."""


def trusting(ca_file: Path | None, name: str) -> ssl.SSLContext | None:
    """A context that trusts the certificates in ``ca_file`` and no others; None: the system's.

    ``name`` is the target's. Raises SettingsError for a file that holds none.
    """
    if ca_file is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ValueError):
        raise SettingsError(
            f"credit_bank {name}: ca_file holds no certificates that can be read; give a PEM file."
        ) from None


def wrong_with(error: ClientError) -> tuple[str, str] | None:
    """What is wrong with the server's certificate, and the mend; None: it is something else."""
    if not isinstance(error, ClientConnectorCertificateError):
        return None
    code = getattr(error.certificate_error, "verify_code", 0)
    if code == _EXPIRED:
        return "its certificate has expired", "the bank has to renew it"
    if code == _NOT_YET:
        return "its certificate is not valid yet", "check this machine's clock, then ask the bank"
    if code in _OTHER_HOST:
        return "its certificate is for another host name", "check url, then ask the bank"
    if code in _UNKNOWN_ISSUER:
        return (
            "its certificate is from an issuer that is not trusted here",
            "give the issuer's certificate as ca_file",
        )
    return "its certificate cannot be verified", "ask the bank"
