"""Every page and form of the console: nobody gets in unsigned, nobody does what his or her role does
not open, no form works without what its page carries.
"""

import gzip
import re
from datetime import timedelta

import pytest
from aiohttp import web

from bot.web.console.routes import all_ways, routes
from bot.web.console.staff import StaffRole
from bot.web.console.ways import Way
from tests.console.conftest import Office

DOORS = {
    "/console",
    "/console/console.css",
    "/console/console.js",
    "/console/sign-in",
    "/console/enter/{link}",
    "/console/enter",
    "/console/leave",
    "/console/leave-everywhere",
    "/console/look",
}
"""What is open to who is not signed in; each of them is a way in, a way out, or a file."""
HERS = "oHerselfOfTianhe00000000004"


def address(way: Way) -> str:
    """A path of ``way``, with something in each of its names."""
    return re.sub(r"\{[^}]+\}", "1", "" if way.path == "home" else way.path)


def test_every_way_names_who_may_and_a_section() -> None:
    for way in all_ways():
        assert way.may, way.path
        assert way.may <= frozenset(StaffRole)
        assert way.method in {"GET", "POST"}


def test_no_way_is_there_twice() -> None:
    named = [(way.method, re.sub(r"\{[^}]+\}", "{}", way.path)) for way in all_ways()]
    assert len(named) == len(set(named))


async def test_all_that_is_served_is_a_way_or_a_door(office: Office) -> None:
    served: list[web.RouteDef] = routes(office.town.program._house())
    paths = {route.path for route in served}
    ways = {f"/console/{'' if way.path == 'home' else way.path}" for way in all_ways()}
    assert paths == ways | DOORS


async def test_nobody_gets_in_unsigned(office: Office) -> None:
    browser = await office.browser()
    for way in all_ways():
        url = f"{browser.address}/{address(way)}"
        async with browser.http.request(way.method, url, allow_redirects=False) as answer:
            assert answer.status == 303, way.path
            assert "/console/sign-in" in answer.headers["Location"], way.path


@pytest.mark.parametrize("role", ["organiser", "reviewer"])
async def test_a_role_opens_only_what_is_its_own(office: Office, role: str) -> None:
    browser = await office.signed_in(role, openid=HERS)
    await browser.get("")
    mine = StaffRole(role)
    for way in all_ways():
        if mine in way.may:
            continue
        url = f"{browser.address}/{address(way)}"
        data = {"form": browser.form} if way.method == "POST" else None
        async with browser.http.request(way.method, url, data=data, allow_redirects=False) as one:
            assert one.status in {403, 429}, (way.method, way.path, one.status)


async def test_no_form_works_without_what_its_page_carries(office: Office) -> None:
    browser = await office.signed_in("operator")
    for way in all_ways():
        if way.method != "POST":
            continue
        office.town.clock.set(office.town.clock.now() + timedelta(seconds=2))
        url = f"{browser.address}/{address(way)}"
        async with browser.http.post(url, data={"form": "guessed"}, allow_redirects=False) as one:
            assert one.status == 403, (way.path, one.status)


async def test_no_page_falls_over_what_is_not_there(office: Office) -> None:
    browser = await office.signed_in("operator")
    for way in all_ways():
        if way.method == "GET":
            async with browser.http.get(
                f"{browser.address}/{address(way)}", params={"after": "999999999", "before": "1"}
            ) as one:
                assert one.status < 500, (way.path, one.status)


async def test_a_packed_form_is_not_unpacked(office: Office) -> None:
    browser = await office.signed_in("operator")
    packed = gzip.compress(b"form=x&value=" + b"0" * 50_000_000)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    url = f"{browser.address}/settings/learning.helper"
    for body in (packed, b"no gzip at all"):
        async with browser.http.post(
            url, data=body, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status in {400, 403}, answer.status


async def test_the_database_away_is_said(office: Office) -> None:
    browser = await office.signed_in("operator")
    await office.town.program.db.close()
    page = await browser.get("audit")
    assert page.status == 503
    assert "连不上" in page.text
