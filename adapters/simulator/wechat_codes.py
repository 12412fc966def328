"""QR codes of an account (reference/wechat.md section 7)."""

import secrets
from datetime import timedelta
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_state import QrCode

LONGEST_CODE = 2_592_000


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
