"""The pages speak to each learner in his or her language, and still do when the session is over."""

import re

import pytest

from tests.miniapp.stand import ANNA, Stand

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = ("courses", "progress", "credits", "competitions", "settings")
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_wholly_in_english(stand: Stand, page: str) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {})
    await stand.value("update learner set language = 'en' where id = $1 returning id", row)
    one = await stand.visits(ANNA)
    answer = await one.get(f"/app/{page}")
    assert answer.status == 200
    assert '<html lang="en"' in answer.text
    assert "Settings</span>" in answer.text
    if page in {"progress", "settings"}:
        left = HAN.findall(re.sub(r"<h3>.*?</h3>", "", answer.text))
        assert not left, "only courses are named in Chinese"


async def test_a_course_is_read_in_hong_kong_s_characters(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.enrol(row, "pay", {})
    await stand.value("update learner set language = 'zh-Hant' where id = $1 returning id", row)
    one = await stand.visits(ANNA)
    text = (await one.get("/app/courses")).text
    assert '<html lang="zh-Hant"' in text
    assert "正在學" in text
    assert "正在学" not in text
