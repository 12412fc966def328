"""Pages of ours that use the platform's own elements are signed with its ticket (官方 JS-SDK)."""

import hashlib


def page_signature(
    *, app_id: str, ticket: str, nonce: str, seconds: int, url: str
) -> dict[str, str]:
    """What ``wx.config`` takes for the page at ``url``; ``seconds`` since 1970.

    The platform signs what the browser's address line shows, without ``#`` and what follows.
    """
    address = url.partition("#")[0]
    words = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={seconds}&url={address}"
    return {
        "appId": app_id,
        "timestamp": str(seconds),
        "nonceStr": nonce,
        "signature": hashlib.sha1(words.encode()).hexdigest(),  # noqa: S324 - the platform's choice
    }
