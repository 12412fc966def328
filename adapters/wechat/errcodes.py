"""WeChat's errcodes in the project's words (reference: the official 通用错误码 and limits).

Errors come as HTTP 200 with an ``errcode``. One table says what each means for a send; codes
that only a person can mend carry the sentence that names the mend.
"""

from dataclasses import dataclass

from bot.domain.delivery import Outcome, Result, Scope

TOKEN_CODES = frozenset({40001, 40014, 41001, 42001})
"""The access token is bad, missing or expired: get a new one once, then send again once."""

NO_PERMISSION_FOR_MENU = 40200
"""What an account that may not send click menus (msgmenu) is told."""

MEDIA_GONE = 40007
"""The media_id ran out or was never ours: upload the file again once, then send again once."""

NO_MENU = 46003
"""What ``menu/get`` answers where no menu was ever made."""

SOME_NOT_TAGGED = 45171
"""Tagging reached only some; the answer names the others in ``fail_openid_list``."""

QUOTA_NOT_ASKED = frozenset({48001, 76021, 76022})
"""``quota/get`` knows no such interface for this account, or the account may not use it."""

PAUSE = 60.0
"""Seconds to wait after a "too fast" answer that names no time."""

PAUSE_OF_A_PERSON = 600.0
"""Seconds for which somebody who was sent too much is left alone. The platform names no time and
publishes no limit for one person; knocking again within minutes would only lengthen it."""

ADMIN_SECONDS = 1800.0
"""How long the platform gives the administrator to confirm a mass message. Its end comes as an
event; a repeat after that time, with the same client message id, is answered 45065 at worst."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means for a send; ``word`` is fixed text an operator reads beside the code."""

    result: Result
    word: str
    scope: Scope = Scope.CHAT
    retry_after: float | None = None


def _account(result: Result, word: str, retry_after: float | None = None) -> Meaning:
    return Meaning(result, word, Scope.ACCOUNT, retry_after)


_BUSY = _account(Result.UNAVAILABLE, "platform busy")
_TOKEN = _account(Result.MISCONFIGURED, "token refused again after a new one")
_GONE = Meaning(Result.GONE, "not a follower")
_FAST = _account(Result.THROTTLED, "too fast", PAUSE)
_DAY = _account(Result.QUOTA_USED_UP, "quota of the account used up")
_FORM = Meaning(Result.BAD_REQUEST, "malformed message")
_LONG = Meaning(Result.BAD_REQUEST, "content too long")
_EMPTY = Meaning(Result.BAD_REQUEST, "content empty")
_NAME = Meaning(Result.BAD_REQUEST, "client message id malformed")
_TEMPLATE = Meaning(Result.REFUSED, "template wrong or blocked", Scope.TEMPLATE)
_MAY_NOT = Meaning(Result.REFUSED, "no permission for this interface", Scope.RUNG)
_BANNED = _account(Result.MISCONFIGURED, "account banned or restricted")
_TAG = Meaning(Result.BAD_REQUEST, "tag limit")
_ADMIN = Meaning(Result.THROTTLED, "waits for the administrator", retry_after=ADMIN_SECONDS)

