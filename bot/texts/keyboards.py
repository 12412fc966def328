"""What stands ready below the chat: the keyboard's words and the command menu, by language.

Each word on a keyboard is one that ``handlers.understand`` reads, with or without a keyboard.
"""

from collections.abc import Mapping, Sequence

from bot.texts.catalogue import ENGLISH, SIMPLIFIED, TRADITIONAL

KEYBOARDS: Mapping[str, Sequence[Sequence[str]]] = {
    SIMPLIFIED: (("今日一课", "小测", "选课"), ("进度", "学分", "比赛"), ("改时间", "帮助")),
    TRADITIONAL: (("今日一課", "小測", "選課"), ("進度", "學分", "比賽"), ("改時間", "幫助")),
    ENGLISH: (
        ("Today's lesson", "Quiz", "Courses"),
        ("Progress", "Credits", "Competitions"),
        ("Change time", "Help"),
    ),
}
"""The rows of the standing keyboard, by the learner's language."""

Menu = Sequence[tuple[str, str]]

_CHINESE: Menu = (
    ("today", "今日一课"),
    ("quiz", "小测：练一练"),
    ("big", "大字"),
    ("voice", "听：读给我听"),
    ("slow", "慢：一次少看一点"),
    ("human", "人：请人帮忙"),
    ("courses", "选课"),
    ("ask", "提问：问课里讲过的"),
    ("progress", "我的进度"),
    ("credits", "我的学分"),
    ("certificate", "结业证书"),
    ("competitions", "比赛"),
    ("time", "改时间，如 /time 07:30"),
    ("pause", "暂停"),
    ("resume", "继续"),
    ("language", "语言 Language"),
    ("bind", "绑定：和微信合在一起"),
    ("privacy", "隐私：存了什么，怎么收回"),
    ("export", "导出我的数据"),
    ("forget", "删除我的数据"),
    ("stop", "退订"),
    ("help", "帮助"),
)
_CHINESE_GROUP: Menu = (
    ("board", "本周学习榜"),
    ("competitions", "比赛"),
    ("today", "今日一课（私聊）"),
    ("help", "帮助"),
)
_CHINESE_ADMINISTRATORS: Menu = (("group", "群设置：选课、每日一题"), *_CHINESE_GROUP)

_ENGLISH: Menu = (
    ("today", "Today's lesson"),
    ("quiz", "Quiz: practise"),
    ("big", "Large type"),
    ("voice", "Read to me"),
    ("slow", "A little at a time"),
    ("human", "Ask a person"),
    ("courses", "Choose a course"),
    ("ask", "Ask what the lessons say"),
    ("progress", "My progress"),
    ("credits", "My credits"),
    ("certificate", "My certificates"),
    ("competitions", "Competitions"),
    ("time", "Change the time, as in /time 07:30"),
    ("pause", "Pause"),
    ("resume", "Go on"),
    ("language", "Language 语言"),
    ("bind", "Join with my WeChat"),
    ("privacy", "What is stored, and consents"),
    ("export", "A copy of my data"),
    ("forget", "Delete my data"),
    ("stop", "No more messages"),
    ("help", "Help"),
)
_ENGLISH_GROUP: Menu = (
    ("board", "This week's board"),
    ("competitions", "Competitions"),
    ("today", "Today's lesson (in private)"),
    ("help", "Help"),
)
_ENGLISH_ADMINISTRATORS: Menu = (("group", "Settings of this group"), *_ENGLISH_GROUP)

_IN_CHINESE: Mapping[str, Menu] = {
    "private": _CHINESE,
    "group": _CHINESE_GROUP,
    "administrators": _CHINESE_ADMINISTRATORS,
}
_IN_ENGLISH: Mapping[str, Menu] = {
    "private": _ENGLISH,
    "group": _ENGLISH_GROUP,
    "administrators": _ENGLISH_ADMINISTRATORS,
}

COMMAND_MENUS: Mapping[str, Mapping[str, Menu]] = {
    "": _IN_CHINESE,
    "zh": _IN_CHINESE,
    "en": _IN_ENGLISH,
}
"""Commands with their descriptions, by language as Telegram names it (ISO 639-1, two letters; empty:
all others) and scope: ``private``, ``group``, ``administrators`` (of any group).
"""

_TRADITIONAL = {"zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue"}


def language_of(code: str | None) -> str:
    """The language we speak to somebody whose app says ``code`` (IETF, any case)."""
    said = (code or "").lower().replace("_", "-")
    if any(said == one or said.startswith(f"{one}-") for one in _TRADITIONAL):
        return TRADITIONAL
    return ENGLISH if said == "en" or said.startswith("en-") else SIMPLIFIED


PROFILES: Mapping[str, tuple[str, str]] = {
    "": (
        "您好，我是“一课”。每天一小课，两三分钟，就在聊天里学。\n点下面的“开始”，我先问您两件小事，就开课。",
        "每天一小课，两三分钟，就在聊天里。",
    ),
    "en": (
        "Hello, I am Yike: one small lesson a day, here in the chat.\nTouch Start below.",
        "One small lesson a day, here in the chat. In Chinese.",
    ),
}
"""What stands in a chat before the first word, and the line beside links, by language as above."""

PAGE_LABEL = "学习"
"""On the menu button that opens our page."""
