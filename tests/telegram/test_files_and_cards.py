"""Files and cards on Telegram: told in words, a card with its link."""

import pytest

from adapters.telegram.cutting import units
from adapters.telegram.pages import TEXT_UNITS, pages
from adapters.telegram.render import render
from bot.domain.messages import Card, Media, Message, Option, Reply

PICTURE = Media("image", "0" * 64, "图里写着：1 < 2")
CARD = Card("国防知识竞赛", "三天后截止", "https://x.cn/?a=1&b=2", "https://x.cn/p.png")
LINK = '<a href="https://x.cn/?a=1&amp;b=2">点这里打开</a>'


@pytest.mark.parametrize(
    ("message", "html"),
    [
        (Message("", media=PICTURE), "图里写着：1 &lt; 2"),
        (Message("", card=CARD), f"<b>国防知识竞赛</b>\n\n三天后截止\n\n{LINK}"),
        (Message("", card=Card("", "看", "")), "看"),
        (
            Message("", card=Card("学分", "", "https://x.cn/?a=1&b=2", "", "wx7", "p")),
            f"<b>学分</b>\n\n{LINK}",
        ),
        (Message("选吧", media=PICTURE), "选吧\n\n图里写着：1 &lt; 2"),
    ],
)
def test_a_file_or_a_card_is_read(message, html):
    (page,) = pages(Reply((message,)))
    assert render(page).html == html
    assert render(Reply((message,))).html == html


def test_the_options_beside_a_picture_stay():
    asked = Message("选吧", options=(Option("甲", "q:1"),), media=PICTURE)
    (page,) = pages(Reply((asked,)))
    assert [[option.data for option in row] for row in render(page).rows] == [["q:1"]]


def test_a_long_description_is_cut_and_its_neighbours_follow():
    long = Message("", media=Media("image", "0" * 64, "图。" * 3000))
    got = pages(Reply((Message("一"), long, Message("", card=CARD))))
    assert len(got) == 3
    shown = "".join(render(page).html for page in got)
    assert shown.startswith(f"一\n\n<b>国防知识竞赛</b>\n\n三天后截止\n\n{LINK}图。")
    assert shown.count("图。") == 3000
    assert all(units(render(page).html) <= TEXT_UNITS + 100 for page in got)
