"""Questions of every kind, made by chance, as a course could hold them."""

from pathlib import Path
from shutil import copytree

from hypothesis import strategies as st

from bot.content.banks.model import BankQuestion, Place
from bot.content.banks.words import clean
from bot.content.load import load_pack
from bot.domain.content import Course, Question, QuestionKind

SIGNS = "=~#{}:\\%*->/[]$@+'\"<>&|;,._()^`!?0123456789 \n甲乙丙，。？（）；ABCabc"
"""What has a meaning in some format, and some that has none."""

CHARS = st.one_of(
    st.sampled_from(SIGNS),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")),
)
PIECES = st.one_of(
    CHARS,
    st.sampled_from(
        ["[html]", "[id:x]", "%50%", "####", "->", "//", "::", "\\n", "\n//", "$CATEGORY:", "TRUE", "_x0041_", "<p>", "&lt;", "=1+1", "@SUM(A1)", "-2", "+3", "#N/A", "1.0"]
    ),
)  # fmt: skip


def texts(most: int = 12) -> st.SearchStrategy[str]:
    """Some text, cleaned as every reader cleans it."""
    return st.lists(PIECES, min_size=1, max_size=most).map("".join).map(clean).filter(bool)


KEYS = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)
CATEGORIES = st.lists(
    st.text("甲乙丙AB 1:{~", min_size=1, max_size=5).map(lambda text: " ".join(text.split())).filter(bool),
    max_size=2,
).map("/".join)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn, text: st.SearchStrategy[str] | None = None) -> BankQuestion:
    """One question with its key as its id."""
    words = texts() if text is None else text
    kind: QuestionKind = draw(st.sampled_from(list(QuestionKind)))
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()
    match kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            options = tuple(draw(st.lists(words, min_size=2, max_size=12)))
            numbers = st.integers(1, len(options))
            most = 1 if kind is QuestionKind.SINGLE else len(options)
            right = tuple(sorted(draw(st.sets(numbers, min_size=1, max_size=most))))
        case QuestionKind.TRUE_FALSE:
            right = draw(st.sampled_from([(1,), (2,)]))
        case QuestionKind.SHORT:
            accepted = tuple(draw(st.lists(words, min_size=1, max_size=4, unique=True)))
    why = draw(st.one_of(st.just(""), words))
    question = Question("", kind, draw(words), why, options, right, accepted)
    return BankQuestion(question, Place(""), draw(CATEGORIES), given=draw(KEYS))


def banks(text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[list[BankQuestion]]:
    """A few questions, each with a key of its own."""
    return st.lists(questions(text), min_size=1, max_size=5, unique_by=lambda one: one.given)


def shipped(folder: Path) -> Course:
    """A course that is shipped, loaded by way of ``folder``."""
    pack = folder / "pack"
    copytree(
        Path(__file__).parents[2] / "packs/yike-basics/smart-payments", pack / "smart-payments"
    )
    return load_pack(pack).courses[0]


def bare(one: BankQuestion) -> tuple[Question, str, str]:
    """A question without the place it was read at."""
    return one.question, one.category, one.given
