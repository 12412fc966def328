"""`yike doctor`: settings, storage, credentials, and what each account may do."""

from dataclasses import dataclass

from bot.clock import SystemClock
from bot.config import Settings, secret_keys
from bot.domain.delivery import Rung
from bot.domain.errors import PlatformCallError, YikeError
from bot.platforms import build_banks, build_channels
from bot.ports import Ability, CallQuota, Channel, MassWay, Official
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
                    lines += await _channel(channel)
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


async def _channel(channel: Channel) -> list[Line]:
    named = f"{channel.kind} account {channel.account}"
    try:
        said = await channel.check()
        may = ["replies", *_rungs(channel.ability)]
        lines = [Line(True, f"{named}: {said} May send: {', '.join(may)}.")]
        if isinstance(channel, Official) and channel.ability.pushes:
            lines += await _quotas(named, channel)
    except YikeError as error:
        return [Line(False, f"{named}: {error}")]
    finally:
        await channel.stop()
    return lines


def _rungs(ability: Ability) -> list[str]:
    return [RUNG_WORDS[rung] for rung in Rung if rung in ability.pushes]


CALLS = {
    Rung.CUSTOMER: "message/custom/send",
    Rung.TEMPLATE: "message/template/send",
}
"""The platform's interface behind a rung, as its daily quota is asked (openapi/quota/get)."""
MASS_CALLS = {MassWay.PEOPLE: "message/mass/send", MassWay.TAG: "message/mass/sendall"}
NEARLY = 0.9
"""From this share of a day's quota on it is worth a look."""


async def _quotas(named: str, official: Official) -> list[Line]:
    """What the platform itself says of the day: an interface that it does not tell of is one that
    the account may not call (48001), whatever the settings say.
    """
    try:
        told = {_call(quota): quota for quota in await official.quotas()}
    except PlatformCallError as error:
        return [Line(False, f"{named}: the quotas of the day cannot be asked. {error}")]
    refused = [
        Line(
            False,
            f"{named}: the settings have it send {RUNG_WORDS[rung]}, but the platform says that it"
            f" may not ({call}); mend kind, verified or templates, or get the right in its console.",
        )
        for rung, call in _expected(official.ability).items()
        if call not in told
    ]
    if not told:
        return refused
    used = ", ".join(f"{call} {one.used:,} of {one.limit:,}" for call, one in told.items())
    tight = [call for call, one in told.items() if one.limit and one.used >= NEARLY * one.limit]
    if tight:
        used += f". Nearly used up: {', '.join(tight)}; what does not fit takes the next way"
    return [*refused, Line(not tight, f"{named}: calls of the day used: {used}.")]


def _call(quota: CallQuota) -> str:
    return quota.call.removeprefix("/cgi-bin/")


def _expected(ability: Ability) -> dict[Rung, str]:
    """The interfaces behind the rungs that the settings give an account."""
    found = {rung: call for rung, call in CALLS.items() if rung in ability.pushes}
    if ability.mass is not None:
        found[Rung.MASS] = MASS_CALLS[ability.mass]
    return found
