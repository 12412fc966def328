"""A question in the whole program: the lesson's words at once, a model's answer as a delivery."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from adapters.simulator.chat_model import Mood
from bot.config_learning import Companion
from bot.storage import Storage
from tests.flow.town import COURIER, TEACHER, Town, open_town
from tests.handlers.telegram_talk import buttons, farmer, says, taps, text

ASKED = "手机丢了怎么办？我的号码是13812345678"
QUOTED = "《手机丢了怎么办》2026.1 版"


@pytest.fixture
async def town(place: Storage, tmp_path: Path) -> AsyncIterator[Town]:
    """A town with a model; the program is running."""
    async with open_town(place, tmp_path) as town:
        model = town.simulator.model
        told = {"url": f"{town.simulator.url}/model/v1", "key": model.key, "model": model.name}
        companion = Companion.model_validate(told)
        town.settings = town.settings.model_copy(update={"companion": companion})
        await town.start()
        yield town


async def outcome(town: Town, words: str = "手机丢了怎么办？我的号码是〔号码〕") -> str:
    """What became of the only question, once no model is asked any more."""
    await town.simulator.until(lambda: bool(town.simulator.model.asked))
    while (row := (await town.rows("select writing, words from asked"))[0])[
        "writing"
    ] == "waiting":
        await town.nothing_due()
    assert row["words"] == words
    await town.nothing_due()
    return str(row["writing"])


async def test_the_lesson_is_quoted_at_once_and_a_model_answers_after_it(town: Town) -> None:
    await farmer(town)
    quote, *_ = await says(town, ASKED)
    assert QUOTED in quote.text
    assert await outcome(town) == "told"
    answer = town.telegram_chat(COURIER)[-1]
    assert "AI 生成，仅供参考" in answer.text
    assert "依据：《手机丢了怎么办》" in answer.text
    [body] = town.simulator.model.asked
    assert "13812345678" not in str(body)


async def test_what_cites_nothing_is_not_told(town: Town) -> None:
    town.simulator.model.mood = Mood.UNCITED
    await farmer(town)
    await says(town, ASKED)
    assert await outcome(town) == "uncited"
    assert "AI 生成" not in text(town.telegram_chat(COURIER))


async def test_the_whole_lesson_and_the_open_question_behind_it(town: Town) -> None:
    await farmer(town)
    [open_one] = await town.rows("select dialog->'question' as row from learner")
    said = await says(town, "/ask 手机丢了怎么办")
    assert (
        await outcome(town, "手机丢了怎么办") == "told"
    )  # what the model adds is not taken for the lesson
    [whole] = [data for data in buttons(said) if data.startswith("whole:")]
    shown = await taps(town, whole)
    assert "第" in shown[0].text
    assert "手机丢了怎么办" in shown[0].text
    [after] = await town.rows("select dialog->'question' as row from learner")
    assert after == open_one


async def test_in_wechat_the_answer_comes_in_the_response(town: Town) -> None:
    await town.wechat_follows()
    await town.wechat_says("我务农")
    await town.wechat_says("早上 7:30")
    answer = await town.wechat_says("请问手机丢了怎么办", TEACHER)
    assert QUOTED in answer
    assert "1. 看全文" in answer


async def test_outcomes_are_counted(town: Town) -> None:
    await farmer(town)
    await says(town, ASKED)
    await says(town, "/ask 今天天气怎么样")
    url = f"{town.settings.server.public_url}/metrics"
    async with aiohttp.ClientSession() as web, web.get(url) as page:
        metrics = await page.text()
    assert 'yike_companion_questions_total{outcome="quoted",why="found"} 1.0' in metrics
    assert 'outcome="refused"' in metrics
    assert "13812345678" not in metrics
