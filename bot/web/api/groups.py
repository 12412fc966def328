"""Groups, and WeChat cohorts that are made here."""

import structlog

from bot.domain.api import Scope
from bot.domain.errors import PlatformCallError, StorageUnavailableError
from bot.domain.events import ChannelKind
from bot.ports import MassWay, Official
from bot.store import audit
from bot.store.api import groups
from bot.store.api.groups import GroupFacts
from bot.store.db import Database
from bot.store.groups import membership
from bot.web.api.models_people import GroupIn, GroupOut, GroupPage, GroupPlace, GroupQuery
from bot.web.api.operation import Answer, Call, Errand, Operation
from bot.web.api.problems import not_found, unusable

log = structlog.get_logger("api")


async def _list(call: Call) -> Answer:
    asked = call.asks(GroupQuery)
    (after,) = call.after(asked.cursor, [0])
    found = await groups.groups_after(
        call.conn,
        after,
        asked.limit + 1,
        account=asked.account,
        channel=asked.channel,
        state=asked.state,
    )
    page = found[: asked.limit]
    more = [page[-1].row] if len(found) > asked.limit else None
    return Answer(GroupPage(items=[_shown(one) for one in page], next=call.next(more)))


async def _one(call: Call) -> Answer:
    found = await groups.group_by_row(call.conn, call.path["id"])
    if found is None:
        raise not_found("group")
    return Answer(_shown(found))


async def _create(call: Call) -> Answer:
    """A cohort, or the one that has the scene already. Its code is asked for after the commit: no
    transaction stays open while a platform is asked.
    """
    wanted = call.says(GroupIn)
    official = _official(call, wanted.account)
    row = await membership.know_group(
        call.conn,
        account=wanted.account,
        channel=ChannelKind.WECHAT.value,
        platform_id=wanted.scene,
        title=" ".join(wanted.title.split()),
        zone=call.house.zone.key,
        now=call.now,
    )
    await audit.note(
        call.conn,
        at=call.now,
        actor=call.token.actor,
        act="group.create",
        kind="group",
        about=str(row),
        after={"account": wanted.account},
    )
    made = await groups.group_by_row(call.conn, row)
    if made is None:
        raise not_found("group")
    if made.url is None:
        call.errands.append(_code(call, official, row, wanted.scene))
    return Answer(_shown(made), location=f"/api/v1/groups/{row}")


def _official(call: Call, account: str) -> Official:
    """The account, as one that makes QR codes; else what is wrong with asking it."""
    channel = call.house.channels.get(account)
    if channel is None:
        raise unusable("The deployment has no such account.", "account")
    if channel.kind is not ChannelKind.WECHAT or not isinstance(channel, Official):
        raise unusable(
            "Only WeChat cohorts are made; a Telegram group is known once the bot is added to it.",
            "account",
        )
    if channel.ability.mass is not MassWay.PEOPLE:
        raise unusable("WeChat gives QR codes to verified service accounts only.", "account")
    return channel


def _code(call: Call, official: Official, row: int, scene: str) -> Errand:
    async def ask(db: Database) -> None:
        try:
            code = await official.group_code(scene)
            async with db.transaction() as conn:
                await membership.keep_code(conn, row, code, call.now)
        except (PlatformCallError, StorageUnavailableError) as error:
            log.warning("a cohort's code is not made", account=official.account, reason=str(error))

    return ask


def _shown(one: GroupFacts) -> GroupOut:
    return GroupOut(
        id=one.row,
        account=one.account,
        channel=one.channel,  # type: ignore[arg-type]  # groups are of these channels only
        title=one.title,
        state=one.state,  # type: ignore[arg-type]  # the table's check allows these only
        language=one.language,
        zone=one.zone,
        track=one.track,
        members=one.members,
        join_url=one.url,
        merged_into=one.merged_into,
    )


OPERATIONS = (
    Operation(
        "listGroups",
        "GET",
        "/groups",
        Scope.GROUPS_READ,
        "Groups, page by page",
        _list,
        GroupPage,
        query=GroupQuery,
    ),
    Operation(
        "getGroup",
        "GET",
        "/groups/{id}",
        Scope.GROUPS_READ,
        "One group",
        _one,
        GroupOut,
        place=GroupPlace,
    ),
    Operation(
        "createGroup",
        "POST",
        "/groups",
        Scope.GROUPS_WRITE,
        "Make a WeChat cohort, or find it again",
        _create,
        GroupOut,
        status=201,
        body=GroupIn,
    ),
)
