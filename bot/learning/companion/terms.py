"""What a text is found by: pairs of Han characters, the characters, Latin words, numbers."""

import re

from bot.learning.companion.everyday import joined
from bot.learning.plain import plain

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff〇"
_RUN = re.compile(rf"[{_HAN}]+|[a-z]+|\d+(?:\.\d+)*")
_IS_HAN = re.compile(f"[{_HAN}]")
_ASKING = re.compile(
    "请问|麻烦|谢谢|你好|您好|怎么办|怎么样|怎么|怎样|咋办|咋|点样|为什么|为何|什么|多少|"
    "是不是|能不能|可不可以|可以|应该|要不要|会不会|有没有|好不好|行不行|对不对|如何|哪里|哪儿|哪个|哪些|"
    "一下|想问|知道|告诉|我们|咱们|你们|他们|人家|自己|现在|时候|这个|那个|这样|那样|还是|如果|"
    "[我您你他她它吗呢吧啊呀啦嘛哦么咩]"
)
"""Words that ask or point, and tell nothing of what is asked about."""


def terms(text: str) -> list[str]:
    """The terms of ``text``, with repeats: each pair of neighbouring Han characters and each of the
    characters, each Latin word, each number as a whole. Script, case and width make no difference,
    and words that only ask are left out.
    """
    found: list[str] = []
    for run in _RUN.findall(_ASKING.sub(" ", joined(plain(text)))):
        if not _IS_HAN.match(run):
            found.append(run)
            continue
        found += [run[at : at + 2] for at in range(len(run) - 1)]
        found += run
    return found


def is_faint(term: str) -> bool:
    """Whether it is a single Han character, which tells little by itself."""
    return len(term) == 1 and _IS_HAN.match(term) is not None
