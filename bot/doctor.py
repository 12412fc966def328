"""`yike doctor`: settings, storage, credentials, and what each account may do."""

from dataclasses import dataclass

from bot.app import build_banks, build_channels
from bot.clock import SystemClock
from bot.config import Settings, secret_keys
from bot.domain.delivery import Rung
from bot.domain.errors import YikeError
from bot.ports import Channel
from bot.storage import Storage, missing_migrations, storage
from bot.store import redis as shared

RUNG_WORDS = {
    Rung.SEND: "messages at any time",
    Rung.CUSTOMER: "customer messages while a window is open (5 in 48 h, 3 in 1 min)",
    Rung.NOTICE: "subscription notices",
    Rung.TEMPLATE: "template messages",
    Rung.MASS: "mass messages",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: whether it is well, and a sentence."""

    well: bool
    words: str


async def examine(settings: Settings) -> list[Line]:
    """Everything that can be checked from here, in the order in which it matters."""
    lines = [Line(True, "Settings are read and whole.")]
    secret_keys(settings)
    if settings.credit_bank and settings.security.id_base == "https://yike.example.org":
        lines.append(
            Line(
                False,
                "security.id_base is still the example; set it before anything goes to a credit bank.",
            )
        )
    if not settings.telegram and not settings.wechat:
        lines.append(Line(True, "No account is configured; add [[telegram]] or [[wechat]]."))
    try:
        async with storage(settings) as place:
            lines += await _storage(place)
            redis = shared.connect(place.redis_url)
            try:
                lines.append(await _redis(await shared.reachable(redis)))
                for channel in build_channels(settings, redis, SystemClock()).values():
                    lines.append(await _channel(channel))
            finally:
                await redis.aclose()
    except YikeError as error:
        lines.append(Line(False, str(error)))
    for bank in build_banks(settings, SystemClock()):
        try:
            lines.append(Line(True, f"Credit bank {bank.name}: {await bank.check()}"))
        except YikeError as error:
            lines.append(Line(False, f"Credit bank {bank.name}: {error}"))
        finally:
            await bank.stop()
    return lines


async def _storage(place: Storage) -> list[Line]:
    kind = "embedded PostgreSQL" if place.embedded_database else "PostgreSQL"
    lacking = await missing_migrations(place)
    if lacking:
        return [Line(False, f"The {kind} lacks {len(lacking)} migration(s); run: yike migrate")]
    return [Line(True, f"The {kind} answers and is up to date.")]


async def _redis(answers: bool) -> Line:
    return Line(
        answers, "Redis answers." if answers else "Redis does not answer; check storage.redis_url."
    )


async def _channel(channel: Channel) -> Line:
    ability = channel.ability
    may = ["replies"] + [RUNG_WORDS[rung] for rung in Rung if rung in ability.pushes]
    try:
        said = await channel.check()
    except YikeError as error:
        return Line(False, f"{channel.kind} account {channel.account}: {error}")
    finally:
        await channel.stop()
    return Line(
        True, f"{channel.kind} account {channel.account}: {said} May send: {', '.join(may)}."
    )
