"""A certification authority of a test's own, and server certificates that it signs."""

import ssl
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import SystemClock


class Authority:
    """``file`` is its own certificate, for whoever is to trust it."""

    def __init__(self, folder: Path) -> None:
        """``folder`` takes its files."""
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("an authority")
        self.now = SystemClock().now()  # TLS asks the machine's own clock
        unsigned = self._unsigned(self._name, self._key.public_key(), self.now + timedelta(days=9))
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        made = unsigned.add_extension(constraints, critical=True).sign(self._key, hashes.SHA256())
        self.file = folder / "authority.pem"
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def certify(self, tls: ssl.SSLContext, until: datetime) -> None:
        """Have ``tls`` serve 127.0.0.1 under a new certificate that is valid to ``until``."""
        key = ec.generate_private_key(ec.SECP256R1())
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        unsigned = self._unsigned(_name("a bank"), key.public_key(), until)
        made = unsigned.add_extension(address, critical=False).sign(self._key, hashes.SHA256())
        pem = self._folder / "bank.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        tls.load_cert_chain(pem)

    def _unsigned(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - timedelta(days=100))
            .not_valid_after(until)
        )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
