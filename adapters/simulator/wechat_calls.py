"""Every call of the API by its name: the path without ``cgi-bin/`` and ``message/``."""

from collections.abc import Callable
from typing import Any

from adapters.simulator import (
    wechat_codes,
    wechat_counts,
    wechat_drafts,
    wechat_mass,
    wechat_media,
    wechat_menu,
    wechat_messages,
    wechat_notices,
    wechat_tags,
    wechat_templates,
    wechat_tickets,
    wechat_users,
)
from adapters.simulator.wechat_account import WechatAccount

Call = Callable[[WechatAccount, dict[str, Any]], dict[str, Any]]
UploadCall = Callable[[WechatAccount, wechat_media.Upload], dict[str, Any]]


def callback_ips(_: WechatAccount, __: dict[str, Any]) -> dict[str, Any]:
    """getcallbackip: where callbacks come from."""
    return {"ip_list": ["127.0.0.1"]}


POSTED: dict[str, Call] = {
    "clear_quota": wechat_counts.clear_all,
    "custom/send": wechat_messages.send,
    "custom/typing": wechat_messages.typing,
    "draft/add": wechat_drafts.add,
    "freepublish/submit": wechat_drafts.publish,
    "mass/delete": wechat_mass.delete,
    "mass/get": wechat_mass.state,
    "mass/preview": wechat_mass.preview,
    "mass/send": wechat_mass.send_people,
    "mass/sendall": wechat_mass.send_all,
    "mass/speed/get": wechat_mass.get_speed,
    "mass/speed/set": wechat_mass.set_speed,
    "menu/addconditional": wechat_menu.add_tagged,
    "menu/create": wechat_menu.create,
    "menu/delconditional": wechat_menu.delete_tagged,
    "menu/trymatch": wechat_menu.try_match,
    "openapi/quota/clear": wechat_counts.clear_one,
    "openapi/quota/get": wechat_counts.get_quota,
    "qrcode/create": wechat_codes.create_code,
    "subscribe/bizsend": wechat_notices.send,
    "tags/create": wechat_tags.create,
    "tags/delete": wechat_tags.delete,
    "tags/getidlist": wechat_tags.of_person,
    "tags/members/batchtagging": wechat_tags.give,
    "tags/members/batchuntagging": wechat_tags.take,
    "tags/update": wechat_tags.update,
    "template/send": wechat_templates.send,
    "user/info/batchget": wechat_users.info_of_many,
    "user/info/updateremark": wechat_users.update_remark,
    "user/tag/get": wechat_tags.people_with,
}
"""Calls with a JSON body."""

BODY_BY_GET = frozenset({"user/tag/get", "mass/speed/get"})
"""Those of them that the documents also name with GET."""

FETCHED: dict[str, Call] = {
    "getcallbackip": callback_ips,
    "menu/delete": wechat_menu.delete,
    "menu/get": wechat_menu.get,
    "newtmpl/gettemplate": wechat_notices.list_templates,
    "tags/get": wechat_tags.list_tags,
    "template/get_all_private_template": wechat_templates.list_private,
    "ticket/getticket": wechat_tickets.get_ticket,
    "user/get": wechat_users.list_followers,
    "user/info": wechat_users.info,
}
"""Calls without a body."""

UPLOADS: dict[str, UploadCall] = {
    "material/add_material": wechat_media.add_material,
    "media/upload": wechat_media.upload,
    "media/uploadimg": wechat_media.upload_image,
}
"""Calls that bring a file, as the multipart field ``media``."""

NAMES = frozenset(
    {"token", "stable_token", "media/get", "openapi/rid/get", *POSTED, *FETCHED, *UPLOADS}
)
"""All calls there are, with those that the API answers by itself."""
