"""The questions of ``replies.tsv``, and its rows."""

from pathlib import Path
from typing import NamedTuple

from bot.domain.content import Question, QuestionKind
from bot.learning.read_answer import UNCLEAR, Reading

QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "stranger": ("single", ("马上付款", "先核对对方是谁", "转发给朋友")),
    "shop": (
        "single",
        ("金额没错，照常付款", "先问店家，没弄清就不付", "少付一点，试试能不能收到"),
    ),
    "card": (
        "single",
        ("卡借他，但不告诉密码", "不借，告诉他法律不允许", "先收钱再借", "只借不常用的那张"),
    ),
    "days": ("single", ("3天", "7天", "30天")),
    "phone": ("single", ("110", "120", "96110")),
    "counted": ("single", ("3", "2", "1")),
    "truth": ("true_false", ()),
    "gear": ("multiple", ("头盔", "反光衣", "手机支架", "雨衣")),
    "hotline": ("short", ("96110", "九六一一零")),
    "speed": ("short", ("15", "十五", "15公里", "每小时15公里", "15km/h")),
    "all": ("single", ("不点陌生链接", "不透露验证码", "不给陌生人转账", "以上都对")),
    "none": ("single", ("转账", "点链接", "给验证码", "以上都不对")),
    "all_too": ("multiple", ("登记身份证", "看清楚合同", "留下凭证", "以上都是")),
    "none_too": ("multiple", ("闯红灯", "逆行", "超速", "以上都不对")),
    "may": ("single", ("可以", "不可以", "看情况")),
    "judge": ("single", ("对", "错", "说不清")),
    "five": ("single", ("上午", "中午", "下午", "晚上", "半夜")),
    "hours": ("single", ("1个小时", "2个小时", "3个小时")),
    "times": ("single", ("2次", "1次", "3次")),
    "blood": ("single", ("B型", "A型", "O型")),
    "money": ("single", ("50元", "100元", "200元", "500元")),
    "two": ("single", ("报警", "私了")),
    "rules": ("multiple", ("不闯红灯", "不超速", "戴头盔", "看手机")),
    "papers": ("multiple", ("姓名和电话", "住址", "身份证号", "银行卡密码")),
    "network": ("single", ("公共Wi-Fi", "5G流量", "家里的宽带")),
    "english": ("single", ("Pay at once", "Check who it is", "Forward it to a friend")),
    "metres": ("single", ("1.5米", "15米", "5米")),
    "distance": ("short", ("1.5公里",)),
    "helmet": ("short", ("头盔", "安全帽")),
    "share": ("short", ("20%",)),
    "fine": ("short", ("50元",)),
    "salt": ("short", ("5", "5克")),
    "said": ("single", ("删掉，慢慢再说一遍", "随便发出去", "不会弄就算了")),
    "app": ("short", ("国家反诈中心",)),
    "never": ("short", ("不可以", "不能")),
    "wechat": ("short", ("WeChat", "微信")),
}

_HERE = Path(__file__).parent


def _rows(name: str) -> list[list[str]]:
    """The rows of a table beside this file, without its remarks."""
    lines = (_HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


OF_LESSONS = {
    name: (kind, stem, tuple(texts)) for name, kind, stem, *texts in _rows("lesson_questions.tsv")
}
QUESTIONS |= {name: (kind, texts) for name, (kind, _, texts) in OF_LESSONS.items()}

STEMS = {name: stem for name, (_, stem, _) in OF_LESSONS.items()} | {
    "salt": "成年人一天吃盐不超过几克？"
}


def question(name: str) -> Question:
    """The question of a row."""
    kind, texts = QUESTIONS[name]
    return asked(kind, texts, name)


def asked(kind: str, texts: tuple[str, ...], name: str = "asked") -> Question:
    """A question with these options, or, for a short one, these accepted texts."""
    short = kind == "short"
    return Question(
        key=name,
        kind=QuestionKind(kind),
        stem=STEMS.get(name, "？"),
        why="。",
        options=() if short else texts,
        accepted=texts if short else (),
    )


class Row(NamedTuple):
    """One reply and how it must be read."""

    kind: str
    name: str
    reply: str
    meaning: str

    @property
    def meant(self) -> Reading:
        """The expected reading."""
        if self.meaning in {"yes", "no"}:
            return Reading(True, accepted=self.meaning == "yes")
        if self.meaning == "again":
            return UNCLEAR
        if self.meaning.startswith("maybe "):
            return Reading(False, maybe=int(self.meaning.removeprefix("maybe ")))
        return Reading(True, frozenset(int(n) for n in self.meaning.split(",")))


def table() -> list[Row]:
    """All rows of ``replies.tsv``."""
    return [Row(*row) for row in _rows("replies.tsv")]
