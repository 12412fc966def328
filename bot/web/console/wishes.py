"""What people wish to learn, and what they asked that no lesson answers."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from bot.domain.content import Track
from bot.learning.companion.unanswered import grouped
from bot.learning.helping import MOST_WORDS
from bot.learning.wishing import Wish, gathered
from bot.store import audit, helpers
from bot.store.console.wishes import (
    A_PAGE,
    Question,
    Scope,
    load_questions,
    load_wishes,
    one_question,
)
from bot.store.wishes import Kept, mark_seen
from bot.web.console import charts
from bot.web.console.cells import Cell
from bot.web.console.exporting import csv_stream
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Stream, Visit, unknown
from bot.web.console.ways import act, look

SPANS = {"7": timedelta(days=7), "30": timedelta(days=30), "90": timedelta(days=90)}
USUAL = "90"
MOST_TOPICS = 50
IN_CHART = 10


async def show(visit: Visit) -> Shown:
    """Wishes that are alike together, those of most people first."""
    async with visit.reading() as conn:
        kept = await load_wishes(conn, _scope(visit))
    wanted = gathered(_wishes(kept))[:MOST_TOPICS]
    pairs = [(one.words[:12], one.people) for one in wanted[:IN_CHART]]
    heads = (visit.t("wishes-words"), visit.t("wishes-people"))
    chart = charts.columns(visit.t("wishes-chart"), heads, pairs) if pairs else None
    values = {
        "wanted": wanted,
        "chart": chart,
        "newest": max((one.row for one in kept), default=0),
    }
    return Shown("wishes", {**_filters(visit), **values})


async def questions(visit: Visit) -> Shown:
    """Questions that are alike together, then each of them, the newest first."""
    return await _questions(visit, {}, 200)


async def _questions(visit: Visit, faults: dict[str, str], status: int) -> Shown:
    before = number(visit.query.get("before", ""))
    async with visit.reading() as conn:
        found = await load_questions(conn, _scope(visit))
    topics = grouped([one.refused() for one in found])[:MOST_TOPICS]
    listed = [one for one in found if not before or one.row < before]
    more = ""
    if len(listed) > A_PAGE:
        listed = listed[:A_PAGE]
        filters = {name: visit.query.get(name, "") for name in ("span", "track", "seen")}
        query = urlencode({**filters, "before": listed[-1].row})
        more = f"{visit.house.root}/wishes/questions?{query}"
    values = {
        "topics": topics,
        "listed": listed,
        "more": more,
        "newest": max((one.row for one in found), default=0),
        "faults": faults,
        "form": visit.form,
        "most": MOST_WORDS,
    }
    return Shown("wishes_questions", {**_filters(visit), **values}, status)


async def see(visit: Visit) -> Done:
    """What the page listed is marked as looked at; what came after it stays new."""
    newest, what = number(visit.form.get("newest", "")), visit.form.get("what", "")
    rows = {number(one) for one in visit.form.get("rows", "").split(",")} - {0}
    async with visit.writing() as conn:
        kept: Sequence[Kept | Question]
        if what == "wishes":
            kept = await load_wishes(conn, _scope(visit))
        else:
            kept = await load_questions(conn, _scope(visit))
        mine = [one.row for one in kept if one.row <= newest and (not rows or one.row in rows)]
        pairs = (mine, []) if what == "wishes" else ([], mine)
        count = await mark_seen(conn, *pairs, visit.staff.actor, visit.now)
        if count:
            await audit.note(
                conn,
                at=visit.now,
                actor=visit.staff.actor,
                act="wishes.see",
                kind="wishes",
                about=what if what == "wishes" else "questions",
                after={"count": count},
            )
    page = "wishes" if what == "wishes" else "wishes/questions"
    return Done(page, "done-wishes-seen", {"count": str(count)})


async def answer(visit: Visit) -> Done | Shown:
    """A question is answered in the name of a helper of one of the asker's groups."""
    row, words = number(visit.path["row"]), " ".join(visit.form.get("words", "").split())
    if not words or len(words) > MOST_WORDS:
        said = visit.t("wishes-answer-length", most=MOST_WORDS)
        return await _questions(visit, {f"words-{row}": said}, 422)
    async with visit.writing() as conn:
        asked = await one_question(conn, row, _own(visit))
        if asked is None:
            raise unknown()
        helper = await helpers.helper_of(conn, asked.learner)
        if helper is None:
            raise PageError(409, "wishes-no-helper")
        about = asked.nearest or (None, None)
        request = await helpers.answer_at_once(
            conn, asked.learner, helper, about, asked.words, words, visit.now
        )
        if request is None:
            raise PageError(409, "wishes-answered-already")
        await mark_seen(conn, [], [row], visit.staff.actor, visit.now)
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="wishes.answer",
            kind="help",
            about=str(request),
            after={"group": helper.group},
        )
    visit.house.wake("delivery")
    return Done("wishes/questions", "done-wishes-answered")


async def export(visit: Visit) -> Stream:
    """All that the filters find as a table: words, when, how many people said the like."""
    what = visit.path["what"]
    if what not in {"wishes", "questions"}:
        raise unknown()
    heads = [visit.t(f"wishes-{one}") for one in ("words", "people", "last", "others")]

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        async with visit.reading() as conn:
            if what == "wishes":
                found = [*gathered(_wishes(await load_wishes(conn, _scope(visit))))]
                told = [(one.words, one.people, one.last, one.others) for one in found]
            else:
                asked = await load_questions(conn, _scope(visit))
                groups = grouped([one.refused() for one in asked])
                told = [(one.words, one.people, one.last, one.others) for one in groups]
        for words, people, last, others in told:
            yield words, people, last, visit.t("wishes-comma").join(others)

    return csv_stream(f"{what}-{visit.now:%Y%m%d}", heads, rows, visit.house.zone)


def _wishes(kept: Sequence[Kept]) -> list[Wish]:
    return [Wish(one.row, one.learner or 0, one.words, one.wished_at) for one in kept]


def _own(visit: Visit) -> list[int] | None:
    return None if visit.staff.is_operator else sorted(visit.staff.groups)


def _asked_for(visit: Visit, name: str) -> str:
    return visit.form.get(name) or visit.query.get(name, "")


def _scope(visit: Visit) -> Scope:
    span = SPANS.get(_asked_for(visit, "span"), SPANS[USUAL])
    track = _asked_for(visit, "track")
    return Scope(
        visit.now - span,
        _own(visit),
        track if track in {one.value for one in Track} else "",
        _asked_for(visit, "seen") == "1",
    )


def _filters(visit: Visit) -> dict[str, object]:
    chosen = {name: _asked_for(visit, name) for name in ("span", "track", "seen")}
    return {
        "spans": [(one, visit.t("wishes-days", count=int(one))) for one in SPANS],
        "tracks": [
            ("", visit.t("wishes-any")),
            *((o.value, visit.t(f"courses-track-{o.value}")) for o in Track),
        ],
        "chosen": {**chosen, "span": chosen["span"] or USUAL},
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }


WAYS = [
    look("wishes", show, ORGANISERS),
    look("wishes/questions", questions, ORGANISERS),
    look("wishes/export/{what}", export, ORGANISERS),
    act("wishes/seen", see, ORGANISERS),
    act("wishes/questions/{row}/answer", answer, ORGANISERS),
]
