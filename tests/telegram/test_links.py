"""A link of ours as Telegram shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.cutting import units
from adapters.telegram.pages import TEXT_UNITS, pages
from adapters.telegram.render import render
from bot.domain.messages import Link, Message, Option, Reply

PAGE = Link("看 <这里>", 'https://x.example/?a=1&b="2"')
MARKUP = '<a href="https://x.example/?a=1&amp;b=&quot;2&quot;">看 &lt;这里&gt;</a>'


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (Message("规则：", link=PAGE), f"规则：{MARKUP}"),
        (Message("", link=PAGE), MARKUP),
        (
            Message("一 < 二", title="题", hint="再见", link=PAGE),
            f"<b>题</b>\n\n一 &lt; 二{MARKUP}\n\n再见",
        ),
        (Message("问", options=(Option("好", "x"),), hint="回复 1", link=PAGE), f"问{MARKUP}"),
    ],
)
def test_a_link_ends_the_text(message: Message, wanted: str) -> None:
    assert render(Reply((message,))).html == wanted


@given(
    st.integers(min_value=0, max_value=9000),
    st.integers(min_value=0, max_value=700),
    st.integers(min_value=0, max_value=120),
)
def test_a_long_text_keeps_its_link_once_and_its_buttons(
    length: int, title: int, options: int
) -> None:
    buttons = tuple(Option(f"选{n}", f"o:{n}") for n in range(options))
    message = Message("课" * length, title="题" * title, options=buttons, link=PAGE)
    done = [render(page) for page in pages(Reply((message,)))]
    assert sum(bubble.html.count(MARKUP) for bubble in done) == 1
    for bubble in done:
        plain = bubble.html.replace(MARKUP, PAGE.label).replace("<b>", "").replace("</b>", "")
        assert units(plain) <= TEXT_UNITS
    assert sum(len(row) for bubble in done for row in bubble.rows) == options
    assert "".join(bubble.html for bubble in done).count("课") == length
