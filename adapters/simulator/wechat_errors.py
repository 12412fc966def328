"""How the WeChat API says no: HTTP 200 with an errcode (reference/wechat.md section 8)."""

from typing import Any

from bot.domain.errors import YikeError

WORDS = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid meida size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40015: "invalid menu type",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40031: "invalid openid list",
    40032: "invalid openid list size",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40053: "invalid action info, please check document",
    40059: "invalid message id",
    40066: "invalid url",
    40125: "invalid appsecret",
    40130: "invalid openid list size, at least two openid",
    40164: "invalid ip, not in whitelist",
    40200: "invalid account type",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45028: "has no masssend quota",
    45047: "out of response count limit",
    45056: "too many tag now, no need to add new",
    45057: "can't delete the tag that has too many fans",
    45058: "can't modify sys tag",
    45059: "can not tag too many tags on one user",
    45065: "clientmsgid exist",
    45066: "same clientmsgid retry too fast",
    45067: "clientmsgid size out of limit",
    45072: "command field error",
    45080: "no message in the last 30 seconds, typing not allowed",
    45081: "typing already set",
    45157: "invalid tag name",
    45158: "tag name too long",
    45159: "invalid tag id",
    45171: "some openids failed",
    46003: "menu no exist",
    47001: "data format error",
    47002: "charset error, raw UTF-8 is required",
    47003: "argument invalid!",
    48001: "api unauthorized",
    48002: "user refuse to accept the msg",
    48006: "forbid to clear quota because of reaching the limit",
    53600: "invalid article_id",
    65301: "no such conditional menu",
    65303: "there is no selfmenu, please create selfmenu first",
    65304: "match rule empty",
    76001: "rid not exist",
    76002: "invalid rid",
    76021: "cgi_path not found",
    89504: "the mass message waits for the administrator",
    89505: "the mass message still waits for the administrator",
}

LIMITS = frozenset(
    {43101, 45008, 45009, 45011, 45015, 45028, 45047, 45056, 45057, 45059, 45066, 48006}
)
"""Codes that say a limit was run into: of rate, quota, window, consent or number."""


class WechatRefusal(YikeError):  # noqa: N818 - a platform's answer, not an error of ours
    """One error answer; ``errcode`` says which, ``body`` is what it carries beside the words."""

    def __init__(self, errcode: int, more: str = "", **body: Any) -> None:
        """The words are WeChat's own for this code, with ``more`` where it names the place."""
        words = f"{WORDS[errcode]} {more}".rstrip()
        super().__init__(words)
        self.errcode = errcode
        self.words = words
        self.body = body
