"""Whether what somebody wrote asks for something that a lesson may say. Pure."""

import re

from bot.domain.content import Question, QuestionKind
from bot.learning.plain import plain
from bot.learning.read_answer import read_answer

_ASKS = re.compile(
    r"\?|怎么|怎样|怎办|咋|如何|什么|啥|为何|干吗|干嘛|多少|几(?:[多时钱点岁次天斤耐度勺月里米]|公[里斤]|$)|多[久长大远高快]"
    r"|哪|^谁|谁.*(?:来|能|管|负责|付|赔|出钱)|吗|呢$|么[。!~ ]*$|[能会要该行好对是算]不|可不可以|有没有|用不用|需不需要|是否|能否|可否"
    r"|([\u3400-\u9fff])[不唔未]\1|[不唔]得$|(?<![我还都也])[没未不][。!~ ]*$|还是|定系"
    r"|点[样解做算]|(?:^|[,。 会该])点(?![一击开头菜赞外餐心])|咩|乜|边[度个位]|系咪|系唔系|有冇|[得好使识]唔|可唔可以"
    r"|告诉我|教教?我|讲讲|讲一讲|说说|说一说|介绍一?下|解释一?下|想知道|想了解|想问"
    r"|^(?:what|how|why|when|where|which|who|is|are|do|does|did|can|could|should|may|will|would)\b"
    r"|\b(?:tell me|explain|what is|how to)\b"
)
"""Words that ask, or that ask to be told, in the comparable form of ``plain``."""
_CALLS = re.compile(
    r"(?:喂|老师|[你您]们?|有人|还|[,。! ])*在(?:不在|不|吗|么|嘛|啊|呀)*[?。!~ ]*|(?:喂|[,。! ])*有(?:没有)?人[吗么嘛啊]*[?。!~ ]*"
    r"|(?:[你您]们?)?(?:[在干做])+(?:什么|嘛|吗|啥)呢?[?。!~ ]*"
)
"""Who calls whether anybody is there is told what can be said, not that no lesson speaks of it."""
_OF_THE_QUESTION = re.compile(
    r"[这那本]一?[道个]?题|题目|答案|选项|选[哪什几啥边]|哪[个项]?[才是]?对|第几|答[哪什几啥]|怎么[选答]|点[拣答]"
    r"|^(?:[这那呢][个句道段里话]*)?[是系]?(?:什么|啥|咩)意思|看不懂|睇唔明|听不懂|不懂|看不清|没看[懂清明]"
    r"|\bthis question\b|\bthe answer\b|what do you mean|which one"
)
"""Who says this is stuck at the question or the lesson in front of him or her, and is helped with that."""
_ASKED_AROUND = re.compile(
    r"是不是|系咪|系唔系|对不对|啱唔啱|对吗|好吗|可以吗|行吗|应该|该|吗|么|咩|呢|吧|啊|呀|[?。,!~ ]"
)
_LONGEST, _SHORTEST = 200, 2
_LONGEST_STUCK = 14
"""Characters; who writes more says what it is about."""


def looks_asked(text: str) -> bool:
    """Whether ``text`` looks like a question or a request to be told something; not one about the
    very question or lesson that was shown.
    """
    said = plain(text)
    if not _SHORTEST <= len(said) <= _LONGEST:
        return False
    return bool(_ASKS.search(said)) and not _CALLS.fullmatch(said) and not is_stuck(text)


def is_stuck(text: str) -> bool:
    """Whether ``text`` is about the question or lesson in front of the reader: 选哪个, 什么意思."""
    said = plain(text)
    return len(said) <= _LONGEST_STUCK and bool(_OF_THE_QUESTION.search(said))


def tries_to_answer(text: str, question: Question) -> bool:
    """Whether ``text`` is an answer to ``question`` that asks back (第二个对吗, 是不是 B), or may
    sound like one: it is to be asked again, and never taken for a question of its own.
    """
    if read_answer(text, question).maybe is not None:
        return True
    said = _ASKED_AROUND.sub("", plain(text))
    reading = read_answer(said, question)
    if question.kind is QuestionKind.SHORT and not reading.accepted:
        return reading.clear and not _ASKS.search(said)
    return reading.clear
