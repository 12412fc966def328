"""Courses at the console: the shelf, a text on the phones, who approves it, and taking it back."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.content import Course
from bot.store import running_settings
from bot.store.console.courses import waiting_row
from bot.store.content import import_courses, load_shelf
from tests.console.conftest import Office

OTHER = "o-other-reviewer"


async def draft_of_first(office: Office, text: str) -> tuple[str, int]:
    """A changed text of the first course waits; its key and row."""
    async with office.town.program.db.transaction() as conn:
        _, courses = await load_shelf(conn)
        course = courses[0]
        lesson = replace(course.lessons[0], text=text)
        changed = replace(
            course, version="2099.1", reviewed_by="", lessons=(lesson, *course.lessons[1:])
        )
        await import_courses(
            conn, [changed], at=office.town.clock.now(), approver="desk", two_people=True
        )
        row = await waiting_row(conn, course.key)
    assert row is not None
    return course.key, row


async def test_the_shelf_says_what_waits(office: Office):
    key, row = await draft_of_first(office, "改过的一段。")
    browser = await office.signed_in("reviewer")
    page = await browser.get("courses")
    assert page.status == 200, page.text
    assert "有草稿等审核" in page.text
    assert f"courses/{key}/" in page.html
    one = await browser.get(f"courses/{key}/{row}")
    assert one.status == 200, one.text
    assert "<ins>" in one.html
    assert "批准，开讲" in one.text


async def test_a_lesson_is_shown_as_both_platforms_bring_it(office: Office):
    key, row = await draft_of_first(office, "改过的一段。")
    browser = await office.signed_in("organiser")
    _, courses = await shelf(office)
    lesson = courses[0].lessons[0]
    page = await browser.get(f"courses/{key}/{row}/lessons/{lesson.key}")
    assert page.status == 200, page.text
    assert page.html.count("改过的一段。") >= 2
    assert lesson.questions[0].why in page.text
    png = await browser.get(f"courses/{key}/{row}/lessons/{lesson.key}/large/1")
    assert png.body.startswith(b"\x89PNG")
    assert (await browser.get(f"courses/{key}/{row}/lessons/{lesson.key}/large/99")).status == 404
    assert (await browser.post(f"courses/{key}/{row}/approve")).status == 403


async def test_approval_teaches_it_and_recall_takes_it_back(office: Office):
    key, row = await draft_of_first(office, "改过的一段。")
    browser = await office.signed_in("reviewer")
    await browser.get("courses")
    page = await browser.post(f"courses/{key}/{row}/approve", {"state": "draft"})
    assert "已批准" in page.text
    _, courses = await shelf(office)
    assert courses[0].version == "2099.1"
    assert (await browser.post(f"courses/{key}/{row}/approve", {"state": "draft"})).status == 409
    assert (await browser.post(f"courses/{key}/{row}/recall", {"reason": " "})).status == 422
    page = await browser.post(f"courses/{key}/{row}/recall", {"reason": "号码写错了"})
    assert "已收回" in page.text
    _, courses = await shelf(office)
    assert courses[0].version != "2099.1"
    acts = await office.town.rows(
        "select act from audit_entry where about_kind = 'course' order by id"
    )
    assert [each["act"] for each in acts] == ["course.approve", "course.recall"]


async def shelf(office: Office) -> tuple[int, Sequence[Course]]:
    async with office.town.program.db.connection() as conn:
        return await load_shelf(conn)


async def test_with_two_people_a_reviewer_cannot_do_both(office: Office):
    key, row = await draft_of_first(office, "改过的一段。")
    async with office.town.program.db.transaction() as conn:
        at = office.town.clock.now()
        await running_settings.change(
            conn, "content.two_people", False, True, at=at, actor="operator test"
        )
    await office.town.program.running.read(office.town.program.db)
    first = await office.signed_in("reviewer")
    page = await first.get(f"courses/{key}/{row}")
    assert "我审过了" in page.text
    page = await first.post(f"courses/{key}/{row}/approve", {"state": "draft"})
    assert "还要另一个人批准" in page.text
    twice = await first.post(f"courses/{key}/{row}/approve", {"state": "draft"})
    assert twice.status == 409
    alone = await first.post(f"courses/{key}/{row}/approve", {"state": "reviewed"})
    assert alone.status == 409
    assert "另一个人来批准" in alone.text
    second = await office.signed_in("reviewer", openid=OTHER)
    await second.get(f"courses/{key}/{row}")
    done = await second.post(f"courses/{key}/{row}/approve", {"state": "reviewed"})
    assert "从现在起就讲这一版" in done.text
