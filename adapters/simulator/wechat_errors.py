"""How the WeChat API says no: HTTP 200 with an errcode (reference/wechat.md section 8)."""

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
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid parameter",
    40053: "invalid action info, please check document",
    40125: "invalid appsecret",
    40200: "invalid account type",
    40066: "invalid url",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "command field error",
    45080: "no message in the last 30 seconds, typing not allowed",
    45081: "typing already set",
    46003: "menu no exist",
    47001: "data format error",
    47002: "charset error, raw UTF-8 is required",
    48001: "api unauthorized",
}


class WechatRefusal(YikeError):  # noqa: N818 - a platform's answer, not an error of ours
    """One error answer; ``errcode`` says which."""

    def __init__(self, errcode: int) -> None:
        """The words are WeChat's own for this code."""
        super().__init__(WORDS[errcode])
        self.errcode = errcode
        self.words = WORDS[errcode]
