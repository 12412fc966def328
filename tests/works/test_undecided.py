"""Between the end of a stage that selects and its selection nobody hands in for the next one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.competitions.works.taking import not_taken_at, open_stages, undecided
from bot.domain.competitions import Stage, StageKind
from bot.domain.contests import Advance, Per
from bot.domain.works import UploadStage, WorkFault
from tests.flow.town import MORNING, Town
from tests.works.songs import GOOD, SONGS, UPLOAD, enter, fetch, last, states, telegram_sends

FIRST = Stage(
    "first",
    StageKind.LIVE,
    MORNING - timedelta(days=2),
    MORNING - timedelta(days=1),
    advance=Advance(1, Per.ALL),
)
CONTEST = replace(
    SONGS,
    stages=(SONGS.stages[0], FIRST, UPLOAD),
)
WAIT = "《长者好歌声》的评审还没结束"


@pytest.fixture
async def gated_town(town: Town) -> Town:
    """The courier and the teacher have sung; who goes on is not decided."""
    await town.telegram_starts()
    await town.wechat_follows()
    await enter(town, CONTEST)
    return town


async def decide(town: Town, goes_on: bool | None, who: str = "telegram") -> None:
    """The standing is made for one of the two."""
    async with town.program.db.transaction() as conn:
        await conn.execute(
            """
            insert into stage_standing (competition_key, stage_key, entry_id, keys, goes_on, why, made_at)
            select 'songs', 'first', e.id, '{}', $1, 'ranked', $2 from entry e
            where exists (select from address a where a.learner_id = e.learner_id and a.channel = $3)
            """,
            goes_on,
            town.clock.now(),
            who,
        )


def test_the_reason_has_a_name() -> None:
    stage = UploadStage(
        1,
        "songs",
        "歌",
        "works",
        3,
        UPLOAD.works,  # type: ignore[arg-type]
        UPLOAD.opens,
        UPLOAD.closes,
        "",
        awaits_selection=True,
    )
    assert not_taken_at(stage, UPLOAD.opens) is WorkFault.NOT_CHOSEN
    assert not_taken_at(stage, UPLOAD.closes) is WorkFault.LATE
    assert not_taken_at(replace(stage, live=False), UPLOAD.opens) is WorkFault.NOT_OPEN
    assert open_stages([stage], UPLOAD.opens) == []
    assert undecided([stage], UPLOAD.opens) == [stage]


async def test_before_the_selection_nothing_is_taken_and_everybody_is_told_why(
    gated_town: Town,
) -> None:
    town = gated_town
    assert WAIT in (await town.telegram_says("交作品")).text
    assert WAIT in await telegram_sends(town, GOOD)
    await decide(town, None)
    assert WAIT in (await town.telegram_says("交作品")).text, "a standing without a selection"
    assert await states(town) == []


async def test_with_the_selection_only_who_goes_on_hands_in(gated_town: Town) -> None:
    town = gated_town
    await decide(town, True)
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    assert await fetch(town) == 1
    assert await states(town) == [("accepted", "", "video", "茉莉花")]
    assert "现在不收您的作品" in await town.wechat_says("交作品"), "the other was not selected"


async def test_who_did_not_go_on_is_not_told_to_wait(gated_town: Town) -> None:
    town = gated_town
    await decide(town, False)
    await decide(town, True, "wechat")
    assert "现在不收您的作品" in (await town.telegram_says("交作品")).text


async def test_a_work_that_is_being_fetched_when_the_selection_is_undone_is_refused(
    gated_town: Town,
) -> None:
    town = gated_town
    await decide(town, True)
    await town.telegram_says("交作品")
    await telegram_sends(town, GOOD, caption="茉莉花")
    await town.rows("update stage_standing set goes_on = null returning 1")
    assert await fetch(town) == 1
    assert await states(town) == [("refused", "not-chosen", "", "茉莉花")]
    assert "评审还没结束" in last(town)
