"""One statement as one line of the record store's file: what the index needs, then the text."""

from dataclasses import dataclass
from typing import Any

from adapters.simulator.lrs_body import meaning
from adapters.simulator.lrs_facets import Facets, facets_of

_BREAK = b"\x1e"
"""Stands in the file for a line break, which JSON allows between tokens; no JSON text holds it."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A checked statement on its way in: its id, its exact text, and what the index needs."""

    id: str
    text: str
    meaning: bytes
    facets: Facets
    lacks: str
    """What an answer has to add: letters out of i (id), t (timestamp), v (version); or r where
    it has to replace what the sender said of stored or authority."""


def arriving(key: str, text: str, statement: dict[str, Any]) -> Arriving:
    """Make ready what keeps the rules. ``statement`` is ``text`` as lrs_body parses it."""
    lacks = "".join(name[0] for name in ("id", "timestamp", "version") if name not in statement)
    replaced = "r" if "stored" in statement or "authority" in statement else ""
    return Arriving(key, text, meaning(statement), facets_of(statement), lacks + replaced)


def head_of(one: Arriving, at: int) -> bytes:
    """What stands before a statement's text in its line. ``at``: when it was stored, in
    microseconds since 1970.
    """
    facets = one.facets
    hashes = (facets.actor, facets.verb, facets.object, facets.registration, *facets.members)
    link = ("v" if facets.voiding else "r") + facets.target if facets.target else ""
    names = ",".join(format(number, "x") for number in hashes)
    return f"{at}\t{one.id}\t{one.meaning.hex()}\t{names}\t{link}\t{one.lacks}\t".encode()


def packed_text(text: str) -> bytes:
    """A JSON text as it stands in a line."""
    return text.encode().replace(b"\n", _BREAK)


def unpacked_text(raw: bytes) -> str:
    """The JSON text that stands in a line."""
    return raw.replace(_BREAK, b"\n").decode()


def read_line(line: bytes) -> tuple[Arriving, int, int]:
    """What a line holds, save the text, of which only the size is told: it may stay on the disk.

    The second is when it was stored. Raises ValueError for what is no such line.
    """
    at, key, digest, names, link, lacks, text = line.split(b"\t", 6)
    actor, verb, about, registration, *members = (int(part, 16) for part in names.split(b","))
    target, voiding = link[1:].decode(), link.startswith(b"v")
    facets = Facets(actor, verb, about, registration, tuple(members), target, voiding)
    digest = bytes.fromhex(digest.decode())
    return Arriving(key.decode(), "", digest, facets, lacks.decode()), int(at), len(text)
