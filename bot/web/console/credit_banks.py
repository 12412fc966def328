"""The credit banks: what waits, what was refused and why, whether their books and ours agree."""

from uuid import UUID

from bot.ledger.reconciling import reconcile
from bot.ledger.status import TargetStatus, targets_status
from bot.store import audit
from bot.store.ledger import push_again
from bot.store.ledger.push_again import DeadLetter
from bot.store.ledger.reconciliations import newest_findings
from bot.web.console.staff import OPERATORS
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import act, look

MOST_DEAD = 100
"""Dead letters on a page: a cause seldom has more than a few kinds."""
MOST_PAGES = 20
"""Of 5,000 each, queued again by one press: what is more is queued by the next one."""
MOST_FINDINGS = 100


async def show(visit: Visit) -> Shown:
    """Every bank in a few figures, and what to do about it."""
    house = visit.house
    async with visit.reading() as conn:
        found = await targets_status(conn, list(house.banks), visit.now)
    return Shown(
        "credits",
        {
            "banks": found,
            "titles": house.banks,
            "advice": {one.target: _advice(visit, one) for one in found},
        },
    )


async def one(visit: Visit) -> Shown:
    """One bank: its dead letters in its own words, and the newest comparison of books."""
    target = _target(visit)
    async with visit.reading() as conn:
        [status] = [
            each
            for each in await targets_status(conn, [target], visit.now)
            if each.target == target
        ]
        dead = await push_again.dead(conn, target, MOST_DEAD + 1)
        findings = await newest_findings(conn, target, MOST_FINDINGS)
    return Shown(
        "credits_one",
        {
            "bank": status,
            "title": visit.house.banks[target],
            "dead": dead[:MOST_DEAD],
            "more": len(dead) > MOST_DEAD,
            "causes": _causes(dead[:MOST_DEAD]),
            "findings": findings,
            "advice": _advice(visit, status),
        },
    )


def _causes(dead: list[DeadLetter]) -> list[tuple[str, int]]:
    """What was refused, by the bank's reason; the most frequent first."""
    counted: dict[str, int] = {}
    for letter in dead:
        counted[letter.reason] = counted.get(letter.reason, 0) + 1
    return sorted(counted.items(), key=lambda pair: -pair[1])


def _advice(visit: Visit, one: TargetStatus) -> list[str]:
    """What to look at, each with what to do; empty: nothing."""
    t = visit.t
    found = []
    if not one.configured:
        found.append(t("credits-advice-unconfigured", count=one.queued + one.dead))
    if one.dead:
        found.append(t("credits-advice-dead", count=one.dead))
    if one.oldest is not None and one.oldest.total_seconds() >= 3600:
        found.append(t("credits-advice-old", hours=int(one.oldest.total_seconds() // 3600)))
    if one.trouble:
        found.append(t("credits-advice-trouble", words=one.trouble))
    if one.unread:
        found.append(t("credits-advice-unread", count=one.unread))
    books = one.reconciled
    if books is not None and books.trouble:
        found.append(t("credits-advice-books-trouble", words=books.trouble))
    elif books is not None and (books.missing or books.extra or books.differing):
        found.append(t("credits-advice-books"))
    return found


async def retry(visit: Visit) -> Done:
    """What a bank refused is handed in again."""
    target, count = _target(visit), 0
    for _ in range(MOST_PAGES):
        async with visit.writing() as conn:
            page = await push_again.retry_dead(conn, [target], visit.now)
            if page:
                await audit.note(
                    conn,
                    at=visit.now,
                    actor=visit.staff.actor,
                    act="credits.retry",
                    kind="credit bank",
                    about=target,
                    after={"queued": page},
                )
        count += page
        if not page:
            break
    visit.house.wake("push")
    return Done(f"credits/{target}", "done-credits-retried", {"count": str(count)})


async def drop(visit: Visit) -> Done:
    """A dead letter is given up, with the reason that stays in the books."""
    target, reason = _target(visit), visit.form.get("reason", "").strip()
    if not reason:
        raise PageError(422, "credits-reason-missing")
    try:
        statement = UUID(visit.form.get("statement", ""))
    except ValueError:
        raise unknown() from None
    async with visit.writing() as conn:
        if not await push_again.drop(conn, statement, target, reason, visit.now):
            raise PageError(409, "credits-not-dead")
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="credits.drop",
            kind="statement",
            about=str(statement),
            after={"target": target},
            reason=reason,
        )
    return Done(f"credits/{target}", "done-credits-dropped")


async def compare(visit: Visit) -> Done:
    """Our books beside the bank's, now: the same comparison that the clock brings each night."""
    target, house = _target(visit), visit.house
    bank = house.bank(target)
    if bank is None:
        raise unknown()
    async with visit.writing() as conn:
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="credits.compare",
            kind="credit bank",
            about=target,
        )
    house.spawn("compare books", _compare(visit, target))
    return Done(f"credits/{target}", "done-credits-comparing")


async def _compare(visit: Visit, target: str) -> None:
    bank = visit.house.bank(target)
    if bank is not None:
        await reconcile(visit.house.db, bank, visit.house.clock, None)


def _target(visit: Visit) -> str:
    target = visit.path["bank"]
    if target not in visit.house.banks:
        raise unknown()
    return target


WAYS = [
    look("credits", show, OPERATORS),
    look("credits/{bank}", one, OPERATORS),
    act("credits/{bank}/retry", retry, OPERATORS),
    act("credits/{bank}/drop", drop, OPERATORS),
    act("credits/{bank}/compare", compare, OPERATORS),
]
