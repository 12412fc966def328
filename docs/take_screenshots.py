"""Takes the pictures in the README: the demo, driven like a newcomer would, in real Chromium.

Run it with `make shots`; it needs Debian's chromium, fonts-noto-cjk and fonts-noto-color-emoji.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import (
    Browser,
    Error,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from bot.content.load import load_pack
from bot.demo import PACK
from bot.domain.content import Question, QuestionKind

HERE = Path(__file__).parent
MARK = """log => {
  for (const row of log.querySelectorAll("[data-seen]")) delete row.dataset.seen;
  log.lastElementChild.dataset.seen = "";
}"""
"""Marks what has been read: the page shows the newest messages only, so that a count stands still."""
READ_ON = "看完了，回复 1"
"""Below each step of a senior's lesson but the last."""
WIDE: ViewportSize = {"width": 1440, "height": 900}
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
    """Both phones with the ledger, wide and at a phone's width, a Telegram group, and the month;
    from another start, a finished course with its certificate and its credit.
    """
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        with demo(browser) as page:
            learn_on_wechat(page)
            learn_on_telegram(page)
            page.locator("#wechat .menu-entry", has_text="今日一课").click()
            expect(page.locator("#wechat").get_by_text("第2课").last).to_be_visible()
            page.locator("#wechat .newer").click()
            take(page, "phones.png")
            page.set_viewport_size({"width": 390, "height": 844})
            take(page, "phones-narrow.png")
            page.set_viewport_size(WIDE)
            play_group(page)
            take(page, "phones-group.png")
            play_month(page)
            take(page, "month.png")
        with demo(browser) as page:
            wait_for_day(page)
            learn_on_wechat(page)
            learn_on_telegram(page)
            finish_course(page)
            turn_into_credit(page)
            take(page, "phones-credit.png")
        browser.close()


@contextmanager
def demo(browser: Browser) -> Iterator[Page]:
    """A fresh demo, and its page in a wide window."""
    with TemporaryDirectory(prefix="yike-shots-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo"],
            cwd=HERE.parent,
            env=os.environ | {"YIKE_SERVER__PORT": str(port), "YIKE_STORAGE__DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            for line in running.stdout or ():
                if "/phones/" in line:
                    break
            page = browser.new_page(viewport=WIDE)
            page.goto(f"http://127.0.0.1:{port}/phones/")
            yield page
            page.close()
        finally:
            running.terminate()
            running.wait(timeout=30)


def take(page: Page, name: str) -> None:
    """A picture, once all that moves has come to rest."""
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished))")
    page.screenshot(path=HERE / name)


def learn_on_wechat(page: Page) -> None:
    """The first lesson, and the consent that lets the ledger fill up."""
    wechat = page.locator("#wechat")
    wechat.locator(".join").click()
    for answer, seen in (("1", "什么时候"), ("1", "第1课")):
        touch(wechat, answer, seen)
    while READ_ON in wechat.locator(".theirs .bubble .bubble-text").last.inner_text():
        touch(wechat, "1", "")
    for answer, seen in (("2", "答对了"), ("1", "学完了")):
        touch(wechat, answer, seen)
    wechat.locator(".toggle").click()
    say(page, "学分", "要不要把学习成绩")
    wechat.locator(".chip", has_text="1").first.click()
    expect(page.locator("#entries .entry").first).to_be_visible(timeout=20_000)
    wechat.locator(".toggle").click()


def touch(wechat: Locator, answer: str, seen: str) -> None:
    """Touch a number below the chat; ``seen`` is in what comes next."""
    chip = wechat.locator(".chip", has_text=answer).first
    expect(chip).to_be_visible()
    wechat.locator(".log").evaluate(MARK)
    chip.click()
    expect(wechat.locator("[data-seen] ~ .theirs .bubble-text").last).to_contain_text(seen)


def learn_on_telegram(page: Page) -> None:
    """The first lesson there."""
    telegram = page.locator("#telegram")
    telegram.locator(".join").click()
    for label, seen in (("我送外卖、送快递", "什么时候"), ("上午 9:30 和下午 15:00", "第1课")):
        key = telegram.locator(".key", has_text=label).first
        expect(key).to_be_visible()
        key.click()
        expect(telegram.get_by_text(seen).last).to_be_visible()
    telegram.locator(".poll-option").nth(1).click()
    expect(telegram.locator(".poll-why").first).to_be_visible()
    telegram.locator(".poll-count").last.scroll_into_view_if_needed()


def say(page: Page, words: str, seen: str) -> None:
    """Write it on the WeChat phone, whose keyboard is open; ``seen`` is in what comes next."""
    wechat = page.locator("#wechat")
    wechat.locator(".log").evaluate(MARK)
    wechat.locator(".words").fill(words)
    wechat.locator(".words").press("Enter")
    expect(wechat.locator("[data-seen] ~ .theirs .bubble-text").first).to_contain_text(seen)


def wait_for_day(page: Page) -> None:
    """Let hours go by until it is day: at night no news comes."""
    face = page.locator("#clock-time")
    expect(face).to_have_text(re.compile(r"[0-9]{2}:[0-9]{2}"))
    for _ in range(24):
        hour = face.inner_text()[:2]
        if 8 <= int(hour) <= 19:
            return
        page.locator("#hour").click()
        expect(face).not_to_have_text(re.compile(f"^{hour}:"))


def finish_course(page: Page) -> None:
    """All of the senior's course, every question answered rightly."""
    course = next(one for one in load_pack(PACK).courses if one.key == "smart-payments")
    answers = {one.stem: one for lesson in course.lessons for one in lesson.questions}
    wechat = page.locator("#wechat")
    wechat.locator(".toggle").click()
    newest = wechat.locator(".theirs .bubble .bubble-text").last
    say(page, "今日一课", "第2课")
    passed = wechat.get_by_text("通过了")
    while not passed.count():
        said = newest.inner_text()
        asked = next((one for stem, one in answers.items() if stem in said), None)
        onward = "继续" if READ_ON in said else "今日一课"
        say(page, rightly(asked) if asked else onward, "")


def rightly(question: Question) -> str:
    """The right answer as a person writes it."""
    if question.kind is QuestionKind.TRUE_FALSE:
        return "对" if question.right == (1,) else "错"
    return question.accepted[0] if question.accepted else " ".join(map(str, question.right))


def turn_into_credit(page: Page) -> None:
    """The account number, the desk's decisions, and the certificate."""
    wechat, desk = page.locator("#wechat"), page.locator("#desk")
    say(page, page.locator("#desk-number").inner_text(), "对吗")
    say(page, "1", "账号记下了")
    for label, told in (("认可", "认可了"), ("转成学分", "转成了")):
        desk.locator(".record-act", has_text=label).click()
        expect(wechat.get_by_text(told).last).to_be_visible(timeout=40_000)
    say(page, "证书", "结业证书")
    expect(wechat.locator("[data-seen] ~ .theirs img.picture")).to_be_visible(timeout=20_000)
    wechat.locator(".toggle").click()
    wechat.locator(".log").evaluate("log => log.scrollTo(0, log.scrollHeight)")


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


if __name__ == "__main__":
    main()
