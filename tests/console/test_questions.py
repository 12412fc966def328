"""The question editor: a draft of its own with each save, two editors, order, undo, files."""

import io
import zipfile
from pathlib import Path

from bot.content.load import load_pack
from bot.content.unpacking import unpack
from bot.domain.content import Course
from bot.store.console.courses import edited_row
from bot.store.content import load_versions
from tests.console.conftest import Browser, Office


async def course_of(office: Office) -> Course:
    """The text of the first course that an edit builds upon."""
    async with office.town.program.db.connection() as conn:
        key = await conn.fetchval("select key from course order by key limit 1")
        return (await load_versions(conn, [await edited_row(conn, key)]))[0]


def form_of(course: Course, stem: str, **more: str) -> dict[str, str]:
    question = course.lessons[0].questions[0]
    options = {f"option-{n}": words for n, words in enumerate(question.options, 1)}
    return {
        "row": str(course.row),
        "lesson": course.lessons[0].key,
        "key": question.key,
        "kind": question.kind.value,
        "stem": stem,
        "why": question.why,
        "truth": "true" if question.right == (1,) else "false",
        "accepted": "\n".join(question.accepted),
        **options,
        **{f"right-{n}": "yes" for n in question.right},
        **more,
    }


async def ready(office: Office) -> tuple[Browser, Course]:
    browser = await office.signed_in("reviewer")
    course = await course_of(office)
    page = await browser.get(f"questions/{course.key}")
    assert page.status == 200, page.text
    assert course.lessons[0].questions[0].stem in page.text
    return browser, course


async def test_an_edit_is_a_draft_of_its_own(office: Office):
    browser, course = await ready(office)
    question = course.lessons[0].questions[0]
    form = await browser.get(f"questions/{course.key}/edit/{question.key}")
    assert form.status == 200, form.text
    page = await browser.post(f"questions/{course.key}/keep", form_of(course, "改过的题干？"))
    assert "新的草稿" in page.text
    changed = await course_of(office)
    assert changed.lessons[0].questions[0].stem == "改过的题干？"
    assert changed.version.startswith(f"{course.version[:33]}+")
    assert changed.reviewed_by == ""
    taught = await office.town.rows(
        "select current_version from course where key = $1", course.key
    )
    assert taught[0]["current_version"] == course.row


async def test_two_editors_of_one_question_see_both(office: Office):
    browser, course = await ready(office)
    await browser.post(f"questions/{course.key}/keep", form_of(course, "第一个人写的？"))
    page = await browser.post(f"questions/{course.key}/keep", form_of(course, "第二个人写的？"))
    assert page.status == 409
    assert page.html.count("第一个人写的？") >= 1
    assert page.html.count("第二个人写的？") >= 2
    newest = await course_of(office)
    page = await browser.post(f"questions/{course.key}/keep", form_of(newest, "第二个人写的？"))
    assert page.status == 200
    assert (await course_of(office)).lessons[0].questions[0].stem == "第二个人写的？"


async def test_edits_of_other_questions_do_not_collide(office: Office):
    browser, course = await ready(office)
    await browser.post(f"questions/{course.key}/keep", form_of(course, "改过的题干？"))
    lesson = course.lessons[0].key
    fresh = {
        "row": str(course.row),
        "lesson": lesson,
        "key": "",
        "kind": "single",
        "stem": "新题？",
    }
    fresh |= {"why": "因为。", "option-1": "甲", "option-3": "乙", "right-3": "yes"}
    page = await browser.post(f"questions/{course.key}/keep", fresh)
    assert page.status == 200, page.text
    both = (await course_of(office)).lessons[0].questions
    assert both[0].stem == "改过的题干？"
    assert (both[-1].stem, both[-1].options, both[-1].right) == ("新题？", ("甲", "乙"), (2,))


async def test_what_is_wrong_is_said_and_nothing_written_is_lost(office: Office):
    browser, course = await ready(office)
    wrong = form_of(course, "题干？", kind="single") | {"why": "我的道理"}
    wrong = {k: v for k, v in wrong.items() if not k.startswith(("right-", "option-"))}
    page = await browser.post(f"questions/{course.key}/keep", wrong | {"option-1": "只有一项"})
    assert page.status == 422
    assert "选项：列了 1 项文字；请写 2 到 12 项。" in page.text
    assert "只有一项" in page.html
    assert "我的道理" in page.html
    noted = await office.town.rows("select count(*) as n from audit_entry")
    for stem in ("看得见吗？", "看得见吗？" * 100):
        asked = form_of(course, stem) | {"why": "道理" * 300}
        live = await browser.post(f"questions/{course.key}/live", asked)
        assert live.status == 200
        assert "看得见吗？" in live.html
    assert await office.town.rows("select count(*) as n from audit_entry") == noted


async def test_order_deleting_and_going_back(office: Office):
    browser, course = await ready(office)
    first, second = (one.key for one in course.lessons[0].questions[:2])
    move = {"row": str(course.row), "question": first, "by": "down"}
    await browser.post(f"questions/{course.key}/move", move)
    turned = await course_of(office)
    assert [one.key for one in turned.lessons[0].questions[:2]] == [second, first]
    gone = {"row": str(turned.row), "question": second}
    await browser.post(f"questions/{course.key}/delete", gone)
    assert second not in {one.key for one in (await course_of(office)).questions}
    assert (await browser.post(f"questions/{course.key}/delete", gone)).status == 409
    newest = await course_of(office)
    back = {"row": str(newest.row), "to": str(course.row)}
    page = await browser.post(f"questions/{course.key}/undo", back)
    assert "回到那一版" in page.text
    again = await course_of(office)
    assert [one.key for one in again.questions] == [one.key for one in course.questions]
    acts = await office.town.rows(
        "select act from audit_entry where act like 'question.%' order by id"
    )
    assert [one["act"] for one in acts] == ["question.move", "question.delete", "question.undo"]


async def test_a_text_leaves_as_files(office: Office, tmp_path: Path):
    browser, course = await ready(office)
    zipped = await browser.get(f"courses/{course.key}/{course.row}/as/zip")
    read = load_pack(unpack(zipped.body, tmp_path)).courses[0]
    assert [one.stem for one in read.questions] == [one.stem for one in course.questions]
    book = await browser.get(f"courses/{course.key}/{course.row}/as/xlsx")
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book.body)).namelist()
    gift = await browser.get(f"courses/{course.key}/{course.row}/as/gift")
    assert course.questions[0].key in gift.body.decode()
    assert (await browser.get(f"courses/{course.key}/{course.row}/as/exe")).status == 404
