"""Takes the pictures in the README: the demo, driven like a newcomer would, in real Chromium.

Run it with `make shots`; it needs Debian's chromium, fonts-noto-cjk and fonts-noto-color-emoji.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Error, Locator, Page, expect, sync_playwright

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    """Both phones with the ledger, wide and at a phone's width, a Telegram group, and the month."""
    with TemporaryDirectory(prefix="yike-shots-") as folder, sync_playwright() as browsers:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        demo = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo"],
            cwd=HERE.parent,
            env=os.environ | {"YIKE_SERVER__PORT": str(port), "YIKE_STORAGE__DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            for line in demo.stdout or ():
                if "/phones/" in line:
                    break
            browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://127.0.0.1:{port}/phones/")
            learn(page)
            page.screenshot(path=HERE / "phones.png")
            page.set_viewport_size({"width": 390, "height": 844})
            page.screenshot(path=HERE / "phones-narrow.png")
            page.set_viewport_size({"width": 1440, "height": 900})
            play_group(page)
            page.screenshot(path=HERE / "phones-group.png")
            play_month(page)
            page.screenshot(path=HERE / "month.png")
            browser.close()
        finally:
            demo.terminate()
            demo.wait(timeout=30)


def learn(page: Page) -> None:
    """A lesson on each phone, and the consent that lets the ledger fill up."""
    wechat, telegram = page.locator("#wechat"), page.locator("#telegram")
    wechat.locator(".join").click()
    for answer, seen in (("1", "什么时候"), ("1", "第1课"), ("2", "答对了"), ("1", "学完了")):
        chip = wechat.locator(".chip", has_text=answer).first
        expect(chip).to_be_visible()
        chip.click()
        expect(wechat.get_by_text(seen).last).to_be_visible()
    wechat.locator(".toggle").click()
    wechat.locator(".words").fill("学分")
    wechat.locator(".words").press("Enter")
    expect(wechat.get_by_text("要不要把学习成绩").last).to_be_visible()
    wechat.locator(".chip", has_text="1").first.click()
    expect(page.locator("#entries .entry").first).to_be_visible(timeout=20_000)
    wechat.locator(".toggle").click()
    telegram.locator(".join").click()
    for label, seen in (("我送外卖、送快递", "什么时候"), ("上午 9:30", "第1课")):
        key = telegram.locator(".key", has_text=label).first
        expect(key).to_be_visible()
        key.click()
        expect(telegram.get_by_text(seen).last).to_be_visible()
    telegram.locator(".poll-option").nth(1).click()
    expect(telegram.locator(".poll-why").first).to_be_visible()
    telegram.locator(".poll-count").last.scroll_into_view_if_needed()
    wechat.locator(".menu-entry", has_text="今日一课").click()
    expect(wechat.get_by_text("第2课").last).to_be_visible()
    wechat.locator(".newer").click()
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished))")


def play_group(page: Page) -> None:
    """An organiser chooses the group's course, and next day's question is answered by everybody."""
    telegram = page.locator("#telegram")
    open_group(page, "王阿姨")
    telegram.locator(".words").fill("/group@yike_demo_bot")
    telegram.locator(".words").press("Enter")
    for label in ("选课", "长者", "手机支付"):
        telegram.locator(".key", has_text=label).last.click()
    telegram.get_by_role("button", name="好", exact=True).click()
    question = telegram.locator(".poll")
    for _ in range(48):
        page.locator("#hour").click()
        if appears(question):
            break
    for name, place in (("老张", 0), ("أمينة", 1), ("王阿姨", 1), ("小李", 1)):
        open_group(page, name)
        telegram.locator(".poll-option").nth(place).click()
        expect(telegram.locator(".poll-result").first).to_be_visible()
    telegram.locator(".poll-count").last.scroll_into_view_if_needed()


def appears(thing: Locator) -> bool:
    """Whether it is there soon."""
    try:
        thing.wait_for(timeout=700)
    except Error:
        return False
    return True


def open_group(page: Page, name: str) -> None:
    """Take up somebody's Telegram phone, and go to the group."""
    telegram = page.locator("#telegram")
    page.locator("#whose").select_option(label=name)
    expect(telegram.locator(".owner")).to_have_text(f"{name}的")
    if telegram.locator(".bar-back").is_visible():
        telegram.locator(".bar-back").click()
    telegram.locator(".list-chat", has_text="天河老友学习群").click()


def play_month(page: Page) -> None:
    """The senior's month, until the class's announcement has come as a mass message."""
    page.locator("#play").click()
    news = page.locator("#wechat .bubble", has_text="校园开放日")
    expect(news).to_be_visible(timeout=120_000)
    page.locator("#play").click()
    expect(page.locator("#play-words")).to_have_text("接着放")
    expect(page.locator("#month-days .shape-mass").last).to_be_visible()
    page.locator("#wechat .log").evaluate("log => log.scrollTo(0, log.scrollHeight)")
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished))")


if __name__ == "__main__":
    main()
