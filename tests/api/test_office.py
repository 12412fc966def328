"""The API as the composition root gets it."""

from pathlib import Path
from typing import Any

import pytest

from bot.api_office import ApiOffice
from bot.clock import FrozenClock
from bot.config import Settings, check
from bot.domain.api import HOOKS
from bot.domain.delivery import Rung
from bot.domain.errors import SettingsError
from bot.domain.events import ChannelKind
from bot.store.db import Database
from bot.store.redis import connect
from bot.web.api import OPERATIONS
from tests.api.town_hall import completion, people, person
from tests.delivery.owing import NOON, rows


def _settings(folder: Path, **sections: Any) -> Settings:
    keys = {"pseudonym_key": "p" * 32, "data_key": "d" * 32, "signing_key": "s" * 32}
    return check({"storage": {"data_dir": str(folder)}, "security": keys, **sections})


async def test_it_is_built_from_the_settings(db: Database, redis_url: str, tmp_path: Path) -> None:
    woken: list[str] = []
    office = ApiOffice(_settings(tmp_path), FrozenClock(NOON))
    channel = office.channel(db)
    assert (channel.account, channel.kind) == (HOOKS, ChannelKind.WEBHOOK)
    assert channel.ability.pushes == {Rung.SEND}
    redis = connect(redis_url)
    routes = office.pages(db, redis, {})
    assert len(routes) == len(OPERATIONS) + 2
    jobs = {job.name: job for job in office.jobs(db, woken.append)}
    await people(db, 3)
    assert await jobs["keep pseudonyms of learners"].run() == 3
    assert await jobs["keep pseudonyms of learners"].run() == 0
    async with db.connection() as conn:
        await conn.execute(
            """
            with g as (insert into chat_group (account, channel, platform_id, zone, known_at)
              values ('webhooks', 'webhook', 'h-1', 'UTC', $1) returning id)
            insert into hook (key, group_id, url, sealed, events, made_by, made_at)
            select 'h-1', id, 'https://example.org/', '', '{completion.recorded}', 'command line', $1 from g
            """,
            NOON,
        )
    await completion(db, await person(db))
    assert await jobs["plan what subscribers are told"].run() == 1
    assert woken == ["delivery"]
    (owed,) = await rows(db, "select lane, kind, subject, expires from delivery")
    assert tuple(owed.values()) == (HOOKS, "hook", "completion.recorded", None)
    for name in ("sweep what came to its end", "forget answers to calls"):
        assert await jobs[name].run() == 0
    await channel.stop()
    await redis.aclose()


def test_no_account_has_the_name_of_the_subscribers(tmp_path: Path) -> None:
    bot = {"name": HOOKS, "token": "42:TOKEN-of-the-town", "webhook_secret": "s" * 20}
    with pytest.raises(SettingsError, match="webhooks"):
        ApiOffice(_settings(tmp_path, telegram=[bot]), FrozenClock(NOON))
