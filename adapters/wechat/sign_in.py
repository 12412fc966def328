"""Who opens a page of ours in WeChat: web OAuth (官方 网页授权), without asking the person.

A verified service account sends the visitor to the platform (``snsapi_base``: no question is
shown), who comes back with a code. The code is good once, for 5 minutes; the token that comes
with the answer is the visitor's own and not kept.
"""

from urllib.parse import urlencode

from adapters.wechat.errors import understood
from adapters.wechat.granting import Credentials
from adapters.wechat.transport import Transport
from bot.chat_ports import Visitor

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
"""Where visitors are sent, in their own browser; not a host of the API."""


def sign_in_url(authorize_url: str, app_id: str, back: str, state: str) -> str:
    """Where to send the visitor. The platform wants these fields in this order, and its mark at
    the end.
    """
    asked = {
        "appid": app_id,
        "redirect_uri": back,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    return f"{authorize_url}?{urlencode(asked)}#wechat_redirect"


async def visitor_by_code(transport: Transport, own: Credentials, code: str) -> Visitor:
    """Who came back with ``code``. Raises CallFailedError (40029 no such code, 40163 used)."""
    asked = {
        "appid": own.app_id,
        "secret": own.app_secret,
        "code": code,
        "grant_type": "authorization_code",
    }
    answer = await transport.call("GET", "sns/oauth2/access_token", params=asked)
    with understood():
        openid = answer["openid"]
        if not isinstance(openid, str) or not openid:
            raise ValueError("no openid")
        return Visitor(openid)
