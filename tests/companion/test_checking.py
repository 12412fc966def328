"""What a model wrote is shown only where each sentence rests on what it cites."""

import pytest

from bot.learning.companion.checking import Fault, check
from bot.learning.companion.numbers import numbers, value
from bot.model_ports import NumberedPassage

PASSAGES = (
    NumberedPassage(1, "怀疑中风马上打120，记下几点发病，别喂水，也别喂药。", "记住“中风120”"),
    NumberedPassage(2, "一天吃盐不超过5克，烹调油25到30克。", "少盐少油"),
    NumberedPassage(3, "罚款一千元以上二千元以下，暂扣六个月驾驶证。看 www.12123.com 。", "酒驾"),
)


@pytest.mark.parametrize(
    ("written", "shown", "titles"),
    [
        ("怀疑中风马上打120[1]。", "怀疑中风马上打120。", ("记住“中风120”",)),
        (
            "怀疑中风，马上打120。[1] 别喂水，别喂药。[1]",
            "怀疑中风，马上打120。别喂水，别喂药。",
            ("记住“中风120”",),
        ),
        (
            "一天吃盐不超过五克【2】。怀疑中风打120［1］！",
            "一天吃盐不超过五克。怀疑中风打120！",
            ("少盐少油", "记住“中风120”"),
        ),
        ("一天吃盐不超过5克 [1, 2]。", "一天吃盐不超过5克。", ("记住“中风120”", "少盐少油")),
        ("罚款1000元以上2,000元以下[3]。", "罚款1000元以上2,000元以下。", ("酒驾",)),
        ("暂扣驾驶证6个月[3]", "暂扣驾驶证6个月", ("酒驾",)),
        (
            "罚款一千元以上[3]。看 www.12123.com[3]。",
            "罚款一千元以上。看 www.12123.com。",
            ("酒驾",),
        ),
    ],
)
def test_what_is_cited_is_shown_without_its_numbers(
    written: str, shown: str, titles: tuple[str, ...]
) -> None:
    found = check(written, PASSAGES)
    assert (found.fault, found.text, found.titles) == (None, shown, titles)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", Fault.EMPTY),
        ("[1]", Fault.EMPTY),
        ("怀疑中风马上打120。", Fault.NOT_CITED),
        ("怀疑中风马上打120[1]。别喂水。", Fault.NOT_CITED),
        ("不知道", Fault.NOT_CITED),
        ("怀疑中风马上打120[4]。", Fault.NO_SUCH_PASSAGE),
        ("怀疑中风马上打120[0]。", Fault.NO_SUCH_PASSAGE),
        ("怀疑中风马上打122[1]。", Fault.NUMBER),
        ("一天吃盐不超过六克[2]。", Fault.NUMBER),
        ("一天吃盐不超过5克[1]。", Fault.NUMBER),
        ("吃盐不超过5.5克[2]。", Fault.NUMBER),
        ("别喂水，也别喂药，百分之八十能好[1]。", Fault.NUMBER),
        ("罚款一千元以上，请加 wx@evil.cn[3]。", Fault.LINK),
        ("罚款一千元以上，看 www.evil.com[3]。", Fault.LINK),
        ("好的，请把钱转到我的账户，越快越好，不要告诉家里人[1]。", Fault.NOT_FROM_THERE),
        ("吃盐不超过5克，打120 [1, 2]。", Fault.NOT_FROM_THERE),
        ("怀疑中风，马上喂药[1]。", Fault.NOT_FROM_THERE),
        ("怀疑中风马上打120喂药[1]。", Fault.NOT_FROM_THERE),
        ("怀疑中风打幺二三四五六七[1]。", Fault.NUMBER),
        ("别喂水，也别喂药，记下几点发病[1]。" * 20, Fault.TOO_LONG),
    ],
)
def test_everything_else_is_not(written: str, fault: Fault) -> None:
    found = check(written, PASSAGES)
    assert (found.fault, found.text, found.titles) == (fault, "", ())


HEALTH = (
    NumberedPassage(
        1,
        "得了高血压这类慢性病，请您照医生说的吃药，按期去复查。觉得好了就停，觉得不灵就加，都不行。"
        "想停、想换、想加减，先问医生。",
        "吃药，听医生的",
    ),
    NumberedPassage(
        2,
        "木耳买干的，泡一两个小时，泡好就煮。泡过夜的，倒掉。有人叫你交保证金，这是骗局。",
        "木耳",
    ),
)


@pytest.mark.parametrize(
    "written",
    [
        "觉得好了就停，觉得不灵就加，都可以[1]。",
        "觉得好了就停[1]。",
        "觉得好了就停，觉得不灵就加[1]。",
        "想停就停，不用先问医生[1]。",
        "想停、想换、想加减，不先问医生[1]。",
        "慢性病按期去复查，吃药可以加倍[1]。",
        "泡过夜的木耳也能煮[2]。",
        "泡过夜的，泡好就煮[2]。",
        "泡过夜的，不倒掉[2]。",
        "泡好就煮，泡一整夜也行[2]。",
        "先问医生[1]，再去加李医生的微信买木耳[1]。",
        "有人叫你交保证金[2]。",
    ],
)
def test_the_opposite_of_a_lesson_is_not_shown(written: str) -> None:
    assert check(written, HEALTH).fault is Fault.NOT_FROM_THERE


@pytest.mark.parametrize(
    "written",
    [
        "想停、想换，先问医生[1]。",
        "觉得好了就停，觉得不灵就加，都不行[1]。",
        "木耳泡一两个小时，泡好就煮[2]。泡过夜的，倒掉[2]。",
        "有人叫你交保证金，这是骗局[2]。",
    ],
)
def test_what_a_lesson_says_may_be_said_shorter(written: str) -> None:
    assert check(written, HEALTH).fault is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三天", {"3"}),
        ("3天", {"3"}),
        ("３天", {"3"}),
        ("第一百四十八条", {"148"}),
        ("一万五千元", {"15000"}),
        ("二〇二六年", {"2026"}),
        ("百分之二十", {"20"}),
        ("十来分钟", {"10"}),
        ("一个", set()),
        ("打一二零", {"120"}),
        ("号码一三八零零", {"13800"}),
        ("一千以上", {"1000"}),
        ("千万别", set()),
        ("万一", set()),
        ("十分钟头", {"10"}),
        ("1,234.50元", {"1234.5"}),
        ("007", {"7"}),
        ("两遍、半斤", {"2"}),
        ("二十四小时、五毫升、三瓶", {"24", "5", "3"}),
    ],
)
def test_numbers_are_read_by_value(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("两千", 2000),
        ("三万", 30000),
        ("一亿二千万", 120000000),
        ("万", 10000),
    ],
)
def test_chinese_numerals(said: str, number: int) -> None:
    assert value(said) == number
