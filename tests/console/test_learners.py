"""Learners: found without names, seen by who may, helped by operators with every act in the log."""

from datetime import timedelta

import pytest

from bot.texts.console import console_texts
from bot.web.console.learners_acts import read_times
from bot.web.console.learners_words import reason_words
from tests.console.conftest import Office
from tests.console.test_groups import made
from tests.flow.town import WECHAT

PUPIL = "oPupilOfTianhe000000000000004"


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("07:30", ["07:30"]),
        ("12:00, 7:30", ["07:30", "12:00"]),
        ("12：00、18:05 18:05", ["12:00", "18:05"]),
        ("", None),
        ("24:00", None),
        ("7:3", None),
        ("7:30 8:30 9:30 10:30 11:30", None),
        ("07:30 later", None),
    ],
)
def test_times_are_read(written: str, times: list[str] | None):
    found = read_times(written)
    assert (None if found is None else [f"{one:%H:%M}" for one in found]) == times


def test_reasons_are_told_in_the_readers_language():
    t = console_texts("zh-Hans")
    assert reason_words(t, "no window is open; no consent left; waits for the next contact") == (
        "没有可用的对话窗口；没有剩下的订阅；等本人下次开口"
    )
    assert reason_words(t, "refused 43004 no rights") == "平台不让这样发（43004 no rights）"
    assert (
        reason_words(t, "gave up after 3 h: unavailable 502")
        == "试了很久没成功；平台连不上（502）"
    )
    assert reason_words(t, "") == ""


async def _pupil(office: Office) -> tuple[int, str]:
    """A senior who has begun to learn: the row, and the beginning of the key."""
    await office.town.wechat_follows(PUPIL)
    await office.town.wechat_says("1", PUPIL)
    await office.town.wechat_says("7:30", PUPIL)
    rows = await office.town.rows(
        """
        select l.id, left(replace(l.key::text, '-', ''), 8) as key from learner l join address a on a.learner_id = l.id
        where a.platform_id = $1
        """,
        PUPIL,
    )
    return int(str(rows[0]["id"])), str(rows[0]["key"])


async def test_a_learner_is_found_by_key_and_by_address(office: Office):
    row, key = await _pupil(office)
    browser = await office.signed_in("operator")
    assert key in (await browser.get("learners")).text
    assert key in (await browser.get("learners", key=key[:5].upper())).text
    assert (await browser.get("learners", key="xyz")).status == 422
    assert key in (await browser.get("learners", track="seniors", state="active")).text
    assert "没有符合条件" in (await browser.get("learners", track="farmers")).text
    found = await browser.post("learners/find", {"address": f"{WECHAT}:{PUPIL}"})
    assert found.url.endswith(f"/learners/{row}")
    assert PUPIL not in found.html
    nobody = await browser.post("learners/find", {"address": f"{WECHAT}:oNobodyAtAll"})
    assert nobody.status == 404
    assert "oNobodyAtAll" not in nobody.html
    assert (await browser.post("learners/find", {"address": "nonsense"})).status == 422
    assert "后面没有了" in (await browser.get("learners", after="1")).text


async def test_an_organiser_sees_members_of_own_groups_and_no_help(office: Office):
    row, key = await _pupil(office)
    group = await made(office, "a")
    browser = await office.signed_in("organiser")
    await office.owns(group)
    assert key not in (await browser.get("learners")).text
    assert (await browser.get(f"learners/{row}")).status == 404
    assert (await browser.post("learners/find", {"address": f"{WECHAT}:{PUPIL}"})).status == 404
    assert (await browser.get("learners", group="999")).status == 404
    await office.town.simulator.wechat.scan(WECHAT, PUPIL, "a")
    assert key in (await browser.get("learners", group=str(group))).text
    page = await browser.get(f"learners/{row}")
    assert page.status == 200
    assert "/pause" not in page.html
    assert "/erase" not in page.html
    for act in (
        "again",
        "resend",
        "pause",
        "resume",
        "track",
        "times",
        "end-address",
        "end-codes",
        "copy",
        "erase",
    ):
        assert (await browser.post(f"learners/{row}/{act}")).status == 403, act


async def test_help_is_noted_with_before_and_after(office: Office):
    row, key = await _pupil(office)
    browser = await office.signed_in("operator")
    page = await browser.get(f"learners/{row}")
    assert page.status == 200
    assert PUPIL not in page.html
    assert "已暂停" in (await browser.post(f"learners/{row}/pause")).text
    assert (await browser.post(f"learners/{row}/pause")).status == 409
    assert "又开始发课" in (await browser.post(f"learners/{row}/resume")).text
    assert (await browser.post(f"learners/{row}/track", {"track": "kings"})).status == 422
    await browser.post(f"learners/{row}/track", {"track": "farmers"})
    wrong = await browser.post(f"learners/{row}/times", {"times": "25:00"})
    assert wrong.status == 422
    assert 'value="25:00"' in wrong.html
    await browser.post(f"learners/{row}/times", {"times": "12:00 08:00"})
    noted = await office.town.rows(
        "select act, before, after from audit_entry where about_kind = 'learner' and about = $1 order by id",
        key,
    )
    assert [one["act"] for one in noted] == [
        "learner.paused",
        "learner.active",
        "learner.track",
        "learner.times",
    ]
    assert noted[2]["before"] == {"track": "seniors"}
    assert noted[3]["after"] == {"times": ["08:00", "12:00"]}


