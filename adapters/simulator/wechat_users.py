"""Followers as the API tells of them (reference/wechat.md section 7)."""

import hashlib
import itertools
from collections.abc import Callable, Iterable
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import objects, string
from adapters.simulator.wechat_state import Follower

A_PAGE = 10_000
MOST_ASKED = 100
LONGEST_REMARK = 30


def info(account: WechatAccount, query: dict[str, Any]) -> dict[str, Any]:
    """user/info; of somebody who left only that he or she left. 40003 for nobody we know."""
    account.count("user/info")
    return _told(account, account.person(str(query.get("openid", ""))))


def info_of_many(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """user/info/batchget: at most 100, else 40130; one unknown openid refuses all: 40003."""
    account.count("user/info/batchget")
    asked = objects(body, "user_list")
    if not 1 <= len(asked) <= MOST_ASKED:
        raise WechatRefusal(40130)
    people = [account.person(string(one, "openid")) for one in asked]
    return {"user_info_list": [_told(account, person) for person in people]}


def list_followers(account: WechatAccount, query: dict[str, Any]) -> dict[str, Any]:
    """user/get: 10,000 a page after ``next_openid``; 40003 where that is nobody we know.

    The last page names its last openid too; what comes after that has no ``data``.
    """
    account.count("user/get")
    total = sum(1 for one in account.state.followers.values() if one.subscribed)
    page = page_of(account, str(query.get("next_openid", "")), account.state.followers.values())
    return {"total": total} | page


def page_of(
    account: WechatAccount,
    after: str,
    people: Iterable[Follower],
    wanted: Callable[[Follower], bool] = lambda _: True,
) -> dict[str, Any]:
    """Up to 10,000 openids of wanted followers among ``people``, after the person ``after``."""
    if after:
        account.person(after)
        people = itertools.dropwhile(lambda one: one.openid != after, people)
        people = itertools.islice(people, 1, None)
    found = (one.openid for one in people if one.subscribed and wanted(one))
    page = list(itertools.islice(found, A_PAGE))
    if not page:
        return {"count": 0, "next_openid": ""}
    return {"count": len(page), "data": {"openid": page}, "next_openid": page[-1]}


def update_remark(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """user/info/updateremark: under 30 characters, else 40035."""
    account.count("user/info/updateremark")
    remark = string(body, "remark")
    if len(remark) >= LONGEST_REMARK:
        raise WechatRefusal(40035)
    account.person(string(body, "openid")).remark = remark
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def union_of(account: WechatAccount, follower: Follower) -> str:
    """The person's id over all accounts of one owner; empty while the account is not bound."""
    if not account.switches.bound:
        return ""
    if follower.union is not None:
        return follower.union
    return "o6" + hashlib.sha256(follower.openid.encode()).hexdigest()[:26]


def _told(account: WechatAccount, follower: Follower) -> dict[str, Any]:
    if not follower.subscribed:
        return {"subscribe": 0, "openid": follower.openid}
    scene, union = follower.scene, union_of(account, follower)
    return {
        "subscribe": 1,
        "openid": follower.openid,
        "language": "zh_CN",
        "subscribe_time": int(follower.since.timestamp()),
        **({"unionid": union} if union else {}),
        "remark": follower.remark,
        "groupid": 0,
        "tagid_list": follower.tags,
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(scene) if scene.isdecimal() else 0,
        "qr_scene_str": "" if scene.isdecimal() else scene,
    }
