"""Signing in with Telegram's words: true ones, and all that are not."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.ports import Channel
from tests.miniapp.stand import ANNA, BERT, NOW, SECRET, STRANGER, Stand, Telegram, form

pytestmark = pytest.mark.asyncio(loop_scope="session")
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


async def test_telegrams_words_sign_a_learner_in(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = stand.browser()
    answer = await one.sign_in(ANNA)
    assert (answer.status, answer.text) == (200, '{"next": "/app/courses"}')
    [cookie] = answer.cookies
    assert "; HttpOnly" in cookie
    assert "; Path=/app/" in cookie
    assert "; SameSite=Lax" in cookie
    assert "Secure" not in cookie, "over plain http no browser would keep it"
    assert str(ANNA) not in cookie
    page = await one.get("/app/courses")
    assert page.status == 200
    assert HEADERS.items() <= page.headers.items()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert (
        "frame-ancestors 'self' https://web.telegram.org"
        in page.headers["Content-Security-Policy"]
    )


async def test_over_https_the_cookie_works_in_telegrams_frame(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.stop()
    await stand.serve("https://yike.example.org/town")
    answer = await stand.browser().sign_in(ANNA)
    assert answer.text == '{"next": "/town/app/courses"}'
    [cookie] = answer.cookies
    for part in ("; Secure", "; HttpOnly", "; SameSite=None; Partitioned", "; Path=/town/app/"):
        assert part in cookie


async def test_the_entry_page_is_small_and_of_an_account(stand: Stand) -> None:
    one = stand.browser()
    page = await one.get("/app/?account=city")
    assert page.status == 200
    assert HEADERS.items() <= page.headers.items()
    assert 'data-account="city"' in page.text
    assert "data-signed-in" not in page.text
    assert "telegram.org" not in page.text, "no script comes from elsewhere"
    assert len(page.text) < 4000
    for unknown in ("/app/?account=nobody", "/app/?account=%3Cscript%3E"):
        page = await one.get(unknown)
        assert page.status == 404
        assert "没有这一页" in page.text
        assert "<script>" not in page.text


async def test_without_an_account_who_is_signed_in_goes_on(stand: Stand) -> None:
    await stand.learner(ANNA)
    assert (await stand.browser().get("/app/")).status == 200
    answer = await (await stand.visits(ANNA)).get("/app/")
    assert (answer.status, answer.headers["Location"]) == (303, "/app/courses")


async def test_forged_old_and_foreign_words_are_refused(stand: Stand) -> None:
    await stand.learner(ANNA)
    await stand.learner(BERT)
    true = stand.proof(ANNA)
    lies = [
        stand.proof(ANNA, token="43:ANOTHER-bots-token"),
        stand.proof(ANNA, at=NOW - timedelta(hours=1, seconds=1)),
        true.replace(str(ANNA), str(BERT)),
        true[:-1] + ("0" if true[-1] != "0" else "1"),
        "user=%7B%7D",
        "hash=" + "0" * 64,
        "\ud800",
        "x" * 12_000,
    ]
    for lie in lies:
        one = stand.browser()
        with capture_logs() as logs:
            answer = await one.sign_in(ANNA, proof=lie)
        assert (answer.status, answer.cookies) == (403, []), lie[:40]
        assert "70001" not in str(logs)
        assert (await one.get("/app/courses")).status == 401
    assert (await stand.browser().sign_in(ANNA, proof=true)).status == 200


async def test_an_account_that_is_none_or_has_no_signed_pages(stand: Stand) -> None:
    await stand.learner(ANNA)
    answer = await stand.browser().sign_in(ANNA, account="nobody")
    assert (answer.status, answer.cookies) == (404, [])
    stand.channels["other"] = cast("Channel", Telegram(stand.clock, "43:OTHER"))
    await stand.stop()
    await stand.serve()
    answer = await stand.browser().sign_in(ANNA, account="other")
    assert (answer.status, answer.cookies) == (403, []), "the words are for another bot"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 9000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"account":"city","proof":7}', "application/json", 403),
        (b"account=city", "application/x-www-form-urlencoded", 415),
        (b'{"proof":"' + b"x" * 17_000 + b'"}', "application/json", 413),
    ],
)
async def test_bad_bodies(stand: Stand, body: bytes, kind: str, status: int) -> None:
    answer = await stand.browser().ask(
        "POST", "/app/session", data=body, headers={"Content-Type": kind}
    )
    assert answer.status == status


async def test_a_body_whose_length_nobody_told_is_cut_off_too(stand: Stand) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 1000

    headers = {"Content-Type": "application/json"}
    answer = await stand.browser().ask("POST", "/app/session", data=parts(), headers=headers)
    assert answer.status == 413


async def test_another_sites_page_can_sign_nobody_in(stand: Stand) -> None:
    await stand.learner(ANNA)
    body = {"account": "city", "proof": stand.proof(ANNA)}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = await stand.browser().ask("POST", "/app/session", json=body, headers=headers)
        assert (answer.status, answer.cookies) == (403, [])
    answer = await stand.browser().ask(
        "POST", "/app/session", json=body, headers={"Origin": stand.origin}
    )
    assert answer.status == 200


async def test_who_never_wrote_is_led_to_the_chat_and_whoever_was_in_is_out(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    answer = await one.sign_in(STRANGER)
    assert answer.text == '{"next": "/app/start?account=city"}'
    assert (await one.get("/app/courses")).status == 401, "the phone has changed hands"
    page = await one.get("/app/start?account=city")
    assert "先说一声“开始”" in page.text
    assert 'href="https://t.me/yike_bot?start="' in page.text
    assert (await one.get("/app/start?account=nobody")).status == 404


async def test_a_cookie_that_is_forged_or_over_asks_kindly_to_open_again(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    true = one.cookies["yike_app"]
    address, rest = true.split(".", 1)
    for cookie in (
        f"{int(address) + 1}.{rest}",
        true[:-1],
        "",
        "....",
        "1.2.3.4.5",
        "\udcff",
        row,
    ):
        one.cookies["yike_app"] = str(cookie)
        page = await one.get("/app/progress")
        assert page.status == 401
        assert "请再打开一次" in page.text
        assert "Traceback" not in page.text
    one.cookies["yike_app"] = true
    assert (await one.get("/app/progress")).status == 200
    stand.clock.move(timedelta(hours=2))
    assert (await one.get("/app/progress")).status == 401


async def test_a_sign_in_in_use_is_renewed_but_not_for_ever(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    assert (await one.get("/app/courses")).cookies == [], "not with every page"
    for _ in range(12):
        stand.clock.move(timedelta(minutes=55))
        assert (await one.get("/app/courses")).status == 200
    stand.clock.move(timedelta(hours=1, minutes=1))
    assert (await one.get("/app/courses")).status == 401, "twelve hours after it began"


async def test_a_form_of_a_page_from_before_the_renewal_still_counts(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    from tests.miniapp.stand import token_in

    token = token_in((await one.get("/app/settings")).text)
    stand.clock.move(timedelta(minutes=55))
    assert (await one.get("/app/courses")).cookies
    assert (await one.send("/app/settings/track", token, track="workers")).status == 303
    assert await stand.value("select track from learner where id = $1", row) == "workers"


async def test_a_form_needs_its_token_and_comes_from_here(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    await stand.learner(BERT)
    one, other = await stand.visits(ANNA), await stand.visits(BERT)
    from tests.miniapp.stand import token_in

    token = token_in((await one.get("/app/settings")).text)
    foreign = token_in((await other.get("/app/settings")).text)
    for bad in ("", "x", foreign, token[:-1], "\udcff"):
        answer = await one.ask(
            "POST",
            "/app/settings/track",
            **form(token=bad.encode(errors="replace").decode(), track="workers"),
        )
        assert answer.status == 403
        assert "刚才的没有记上" in answer.text
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        sent = form(token=token, track="workers")
        sent["headers"] = {**sent["headers"], **headers}
        assert (await one.ask("POST", "/app/settings/track", **sent)).status == 403
    assert await stand.value("select track from learner where id = $1", row) == "seniors"
    for headers in ({"Origin": "null"}, {"Origin": stand.origin, "Sec-Fetch-Site": "same-origin"}):
        sent = form(token=token, track="workers")
        sent["headers"] = {**sent["headers"], **headers}
        assert (await one.ask("POST", "/app/settings/track", **sent)).status == 303
    nobody = stand.browser()
    assert (await nobody.ask("POST", "/app/settings/track", **form(token=token))).status == 401


async def test_wrong_methods_and_large_forms(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    for method, path in (
        ("POST", "/app/progress"),
        ("DELETE", "/app/courses"),
        ("GET", "/app/session"),
        ("GET", "/app/settings/track"),
        ("PUT", "/app/"),
    ):
        assert (await one.ask(method, path)).status == 405, path
    large = form(token="x" * 17_000)
    assert (await one.ask("POST", "/app/settings/track", **large)).status == 413
    many = {"data": "&".join("a=1" for _ in range(60)).encode(), "headers": large["headers"]}
    assert (await one.ask("POST", "/app/settings/track", **many)).status == 400


async def test_an_address_that_was_erased_is_a_stranger_again(stand: Stand) -> None:
    row = await stand.learner(ANNA)
    one = await stand.visits(ANNA)
    async with stand.db.transaction() as conn:
        await conn.execute("delete from learner where id = $1", row)
    page = await one.get("/app/courses")
    assert page.status == 401
    assert "先说一声“开始”" in page.text


async def test_the_theme_of_the_app_is_kept(stand: Stand) -> None:
    await stand.learner(ANNA)
    one = stand.browser()
    await one.sign_in(ANNA, theme="dark")
    assert 'data-theme="dark"' in (await one.get("/app/courses")).text
    await one.sign_in(ANNA, theme='"><script>')
    page = (await one.get("/app/courses")).text
    assert 'data-theme="dark"' in page
    one.cookies["yike_looks"] = '"><script>.<b>'
    page = (await one.get("/app/courses")).text
    assert 'data-size="normal"' in page
    assert "data-theme" not in page


async def test_a_secret_of_another_deployment_opens_nothing(stand: Stand) -> None:
    from bot.web.miniapp.seals import Seals

    ours, theirs = Seals(SECRET, stand.clock), Seals(b"q" * 32, stand.clock)
    assert ours.read(ours.seal(ours.begin(1))) is not None
    assert ours.read(theirs.seal(theirs.begin(1))) is None
