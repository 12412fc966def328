"""What has changed for those who know the dates, and what they are told: pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.telling import notices
from bot.competitions.telling.changes import Known, changes, is_urgent, known_of
from bot.competitions.telling.compose import words
from bot.competitions.telling.compose_results import Standing, own
from bot.competitions.telling.notices import Place, Reader
from bot.competitions.telling.present import dates_text
from bot.domain.competitions import (
    Category,
    Competition,
    CompetitionState,
    Stage,
    StageKind,
)
from bot.domain.concern import Rule
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.store.deliveries import Delivery
from bot.texts.catalogue import LANGUAGE_NAMES, texts

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REGISTRATION = Stage("registration", StageKind.REGISTRATION, NOON - DAY, NOON + 5 * DAY)
FINAL = Stage(
    "final",
    StageKind.LIVE,
    NOON + 10 * DAY,
    NOON + 10 * DAY + 3 * HOUR,
    title="决赛",
    place="礼堂",
)
CONTEST = Competition(
    "songs",
    "长者歌唱大赛",
    Category.CHORAL_SINGING,
    "天河图书馆",
    "https://example.org/songs",
    (),
    (REGISTRATION, FINAL),
    (DAY,),
    revision=3,
    contact="辅导部",
)
ZONE = "Asia/Shanghai"
READER = Reader(NOON, ZONE, texts("zh-Hans"))


def known(*stages: Stage) -> tuple[Known, ...]:
    return known_of(replace(CONTEST, stages=stages))


LATER = replace(FINAL, opens=FINAL.opens + DAY, closes=FINAL.closes + DAY)
ELSEWHERE = replace(FINAL, place="剧场")
OVER = Stage("old", StageKind.QUIZ, NOON - 3 * DAY, NOON - 2 * DAY)
CASES = [
    # before, after; the stages that changed, whether one of their dates is within a day
    ((FINAL,), (FINAL,), [], False),
    ((FINAL,), (replace(FINAL, title="总决赛"),), [], False),
    ((FINAL,), (LATER,), ["final"], False),
    ((FINAL,), (ELSEWHERE,), ["final"], False),
    ((REGISTRATION,), (REGISTRATION, FINAL), ["final"], False),
    ((REGISTRATION, FINAL), (REGISTRATION,), ["final"], False),
    ((OVER,), (replace(OVER, closes=OVER.closes + HOUR),), [], False),
    ((OVER,), (replace(OVER, closes=NOON + HOUR),), ["old"], True),
    # the old date is near, the new one is not; and the other way round
    ((replace(FINAL, opens=NOON + 23 * HOUR),), (FINAL,), ["final"], True),
    ((FINAL,), (replace(FINAL, opens=NOON + 23 * HOUR),), ["final"], True),
    ((replace(FINAL, opens=NOON + 24 * HOUR),), (FINAL,), ["final"], False),
    # what is near has not changed
    (
        (replace(REGISTRATION, closes=NOON + 2 * DAY, opens=NOON + HOUR),),
        (replace(REGISTRATION, closes=NOON + 3 * DAY, opens=NOON + HOUR),),
        ["registration"],
        False,
    ),
    # its place has, so that all its dates count
    (
        (replace(FINAL, opens=NOON + HOUR),),
        (replace(ELSEWHERE, opens=NOON + HOUR),),
        ["final"],
        True,
    ),
]


@pytest.mark.parametrize(("before", "after", "keys", "urgent"), CASES)
def test_what_has_changed(
    before: tuple[Stage, ...], after: tuple[Stage, ...], keys: list[str], urgent: bool
) -> None:
    found = changes(known(*before), known(*after), NOON)
    assert [one.key for one in found] == keys
    assert is_urgent((date for one in found for date in one.dates()), NOON) is urgent


STAGES = st.builds(
    Stage,
    st.sampled_from("abc"),
    st.sampled_from(list(StageKind)),
    st.integers(-50, 50).map(lambda hours: NOON + hours * HOUR),
    st.integers(51, 90).map(lambda hours: NOON + hours * HOUR),
    place=st.sampled_from(["", "礼堂"]),
)
SEVERAL = st.lists(STAGES, max_size=3, unique_by=lambda stage: stage.key)


@given(SEVERAL, SEVERAL)
def test_nothing_changes_without_a_difference_and_nothing_is_missed(
    before: list[Stage], after: list[Stage]
) -> None:
    assert changes(known(*before), known(*before), NOON) == ()
    found = {one.key for one in changes(known(*before), known(*after), NOON)}
    were = {one.key: one.when_and_where for one in known(*before)}
    are = {one.key: one.when_and_where for one in known(*after)}
    assert found == {key for key in were | are if were.get(key) != are.get(key)}


def test_what_is_known_comes_back_from_the_table() -> None:
    for one in known(REGISTRATION, FINAL):
        assert Known.from_json(one.to_json()) == one


# Words ------------------------------------------------------------------------------------------------


def delivery(occurrence: str, kind: Kind = Kind.REMINDER, **more: Any) -> Delivery:
    values: dict[str, Any] = {
        "row": 1, "lane": "city", "kind": kind, "subject": "songs", "occurrence": occurrence,
        "due": NOON, "expires": NOON + DAY, "decided_at": None, "attempts": 0, "unsent": 0,
        "uncertain": False, "detail": {}, "learner": 1, "group": None, "zone": ZONE,
        "recipient_state": "active", "addresses": (), "breaks": (),
    }  # fmt: skip
    return Delivery(**values | more)


def said(found: Composed | NotNeeded) -> str:
    assert isinstance(found, Composed), found
    return found.reply.messages[0].text


def test_new_dates_are_said_beside_the_old_ones() -> None:
    moved = replace(CONTEST, stages=(REGISTRATION, replace(LATER, place="剧场")))
    was = {3: {"final": Known.of(FINAL)}}
    t = texts("zh-Hans")
    assert said(words(moved, delivery("-/changed/3"), NOON, t, was)) == (
        "《长者歌唱大赛》有变动，请留意：\n"
        "决赛：改为 12月12日 12:00 至 12月12日 15:00，原来是 12月11日 12:00 至 12月11日 15:00\n"
        "决赛：地点改为 剧场"
    )


def test_a_stage_that_came_and_one_that_went_are_named() -> None:
    t, was = texts("zh-Hans"), {3: {"final": None, "gone": Known.of(replace(FINAL, key="gone"))}}
    lines = said(words(CONTEST, delivery("-/changed/3"), NOON, t, was)).split("\n")
    assert lines[1:] == ["新增 决赛：12月11日 12:00 至 12月11日 15:00", "决赛 取消了"]


def test_a_change_that_changed_again_is_said_once_by_the_later_one() -> None:
    t = texts("zh-Hans")
    moved = replace(CONTEST, stages=(REGISTRATION, LATER))
    was = {3: {"final": Known.of(FINAL)}, 4: {"final": Known.of(LATER)}}
    assert words(moved, delivery("-/changed/3"), NOON, t, was) == NotNeeded(
        "what had changed has changed again"
    )
    back = words(CONTEST, delivery("-/changed/3"), NOON, t, {3: {"final": Known.of(FINAL)}})
    assert isinstance(back, NotNeeded), "all is as it was"
    other = {**was, 4: {"registration": Known.of(replace(REGISTRATION, closes=NOON + DAY))}}
    assert "决赛：改为" in said(words(moved, delivery("-/changed/3"), NOON, t, other))


def test_of_a_cancelled_competition_only_that_is_said() -> None:
    t = texts("zh-Hans")
    off = replace(CONTEST, state=CompetitionState.CANCELLED, cancel_reason="台风")
    assert said(words(off, delivery("-/cancelled/3"), NOON, t)) == (
        "很抱歉，《长者歌唱大赛》取消了，不再举行。\n原因：台风\n有问题，请问：辅导部"
    )
    for one in (
        delivery("registration/P1D/1", expires=REGISTRATION.closes),
        delivery("-/changed/2"),
        delivery("once", Kind.ANNOUNCEMENT),
    ):
        assert words(off, one, NOON, t) == NotNeeded("the competition is cancelled")
    for state in (CompetitionState.DRAFT, CompetitionState.WAITING):
        hidden = words(replace(CONTEST, state=state), delivery("once"), NOON, t)
        assert hidden == NotNeeded(f"the competition is {state.value}")
    assert dates_text(off, ZONE, t) == "《长者歌唱大赛》取消了。"


UPLOAD = Stage("works", StageKind.UPLOAD, NOON, NOON + 3 * DAY)
ROUND = Stage("round", StageKind.QUIZ, NOON, NOON + HOUR, title="初赛")
SHOWN = Stage("shown", StageKind.PUBLICITY, NOON - DAY, NOON)
EVENT = replace(FINAL, opens=NOON + DAY, closes=NOON + DAY + HOUR)
SAID = [
    (UPLOAD, Rule.OPENING, "《长者歌唱大赛》：交作品开始了。\n12月4日 12:00 前交来就行。"),
    (EVENT, Rule.OPENING, "《长者歌唱大赛》：决赛就在眼前。\n时间：12月2日 12:00 至 12月2日 13:00\n地点：礼堂"),
    (UPLOAD, Rule.NO_WORK, "《长者歌唱大赛》：您报了名，作品还没交。\n交作品还有 3 天 截止（12月4日 12:00）。"),
    (ROUND, Rule.ROUND_OPENS, "《长者歌唱大赛》：初赛开始了。\n12月1日 13:00 前都可以答。"),
    (ROUND, Rule.ROUND_CLOSES, "《长者歌唱大赛》：您还没答题。\n初赛还有 1 小时 结束（12月1日 13:00）。"),
    (replace(SHOWN, closes=NOON + DAY), Rule.PUBLICITY_BEGINS,
     "《长者歌唱大赛》：名单开始公示，到 12月2日 12:00。\n有不同意见，请在这之前提出来。"),
    (SHOWN, Rule.PUBLICITY_ENDS, "《长者歌唱大赛》：公示结束了。\n结果定下来，会告诉您。"),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "rule", "text"), SAID)
def test_each_rule_has_its_words(stage: Stage, rule: Rule, text: str) -> None:
    contest = replace(CONTEST, stages=(stage,))
    one = delivery(f"{stage.key}/{rule}/3", expires=stage.closes)
    found = words(contest, one, NOON, texts("zh-Hans"))
    assert said(found) == text
    assert isinstance(found, Composed)
    assert set(found.facts) == {"title", "text", "time", "organiser", "name", "url"}
    for language in LANGUAGE_NAMES:
        assert "长者歌唱大赛" in said(words(contest, one, NOON, texts(language)))


def test_what_speaks_of_a_date_that_moved_is_not_said() -> None:
    t, moved = texts("zh-Hans"), NotNeeded("the dates have changed")
    later = replace(UPLOAD, opens=NOON + HOUR, closes=NOON + 4 * DAY)
    contest = replace(CONTEST, stages=(later, replace(SHOWN, closes=NOON + HOUR)))
    for occurrence in ("works/opening/3", "works/no-work/3", "works/P1D/3", "shown/publicity-ends/3"):  # fmt: skip
        one = delivery(occurrence, expires=UPLOAD.closes)
        assert words(contest, one, NOON, t) == moved, occurrence
    gone = delivery("elsewhere/P1D/3")
    assert words(contest, gone, NOON, t) == moved
    far = replace(CONTEST, stages=(replace(EVENT, opens=NOON + 9 * DAY, closes=NOON + 10 * DAY),))
    assert words(far, delivery("final/opening/3"), NOON, t) == moved


def test_one_hears_ones_own_place_and_award() -> None:
    won = Standing(1, 1, Place(1, Decimal("96.50"), "一等奖", "公众组"))
    assert said(own(CONTEST, won, "-/result/1", READER)) == (
        "《长者歌唱大赛》的结果出来了。\n您在公众组是第 1 名。\n成绩：96.5 分\n恭喜！您获得：一等奖"
    )
    plain = Standing(1, 1, Place(12, Decimal("100"), "", ""))
    assert said(own(CONTEST, plain, "-/result/1", READER)) == (
        "《长者歌唱大赛》的结果出来了。\n您是第 12 名。\n成绩：100 分\n谢谢您来参加。"
    )
    none = Standing(1, 1, Place(None, None, "", ""))
    assert "这次您没有名次和分数" in said(own(CONTEST, none, "-/result/1", READER))
    unplaced = Standing(1, 1, Place(None, Decimal(60), "", ""))
    assert "这次您没有名次。\n成绩：60 分" in said(own(CONTEST, unplaced, "-/result/1", READER))
    corrected = replace(won, revision=2, since=2)
    assert isinstance(own(CONTEST, corrected, "-/result/1", READER), NotNeeded)
    assert "第 1 名" in said(own(CONTEST, corrected, "-/result/2", READER))
    assert isinstance(own(CONTEST, Standing(), "-/result/1", READER), NotNeeded)


def test_one_hears_whether_one_went_on_and_to_what() -> None:
    contest = replace(CONTEST, stages=(ROUND, FINAL))
    on, off = Standing(went_on={"round": True}), Standing(went_on={"round": False})
    assert said(own(contest, on, "round/selected/1", READER)) == (
        "恭喜！《长者歌唱大赛》初赛，您晋级了。\n下一步：决赛，12月11日 12:00 至 12月11日 15:00"
    )
    assert said(own(contest, off, "round/selected/1", READER)) == (
        "《长者歌唱大赛》初赛的名单出来了，这次您没有晋级。\n谢谢您来参加，欢迎下次再来。"
    )
    assert isinstance(own(contest, Standing(), "round/selected/1", READER), NotNeeded)


def test_the_dates_can_be_said_as_text() -> None:
    assert dates_text(CONTEST, ZONE, texts("zh-Hans")) == (
        "《长者歌唱大赛》的日期：\n"
        "报名：11月30日 12:00 至 12月6日 12:00\n"
        "决赛：12月11日 12:00 至 12月11日 15:00\n"
        "决赛 · 地点：礼堂"
    )


def test_without_a_link_there_is_no_line_for_it() -> None:
    t = texts("zh-Hans")
    bare = said(words(replace(CONTEST, link=""), delivery("once", Kind.ANNOUNCEMENT), NOON, t))
    assert bare.endswith("15:00")
    assert "详情" not in bare
    assert notices.cancelled(replace(CONTEST, contact=""), READER).reply.messages[0].text == (
        "很抱歉，《长者歌唱大赛》取消了，不再举行。"
    )
