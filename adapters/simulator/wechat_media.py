"""Media files of an account (reference/wechat.md section 7): temporary, permanent, in articles."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_files import address
from adapters.simulator.wechat_state import Media

LASTS = timedelta(days=3)
SIZES = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}
ENDINGS = {
    "image": (".png", ".jpg", ".jpeg", ".gif"),
    "voice": (".amr", ".mp3"),
    "video": (".mp4",),
    "thumb": (".jpg", ".jpeg"),
}
LARGEST_ARTICLE_IMAGE = (1 << 20) - 1
ARTICLE_ENDINGS = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the ``type`` of the query, its name, its bytes."""

    kind: str
    filename: str
    content: bytes


def upload(account: WechatAccount, given: Upload) -> dict[str, Any]:
    """media/upload: a temporary file, three days. 40004 kind, 40005 ending, 40006 size."""
    account.count("media/upload")
    name = _keep(account, given)
    now = account.world.now()
    media_id = add(account, Media(given.kind, now + LASTS, name))
    answer = {"type": given.kind, "media_id": media_id, "created_at": int(now.timestamp())}
    # A thumb's id comes by a name of its own; the documents' page prints media_id for all.
    return answer | ({"thumb_media_id": media_id} if given.kind == "thumb" else {})


def add_material(account: WechatAccount, given: Upload) -> dict[str, Any]:
    """material/add_material: a file that stays; an image also gets an address."""
    account.count("material/add_material")
    name = _keep(account, given)
    media_id = add(account, Media(given.kind, None, name))
    url = {"url": account.files.base + address(name)} if given.kind == "image" else {}
    return {"media_id": media_id} | url


def upload_image(account: WechatAccount, given: Upload) -> dict[str, Any]:
    """media/uploadimg: a jpg or png under 1 MB for an article; only an address comes back."""
    account.count("media/uploadimg")
    if not given.filename.lower().endswith(ARTICLE_ENDINGS):
        raise WechatRefusal(40005)
    if not 0 < len(given.content) <= LARGEST_ARTICLE_IMAGE:
        raise WechatRefusal(40006)
    name = account.files.keep(given.content, given.filename)
    return {"url": account.files.base + address(name)}


def add(account: WechatAccount, media: Media) -> str:
    """Note a file that is kept; its new media_id. Files whose time is over are let go."""
    now = account.world.now()
    gone = [key for key, old in account.state.media.items() if _is_over(old, now)]
    for key in gone:
        del account.state.media[key]
    media_id = secrets.token_urlsafe(48)
    account.state.media[media_id] = media
    account.world.touch()
    return media_id


def find(account: WechatAccount, media_id: Any, *kinds: str) -> Media:
    """The file of that id and of one of ``kinds``. Raises WechatRefusal 40007."""
    media = account.state.media.get(media_id) if isinstance(media_id, str) else None
    if media is None or _is_over(media, account.world.now()) or media.kind not in kinds:
        raise WechatRefusal(40007)
    return media


def shown(media: Media) -> str:
    """The address a chat shows it from; empty where its bytes are not kept."""
    return address(media.file) if media.file else ""


def _is_over(media: Media, now: datetime) -> bool:
    return media.expires is not None and media.expires <= now


def _keep(account: WechatAccount, given: Upload) -> str:
    if given.kind not in SIZES:
        raise WechatRefusal(40004)
    if not given.filename.lower().endswith(ENDINGS[given.kind]):
        raise WechatRefusal(40005)
    if not 0 < len(given.content) <= SIZES[given.kind]:
        raise WechatRefusal(40006)
    return account.files.keep(given.content, given.filename)
