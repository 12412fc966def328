"""A competition from its file to the chats: announced once, reminded at the right minute."""

from datetime import UTC, datetime
from pathlib import Path

from bot.competitions.moments import moments_of
from bot.content.competition_file import load_competition
from bot.store.competitions import import_competition
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town

GROUP = -1001234567890
NEIGHBOUR = "oNeighbourOfTianhe000000000001"
FILE = f"""
id: legal-literacy-2026
title: 全民法治知识竞赛
category: legal-literacy
organiser: 天河图书馆
link: https://example.org/rules
groups: ["{TELEGRAM}:{GROUP}", "{WECHAT}:class-7"]
stages:
  - {{id: registration, kind: registration, opens: 2026-11-24T09:00:00+08:00, closes: 2026-11-30T18:00:00+08:00}}
reminders: [P1D, PT3H]
"""
OPENS = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
THREE_HOURS_BEFORE = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


async def _import(town: Town, folder: Path) -> None:
    file = folder / "law.yaml"
    file.write_text(FILE, "utf-8")
    competition, now = load_competition(file), town.clock.now()
    learning = town.settings.learning
    quiet = (learning.quiet.begin, learning.quiet.end)
    moments = moments_of(competition, now, quiet, learning.zone_info)
    async with town.program.db.transaction() as conn:
        await import_competition(conn, competition, moments.kept, at=now)


def _in_group(town: Town, words: str) -> int:
    return sum(words in bubble.text for bubble in town.telegram_chat(GROUP))


def _at(town: Town, openid: str, words: str) -> int:
    return sum(words in bubble.text for bubble in town.wechat_chat(openid))


async def test_a_group_and_a_cohort_hear_of_it_once_and_are_reminded_in_time(
    town: Town, tmp_path: Path
) -> None:
    await town.simulator.telegram.start_chat(TELEGRAM, COURIER)
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "骑手学习群", by=COURIER)
    for openid in (TEACHER, NEIGHBOUR):
        await town.simulator.wechat.follow(WECHAT, openid, scene="class-7")
    await _import(town, tmp_path)
    await town.nothing_due()
    assert _in_group(town, "天河图书馆") == 0, "it is announced when its first stage opens"

    await town.move_to(OPENS.replace(hour=0, minute=59))
    await town.wechat_says("1", TEACHER)
    await town.wechat_says("1", NEIGHBOUR)
    assert _in_group(town, "天河图书馆") == 0
    await town.move_to(OPENS)
    assert _in_group(town, "天河图书馆") == 1
    assert [_at(town, one, "天河图书馆") for one in (TEACHER, NEIGHBOUR)] == [1, 1]
    await _import(town, tmp_path)
    await town.nothing_due()
    assert _in_group(town, "天河图书馆") == 1, "however often the file is imported"

    await town.wechat_says("比赛", TEACHER)
    await town.wechat_says("1", TEACHER)
    assert "报名成功" in await town.wechat_says("我要报名", TEACHER)

    await town.move_to(DAY_BEFORE.replace(hour=9, minute=59))
    await town.wechat_says("进度", NEIGHBOUR)
    assert _in_group(town, "截止") == 0
    await town.move_to(DAY_BEFORE)
    assert _in_group(town, "截止") == 1, "a group gets every reminder"
    assert _at(town, NEIGHBOUR, "截止") == 1
    assert _at(town, TEACHER, "截止") == 0, "who has entered needs no reminder to enter"
    await town.move_to(THREE_HOURS_BEFORE)
    assert _in_group(town, "3 小时 截止") + _in_group(town, "还有 3 小时") >= 1
    assert _in_group(town, "截止") == 2


async def test_a_group_that_is_known_later_hears_of_it_then(town: Town, tmp_path: Path) -> None:
    await _import(town, tmp_path)
    await town.move_to(OPENS)
    await town.simulator.telegram.start_chat(TELEGRAM, COURIER)
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "骑手学习群", by=COURIER)
    await town.simulator.until(lambda: _in_group(town, "天河图书馆") == 1, within=20)
    await town.simulator.wechat.follow(WECHAT, TEACHER, scene="class-7")
    await town.simulator.until(lambda: _at(town, TEACHER, "天河图书馆") == 1, within=20)


async def test_who_enters_by_a_group_s_announcement_is_counted_to_that_group(
    town: Town, tmp_path: Path
) -> None:
    await town.telegram_starts()
    async with town.program.db.transaction() as conn:
        await conn.execute("update learner set state = 'active', dialog = '{}'")
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "骑手学习群", by=COURIER)
    await _import(town, tmp_path)
    await town.move_to(OPENS)
    [told] = [one for one in town.telegram_chat(GROUP) if "天河图书馆" in one.text]
    [(label, address)] = told.links
    assert label == "看比赛，去参加"
    payload = address.partition("?start=")[2]
    assert payload.startswith("e-")
    assert "全民法治知识竞赛" in (await town.telegram_says(f"/start {payload}")).text
    assert "报名成功" in (await town.telegram_chooses("我要报名")).text
    [entry] = await town.rows(
        "select g.platform_id from entry e join chat_group g on g.id = e.group_id"
    )
    assert entry["platform_id"] == str(GROUP)


async def test_quiet_hours_delay_an_announcement(town: Town, tmp_path: Path) -> None:
    await town.simulator.telegram.start_chat(TELEGRAM, COURIER)
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "骑手学习群", by=COURIER)
    await _import(town, tmp_path)
    await town.simulator.telegram.remove_from_group(TELEGRAM, GROUP)
    await town.move_to(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "骑手学习群", by=COURIER)
    await town.move_to(datetime(2026, 11, 24, 15, 1, tzinfo=UTC))
    assert _in_group(town, "天河图书馆") == 0, "23:01 in Shanghai"
    await town.move_to(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert _in_group(town, "天河图书馆") == 1
