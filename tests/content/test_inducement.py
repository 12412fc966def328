"""Bait for sharing is found in both scripts; warnings against it and plain advice are not."""

import pytest

from bot.content.inducement import inducement


@pytest.mark.parametrize(
    "text",
    [
        "转发本文到朋友圈，即可领取红包。",
        "轉發到三個群，免費領取雞蛋一盒",
        "分享给三位好友，解锁下一课",
        "邀请好友一起学，得积分",
        "集赞38个，到店领礼品",
        "集滿二十個讚換禮品",
        "关注公众号后查看答案",
        "關注後才可以看答案",
        "想免费领取资料，请先分享到朋友圈",
        "连续打卡30天，返学费",
        "点赞抽奖",
        "Share this lesson with three friends to unlock the next one.",
        "Follow us and win a phone!",
        "今天的课讲完了。转发领红包！",
        "不要错过，转发领取大礼",
    ],
)
def test_bait_is_found(text: str) -> None:
    assert inducement(text)


@pytest.mark.parametrize(
    "text",
    [
        "转发给朋友",
        "收到领红包的链接，别转发。",
        "群里有人说转发就能领鸡蛋，您怎么办？",
        "“转发领红包”是骗局，不要点。",
        "把这件事分享给家人，领取养老金时互相提醒。",
        "关注社保局的通知，按时领取退休金。",
        "验证码不能告诉别人，也不要转发。",
        "关注孩子的情绪，多听他说。",
        "打卡上班前，检查刹车。",
        "先看清收款人姓名，再付款。",
        "Never forward a code to get a prize.",
        "Share the road with others.",
    ],
)
def test_advice_and_warnings_pass(text: str) -> None:
    assert inducement(text) is None


def test_an_option_may_be_a_bait_where_the_question_warns() -> None:
    option = "转发到群里，领取红包"
    assert inducement(option)
    assert inducement(option, "收到可疑的链接，怎么办？") is None
