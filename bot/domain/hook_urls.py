"""Where subscribers may be: nobody is to make us call what only we can reach."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LONGEST_URL = 1000

_WITHIN = (IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"), IPv6Network("::/96"))
"""IPv6 addresses that lead to an IPv4 address in them (RFC 6052, RFC 3056, RFC 4291): refused, for
what they lead to is another network's matter."""
_LOCAL = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""Translated within one network (RFC 8215), and the site-local ones of old (RFC 3879)."""
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
"""The last label of what resolvers read as an IPv4 address, however it is written: ``127.1``,
``2130706433`` (WHATWG URL, "ends in a number"); no public name ends so.
"""


def fault_of_url(url: str, *, private: bool) -> str:
    """What is wrong with a subscriber's address, in a sentence; empty: nothing.

    ``private``: it may be a private one, and without TLS. A name is judged when it is resolved.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "The address cannot be read."
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        return "The address must begin with https://."
    if not parts.hostname or parts.username is not None or parts.fragment:
        return "The address must name a host, and neither a user nor a part of a page."
    if len(url) > LONGEST_URL or any(not "!" <= char <= "~" for char in url) or port == 0:
        return (
            "The address must be visible ASCII, at most 1,000 characters, with a port that is one."
        )
    if not private and not may_be_called(parts.hostname):
        return "The address is a private one; nothing is sent there."
    return ""


def may_be_called(host: str) -> bool:
    """Whether ``host``, where it is an IP address, is a public one; a name may be called until it is
    resolved, save those that mean this machine.
    """
    try:
        return is_public(ip_address(host))
    except ValueError:
        name = host.rstrip(".").lower()
        if _NUMBER.fullmatch(name.rpartition(".")[2]):
            return False
        return name != "localhost" and not name.endswith((".localhost", ".local", ".internal"))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public Internet (IANA special-purpose registries)."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in (*_WITHIN, *_LOCAL)):
            return False
    return address.is_global and not address.is_multicast
