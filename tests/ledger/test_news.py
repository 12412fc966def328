"""What a learner reads about a bank's decision: short, plain, and still true when it is sent."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from bot.clock import FrozenClock
from bot.domain.credits import Recognised
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.ledger.news import MOST_CHARACTERS, About, CreditNewsComposer, about, decided
from bot.store.db import Database
from bot.store.deliveries import Delivery
from bot.store.ledger.news import plan_credit_news
from bot.store.ledger.recognitions import Decision, take_in
from bot.texts.catalogue import LANGUAGE_NAMES, texts
from tests.delivery.office import Office
from tests.delivery.owing import NOON, ZONE, one
from tests.ledger.claimed import NOW, A, C, R, one_claim, said

T = texts("zh-Hans")

BANKS = {"city-bank": "演示学分银行"}


def delivery(subject: str, occurrence: str, learner: int = 1) -> Delivery:
    return Delivery(
        *(7, "city", Kind.CREDIT, subject, occurrence, NOW, None, None, 0, 0, False, {}),
        *(learner, None, ZONE, "active", ()),
    )


def decision(state: Recognised, credit: str | None = None, reason: str = "") -> Decision:
    amount = Decimal(credit) if credit else None
    return Decision("手机支付不求人", state, amount, reason, NOW, voided=False)


def text_of(composed: Composed | NotNeeded) -> str:
    assert isinstance(composed, Composed)
    return "\n".join(message.text for message in composed.reply.messages)


async def compose(db: Database, subject: str, occurrence: str, learner: int = 1) -> str:
    """The words, or why there are none."""
    async with db.connection() as conn:
        asked = delivery(subject, occurrence, learner)
        composed = (await CreditNewsComposer(BANKS)(conn, [asked]))[7]
    return composed.reason if isinstance(composed, NotNeeded) else text_of(composed)


@pytest.mark.parametrize(
    ("made", "text", "brief"),
    [
        (
            decision(A),
            "好消息：《手机支付不求人》的学习成果，演示学分银行认可了。",
            "学习成果已获认可",
        ),
        (
            decision(C, "0.120"),
            "好消息：《手机支付不求人》的学习成果，演示学分银行转成了 0.12 学分。",
            "学习成果已转成学分",
        ),
        (
            decision(C),
            "好消息：《手机支付不求人》的学习成果，演示学分银行转成了学分。",
            "学习成果已转成学分",
        ),
        (
            decision(R, reason="与已有成果重复。"),
            "《手机支付不求人》的学习成果，演示学分银行没有认可，银行说：“与已有成果重复”。",
            "学习成果没有获得认可",
        ),
        (
            decision(R),
            "《手机支付不求人》的学习成果，演示学分银行没有认可，银行没有说原因。",
            "学习成果没有获得认可",
        ),
    ],
)
def test_a_decision_in_plain_words(made: Decision, text: str, brief: str) -> None:
    composed = decided(made, "演示学分银行", "city-bank", ZONE, T)
    assert text_of(composed) == f"{text}\n想看全部记录，发“学分”。"
    assert composed.facts["title"] == "手机支付不求人"
    assert composed.facts["text"] == brief
    assert composed.facts["time"] == "2026年11月23日 12:00"
    assert composed.facts["organiser"] == "演示学分银行"


def test_ten_credits_are_not_written_as_a_power() -> None:
    assert "转成了 10 学分" in text_of(decided(decision(C, "10.00"), "银行", "b", ZONE, T))


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
@pytest.mark.parametrize("state", list(Recognised))
def test_long_titles_and_reasons_stay_in_one_short_message(
    state: Recognised, language: str
) -> None:
    made = Decision("长" * 100, state, Decimal("0.1234"), "因" * 300, NOW, voided=False)
    t = texts(language)
    text = text_of(decided(made, "行" * 60, "b", ZONE, t))
    assert len(text) <= MOST_CHARACTERS
    assert text.endswith(t("credit-news-see-all"))


async def test_what_the_bank_said_last_is_what_is_told(db: Database) -> None:
    _, claim = await one_claim(db)
    async with db.transaction() as conn:
        await take_in(conn, "city-bank", [said(claim), said(claim, R, after=5)], NOW)
    subject = f"claim:{claim}"
    assert await compose(db, subject, "city-bank:accepted") == (
        "the bank has said something else since"
    )
    assert "没有认可" in await compose(db, subject, "city-bank:rejected")
    async with db.transaction() as conn:
        await take_in(conn, "city-bank", [said(claim, A, after=9)], NOW)
    assert "认可了" in await compose(db, subject, "city-bank:accepted:2")
    assert await compose(db, subject, "other-bank:accepted") == "the claim is gone"


async def test_a_decision_told_late_by_the_bank_does_not_count_as_its_last(db: Database) -> None:
    _, claim = await one_claim(db)
    async with db.transaction() as conn:
        await take_in(conn, "city-bank", [said(claim, R, after=5)], NOW)
        await take_in(conn, "city-bank", [said(claim, A)], NOW)
    assert "没有认可" in await compose(db, f"claim:{claim}", "city-bank:rejected")
    assert "something else" in await compose(db, f"claim:{claim}", "city-bank:accepted")


async def test_nothing_is_said_of_a_claim_that_was_voided_or_is_gone(db: Database) -> None:
    _, claim = await one_claim(db)
    async with db.transaction() as conn:
        await take_in(conn, "city-bank", [said(claim)], NOW)
        await conn.execute(
            "insert into voiding (key, completion_id, reason, by, recorded_at) "
            "select $1, completion_id, 'counted twice', 'operator', $2 from claim",
            *(uuid4(), NOW),
        )
    said_of_it = await compose(db, f"claim:{claim}", "city-bank:accepted")
    assert said_of_it == "the claim does not count any more"
    assert await compose(db, f"claim:{uuid4()}", "city-bank:accepted") == "the claim is gone"


async def test_an_unknown_account_asks_for_it_again_until_it_is_given(db: Database) -> None:
    person, _ = await one_claim(db)
    asked = ("account:city-bank", "2026-11-23", person)
    text = await compose(db, *asked)
    assert text.startswith("演示学分银行查不到您给的账号")
    assert text.endswith("想再给一次账号，发“学分”。")
    async with db.transaction() as conn:
        await conn.execute(
            "insert into bank_account values ($1, 'city-bank', 'sealed', $2)", person, NOW
        )
    assert await compose(db, *asked) == "the account number was given again"


@pytest.mark.parametrize(
    ("subject", "occurrence", "meant"),
    [
        ("account:b", "2026-11-23", About("b")),
        (
            "claim:6f1e1f4a-9a7b-4c3d-8e2f-1a2b3c4d5e6f",
            "b:converted:3",
            About("b", UUID(int=0), C),
        ),
        ("claim:nonsense", "b:accepted", None),
        ("claim:6f1e1f4a-9a7b-4c3d-8e2f-1a2b3c4d5e6f", "b:other", None),
        ("account:", "2026-11-23", None),
        ("lesson", "once", None),
    ],
)
def test_what_a_delivery_is_about(subject: str, occurrence: str, meant: About | None) -> None:
    found = about(subject, occurrence)
    if meant is None or meant.claim is None:
        assert found == meant
    else:
        assert found is not None
        assert (found.target, found.state) == (meant.target, meant.state)
        assert found.claim == UUID(subject.partition(":")[2])


async def test_the_worker_brings_it_to_the_learner(db: Database) -> None:
    person, claim = await one_claim(db)
    async with db.transaction() as conn:
        await take_in(conn, "city-bank", [said(claim, C, credit="0.12")], NOON)
        assert not await plan_credit_news(
            conn, person, f"claim:{claim}", "city-bank:converted", NOON
        )
    clock = FrozenClock(NOON + timedelta(seconds=1))
    office = Office(db, clock, composers={Kind.CREDIT: CreditNewsComposer(BANKS)})
    await office.work()
    assert (await one(db, 1))["state"] == "sent"
    assert "转成了 0.12 学分" in office.telegram.calls[0].text