async def test_who_stopped_is_let_be(office: Office):
    row, _ = await _pupil(office)
    await office.town.wechat_says("退订", PUPIL)
    browser = await office.signed_in("operator")
    await browser.get(f"learners/{row}")
    assert (await browser.post(f"learners/{row}/resume")).status == 409
    assert "退订" in (await browser.post(f"learners/{row}/again")).text


async def test_todays_lesson_comes_again(office: Office):
    row, _ = await _pupil(office)
    browser = await office.signed_in("operator")
    await browser.get(f"learners/{row}")
    before = len(office.town.wechat_chat(PUPIL))
    done = await browser.post(f"learners/{row}/again")
    assert "马上发出" in done.text, done.text
    await office.town.nothing_due()
    assert len(office.town.wechat_chat(PUPIL)) > before
    rows = await office.town.rows(
        "select occurrence, state from delivery_past where kind = 'lesson' and learner_id = $1 and occurrence like '%again%'",
        row,
    )
    assert [(str(one["occurrence"])[:16], one["state"]) for one in rows] == [
        ("2026-11-23#again", "sent")
    ]
    page = await browser.get(f"learners/{row}")
    assert "每日一课" in page.text
    assert "客服消息" in page.text


async def test_a_failed_delivery_is_sent_again_once(office: Office):
    row, _ = await _pupil(office)
    now = office.town.clock.now()
    await office.town.rows(
        """
        insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires, attempts, uncertain,
          reason, detail, steps, planned_at, decided_at, ended_at)
        select 90000 + n, $1, $2, 'week', '', 'w' || n, 5, 'failed', $3::timestamptz, $3::timestamptz + interval '1 day', 1, false,
          'unavailable 502', '{}', '[]', $3, $3, $3 from generate_series(1, 2) n returning id
        """,
        row,
        WECHAT,
        now - timedelta(minutes=5),
    )
    browser = await office.signed_in("operator")
    page = await browser.get(f"learners/{row}")
    assert "平台连不上（502）" in page.text
    places = [part.split('"')[0] for part in page.html.split('name="place" value="')[1:]]
    assert len(places) == 2
    assert (
        "已重新安排" in (await browser.post(f"learners/{row}/resend", {"place": places[1]})).text
    )
    left = await office.town.rows(
        "select id from delivery_past where id > 90000 and state = 'failed'"
    )
    assert left == [{"id": 90002}]
    assert (await browser.post(f"learners/{row}/resend", {"place": places[1]})).status == 409
    assert (await browser.post(f"learners/{row}/resend", {"place": "9-9"})).status == 404


async def test_an_address_ends_and_codes_are_worth_nothing(office: Office):
    row, _ = await _pupil(office)
    await office.town.wechat_says("绑定", PUPIL)
    browser = await office.signed_in("operator")
    page = await browser.get(f"learners/{row}")
    address = page.html.split('name="address" value="')[1].split('"')[0]
    assert "作废了 1 个" in (await browser.post(f"learners/{row}/end-codes")).text
    await browser.post(f"learners/{row}/end-address", {"address": address})
    rows = await office.town.rows("select state from address where id = $1", int(address))
    assert rows == [{"state": "gone"}]
    assert (await browser.post(f"learners/{row}/end-address", {"address": address})).status == 404
    assert "没有可用的联系方式" in (await browser.post(f"learners/{row}/again")).text


async def test_a_copy_and_an_erasure_need_a_reason(office: Office):
    row, key = await _pupil(office)
    browser = await office.signed_in("operator")
    await browser.get(f"learners/{row}")
    assert (await browser.post(f"learners/{row}/copy", {"copy_reason": " "})).status == 422
    page = await browser.post(f"learners/{row}/copy", {"copy_reason": "本人到馆里要"})
    assert "/mine/" in page.text
    wrong = await browser.post(
        f"learners/{row}/erase", {"erase_reason": "本人到馆里要求", "key": "00000000"}
    )
    assert wrong.status == 422
    assert "本人到馆里要求" in wrong.html
    await browser.get(f"learners/{row}")
    done = await browser.post(
        f"learners/{row}/erase", {"erase_reason": "本人到馆里要求", "key": key}
    )
    assert "一分钟内" in done.text
    assert (await browser.get(f"learners/{row}")).status == 404
    rows = await office.town.rows("select reason from audit_entry where act = 'learner.erase'")
    assert rows == [{"reason": "本人到馆里要求"}]
