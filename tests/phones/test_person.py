"""What 陈老师 does in the pictured month, by what stands in her chat; no browser is needed."""

from datetime import UTC, datetime, time

import pytest

from adapters.simulator.bubbles import Bubble
from adapters.simulator.phones_person import (
    AWAY,
    DAYS,
    EVENINGS,
    MOST_ANSWERS,
    STOPS,
    Act,
    answer_to,
    entry,
    stops,
    way_to_allow,
)

AT = datetime(2026, 11, 23, tzinfo=UTC)


def said(
    text: str, *buttons: str, mine: bool = False, bubble: str = "1", **more: object
) -> Bubble:
    via = str(more.pop("via", "passive"))
    labels = [(label, label) for label in buttons]
    return Bubble(bubble, mine, text, AT, via, buttons=labels, **more)  # type: ignore[arg-type]


MYTH = "【想一想】\n头像一样，就是同一个人。\n1. 对\n2. 错\n回复 1（对）或 2（错）。"
CHOICE = "怎么办？\n1. 付\n2. 先打电话问清楚\n3. 不管"


@pytest.mark.parametrize(
    ("chat", "day", "answer"),
    [
        ([], 3, ""),
        ([said(CHOICE, mine=True)], 3, ""),
        ([said("明天见。")], 3, ""),
        ([said("🎉 学完了\n1. 再学一课\n想好了，回复 1。")], 3, ""),
        ([said("您是谁？\n1. 长辈\n2. 骑手")], 1, "1"),
        ([said(MYTH)], 3, "2"),
        ([said(CHOICE)], 3, "2"),
        ([said("怎么办？", "1. 付", "2. 问", "3. 马上告诉家人")], 3, "3"),
        ([said("没关系，正确答案是：1. 付。\n因为……"), said(CHOICE)], 3, "1"),
        ([said("没关系，正确答案是：对。"), said("答对了"), said(MYTH)], 3, "2"),
        ([said("正确答案是：1. 付；3. 不管。"), said(CHOICE + "\n可以选几个")], 3, "13"),
        ([said("选课：\n1. 手机支付（已通过）\n2. 身边的法律（14 课）\n3. 全部")], 3, "2"),
        ([said("第一段\n回复「继续」看下文")], 3, "继续"),
        ([said("看完了，请回复“学完了”。")], 3, "学完了"),
        ([said(CHOICE), said("[图片]", media="/wechat-api/media/a.png")], 3, "2"),
        ([said("有来电96110要接。"), said("哪个号码？\n直接把答案发来。")], 3, "96110"),
        ([said("哪个号码？\n直接把答案发来。")], 3, "不知道"),
        ([said(CHOICE), said("故障", via="system")], 3, "2"),
    ],
)
def test_what_she_answers(chat: list[Bubble], day: int, answer: str) -> None:
    assert answer_to(chat, day, 0) == answer


def test_she_does_not_answer_for_ever() -> None:
    assert answer_to([said(CHOICE)], 3, MOST_ANSWERS) == ""


def test_she_takes_part_in_the_newest_competition() -> None:
    listed = said("现在的比赛：\n1. 法律知识\n2. 经典诵读\n回复数字就行。")
    assert entry([listed], 0) == "2"
    assert entry([said("【经典诵读】\n1. 我要报名\n想好了，回复 1。")], 1) == "我要报名"
    assert entry([said("报名成功。")], 2) == ""
    assert entry([said("现在没有比赛。")], 0) == ""


def test_a_way_to_allow_is_used_once() -> None:
    notices = "http://127.0.0.1:8080/wechat/demo/notices"
    chat = [
        said("想让我提醒您？", bubble="4", links=[("点这里", notices)]),
        said("详情", bubble="5", links=[("详情", "http://127.0.0.1:8080/rules")]),
    ]
    assert way_to_allow(chat, "") == ("4", notices)
    assert way_to_allow(chat, "4") == ("", "")
    later = [*chat, said("再来一次？", bubble="6", links=[("点这里", notices)])]
    assert way_to_allow(later, "4") == ("6", notices)


def test_the_month_has_its_order() -> None:
    month = stops()
    moments = [(stop.day, stop.at) for stop in month]
    assert moments == sorted(moments)
    assert {stop.day for stop in month} == set(range(1, DAYS + 1))
    assert month[0].act is Act.JOIN
    for day in range(1, DAYS + 1):
        halts = [stop.at for stop in month if stop.day == day and stop.act is Act.WAIT]
        assert halts == list(STOPS)
        acts = [stop.act for stop in month if stop.day == day and stop.act is not Act.WAIT]
        assert (acts == []) == (day in AWAY)
    for day in EVENINGS:
        looks = {stop.at for stop in month if stop.day == day and stop.act is Act.LEARN}
        assert min(looks) > time(19), "after the mass message of the day"
