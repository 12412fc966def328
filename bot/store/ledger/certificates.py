"""Certificates: one for each claim, with what it may show and whether it stands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bot.store.db import Connection, Row
from bot.store.ledger.entries import REPEATS


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate and all that it says, as it was when the course was passed.

    ``claim`` is the claim's key; ``hours`` are notional, ``seconds`` measured; of ``score_max``
    questions the latest answers to ``score`` are right (both None for a course without any);
    ``evidence`` are the keys of the completions it rests on; ``zone`` is the learner's.
    ``name_sealed`` is the name on it, encrypted; ``shows_name``: also for whoever has the link;
    ``is_open``: its page tells something.
    """

    row: int
    claim: UUID
    token: str
    name_sealed: bytes | None
    shows_name: bool
    is_open: bool
    issued_at: datetime
    revoked_at: datetime | None
    revoked_because: str | None
    course: str
    title: str
    institution: str
    framework: str
    level: int
    hours: Decimal
    seconds: int
    hours_per_credit: Decimal
    credit: Decimal
    rule: str
    score: int | None
    score_max: int | None
    pass_mark: Decimal
    content_version: str
    evidence: tuple[UUID, ...]
    started_at: datetime
    finished_at: datetime
    zone: str

    @property
    def is_revoked(self) -> bool:
        """Whether it stands no more."""
        return self.revoked_at is not None

    @property
    def number(self) -> str:
        """What is printed on it: the beginning of its claim's key, ``1A2B-3C4D-5E6F``."""
        digits = self.claim.hex[:12].upper()
        return "-".join(digits[at : at + 4] for at in (0, 4, 8))


# What was voided in the ledger stands no more, also where nobody has revoked its certificate.
_SELECT = """
select t.id as row, m.key as claim, t.token, t.name_sealed, t.shows_name, t.is_open, t.issued_at,
  coalesce(t.revoked_at, v.recorded_at) as revoked_at, coalesce(t.revoked_because, v.reason) as revoked_because, m.course_key as course, m.title, m.institution, m.framework, m.level, m.hours,
  m.seconds, m.hours_per_credit, m.credit, m.rule, m.score, m.score_max, m.pass_mark,
  c.content_version, m.evidence, m.started_at, m.finished_at, l.zone
from certificate t join claim m on m.id = t.claim_id join completion c on c.id = m.completion_id
join ledger_person p on p.key = c.person join learner l on l.id = p.learner_id
left join voiding v on v.completion_id = c.id
"""


def _certificate(row: Row) -> Certificate:
    values: dict[str, Any] = dict(row)
    values["evidence"] = tuple(UUID(str(one)) for one in values["evidence"])
    return Certificate(**values)


async def add(conn: Connection, claim: UUID, token: str, now: datetime) -> None:
    """A certificate for a claim that counts; where there is one, nothing changes."""
    await conn.execute(
        f"""
        insert into certificate (claim_id, token, issued_at)
        select m.id, $2, $3 from claim m join completion c on c.id = m.completion_id
        where m.key = $1 and not {REPEATS}
          and not exists (select 1 from voiding v where v.completion_id = c.id)
        on conflict (claim_id) do nothing
        """,
        *(claim, token, now),
    )


async def of_claim(conn: Connection, claim: UUID) -> Certificate | None:
    """The certificate of the claim with that key."""
    row = await conn.fetchrow(f"{_SELECT} where m.key = $1", claim)
    return _certificate(row) if row else None


async def by_token(conn: Connection, token: str) -> Certificate | None:
    """The certificate whose page is /verify/TOKEN."""
    row = await conn.fetchrow(f"{_SELECT} where t.token = $1", token)
    return _certificate(row) if row else None


async def of_learner(conn: Connection, learner: int) -> list[Certificate]:
    """All of a learner's certificates, the newest first; revoked ones too, but one for each course
    that was passed twice (``bot.store.ledger.entries.REPEATS``).
    """
    rows = await conn.fetch(
        f"""{_SELECT} where p.learner_id = $1 and (v.id is not null or not {REPEATS})
        order by m.finished_at desc, t.id desc""",
        learner,
    )
    return [_certificate(row) for row in rows]


