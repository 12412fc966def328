"""What is shown beforehand is what the platform would be given."""

from adapters.wechat.render import text_of
from bot.chat_ports import ShowsPages, Span
from bot.domain.delivery import Filled, Kind, Rung, Template
from bot.domain.messages import Link, Message, Reply, say
from tests.wechat.platform import channel

FORM = Template("T1", "template", frozenset({Kind.NEWS}), {"thing1": "title", "time2": "time"})


def test_words_are_shown_as_they_are_sent() -> None:
    reply = Reply(
        (Message("a < b & <b>c</b>", title="闭馆", link=Link("详情", "https://e.cn/x")),)
    )
    shows = channel()
    assert isinstance(shows, ShowsPages)
    (page,) = shows.shown(reply, rung=Rung.CUSTOMER)
    assert page.spans == (
        Span("【闭馆】\na < b & <b>c</b>"),
        Span("详情", url="https://e.cn/x"),
    )
    sent = text_of(reply.messages)
    assert "".join(span.text for span in page.spans) == sent.replace(
        '<a href="https://e.cn/x">详情</a>', "详情"
    )


def test_a_long_text_is_shown_in_its_pages() -> None:
    long = say("一二三四五六七八九十\n\n" * 200)
    pages = channel().shown(long, rung=Rung.MASS)
    assert len(pages) == len(channel().pages(long)) > 1


def test_a_form_is_shown_with_what_fits_its_fields() -> None:
    facts = {
        "title": "下周三校园开放日，请带上老花镜，还有水杯和纸笔",
        "time": "2026年11月25日 10:00",
    }
    (page,) = channel().shown(
        say("x"), rung=Rung.TEMPLATE, filled=Filled(FORM, facts, "https://e.cn")
    )
    assert page.fields == (
        ("thing1", "下周三校园开放日，请带上老花镜，还有水…"),
        ("time2", "2026年11月25日 10:00"),
    )
    assert page.url == "https://e.cn"


def test_a_form_that_cannot_hold_it_shows_nothing() -> None:
    facts = {"title": "开放日", "time": "下午"}
    assert not channel().shown(say("x"), rung=Rung.TEMPLATE, filled=Filled(FORM, facts))
