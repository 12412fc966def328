"""What is said about works: what a stage takes, and why something was not taken."""

from bot.competitions.works.taking import most_megabytes
from bot.domain.contests import WorkKind, WorkRule
from bot.domain.works import WorkFault
from bot.texts.catalogue import Texts

MINUTE = 60


def wanted(rule: WorkRule, t: Texts) -> str:
    """What a stage takes: 视频、录音（5 分钟以内，20 MB 以内）."""
    kinds = t("mark-comma").join(t(f"work-kind-{kind.value}") for kind in rule.kinds)
    limits = _limits(rule, t)
    return t("work-wanted", kinds=kinds, limits=limits) if limits else kinds


def why_not(fault: WorkFault, rule: WorkRule | None, t: Texts) -> str:
    """Why something is not taken, and what to do; ``rule`` is the stage's, None where it is gone."""
    if rule is None:
        return t(f"work-fault-{WorkFault.NOT_OPEN.value}")
    seconds = length(rule.seconds, t) if rule.seconds is not None else ""
    return t(
        f"work-fault-{fault.value}",
        wanted=wanted(rule, t),
        megabytes=most_megabytes(rule),
        length=seconds,
    )


def length(seconds: int, t: Texts) -> str:
    """5 分钟; 90 秒."""
    if seconds % MINUTE == 0:
        return t("span-minutes", count=seconds // MINUTE)
    return t("work-seconds", count=seconds)


def _limits(rule: WorkRule, t: Texts) -> str:
    limits = []
    if rule.seconds is not None and {WorkKind.VIDEO, WorkKind.AUDIO} & {*rule.kinds}:
        limits.append(t("work-limit-length", length=length(rule.seconds, t)))
    if set(rule.kinds) != {WorkKind.LINK}:
        limits.append(t("work-limit-size", megabytes=most_megabytes(rule)))
    return t("mark-clause").join(limits)
