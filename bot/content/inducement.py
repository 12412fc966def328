"""Inducement to share, invite or follow: what WeChat blocks accounts for, found in texts.

The platform's operating rules forbid rewards for sharing, and quizzes whose answer shows only
after sharing or following; a first finding costs a block of 30 days. Lessons against fraud
speak of such baits, so a sentence that warns or reports is let through.
"""

import re

_SHARE = (
    r"转发|轉發|轉发|分享|邀请|邀請|拉(?:新|人|好友)|点赞|點讚|點贊|关注|關注|关註|"
    r"朋友圈|打卡|转给|轉給|发到群|發到群"
)
# What belongs to people anyway is no bait: a pension is 领取 too.
_DUE = r"(?!.{0,3}(?:养老|養老|退休|工资|工資|补贴|補貼|社保|失业|失業|救济|救濟|快递|快遞|证|證))"
_BAIT = (
    rf"领取{_DUE}|領取{_DUE}|领(?:.{{0,6}})(?:奖|礼|红包|积分|优惠|鸡蛋|福利)|"
    r"領(?:.{0,6})(?:獎|禮|紅包|積分|優惠|雞蛋|福利)|[得送赢贏换換](?:.{0,4})(?:积分|積分|礼品|禮品|红包|紅包|"
    r"奖品|獎品|优惠券|優惠券|学分|學分)|抽奖|抽獎|解锁|解鎖|返现|返現|返学费|返學費|退学费|退學費|有礼|有禮|有奖|有獎|"
    r"(?:才能|才可以|即可|就能|就可以|后可|後可|后|後)(?:.{0,4})(?:看|查看|知道|公布|揭晓|揭曉|显示|顯示)(?:.{0,6})"
    r"(?:答案|结果|結果|全文|下文|解析)"
)
_CONDITION = r"(?:先|需要|只需|只要|必须|必須|得先|須|须|请|請)"
_ENGLISH = (
    r"\b(?:share|forward|repost|invite|follow|like)\b.{0,50}?\b(?:to|and|then|you)\b.{0,16}?\b"
    r"(?:unlock|claim|win|redeem|see the (?:answer|result)|earn (?:points|credits?)|"
    r"get (?:an? |your |free )?(?:gift|prize|reward|coupon|points))"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"集(?:够|夠|满|滿|齐|齊)?(?:\d{0,5}|[一二三四五六七八九十百]{0,4})[个個]?[赞讚贊]",
        rf"(?:{_SHARE}).{{0,24}}?(?:{_BAIT})",
        rf"(?:{_BAIT}).{{0,12}}?{_CONDITION}.{{0,8}}?(?:{_SHARE})",
        _ENGLISH,
    )
)
_WARNS = re.compile(
    r"骗|騙|诈|詐|圈套|套路|陷阱|谣|謠|违法|違法|违规|違規|虚假|虛假|冒充|警惕|当心|當心|小心|可疑|"
    r"(?:别|別|不要|不能|不可|不用|不必|勿|莫|唔好|拒绝|拒絕)(?!错过|錯過)|"
    r"有人|群[里裡].{0,4}(?:说|說|传|傳|喊|讲|講)|对方|對方|声称|聲稱|自称|自稱|号称|號稱|所谓|所謂|陌生|"
    r"\b(?:scam|fraud|never|don't|do not|beware|fake|claims? that|someone)\b",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]+|\.\s")


def inducement(text: str, around: str = "") -> str | None:
    """The first words of ``text`` that induce people to share, invite or follow; None: none.

    ``around`` is text read together with it (an option's stem and reason): where that warns,
    the option is an example of a bait.
    """
    if warns(around):
        return None
    for sentence in _SENTENCE_ENDS.split(text):
        if warns(sentence):
            continue
        for pattern in _PATTERNS:
            if found := pattern.search(sentence):
                return found.group()
    return None


def warns(sentence: str) -> bool:
    """Whether it speaks of a bait or a promise to warn of it, or to tell what others say."""
    return _WARNS.search(sentence) is not None
