"""Followers, QR codes and temporary media (reference/wechat.md section 7)."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from adapters.simulator.state import Media, QrCode
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal

LONGEST_CODE = 2_592_000
MEDIA_LASTS = timedelta(days=3)
MEDIA_SIZES = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}
MEDIA_ENDINGS = {
    "image": (".png", ".jpg", ".jpeg", ".gif"),
    "voice": (".amr", ".mp3"),
    "video": (".mp4",),
    "thumb": (".jpg", ".jpeg"),
}


def info(account: WechatAccount, openid: str) -> dict[str, Any]:
    """user/info; of somebody who left only that he or she left."""
    account.count("user/info")
    follower = account.person(openid)
    if not follower.subscribed:
        return {"subscribe": 0, "openid": openid}
    return {
        "subscribe": 1,
        "openid": openid,
        "language": "zh_CN",
        "subscribe_time": int(follower.since.timestamp()),
        "unionid": "o6" + hashlib.sha256(openid.encode()).hexdigest()[:26],
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if follower.scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(follower.scene) if follower.scene.isdecimal() else 0,
        "qr_scene_str": "" if follower.scene.isdecimal() else follower.scene,
    }


def create_code(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """qrcode/create: temporary (at most 30 days) or permanent, by number or by string."""
    account.count("qrcode/create")
    action = body.get("action_name")
    detail = body.get("action_info")
    scene = _scene(action, detail.get("scene") if isinstance(detail, dict) else None)
    temporary = action in ("QR_SCENE", "QR_STR_SCENE")
    lasts = body.get("expire_seconds", 60)
    if temporary and (not isinstance(lasts, int) or not 1 <= lasts <= LONGEST_CODE):
        raise WechatRefusal(40035)
    expires = account.world.now() + timedelta(seconds=lasts) if temporary else None
    ticket = "gQ" + secrets.token_urlsafe(60)
    account.state.codes[ticket] = QrCode(ticket, scene, expires)
    account.world.touch()
    answer = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{ticket[-20:]}"}
    return answer | ({"expire_seconds": lasts} if temporary else {})


def _scene(action: Any, scene: Any) -> str:
    if not isinstance(scene, dict):
        raise WechatRefusal(40053)
    if action in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= 64:
            raise WechatRefusal(40053)
        return text
    largest = {"QR_SCENE": 2**32 - 1, "QR_LIMIT_SCENE": 100_000}.get(str(action), 0)
    number = scene.get("scene_id")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= largest:
        raise WechatRefusal(40053)
    return str(number)


def upload(account: WechatAccount, kind: str, filename: str, size: int) -> dict[str, Any]:
    """media/upload: a temporary file, three days. The bytes themselves are not kept."""
    account.count("media/upload")
    if kind not in MEDIA_SIZES:
        raise WechatRefusal(40004)
    if not filename.lower().endswith(MEDIA_ENDINGS[kind]):
        raise WechatRefusal(40005)
    if not 0 < size <= MEDIA_SIZES[kind]:
        raise WechatRefusal(40006)
    now = account.world.now()
    media_id = secrets.token_urlsafe(48)
    account.state.media[media_id] = Media(kind, now + MEDIA_LASTS)
    account.world.touch()
    return {"type": kind, "media_id": media_id, "created_at": int(now.timestamp())}
