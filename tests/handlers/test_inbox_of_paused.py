"""What is paused stays in the inbox, and keeps nothing else from being handed over."""

from tests.flow.town import Town
from tests.handlers.school import begin, course, lesson, single
from tests.handlers.test_inbox import remind


async def paused_news(town: Town, paused: str) -> None:
    """An announcement waits for everybody, before the reminder; ``paused`` is an SQL expression."""
    await town.rows(
        f"""
        with n as (
          insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by,
            imported_at, paused_at)
          values ('closing', '闭馆', '周三闭馆一天。', '某某图书馆', '', $1::timestamptz, $1 + interval '9 days', false, '\\x00', 'test', $1, {paused})
          returning key
        )
        insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
          uncertain, detail, steps, planned_at, reason, held_at)
        select -1000 - l.id, l.id, 'city-wechat', 'news', n.key, 'once', 4, $1::timestamptz - interval '1 hour', $1 + interval '9 days', 0,
          false, '{{}}', '[]', $1, 'no window is open', $1 from learner l cross join n returning id
        """,
        town.clock.now(),
    )


async def test_what_is_paused_stays_and_what_is_behind_it_comes(town: Town) -> None:
    await begin(town, course(lesson("甲", single("甲"))))
    await town.wechat_says("2")
    await paused_news(town, "$1::timestamptz")
    await remind(town)
    said = await town.wechat_says("谢谢")
    assert "周三闭馆" not in said
    assert "采茶知识竞赛" in said
    assert await town.rows("select kind from delivery_held") == [{"kind": "news"}]
    await town.rows("update announcement set paused_at = null returning key")
    assert "周三闭馆" in await town.wechat_says("谢谢")
    assert await town.rows("select kind from delivery_held") == []
