"""The end of each attack: everybody stops, and what arrived is held against what was owed."""

from collections import Counter
from collections.abc import Callable

from tests.faults.bot_api import Chat
from tests.faults.counting import Totals
from tests.faults.fleet import Fleet

Tell = Callable[[str], None]
"""Has a line of totals printed, whatever comes of the test."""


async def assert_all_got_it_once(
    fleet: Fleet,
    tell: Tell,
    title: str,
    *,
    allowed: Counter[Chat] | None = None,
    why: str = "in flight at a kill",
) -> tuple[Totals, set[Chat]]:
    """Everybody stops well; all got their message, once save what is ``allowed`` to be double (by
    default what was in flight), and the database says the same. The totals, and who is uncertain.
    """
    codes = await fleet.stop()
    totals = await fleet.totals(allowed)
    tell(f"{title}: {totals.line(fleet.seconds, why)}")
    assert totals.faults() == [], totals.faults()
    assert set(codes.values()) == {0}, codes
    uncertain = await fleet.all_recorded()
    assert set(totals.doubled) <= uncertain
    assert "Traceback" not in fleet.said()
    return totals, uncertain
