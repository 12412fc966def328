"""Every text is there in every language, fits its place, and none stands unused."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from fluent.syntax import FluentParser, ast, parse
from fluent.syntax.visitor import Visitor

from bot.delivery.asking import Moment
from bot.domain.competitions import StageKind
from bot.domain.content import Track
from bot.domain.contests import WorkKind
from bot.domain.works import WorkFault
from bot.ledger.status import ClaimState
from bot.store.privacy.data import SECTIONS
from bot.texts.catalogue import LANGUAGE_NAMES, LOCALES, MissingTextError, Texts, texts
from bot.web.miniapp.looks import SIZES
from bot.web.miniapp.settings import MOST_TIMES, PAUSES
from handlers.contest_birth import BirthFault
from tests.texts.speech import grouped, spoken, spoken_in_pages, words_in_code

LANGUAGES = sorted(LANGUAGE_NAMES)
PAGES = ("courses", "progress", "credits", "competitions", "settings")
COPY = ("title", "lead", "what", "brief")

NAMES_OF_CHINESE = {"copy-gone-brief", "group-to-language", "console-how"}
"""English texts in which a Chinese word stands for who reads that."""

ASKED_BY_PREFIX = {
    "track-": Track,
    "recommend-fits-": Track,
    "recommend-": ("in-group", "new", "begun"),
    "rate-": (1, 2, 3),
    "group-track-": Track,
    "stage-": StageKind,
    "credit-part-": ("received", "accepted", "credited", "rejected"),
    "credit-state-": ClaimState,
    "credit-news-converted": ("", "-untold"),
    "credit-news-rejected": ("", "-untold"),
    "notices-invite-": tuple(one.name.lower() for one in Moment),
    "status-state-": ("planned", "claimed", "sent", "held", "expired", "failed"),
    "app-size-of-": SIZES,
    "app-pause-for-": PAUSES,
    "app-nav-": PAGES,
    "app-course-state-": ("active", "waiting", "passed", "new"),
    "app-numeral-": tuple(range(1, MOST_TIMES + 1)),
    "copy-page-": (*COPY, "button", "private", "in_wechat"),
    "copy-gone-": COPY,
    "copy-busy-": COPY,
    "copy-sections-": tuple(one.name for one in SECTIONS),
    "entrant-birth-": BirthFault,
    "entrant-objection-": ("open", "upheld", "dismissed"),
    "invite-": ("operator", "organiser", "reviewer", "judge", "helper"),
    "work-fault-": WorkFault,
    "work-kind-": WorkKind,
    "notices-kind-": ("lesson", "quiz", "reminder", "announcement", "result", "news", "credit"),
}
"""Names that code puts together: what they begin with, and all that can follow."""

BY_CHANNEL = ("unsupported-", "notices-page-")
"""What a platform or a page names; each is asked for by a fixed list or found by ``Texts.has``."""


def entries(language: str) -> dict[str, ast.Message]:
    """The messages of a catalogue as they are written."""
    source = files("bot.texts").joinpath(f"{language}.ftl").read_text("utf-8")
    parsed = FluentParser().parse(source)
    assert not [one for one in parsed.body if isinstance(one, ast.Junk)], language
    found = [one for one in parsed.body if isinstance(one, ast.Message)]
    names = [one.id.name for one in found]
    assert len(names) == len(set(names)), "each name stands once"
    return {one.id.name: one for one in found}


class Places(Visitor):
    """The values a message needs: those it shows, and those it only chooses a form by."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self.chooses: set[str] = set()

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - Fluent's name
        assert isinstance(node.selector, ast.VariableReference)
        self.chooses.add(node.selector.id.name)
        for variant in node.variants:
            self.visit(variant.value)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - as above
        self.shown.add(node.id.name)


def places(message: ast.Message) -> Places:
    found = Places()
    found.visit(message)
    return found