MEANINGS: dict[int, Meaning] = {
    -1: _BUSY,
    268487001: _BUSY,
    268487002: _BUSY,
    268488001: _BUSY,
    40001: _TOKEN,
    40014: _TOKEN,
    41001: _TOKEN,
    42001: _TOKEN,
    40013: _account(Result.MISCONFIGURED, "app id wrong"),
    40125: _account(Result.MISCONFIGURED, "app secret wrong"),
    40164: _account(Result.MISCONFIGURED, "address not in the IP whitelist"),
    61004: _account(Result.MISCONFIGURED, "address not allowed"),
    89503: _account(Result.MISCONFIGURED, "address waits for the administrator"),
    40003: _GONE,
    43004: _GONE,
    46004: _GONE,
    49003: _GONE,
    50005: _GONE,
    45015: Meaning(Result.WINDOW_CLOSED, "no open window"),
    45047: Meaning(Result.QUOTA_USED_UP, "messages of this window used up"),
    43101: Meaning(Result.QUOTA_USED_UP, "no consent left"),
    48002: Meaning(Result.REFUSED, "person refuses messages", Scope.PERSON),
    43019: Meaning(Result.REFUSED, "person is on the blacklist", Scope.PERSON),
    70000: Meaning(Result.REFUSED, "protection of minors"),
    50002: Meaning(Result.REFUSED, "person is restricted"),
    43117: Meaning(Result.THROTTLED, "this person too often", retry_after=PAUSE_OF_A_PERSON),
    45009: _DAY,
    45028: _DAY,
    45011: _FAST,
    42010: _FAST,
    45066: _FAST,
    45065: _account(Result.SENT, "already accepted"),
    40033: _FORM,
    47001: _FORM,
    47002: _FORM,
    47003: Meaning(Result.BAD_REQUEST, "template value malformed"),
    44002: _EMPTY,
    44004: _EMPTY,
    45002: _LONG,
    45008: Meaning(Result.BAD_REQUEST, "too many articles"),
    40008: Meaning(Result.BAD_REQUEST, "message type wrong"),
    40035: _FORM,
    40130: Meaning(Result.BAD_REQUEST, "too few receivers"),
    40031: Meaning(Result.BAD_REQUEST, "receivers malformed"),
    40032: Meaning(Result.BAD_REQUEST, "receivers malformed"),
    45048: Meaning(Result.BAD_REQUEST, "click menu malformed"),
    45067: _NAME,
    45157: _TAG,
    45158: _TAG,
    45159: _TAG,
    40007: Meaning(Result.BAD_REQUEST, "media gone"),
    40036: _TEMPLATE,
    40037: _TEMPLATE,
    40249: _TEMPLATE,
    43116: _TEMPLATE,
    40200: _MAY_NOT,
    48001: _MAY_NOT,
    48008: _MAY_NOT,
    48004: _BANNED,
    45087: _BANNED,
    45102: _BANNED,
    45056: _TAG,
    45057: _TAG,
    45058: _TAG,
    45059: _TAG,
    89504: _ADMIN,
    89505: _ADMIN,
    SOME_NOT_TAGGED: Meaning(Result.BAD_REQUEST, "some people were not tagged"),
    45169: Meaning(Result.THROTTLED, "tags of a person change elsewhere", retry_after=PAUSE),
}

_UNLISTED = Meaning(Result.BAD_REQUEST, "unlisted code")

_CONSOLE = "in the official account console"

MENDS: dict[int, str] = {
    40001: f"the app_secret is wrong; copy it anew from 开发接口管理 {_CONSOLE}",
    40013: f"the app_id is wrong; copy it from 开发接口管理 {_CONSOLE}",
    40125: f"the app_secret is wrong; copy it anew from 开发接口管理 {_CONSOLE}",
    40164: f"add this machine's outgoing IP address to the IP whitelist (IP白名单) {_CONSOLE}",
    61004: f"add this machine's outgoing IP address to the IP whitelist (IP白名单) {_CONSOLE}",
    89503: "the account's administrator must confirm this machine's IP address in WeChat",
    40200: f"the account may not do this; set kind and verified as they stand {_CONSOLE}",
    48001: f"the account may not do this; set kind and verified as they stand {_CONSOLE}",
    48008: f"the account may not do this; set kind and verified as they stand {_CONSOLE}",
    40036: f"the template is wrong or blocked; compare it with its entry {_CONSOLE}",
    40037: f"the template is wrong or blocked; compare it with its entry {_CONSOLE}",
    40249: f"the template is wrong or blocked; compare it with its entry {_CONSOLE}",
    43116: f"the template is wrong or blocked; compare it with its entry {_CONSOLE}",
    89504: "the account's administrator must confirm the mass message in WeChat",
    89505: "the account's administrator must confirm the mass message in WeChat",
    48004: f"the account is banned or restricted; see the notices {_CONSOLE}",
    45087: f"the account is banned or restricted; see the notices {_CONSOLE}",
    45102: f"the account is banned or restricted; see the notices {_CONSOLE}",
    50002: f"the account is banned or restricted; see the notices {_CONSOLE}",
}


def outcome_of(errcode: int, platform_id: str = "") -> Outcome:
    """What one attempt came to; an unlisted code is a bad request: shown, never repeated."""
    meaning = MEANINGS.get(errcode, _UNLISTED)
    return Outcome(
        meaning.result,
        code=f"{errcode} {meaning.word}",
        retry_after=meaning.retry_after,
        scope=meaning.scope,
        platform_id=platform_id,
    )