async def claims_of(
    conn: Connection, learner: int, course: str | None = None, *, bare: bool = False
) -> list[UUID]:
    """The keys of a learner's claims that count (of one course, or of all), the newest first;
    ``bare``: those without a certificate only.
    """
    rows = await conn.fetch(
        f"""
        select m.key from ledger_person p join completion c on c.person = p.key
        join claim m on m.completion_id = c.id
        where p.learner_id = $1 and ($2::text is null or m.course_key = $2)
          and not exists (select 1 from voiding v where v.completion_id = c.id) and not {REPEATS}
          and not ($3 and exists (select 1 from certificate t where t.claim_id = m.id))
        order by m.finished_at desc, m.id desc
        """,
        *(learner, course, bare),
    )
    return [row["key"] for row in rows]


async def set_sealed_name(conn: Connection, row: int, sealed: bytes | None) -> None:
    """Put the encrypted name on a certificate, or take it off."""
    await conn.execute("update certificate set name_sealed = $2 where id = $1", row, sealed)


async def set_shown(
    conn: Connection, row: int, *, shows_name: bool | None, is_open: bool | None
) -> tuple[bool, bool]:
    """What whoever has the link may see; None leaves it as it is. Returns how both stand now."""
    now = await conn.fetchrow(
        """
        update certificate set shows_name = coalesce($2, shows_name), is_open = coalesce($3, is_open)
        where id = $1 returning shows_name, is_open
        """,
        *(row, shows_name, is_open),
    )
    # One that was erased meanwhile shows nothing.
    return (now["shows_name"], now["is_open"]) if now else (False, False)


async def revoke(conn: Connection, claim: UUID, reason: str, now: datetime) -> bool:
    """The certificate of a claim stands no more, from ``now`` on and for that reason.

    Returns whether one stood until now. ``reason`` is shown on its page.
    """
    changed = await conn.fetchval(
        """
        update certificate t set revoked_at = $3, revoked_because = $2 from claim m
        where m.key = $1 and t.claim_id = m.id and t.revoked_at is null returning t.id
        """,
        *(claim, reason, now),
    )
    return changed is not None


async def revoke_for(conn: Connection, completion_id: int, reason: str, now: datetime) -> bool:
    """As ``revoke``, by the row of the completion whose claim it is; False where it has none."""
    changed = await conn.fetchval(
        """
        update certificate t set revoked_at = $3, revoked_because = $2 from claim m
        where m.completion_id = $1 and t.claim_id = m.id and t.revoked_at is null returning t.id
        """,
        *(completion_id, reason, now),
    )
    return changed is not None


async def revoke_repeats(conn: Connection, learner: int, reason: str, now: datetime) -> None:
    """The certificates of a learner's claims that repeat another stand no more; see ``replace_repeats``."""
    await conn.execute(
        f"""
        update certificate t set revoked_at = $3, revoked_because = $2
        from claim m join completion c on c.id = m.completion_id join ledger_person p on p.key = c.person
        where p.learner_id = $1 and t.claim_id = m.id and t.revoked_at is null and {REPEATS}
        """,
        *(learner, reason, now),
    )


async def replace_repeats(conn: Connection, learner: int, reason: str) -> None:
    """Make room for a new certificate where a claim that repeated another counts now.

    What ``revoke_repeats`` revoked for that ``reason`` stays revoked: its number is kept, as that of
    one that was erased.
    """
    await conn.execute(
        f"""
        delete from certificate t
        using claim m join completion c on c.id = m.completion_id join ledger_person p on p.key = c.person
        where p.learner_id = $1 and t.claim_id = m.id and t.revoked_because = $2
          and not {REPEATS} and not exists (select 1 from voiding v where v.completion_id = c.id)
        """,
        *(learner, reason),
    )


async def revoked_between(conn: Connection, first: int, end: int) -> list[int]:
    """The rows from ``first`` on and before ``end`` that were revoked, voided in the ledger, or
    erased with the person's data; in their order.
    """
    rows = await conn.fetch(
        """
        select id from certificate where revoked_at is not null and id >= $1 and id < $2
        union select id from certificate_erased where id >= $1 and id < $2
        union select t.id from voiding v join claim m on m.completion_id = v.completion_id
          join certificate t on t.claim_id = m.id where t.id >= $1 and t.id < $2
        order by 1
        """,
        *(first, end),
    )
    return [row["id"] for row in rows]
