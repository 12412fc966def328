"""What a WeChat account keeps of one of its followers."""

from bot.domain.pseudonyms import person_hash
from bot.ledger.statements import Issuer
from bot.store import grants
from bot.store.db import Connection
from schedules.followers import union_key
from tests.delivery.owing import NOON


async def noticed(
    conn: Connection, person: int, issuer: Issuer, official: str, openid: str, union: str
) -> None:
    """What a WeChat account keeps of its follower, and a role that was granted."""
    address = await conn.fetchval("select id from address where learner_id = $1", person)
    key = union_key(issuer.pseudonym_key, union)
    for query, *values in (
        (
            "insert into notice_consent (address_id, template, what, at) values ($1, 't', 'granted', $2)",
            NOON,
        ),
        (
            "insert into push_receipt values ('city-wechat', 'm' || $1::bigint, 1, $1, $2, $2)",
            NOON,
        ),
        (
            "insert into quiz_poll values ('city', 'p' || $1::bigint, 'ans:1', $1, null, 'm', $2)",
            NOON,
        ),
        ("update address set union_key = $2, notices = '{\"t\": 2}' where id = $1", key),
    ):
        await conn.execute(query, address, *values)
    await conn.execute("insert into follower_listed values ($1, $2)", official, openid)
    await conn.execute(
        "insert into follower_listing values ($1, $2, $3, 5) on conflict do nothing",
        *(official, NOON, openid),
    )
    granted = person_hash(issuer.pseudonym_key, official, openid)
    await grants.grant(conn, official, granted, "organiser", NOON)
