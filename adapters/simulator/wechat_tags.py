"""Tags of followers (reference/wechat.md section 7).

Codes as the documents have them: 45056 too many tags, 45057 too many people on the tag to delete
it, 45058 a tag of the system's, 45059 over 20 on one person, 45157 to 45159 a wrong name, a name
too long, a wrong id.
"""

from collections import Counter
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import mapping, number, string, strings
from adapters.simulator.wechat_users import page_of

MOST_TAGS = 100
MOST_ON_ONE = 20
MOST_AT_ONCE = 50
LONGEST_NAME = 30
STARRED = 2
SYSTEM = frozenset({0, 1, STARRED})


def create(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """tags/create."""
    account.count("tags/create")
    name = _name(account, mapping(body, "tag"))
    if len(account.state.tags) >= MOST_TAGS:
        raise WechatRefusal(45056)
    tag = account.state.next_tag
    account.state.next_tag += 1
    account.state.tags[tag] = name
    account.world.touch()
    return {"tag": {"id": tag, "name": name}}


def list_tags(account: WechatAccount, _: dict[str, Any]) -> dict[str, Any]:
    """tags/get: the system's own, then ours, with how many people each has."""
    account.count("tags/get")
    counts = Counter(
        tag for one in account.state.followers.values() if one.subscribed for tag in one.tags
    )
    names = {STARRED: "星标组"} | account.state.tags
    return {"tags": [{"id": t, "name": name, "count": counts[t]} for t, name in names.items()]}


def update(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """tags/update: another name."""
    account.count("tags/update")
    given = mapping(body, "tag")
    tag = _own(account, number(given, "id"))
    account.state.tags[tag] = _name(account, given)
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def delete(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """tags/delete: from everybody, unless too many have it."""
    account.count("tags/delete")
    tag = _own(account, number(mapping(body, "tag"), "id"))
    people = [one for one in account.state.followers.values() if tag in one.tags]
    if len(people) > account.switches.largest_tag:
        raise WechatRefusal(45057)
    for one in people:
        one.tags.remove(tag)
    del account.state.tags[tag]
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def give(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """tags/members/batchtagging: at most 50 people (40032), 20 tags on each (45059)."""
    account.count("tags/members/batchtagging")
    tag, openids = _tag_and_people(account, body)
    people = [account.state.followers[one] for one in openids if _follows(account, one)]
    untagged = [one for one in people if tag not in one.tags]
    if any(len(one.tags) >= MOST_ON_ONE for one in untagged):
        raise WechatRefusal(45059)
    for one in untagged:
        one.tags.append(tag)
    return _done(account, openids)


def take(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """tags/members/batchuntagging: at most 50 people (40032)."""
    account.count("tags/members/batchuntagging")
    tag, openids = _tag_and_people(account, body)
    for openid in openids:
        if _follows(account, openid) and tag in account.state.followers[openid].tags:
            account.state.followers[openid].tags.remove(tag)
    return _done(account, openids)


def of_person(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """tags/getidlist."""
    account.count("tags/getidlist")
    return {"tagid_list": account.person(string(body, "openid")).tags}


def people_with(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """user/tag/get: 10,000 a page."""
    account.count("user/tag/get")
    tag = number(body, "tagid")
    if tag not in SYSTEM:
        _own(account, tag)
    people = account.state.followers.values()
    return page_of(account, str(body.get("next_openid", "")), people, lambda one: tag in one.tags)


def _name(account: WechatAccount, given: dict[str, Any]) -> str:
    name = given.get("name")
    if not isinstance(name, str) or not name.strip():
        raise WechatRefusal(45157)
    if len(name) > LONGEST_NAME:
        raise WechatRefusal(45158)
    if name in account.state.tags.values():
        raise WechatRefusal(45157)
    return name


def _own(account: WechatAccount, tag: int) -> int:
    if tag in SYSTEM:
        raise WechatRefusal(45058)
    if tag not in account.state.tags:
        raise WechatRefusal(45159)
    return tag


def _tag_and_people(account: WechatAccount, body: dict[str, Any]) -> tuple[int, list[str]]:
    openids = strings(body, "openid_list", 40031)
    if not 1 <= len(openids) <= MOST_AT_ONCE:
        raise WechatRefusal(40032)
    tag = number(body, "tagid")
    if tag != STARRED:
        _own(account, tag)
    return tag, openids


def _follows(account: WechatAccount, openid: str) -> bool:
    follower = account.state.followers.get(openid)
    return follower is not None and follower.subscribed


def _done(account: WechatAccount, openids: list[str]) -> dict[str, Any]:
    """What was possible is done; 45171 names whom it failed for."""
    account.world.touch()
    failed = [one for one in openids if not _follows(account, one)]
    if failed:
        raise WechatRefusal(45171, fail_openid_list=failed)
    return {"errcode": 0, "errmsg": "ok"}
