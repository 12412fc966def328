"""Mass messages under way: whom they reach, when they end, what is reported."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from adapters.simulator.bubbles import append_bubble
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_state import Follower, MassJob

A_MINUTE = (800_000, 600_000, 450_000, 300_000, 100_000)
"""Messages a minute, by the speed's number (reference/wechat.md section 6.4)."""

A_MONTH = 4
"""Mass messages a follower of a service account gets in a calendar month."""

ADMIN_REFUSED, ADMIN_SILENT = "err(40001)", "err(40002)"


def lasts(account: WechatAccount, people: list[str] | None) -> timedelta:
    """How long a mass message takes at the account's speed; at least a second."""
    number = len(account.state.followers if people is None else people)
    minutes = number / A_MINUTE[account.state.mass_speed]
    return max(timedelta(seconds=1), timedelta(minutes=minutes))


def begin_job(account: WechatAccount, job: MassJob) -> None:
    """Put a mass message under way, or before the administrator."""
    account.state.mass_jobs[job.message_id] = job
    account.state.mass_running.append(job.message_id)
    account.world.touch()
    account.reported()


def running(account: WechatAccount) -> list[MassJob]:
    """The mass messages that have not ended, oldest first."""
    return [account.state.mass_jobs[one] for one in account.state.mass_running]


def answer_for_admin(account: WechatAccount, job: MassJob, *, send: bool) -> None:
    """The administrator lets a waiting mass message go, or refuses it."""
    now = account.world.now()
    if send:
        job.status, job.due = "sending", now + lasts(account, job.people)
    else:
        job.ending, job.due = ADMIN_REFUSED, now
    account.world.touch()
    account.reported()


def end_job(account: WechatAccount, job: MassJob) -> None:
    """Bring the message to its people, and report what became of it.

    As the documents define the figures: ``filtered`` are those left after who refuses messages
    or had four this month was taken out; ``sent`` and ``failed`` add up to it.
    """
    account.state.mass_running.remove(job.message_id)
    people = [one for one in _meant(account, job) if one.subscribed]
    job.total = len(job.people) if job.people is not None else len(people)
    if job.status == "waiting" and job.ending == "send success":
        job.ending = ADMIN_SILENT
    elif job.status == "sending" and account.switches.mass_endings:
        job.ending = account.switches.mass_endings.pop(0)
    if job.ending == "send success":
        _deliver(account, job, people)
        job.status = "sent"
    else:
        job.status = "failed"
    job.people = None
    account.report(account.own_openid, "MASSSENDJOBFINISH", _finish(job))
    account.world.touch()


def _meant(account: WechatAccount, job: MassJob) -> Iterable[Follower]:
    followers = account.state.followers
    if job.people is not None:
        return (followers[openid] for openid in job.people if openid in followers)
    if job.tag is None:
        return followers.values()
    return (one for one in followers.values() if job.tag in one.tags)


def _deliver(account: WechatAccount, job: MassJob, people: list[Follower]) -> None:
    """All see one and the same bubble, so that thousands of them stay light."""
    job.bubble.at = account.world.now()
    month = account.month()
    counted = account.console.kind == "service"
    for follower in people:
        if follower.refuses or follower.blacklisted:
            continue
        if counted and not _takes_one(follower, month):
            continue
        job.sent += 1
        append_bubble(follower.bubbles, job.bubble)
    job.filtered = job.sent


def _takes_one(follower: Follower, month: str) -> bool:
    if follower.mass_month != month:
        follower.mass_month, follower.mass_used = month, 0
    if follower.mass_used >= A_MONTH:
        return False
    follower.mass_used += 1
    return True


def _finish(job: MassJob) -> dict[str, Any]:
    return {
        "MsgID": job.message_id,
        "Status": job.ending,
        "TotalCount": job.total,
        "FilterCount": job.filtered,
        "SentCount": job.sent,
        "ErrorCount": job.failed,
        "CopyrightCheckResult": {"Count": 0, "ResultList": {}, "CheckState": 0},
        "ArticleUrlResult": _articles(job),
    }


def _articles(job: MassJob) -> dict[str, Any]:
    """Where the articles of a mass message are."""
    links = job.bubble.links if job.kind == "mpnews" else []
    items = [{"ArticleIdx": n, "ArticleUrl": url} for n, (_, url) in enumerate(links, 1)]
    return {"Count": len(items), "ResultList": {"item": items}}
