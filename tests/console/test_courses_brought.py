"""Packs and banks uploaded at the console: checked, imported as drafts, refused with a sentence."""

import io
import zipfile
from pathlib import Path

from tests.console.conftest import Browser, Office, Page
from tests.content.packs import COURSE, LESSON

BANK = "题目,选项A,选项B,答案,解析\n报警打哪个电话？,110,119,A,110 是报警电话。\n".encode()


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


GOOD = {"pack/small/course.yaml": COURSE, "pack/small/01-first.md": LESSON}


async def send(browser: Browser, data: bytes, name: str = "pack.zip", course: str = "") -> Page:
    await browser.get("courses/bring")
    return await browser.post("courses/bring", {"course": course}, {"file": (name, data)})


def mark_of(page: Page) -> str:
    return page.html.split('name="mark" value="')[1].split('"')[0]


async def versions(office: Office, key: str) -> list[tuple[str, str]]:
    rows = await office.town.rows(
        "select version, state from course_version where course_key = $1 order by id", key
    )
    return [(row["version"], row["state"]) for row in rows]


async def test_a_pack_is_checked_then_imported_as_a_draft(office: Office):
    browser = await office.signed_in("reviewer")
    page = await send(browser, zipped(GOOD))
    assert page.status == 200, page.text
    assert "小课" in page.text
    assert await versions(office, "small") == []
    done = await browser.post("courses/import", {"mark": mark_of(page)})
    assert "已导入 1 门课的草稿" in done.text
    assert await versions(office, "small") == [("2026.1", "draft")]
    again = await browser.post("courses/import", {"mark": mark_of(page)})
    assert again.status == 409


async def test_faults_are_told_by_file_and_line(office: Office):
    browser = await office.signed_in("reviewer")
    broken = {**GOOD, "pack/small/01-first.md": LESSON.replace("kind: single", "kind: guess")}
    page = await send(browser, zipped(broken))
    assert page.status == 422
    assert "01-first.md 第 8 行，questions[1].kind：读到的是“guess”；请从这些里选一个" in page.text


async def test_what_leaves_the_folder_is_refused(office: Office):
    browser = await office.signed_in("reviewer")
    page = await send(browser, zipped({**GOOD, "pack/../../course.yaml": "x"}))
    assert page.status == 422
    assert "“pack/../../course.yaml”指向课程包文件夹以外" in page.text


async def test_a_bank_goes_into_the_course_that_is_chosen(office: Office, tmp_path: Path):
    browser = await office.signed_in("reviewer")
    page = await send(browser, BANK, "bank.csv")
    assert page.status == 422
    assert "请选一门课" in page.text
    first = (await office.town.rows("select key from course order by key limit 1"))[0]["key"]
    page = await send(browser, BANK, "bank.csv", first)
    assert page.status == 200, page.text
    assert "读到 1 题" in page.text
    done = await browser.post("courses/import", {"mark": mark_of(page), "partial": "yes"})
    assert "草稿" in done.text
    assert (await versions(office, first))[-1][1] == "draft"
    stems = await office.town.rows("select stem from question where stem = '报警打哪个电话？'")
    assert len(stems) == 1


async def test_an_organiser_uploads_nothing(office: Office):
    browser = await office.signed_in("organiser")
    await browser.get("courses")
    page = await browser.post("courses/bring", {}, {"file": ("pack.zip", zipped(GOOD))})
    assert page.status == 403
