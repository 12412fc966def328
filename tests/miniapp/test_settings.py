"""The settings page: its forms, and what is said of what cannot be read."""

from datetime import timedelta

import pytest

from tests.miniapp.stand import (
    ANNA,
    BERT,
    NOW,
    TODAY,
    Stand,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")
DAY = timedelta(days=1)


async def test_times_are_kept_and_what_is_owed_moves(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {})
    one = await stand.visits(ANNA)
    answer = await one.send(
        "/app/settings/times", time1="15:00", time2="9:30", time3="15:00", time4=""
    )
    page = (await one.get(answer.headers["Location"])).text
    assert "好，改到每天 09:30、15:00。" in page
    assert 'value="09:30"' in page
    due = await stand.value("select next_due from lesson_turn where learner_id = $1", row)
    assert due == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    "wrong", ["25:00", "7", "07:60", "早上", "-1:00", "7:5", "１:00", "12:00:00"]
)
async def test_a_time_that_is_none_is_said_beside_its_field(stand: Stand, wrong: str) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    answer = await one.send("/app/settings/times", time1="09:00", time2=wrong)
    assert answer.status == 422
    assert 'aria-describedby="time2-fault"' in answer.text
    assert 'id="time2-fault"' in answer.text
    assert "请这样写：07:30" in answer.text
    assert await stand.value("select times[1]::text from learner where id = $1", row) == "07:30:00"


async def test_nothing_written_is_asked_for_again(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    for path, words in (
        ("times", "请至少写一个时间"),
        ("pause", "请先选停多久"),
        ("track", "请先选一项"),
        ("size", "请先选一种大小"),
    ):
        answer = await one.send(f"/app/settings/{path}")
        assert answer.status == 422
        assert words in answer.text
        for value in ("nonsense", "<b>", "9999"):
            name = {"pause": "days"}.get(path, path)
            assert (await one.send(f"/app/settings/{path}", **{name: value})).status == 422


async def test_a_rest_and_its_end(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    answer = await one.send("/app/settings/pause", days="3")
    page = (await one.get(answer.headers["Location"])).text
    assert "好，先停下，11月26日接着送。" in page
    assert "现在停着送课，11月26日接着送。" in page
    until = await stand.value("select paused_until from learner where id = $1", row)
    assert until == TODAY + 3 * DAY
    answer = await one.send("/app/settings/resume")
    assert "好，接着学。" in (await one.get(answer.headers["Location"])).text
    assert await stand.value("select state from learner where id = $1", row) == "active"
    await one.send("/app/settings/pause", days="0")
    assert await stand.value("select paused_until from learner where id = $1", row) is None
    assert await stand.value("select state from learner where id = $1", row) == "paused"


async def test_a_rest_is_nothing_for_who_has_left_or_is_new(stand: Stand) -> None:
    for user, state in ((ANNA, "stopped"), (BERT, "new")):
        row = await stand.learner(user, state=state)
        one = await stand.visits(user)
        await one.send("/app/settings/pause", days="3")
        assert await stand.value("select state from learner where id = $1", row) == state
    assert "现在不给您发消息" in (await (await stand.visits(ANNA)).get("/app/settings")).text
    assert "停多久" not in (await (await stand.visits(BERT)).get("/app/settings")).text


async def test_who_one_is_changes_the_shelf(stand: Stand) -> None:
    await stand.learner(ANNA, track=None)
    one = await stand.visits(ANNA)
    await one.send("/app/settings/track", track="couriers")
    page = (await one.get("/app/courses")).text
    assert "骑行安全" in page
    assert "防骗一点通" not in page


async def test_a_form_ends_a_long_silence(stand: Stand) -> None:
    """As a word in the chat does: lessons come again, at the next of the usual times."""
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {})
    await stand.value("update learner set state = 'away' where id = $1 returning id", row)
    await stand.value(
        "update lesson_turn set next_due = 'infinity' where learner_id = $1 returning 1", row
    )
    one = await stand.visits(ANNA)
    await one.get("/app/settings")
    assert await stand.value("select state from learner where id = $1", row) == "away", (
        "he only looked"
    )
    await one.send("/app/settings/size", size="large")
    assert await stand.value("select state from learner where id = $1", row) == "active"
    due = await stand.value("select next_due from lesson_turn where learner_id = $1", row)
    assert NOW < due <= NOW + DAY
    heard = await stand.value("select max(last_in_at) from address where learner_id = $1", row)
    assert heard == NOW
