"""Access tokens (reference/wechat.md section 5): ``token`` and ``stable_token``."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_state import AccessToken

LASTS = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCE_APART = timedelta(seconds=30)
FORCED_A_DAY = 20
KEPT = timedelta(days=1)


def check_token(account: WechatAccount, value: str) -> None:
    """Raises WechatRefusal: 41001 missing, 42001 expired, 40001 unknown or replaced."""
    if not value:
        raise WechatRefusal(41001)
    for token in account.state.tokens:
        if secrets.compare_digest(token.value.encode(), value.encode()):
            if token.expires <= account.world.now():
                raise WechatRefusal(42001)
            return
    raise WechatRefusal(40001)


def stable_token(account: WechatAccount, *, force: bool) -> dict[str, Any]:
    """The same token for all callers; a new one in its last five minutes, both valid then.

    ``force`` kills the old one: 45011 within 30 s of the last time, 45009 after 20 a day.
    """
    account.count("stable_token")
    now = account.world.now()
    current = _newest(account, stable=True)
    if force:
        _check_force(account, now)
        _kill(account, stable=True, at=None)
        current = None
    if current is None or current.expires - now <= OVERLAP:
        current = _make(account, stable=True)
    left = int((current.expires - now).total_seconds())
    return {"access_token": current.value, "expires_in": left}


def fresh_token(account: WechatAccount) -> dict[str, Any]:
    """A new token at each call; the one before lives five more minutes at most."""
    account.count("token")
    _kill(account, stable=False, at=account.world.now() + OVERLAP)
    token = _make(account, stable=False)
    return {"access_token": token.value, "expires_in": int(LASTS.total_seconds())}


def _check_force(account: WechatAccount, now: datetime) -> None:
    state = account.state
    if state.forced_at is not None and now - state.forced_at < FORCE_APART:
        raise WechatRefusal(45011)
    account.quotas.setdefault("stable_token forced", FORCED_A_DAY)
    account.count("stable_token forced")
    state.forced_at = now


def _newest(account: WechatAccount, *, stable: bool) -> AccessToken | None:
    now = account.world.now()
    alive = [t for t in account.state.tokens if t.stable == stable and t.expires > now]
    return max(alive, key=lambda token: token.made, default=None)


def _kill(account: WechatAccount, *, stable: bool, at: datetime | None) -> None:
    """End the living tokens of one sort: at once (None: then unknown), or by ``at``."""
    if at is None:
        account.state.tokens = [t for t in account.state.tokens if t.stable != stable]
        return
    for token in account.state.tokens:
        if token.stable == stable:
            token.expires = min(token.expires, at)


def _make(account: WechatAccount, *, stable: bool) -> AccessToken:
    now = account.world.now()
    token = AccessToken(secrets.token_urlsafe(102), stable, now, now + LASTS)
    kept = [t for t in account.state.tokens if t.expires > now - KEPT]
    account.state.tokens = [*kept, token]
    account.world.touch()
    return token
