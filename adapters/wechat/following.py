"""People, tags, QR codes and quotas of one account, as the platform tells them."""

from collections.abc import Sequence

from adapters.wechat.client import AsyncWeChat
from adapters.wechat.errcodes import QUOTA_NOT_ASKED, SOME_NOT_TAGGED
from adapters.wechat.errors import CallFailedError, understood
from bot.ports import CallQuota, FollowerPage, GroupCode, PlatformPerson

SYSTEM_TAGS = frozenset({0, 1, 2})
"""Tags every account has (未分组, 黑名单, 星标组); none is ours to give."""

COUNTED_CALLS = (
    "message/custom/send",
    "message/template/send",
    "message/mass/sendall",
    "message/mass/send",
    "user/get",
    "user/info",
    "media/upload",
)
"""The interfaces whose daily quota matters here."""


class Following:
    """Calls about an account's followers. Every one raises CallFailedError, and nothing else."""

    def __init__(self, client: AsyncWeChat) -> None:
        """Call nothing yet."""
        self._client = client

    async def followers(self, after: str) -> FollowerPage:
        """A page of followers (user/get). The last page that holds any leads to an empty one."""
        answer = await self._client.user.get_followers(after or None)
        with understood():
            data = answer.get("data") or {}
            ids = tuple(map(str, data.get("openid") or ()))
            onward = str(answer.get("next_openid") or "") if ids else ""
            return FollowerPage(ids, int(answer["total"]), onward)

    async def people(self, platform_ids: Sequence[str]) -> list[PlatformPerson]:
        """Who they are (user/info/batchget), at most 100."""
        if not platform_ids:
            return []
        found = await self._client.user.get_batch(list(platform_ids))
        with understood():
            return [
                PlatformPerson(
                    platform_id=str(one["openid"]),
                    follows=int(one["subscribe"]) == 1,
                    union=str(one.get("unionid") or ""),
                    scene=str(one.get("qr_scene_str") or one.get("qr_scene") or ""),
                )
                for one in found
            ]

    async def group_code(self, scene: str) -> GroupCode:
        """A lasting code of ``scene`` (qrcode/create)."""
        asked = {
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        answer = await self._client.qrcode.create(asked)
        with understood():
            return GroupCode(url=str(answer["url"]), ticket=str(answer["ticket"]))

    async def tags(self) -> dict[str, int]:
        """The account's own tags: id by name."""
        found = await self._client.tag.get()
        with understood():
            named = {str(tag["name"]): int(tag["id"]) for tag in found}
        return {name: tag for name, tag in named.items() if tag not in SYSTEM_TAGS}

    async def make_tag(self, name: str) -> int:
        """A new tag's id."""
        made = await self._client.tag.create(name)
        with understood():
            return int(made["id"])

    async def delete_tag(self, tag: int) -> None:
        """Take a tag away from everybody, and end it."""
        await self._client.tag.delete(tag)

    async def tag_people(self, tag: int, platform_ids: Sequence[str], *, on: bool) -> list[str]:
        """Give or take a tag, at most 50 people; those it failed for, to be tried again."""
        if not platform_ids:
            return []
        api = self._client.tag
        try:
            await (api.tag_user if on else api.untag_user)(tag, list(platform_ids))
        except CallFailedError as error:
            if error.code != SOME_NOT_TAGGED:
                raise
            failed = error.answer.get("fail_openid_list")
            return list(map(str, failed)) if isinstance(failed, list) else list(platform_ids)
        return []

    async def quotas(self) -> list[CallQuota]:
        """The day's calls (openapi/quota/get); interfaces the account has not are left out."""
        found = [await self._quota(f"/cgi-bin/{call}") for call in COUNTED_CALLS]
        return [quota for quota in found if quota is not None]

    async def _quota(self, path: str) -> CallQuota | None:
        try:
            answer = await self._client.post("openapi/quota/get", data={"cgi_path": path})
        except CallFailedError as error:
            if error.code not in QUOTA_NOT_ASKED:
                raise
            return None
        with understood():
            quota = answer["quota"]
            return CallQuota(path, int(quota["daily_limit"]), int(quota["used"]))
