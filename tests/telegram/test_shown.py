"""What is shown beforehand is what Telegram would be given."""

from adapters.telegram.shown import shown
from bot.chat_ports import ShownPage, ShowsPages, Span
from bot.domain.delivery import Rung
from bot.domain.messages import Link, Message, Option, Reply, say
from tests.telegram.conftest import MakeChannel


def test_titles_links_and_buttons() -> None:
    page = Reply(
        (
            Message(
                "a < b & <i>c</i>",
                title="闭馆 <1>",
                link=Link("详情", "https://e.cn/?a=1&b=2"),
                options=(Option("好的", "ok"), Option("以后", "later")),
            ),
        )
    )
    assert shown(page) == ShownPage(
        (
            Span("闭馆 <1>", bold=True),
            Span("\n\na < b & <i>c</i>"),
            Span("详情", url="https://e.cn/?a=1&b=2"),
        ),
        (("好的", "以后"),),
    )


async def test_a_long_text_is_shown_in_its_pages(make: MakeChannel) -> None:
    channel = make()
    assert isinstance(channel, ShowsPages)
    long = say("一二三四五六七八九十\n\n" * 900)
    assert len(channel.shown(long, rung=Rung.SEND)) == len(channel.pages(long)) > 1
