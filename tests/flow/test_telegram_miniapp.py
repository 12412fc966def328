"""The Mini App from what Telegram hands it to the lesson in the chat: one program, one database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, DummyCookieJar

from bot.storage import Storage
from tests.flow.telegram_person import Person, fetch_updates, words
from tests.flow.ten_questions import COURSE
from tests.flow.town import TELEGRAM, Town, free_port, open_town

ANNA, BERT = 70501, 70502


@dataclass
class Phone:
    """The web view of one person's phone: it keeps cookies, follows nothing by itself."""

    person: Person
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Where the program says that it is."""
        return self.person.town.settings.server.public_url

    async def ask(
        self,
        method: str,
        path: str,
        *,
        data: Mapping[str, str] | None = None,
        json: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """One call; status and page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        async with (
            ClientSession(cookie_jar=DummyCookieJar()) as http,
            http.request(
                method,
                f"{self.origin}{path}",
                data=data,
                json=json,
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
            return answer.status, await answer.text()

    def launched(self, account: str = TELEGRAM) -> str:
        """The launch data that the page finds behind its address's ``#``."""
        page = f"{self.origin}/app/?account={account}"
        telegram = self.person.town.simulator.telegram
        opened = telegram.launch_url(account, self.person.user, page)
        return parse_qs(urlsplit(opened).fragment)["tgWebAppData"][0]

    async def signs_in(self, proof: str) -> tuple[int, str]:
        """As the entry page's script does."""
        return await self.ask("POST", "/app/session", json={"account": TELEGRAM, "proof": proof})

    async def enrols(self, course: str) -> int:
        """Opens a course's page and touches its button."""
        status, page = await self.ask("GET", f"/app/courses/{course}")
        assert status == 200
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token is not None
        form = {"token": token[1]}
        return (await self.ask("POST", f"/app/courses/{course}", data=form))[0]


async def test_a_course_chosen_on_the_page_comes_in_the_chat(town: Town) -> None:
    await town.teach(COURSE)
    anna = Person(town, ANNA)
    await anna.starts()
    await anna.touches("我送外卖、送快递")
    await anna.touches("上午 9:30")
    phone = Phone(anna)
    status, page = await phone.ask("GET", f"/app/?account={TELEGRAM}")
    assert (status, f'data-account="{TELEGRAM}"' in page) == (200, True)
    assert (await phone.signs_in(phone.launched()))[0] == 200
    status, shelf = await phone.ask("GET", "/app/courses")
    assert status == 200
    assert "骑手安全两分钟" in shelf
    assert "第1课" not in words(await anna.says("进度"))

    assert await phone.enrols(COURSE.key) in {200, 303}
    active = await town.rows("select course_key from enrolment where state = 'active'")
    assert active == [{"course_key": COURSE.key}]
    brought = await anna.says("今日一课")
    assert "请看十问。" in words(brought)
    assert brought[-1].poll
    await anna.votes(1, 3)
    status, shelf = await phone.ask("GET", "/app/progress")
    assert status == 200
    assert "十问" in shelf


async def test_the_menu_button_opens_the_page(place: Storage, tmp_path: Path) -> None:
    server = {"port": free_port(), "public_url": "https://yike.example.org"}
    async with open_town(place, tmp_path, server=server) as town:
        fetch_updates(town, "polling")
        await town.start()
        button = town.simulator.telegram.menu_button(TELEGRAM, ANNA)
    assert button["type"] == "web_app"
    assert button["web_app"] == {"url": f"https://yike.example.org/app/?account={TELEGRAM}"}


async def test_the_page_is_nobodys_but_who_was_handed_it(town: Town) -> None:
    await town.teach(COURSE)
    people = [Person(town, user) for user in (ANNA, BERT)]
    for one in people:
        await one.starts("c-ten-questions")
        await one.touches("早上 7:30")
    anna, bert = map(Phone, people)
    proof = anna.launched()
    forged = proof.replace(str(ANNA), str(BERT))
    assert forged != proof
    assert (await bert.signs_in(forged))[0] == 403
    assert (await bert.signs_in(proof[:-1] + ("0" if proof[-1] != "0" else "1")))[0] == 403
    assert bert.cookies == {}
    assert (await bert.ask("GET", "/app/settings"))[0] in {303, 401, 403}
    assert (await anna.signs_in(proof))[0] == 200
    assert (await anna.enrols("courier-safety")) in {200, 303}
    active = await town.rows(
        "select a.platform_id, e.course_key from enrolment e join address a using (learner_id) "
        "where e.state = 'active' order by 1"
    )
    assert active == [
        {"platform_id": str(ANNA), "course_key": "courier-safety"},
        {"platform_id": str(BERT), "course_key": "ten-questions"},
    ]
    late = anna.launched()
    town.clock.move(timedelta(days=2))
    assert (await Phone(people[0]).signs_in(late))[0] == 403, "launch data grows old"