WRITTEN = {
    language: {name: places(one) for name, one in entries(language).items()}
    for language in LANGUAGES
}
SIMPLE = WRITTEN["zh-Hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_and_no_other(language: str) -> None:
    assert set(WRITTEN[language]) == set(SIMPLE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_of_the_same_values(language: str) -> None:
    for name, here in WRITTEN[language].items():
        there = SIMPLE[name]
        assert here.shown - there.shown <= here.chooses, name
        assert there.shown - here.shown <= here.chooses, name


def test_every_text_that_is_asked_for_exists() -> None:
    asked = [(said.where, name) for said in spoken() for name in said.names]
    asked += list(spoken_in_pages())
    asked += [("by a prefix", name) for name in grouped(ASKED_BY_PREFIX)]
    known = set(SIMPLE) | {name.rpartition("-")[0] for name in SIMPLE}  # several("ask-again")
    assert not [(where, name) for where, name in asked if name not in known]
    assert len(asked) > 500, "the code was read"


def test_every_value_that_a_text_needs_is_given() -> None:
    needed = {
        name: {
            value
            for language in LANGUAGES
            for value in WRITTEN[language][name].shown | WRITTEN[language][name].chooses
        }
        for name in SIMPLE
    }
    missing = [
        (said.where, name, needed[name] - said.values)
        for said in spoken()
        for name in said.names
        if said.values is not None and name in needed and needed[name] - said.values
    ]
    assert not missing


def test_no_text_stands_unused() -> None:
    used = words_in_code() | grouped(ASKED_BY_PREFIX)
    used |= {f"{name}-next" for name in used}
    several = {name.rpartition("-")[0] for name in SIMPLE if name[-1].isdigit()}
    unused = {
        name
        for name in set(SIMPLE) - used
        if not name.startswith(BY_CHANNEL)
        and not (name.rpartition("-")[0] in several and name.rpartition("-")[0] in used)
    }
    assert not unused


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_has_room_for_its_facts(language: str) -> None:
    t = texts(language)
    longest = max((t(f"stage-{one.value}") for one in StageKind), key=len)
    values = {"stage": longest, "count": 5, "lesson": "课", "course": "课"}
    for name in SIMPLE:
        if name.startswith(("fact-", "credit-news-fact-")) or name == "own-name":
            assert len(t(name, **values)) <= 20, name


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_no_chinese_text_is_longer_than_one_takes_in_at_once(language: str) -> None:
    room = {"copy-readme": 400, "bind-ask-touch": 160}
    for name, text in bare(texts(language)):
        assert len(text) <= room.get(name, 150), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_in_one_line_is_in_one_line(language: str) -> None:
    for name, text in bare(texts(language)):
        if name.startswith(("app-", "word-", "menu-", "track-", "stage-")):
            assert "\n" not in text, name


def bare(t: Texts) -> Iterator[tuple[str, str]]:
    """Every text with nothing to speak of filled in."""
    for name, found in WRITTEN[t.language].items():
        values: dict[str, object] = dict.fromkeys(SIMPLE[name].shown | found.shown, "")
        yield name, t(name, **{**values, **dict.fromkeys(found.chooses, 2)})


def test_the_languages_are_told_apart() -> None:
    simple, other = texts("zh-Hans"), texts("zh-Hant")
    alike = [one for one in SIMPLE if _raw(simple, one) == _raw(other, one)]
    assert len(alike) < len(SIMPLE) / 4
    han = re.compile("[\u4e00-\u9fff]")
    assert {name for name, text in bare(texts("en")) if han.search(text)} <= NAMES_OF_CHINESE


def _raw(t: Texts, name: str) -> str:
    values = dict.fromkeys(SIMPLE[name].shown | SIMPLE[name].chooses, "x")
    return t(name, **values)


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("span-days", {"count": 1}, "1 day"),
        ("span-days", {"count": 2}, "2 days"),
        ("span-hours", {"count": 1}, "1 hour"),
        ("span-minutes", {"count": 20}, "20 minutes"),
        ("app-facts", {"level": 2, "lessons": 1, "hours": 0.5}, "Level 2, 1 lesson, 0.5 hours"),
        ("question-left", {"count": 1}, "One more question and this lesson is done."),
        ("question-left", {"count": 1200}, "1200 more questions and this lesson is done."),
        ("progress-streak", {"streak": 1}, "Learning in a row: 1 day"),
    ],
)
def test_english_has_its_plurals(name: str, values: dict[str, float], said: str) -> None:
    assert texts("en")(name, **values) == said


def test_a_language_we_do_not_speak_is_simplified_chinese() -> None:
    assert texts("fr") is texts("zh-Hans")
    assert texts(None).language == "zh-Hans"
    assert set(LOCALES) == set(LANGUAGE_NAMES)


def test_several_are_told_in_their_order() -> None:
    ways = texts("zh-Hans").several("ask-again")
    assert len(ways) == 3
    assert ways[0].startswith("没看明白")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_named(language: str) -> None:
    t = texts(language)
    with pytest.raises(MissingTextError, match="no text nothing-like-it"):
        t("nothing-like-it")
    with pytest.raises(MissingTextError, match="nothing-like-it-1"):
        t.several("nothing-like-it")
    with pytest.raises(MissingTextError, match=r"lesson-title.*number"):
        t("lesson-title", title="一")


def test_braces_and_lines_of_what_is_filled_in_stay_as_they_are() -> None:
    said = texts("en")("lesson-title", number=1, title="{ $x }\n[a] *b")
    assert said == "Lesson 1: { $x }\n[a] *b"


def test_every_catalogue_can_be_read_as_it_stands() -> None:
    for language in LANGUAGES:
        source = files("bot.texts").joinpath(f"{language}.ftl").read_text("utf-8")
        assert parse(source).body
