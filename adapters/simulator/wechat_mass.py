"""Mass messages: the calls (reference/wechat.md section 6.4). What runs is in wechat_mass_jobs."""

from datetime import datetime, timedelta
from typing import Any

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_contents import MASS, read_content
from adapters.simulator.wechat_drafts import take
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_mass_jobs import A_MINUTE, begin_job, lasts
from adapters.simulator.wechat_params import mapping, number, string, strings
from adapters.simulator.wechat_state import MassJob, MassStatus, Taken

CALLS_A_MINUTE = 60
KEY_LASTS = timedelta(hours=24)
LONGEST_KEY = 32
MOST_PEOPLE = 10_000
ADMIN_WITHIN = timedelta(minutes=30)
STATUS = {
    "waiting": "SENDING",
    "sending": "SENDING",
    "sent": "SEND_SUCCESS",
    "failed": "SEND_FAIL",
    "deleted": "DELETE",
}


def send_people(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """mass/send: to 2..10,000 listed people; 40130 fewer, 40031 more or no openids."""
    _slow_down(account)
    people = strings(body, "touser", 40031)
    if len(people) < 2:
        raise WechatRefusal(40130)
    if len(people) > MOST_PEOPLE:
        raise WechatRefusal(40031)
    return _take(account, body, people=list(dict.fromkeys(people)))


def send_all(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """mass/sendall: to everybody, or to everybody with a tag; 45159 where there is no such tag."""
    _slow_down(account)
    chosen = mapping(body, "filter")
    if chosen.get("is_to_all") is True:
        return _take(account, body)
    tag = number(chosen, "tag_id")
    if tag not in account.state.tags:
        raise WechatRefusal(45159)
    return _take(account, body, tag=tag)


def state(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """mass/get: SENDING, SEND_SUCCESS, SEND_FAIL or DELETE; 40059 for an unknown message."""
    account.count("mass/get")
    job = _job(account, body)
    return {"msg_id": job.message_id, "msg_status": STATUS[job.status]}


def delete(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """mass/delete: of what was sent, articles only, which then open no more; else 40059."""
    account.count("mass/delete")
    job = _job(account, body)
    if job.status != "sent" or job.kind != "mpnews":
        raise WechatRefusal(40059)
    job.status = "deleted"
    job.bubble.links = []
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def preview(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """mass/preview: shows the message to one follower, by openid; 100 a day, not counted as a mass message."""
    account.count("mass/preview")
    bubble = read_content(account, body, MASS, "preview")
    account.show(account.reachable(string(body, "touser")).openid, bubble)
    return {"errcode": 0, "errmsg": "preview success", "msg_id": account.next_message()}


def get_speed(account: WechatAccount, _: dict[str, Any]) -> dict[str, Any]:
    """mass/speed/get: the speed's number, and tens of thousands a minute."""
    speed = account.state.mass_speed
    return {"speed": speed, "realspeed": A_MINUTE[speed] // 10_000}


def set_speed(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """mass/speed/set: 0 the fastest, 4 the slowest; 40035 otherwise."""
    speed = number(body, "speed")
    if not 0 <= speed < len(A_MINUTE):
        raise WechatRefusal(40035)
    account.state.mass_speed = speed
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def _take(
    account: WechatAccount,
    body: dict[str, Any],
    *,
    people: list[str] | None = None,
    tag: int | None = None,
) -> dict[str, Any]:
    """Take one mass message, once for each clientmsgid in 24 hours.

    Raises WechatRefusal: 45067 a key too long, 45065 and 45066 one used before, 89504 and 89505
    while the administrator is asked, 45028 after the day's share.
    """
    key, now = _key(body), account.world.now()
    if key:
        _refuse_repeat(account, key, now)
    bubble = read_content(account, body, MASS, "mass")
    account.count("mass/sendall", 45028)
    if body["msgtype"] == "mpnews":
        take(account, body["mpnews"]["media_id"])
    job = _new_job(account, bubble, str(body["msgtype"]), people, tag)
    if key:
        account.state.mass_keys[key] = Taken(job.message_id, now)
    begin_job(account, job)
    if job.status == "waiting":
        raise WechatRefusal(89504)
    return _accepted(job)


def _new_job(
    account: WechatAccount, bubble: Bubble, kind: str, people: list[str] | None, tag: int | None
) -> MassJob:
    now, protect = account.world.now(), account.switches.protect_mass
    waits = protect == "every" or (protect == "all" and people is None and tag is None)
    account.number(bubble)
    job_id = account.state.next_job
    account.state.next_job += 1
    due = now + (ADMIN_WITHIN if waits else lasts(account, people))
    status: MassStatus = "waiting" if waits else "sending"
    return MassJob(job_id, now, due, status, bubble, kind, people, tag)


def _accepted(job: MassJob) -> dict[str, Any]:
    return {
        "errcode": 0,
        "errmsg": "send job submission success",
        "msg_id": job.message_id,
        "msg_data_id": job.message_id + 205_000_000,
    }


def _refuse_repeat(account: WechatAccount, key: str, now: datetime) -> None:
    """A key of the last 24 hours is refused; older ones are let go."""
    keys = account.state.mass_keys
    while keys and (oldest := next(iter(keys))) and now - keys[oldest].at >= KEY_LASTS:
        del keys[oldest]
    before = keys.get(key)
    if before is None:
        return
    if account.state.mass_jobs[before.message_id].status == "waiting":
        raise WechatRefusal(89505)
    if now - before.at < account.switches.mass_handling:
        raise WechatRefusal(45066)
    raise WechatRefusal(45065, msg_id=before.message_id)


def _key(body: dict[str, Any]) -> str:
    key = body.get("clientmsgid", "")
    if not isinstance(key, str) or not key.isascii() or len(key) > LONGEST_KEY:
        raise WechatRefusal(45067)
    return key


def _slow_down(account: WechatAccount) -> None:
    """At most 60 calls in any minute, refused ones included. Raises WechatRefusal 45011."""
    now = account.world.now()
    recent = [at for at in account.state.mass_calls if now - at < timedelta(minutes=1)]
    account.state.mass_calls = recent
    if len(recent) >= CALLS_A_MINUTE:
        raise WechatRefusal(45011)
    recent.append(now)


def _job(account: WechatAccount, body: dict[str, Any]) -> MassJob:
    job = account.state.mass_jobs.get(number(body, "msg_id"))
    if job is None:
        raise WechatRefusal(40059)
    return job
