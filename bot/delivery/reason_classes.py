"""The many reasons that deliveries ended for, in few classes: what an operator can do is one thing
for each.
"""

from bot.delivery.decision import Reason
from bot.domain.delivery import Result

OTHER = "other"

_RESULTS = tuple(one.value for one in Result if one is not Result.SENT)
_REASONS = {one.value: one.name.lower().replace("_", "-") for one in Reason}


def class_of(reason: str) -> str:
    """The class of a reason as it is kept with a delivery: a platform's answer by its result
    (``refused 403`` is ``refused``), a decision by its name (``quiet hours`` is ``quiet-hours``),
    also where it stands behind a colon or before a semicolon; else ``other``.
    """
    found = (class_and_code(part)[0] for part in parts_of(reason))
    return next((name for name in found if name != OTHER), OTHER)


def parts_of(reason: str) -> list[str]:
    """What a reason is put together from, in its order."""
    return [part.strip() for part in reason.replace(": ", "; ").split("; ") if part.strip()]


def class_and_code(part: str) -> tuple[str, str]:
    """The class of one part, and the platform's own code behind its result ("" where there is none)."""
    if part in _REASONS:
        return _REASONS[part], ""
    for result in _RESULTS:
        if part == result or part.startswith(f"{result} "):
            return result.replace(" ", "-"), part.removeprefix(result).strip()
    return OTHER, ""


LASTING = frozenset(
    class_of(one.value)
    for one in (
        Result.WINDOW_CLOSED,
        Result.GONE,
        Result.MIGRATED,
        Reason.NO_ADDRESS,
        Reason.STOPPED,
    )
)
"""Classes that sending again cannot mend: only the person can, or it goes out another way by itself."""
