"""Somebody who writes in despair, or while a life is at stake: a number comes before any lesson."""

import re
from enum import StrEnum

from bot.learning.companion.everyday import joined
from bot.learning.plain import plain


class Danger(StrEnum):
    """What somebody is in; ``number`` is whom to call: 12356, 120 or 110."""

    DESPAIR = "despair"
    LIFE = "life"
    VIOLENCE = "violence"

    @property
    def number(self) -> str:
        """Of the whole country: 心理援助热线, 急救, 报警."""
        return {"despair": "12356", "life": "120", "violence": "110"}[self.value]


_DESPAIR = re.compile(
    r"不(?:太|大|怎么)?想(?:再|继续)?活(?!动)|活不下去|不想在这个?世上|活(?:着|住)?(?:真|也|都|好|还)?(?:的)?(?:没有?|无)(?:什么|啥)?(?:意思|意义|劲|盼头|指望)"
    r"|(?:^|我|就|真|好|只|很|都|又|也|[,。! ])想(?:去|要)?(?:死(?![机党皮你他她它的记磕啃缠守海])|寻死)|想不开|寻短见|轻生|自杀|自尽|自残|割腕|跳楼(?![价甩大])|跳河|上吊"
    r"|(?:不如|还是|干脆)死(?:了|掉)|死了算|死了(?:更好|一了百了)|一了百了|结束(?:自己的?|我的?)?(?:生命|性命)|生不如死|唔想活|(?:唔|不)想(?:再)?(?:做人|生存)|活着(?:好|太|真)?(?:累|苦|痛苦)"
    r"|\b(?:suicide|kill myself|want to die|end my life)\b"
)
_LIFE = re.compile(
    r"(?:喝|饮|吃|误服|误食|吞)[了下过]*(?:很多|好多|一瓶|一整瓶|整瓶|几口|一口|点)?(?:农药|百草枯|敌敌畏|老鼠药|鼠药|毒药|洁厕灵|洗厕水|毒蘑菇|毒菇|安眠药)(?!残留)"
    r"|(?:农药|百草枯|敌敌畏|老鼠药|鼠药|安眠药).{0,3}(?:误吃|误服|误食|喝了|吃了|吃多了|下去)"
    r"|(?:煤气|燃气|一氧化碳|食物|农药|药物|木耳|蘑菇|豆角|酒精|菌子|河豚)中毒(?:了|怎么办|咋办|点算|点办|怎样办|怎么救|[。! ?]*$)|(?:^|人|家里|好像|是不是|他|她|我|老伴|孩子)中毒了"
    r"|心梗(?:了|怎么办|发作|咋办|[。! ?]*$)|心肌梗死(?:了|怎么办|发作|[。! ?]*$)|心(?:脏|跳)(?:骤停|停了|停跳)|没有?(?:呼吸|心跳|脉搏)|(?:喘|透|抖|吸)不(?:过|上|到)气|呼吸(?:不了|不上|困难)"
    r"|触电(?:了|怎么办|咋办|[。! ?]*$)|被电(?:倒|到|着|击)|噎(?:住|着|到)了?|(?:鱼刺|骨头|异物|糖|果冻).{0,2}卡.{0,2}(?:喉|嗓|气管)|溺水(?:了|怎么办|[。! ?]*$)|(?:掉|落)(?:进|到)?水里?了(?:救|怎么救)"
    r"|昏(?:迷|过去|倒)(?:了|不醒|怎么办|[。! ?]*$)|晕(?:过去|倒)(?:了|怎么办|[。! ?]*$)|不省人事|叫不醒|(?:大出血|血流不止|止不住血)|胸口(?:好|很|剧|压榨|一阵)?(?:痛|疼)(?:得|怎么办|喘|[。! ?]*$)|(?:毒)?蛇咬"
)
_VIOLENCE = re.compile(
    r"(?:要|想|威胁|正在|扬言).{0,2}(?:杀|砍|打死|弄死|捅)(?:了|死)?(?:我|人|他|她|全家)|(?:老公|丈夫|老婆|男人|老头|儿子|女儿|媳妇|家里人|邻居|有人|他|她|又)(?:喝酒|又|老|总|天天|正在|经常|动手|在)*打(?:我|妈|孩子|人)(?!电话|手机|的?号|招呼|来|听|字|车|折|卡)"
    r"|家暴|家庭暴力|被(?:打(?=了(?:[,。! ?]|怎|$))|抢劫|绑架|非法拘禁|强奸|强暴|性侵|砍|捅)了?|(?:有人|贼|小偷)(?:撬|砸|闯)(?:门|进)|入室抢劫|被关起来"
)
_NOT_NOW = re.compile(
    r"预防|防止|避免|怎么防|会不会|会.{0,8}[吗么?]|能不能|为什么|什么是|是什么(?!办)|学(?:习|会|一?下|着)|电影|电视|小说|新闻|游戏|比赛|题目?[:：]?$|以前|从前|小时候|去年"
)
"""Who asks how it comes, or tells of it from elsewhere, is not in it; despair is heard all the same."""
_LONGEST = 200


def danger_in(text: str) -> Danger | None:
    """What ``text`` says that somebody is in now; despair first. Pure, and deliberately wide: one who
    is told a number too often loses little.
    """
    said = joined(plain(text))[:_LONGEST]
    if _DESPAIR.search(said):
        return Danger.DESPAIR
    if _NOT_NOW.search(said):
        return None
    if _LIFE.search(said):
        return Danger.LIFE
    return Danger.VIOLENCE if _VIOLENCE.search(said) else None
