"""What these tests have people, the bot and the credit bank do."""

import base64
import json
from typing import Any

from playwright.async_api import Page, expect

from adapters.simulator.phones_state import WECHAT_PERSON
from tests.phones.conftest import NOW, Stage

VERBS = "http://adlnet.gov/expapi/verbs/"
ACTIVITIES = "http://adlnet.gov/expapi/activities/"
QUESTION = "店名不对，怎么办？\n\n1. 先付了再说\n2. 先问店员\n3. 换一个密码\n回复数字就行。"


async def follow(page: Page) -> None:
    await page.locator("#wechat").get_by_role("button", name="关注", exact=True).click()
    await expect(page.locator("#wechat .log")).to_be_visible()


async def start(page: Page) -> None:
    await page.locator("#telegram").get_by_role("button", name="START").click()
    await expect(page.locator("#telegram .compose")).to_be_visible()


async def push(stage: Stage, words: str) -> None:
    await stage.bot.wechat(
        "message/custom/send",
        {"touser": WECHAT_PERSON, "msgtype": "text", "text": {"content": words}},
    )


async def record(
    stage: Stage,
    number: int,
    verb: str,
    kind: str,
    title: str,
    score: tuple[int, int] | None = None,
) -> None:
    """Have the credit bank take a statement."""
    result: dict[str, Any] = {"completion": True}
    if score is not None:
        raw, most = score
        result |= {
            "success": verb == "passed",
            "score": {"scaled": raw / most, "raw": raw, "min": 0, "max": most},
        }
    statement = {
        "id": f"618839fc-892e-4af4-8745-c055dd0f0e{number:02}",
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": "https://yike.example.org/learners", "name": "d9eea5834a63"},
        },
        "verb": {"id": VERBS + verb, "display": {"zh-CN": verb}},
        "object": {
            "objectType": "Activity",
            "id": f"https://yike.example.org/activities/{number}",
            "definition": {"type": ACTIVITIES + kind, "name": {"zh-CN": title}},
        },
        "result": result,
        "timestamp": NOW.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": "1.0.3",
    }
    headers = {
        "Authorization": "Basic " + base64.b64encode(b"bot:secret").decode(),
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
    }
    body = json.dumps([statement], ensure_ascii=False).encode()
    url = f"{stage.sim.url}/bank/xAPI/statements"
    async with stage.http.post(url, data=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
