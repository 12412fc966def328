"""Comparing our books with a credit bank's, as banks do: what they lack, what they have besides,
and in what they differ.

What a bank proves not to have is queued again, the same bytes. The rest a person has to look into.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from structlog.typing import FilteringBoundLogger

from bot.domain.credits import Holding, Parcel
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.domain.faults import fault
from bot.ledger.pushing.finish import finish
from bot.ports import Clock, CreditBank
from bot.store.db import LOST, Connection, Database
from bot.store.ledger import push_again, reconciliations
from bot.store.ledger.reconciliations import Finding, Listed, Missed, Ours, What

LOOK_BACK = timedelta(days=35)
SETTLED = timedelta(hours=1)
"""What was accepted in the last hour is left to the next comparison: a bank may list late."""
SLACK = timedelta(hours=2)
"""The bank's clock and ours may differ, and it may have stored before we got its answer."""
PAGE = 500
MOST_FINDINGS = 1000
"""So many findings of a run are kept; the counts are of all."""
STOPPED = "it was stopped before its end"


@dataclass(slots=True)
class Reconciled:
    """How a comparison ended. ``checked``: how many the bank listed; ``trouble``: why it did not
    come to its end (empty: it did); ``findings``: at most 1,000.
    """

    target: str
    since: datetime
    until: datetime
    checked: int = 0
    missing: int = 0
    extra: int = 0
    differing: int = 0
    trouble: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether it came to its end and found nothing."""
        return not (self.trouble or self.missing or self.extra or self.differing)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Checked, missing, extra, differing."""
        return self.checked, self.missing, self.extra, self.differing


def window(
    now: datetime, since: datetime | None = None, until: datetime | None = None
) -> tuple[datetime, datetime]:
    """What is compared unless something else is asked for: what was accepted in the last 35 days,
    up to an hour ago.
    """
    return since or now - LOOK_BACK, min(until or now, now - SETTLED)


async def reconcile(
    db: Database,
    bank: CreditBank,
    clock: Clock,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    run: int | None = None,
) -> Reconciled:
    """Compare what was accepted in ``[since, until)`` with what the bank holds; see ``window``.

    ``run`` is a row of the table ``reconciliation`` that was begun for it; None: it begins one.
    Missing ones are queued again. Raises StorageUnavailableError; what the bank does to it stands
    in ``trouble``.
    """
    now = clock.now()
    since, until = window(now, since, until)
    said = Reconciled(bank.name, since, until)
    async with db.connection() as conn:
        if run is None:
            run = await reconciliations.begin(conn, bank.name, since, until, now)
        said.trouble = STOPPED
        try:
            await reconciliations.open_list(conn)
            await _Comparison(conn, bank, clock, run, said).go()
            said.trouble = ""
        except (PlatformUnavailableError, PlatformMisconfiguredError) as error:
            said.trouble = str(error)
        except LOST:
            raise
        except Exception as error:
            said.trouble = f"an error in this program: {fault(error)}"
        finally:
            await finish(_close(conn, run, said, clock))
    return said


async def _close(conn: Connection, run: int, said: Reconciled, clock: Clock) -> None:
    await reconciliations.end(conn, run, said.counts, said.trouble, clock.now())
    await reconciliations.drop_list(conn)


def say(log: FilteringBoundLogger, said: Reconciled) -> None:
    """One line on how it ended, in words."""
    if said.trouble:
        log.warning("books not compared", target=said.target, reason=said.trouble)
    elif said.agrees:
        log.info(
            "the credit bank's books and ours agree", target=said.target, checked=said.checked
        )
    else:
        log.error(
            "the credit bank's books and ours differ: see yike credits reconcile",
            target=said.target,
            checked=said.checked,
            missing=said.missing,
            extra=said.extra,
            differing=said.differing,
        )


@dataclass(slots=True)
class _Comparison:
    conn: Connection
    bank: CreditBank
    clock: Clock
    run: int
    said: Reconciled

    async def go(self) -> None:
        """Read the bank's list, then look for what is not on it."""
        until = self.clock.now() + SLACK
        holdings = self.bank.holdings(self.said.since - SLACK, until)
        async for page in _pages(holdings):
            await self._listed(page)
        await self._taken_back()
        await self._missing()

    async def _listed(self, page: Sequence[Holding]) -> None:
        known = [(_uuid(one.id), one) for one in page]
        listed = [Listed(i, bool(one.body), one.voided) for i, one in known if i is not None]
        ours = await reconciliations.note(self.conn, listed)
        found = []
        for number, one in known:
            if one.body or not one.voided:
                self.said.checked += 1
                found += self._judge(one, ours.get(number) if number is not None else None)
        await self._found(found)

    def _judge(self, one: Holding, ours: Ours | None) -> list[Finding]:
        if ours is None or (ours.body is None and not ours.erased):
            return [Finding("extra", one.id[:200], "it is not known here")]
        if ours.body is None or self.bank.means_the_same(ours.body, one.body):
            return []
        return [Finding("differing", one.id[:200], "its content is another than ours")]

    async def _taken_back(self) -> None:
        """Whether both count the same as taken back; a voiding that was not heeded goes again."""
        differing = await reconciliations.taken_back_otherwise(
            self.conn, self.bank.name, self.said.until, MOST_FINDINGS
        )
        again = [by for _, by in differing if by is not None]
        await push_again.requeue(self.conn, self.bank.target, again, self.clock.now())
        words = {True: "taken back there, but not here", False: "taken back here, but not there"}
        await self._found([Finding("differing", str(i), words[by is None]) for i, by in differing])

    async def _missing(self) -> None:
        after, asked = UUID(int=0), 0
        span = (self.said.since, self.said.until)
        while page := await reconciliations.not_listed(
            self.conn, self.bank.name, span, after, PAGE
        ):
            after = page[-1].id
            # What is not listed may be held all the same: stored long before we were told so. With
            # thousands of them there is another reason, and sending again is harmless.
            found = await self._ask(page) if asked < MOST_FINDINGS else _lost(page)
            asked += len(page)
            lost = [UUID(one.record) for one in found if one.what == "missing"]
            await push_again.requeue(self.conn, self.bank.target, lost, self.clock.now())
            await self._found(found)

    async def _ask(self, page: Sequence[Missed]) -> list[Finding]:
        """Ask for each by its id. Raises what ``check`` raises, where none can be asked."""
        found = []
        for one in page:
            held = await self.bank.holds(Parcel(one.id, one.body, one.voids))
            if held is None:
                found += _lost([one])
            elif not held:
                found.append(Finding("differing", str(one.id), "its content is another than ours"))
        if found:
            await self.bank.check()
        return found

    async def _found(self, findings: Sequence[Finding]) -> None:
        count: dict[What, int] = {"missing": 0, "extra": 0, "differing": 0}
        for one in findings:
            count[one.what] += 1
        self.said.missing += count["missing"]
        self.said.extra += count["extra"]
        self.said.differing += count["differing"]
        if kept := findings[: MOST_FINDINGS - len(self.said.findings)]:
            self.said.findings += kept
            await reconciliations.add_findings(self.conn, self.run, kept)


def _lost(page: Sequence[Missed]) -> list[Finding]:
    words = "accepted once, not held any more; it is sent again where it may leave"
    return [Finding("missing", str(one.id), words) for one in page]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _pages(holdings: AsyncIterator[Holding]) -> AsyncIterator[list[Holding]]:
    page: list[Holding] = []
    async for one in holdings:
        page.append(one)
        if len(page) >= PAGE:
            yield page
            page = []
    if page:
        yield page
