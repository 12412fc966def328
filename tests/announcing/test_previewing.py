"""An announcement on pictured phones: the words, the forms and the ways of each account."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat_ports import ShownPage, Span
from bot.competitions.telling.previewing import pages_for, previews
from bot.domain.announcements import AnnouncementState, Kept
from bot.domain.delivery import Filled, Kind, Rung, Template
from bot.domain.messages import Reply
from bot.ports import MassWay
from bot.texts.catalogue import SIMPLIFIED, texts
from tests.delivery.channels import ScriptedChannel, wechat
from tests.masses.house import EVENING, announcement

T = texts(SIMPLIFIED)
ZONE = "Asia/Shanghai"
FITS = Template("T1", "template", frozenset({Kind.NEWS}), {"thing1": "title"})
OTHER = Template("T2", "template", frozenset({Kind.LESSON}), {"thing1": "title"})


class Shown(ScriptedChannel):
    """A channel that shows the first words of a reply, or the facts of a form."""

    def shown(
        self, reply: Reply, *, rung: Rung, filled: Filled | None = None
    ) -> Sequence[ShownPage]:
        if filled is not None:
            return [ShownPage(fields=tuple(filled.facts.items()), url=filled.url)]
        return [ShownPage((Span(f"{rung.value}: {reply.messages[0].text}"),))]


def kept(*groups: str) -> Kept:
    one = replace(announcement(groups=groups), link="https://e.cn/x")
    return Kept(one, AnnouncementState.DRAFT, 1, "0", "", "", EVENING)


def test_each_account_shows_its_own_ways() -> None:
    official = wechat("city-wechat")
    shows = Shown(
        "city-wechat",
        official.kind,
        frozenset({Rung.CUSTOMER, Rung.TEMPLATE}),
        (FITS, OTHER),
        MassWay.PEOPLE,
    )
    channels = {"city": Shown("city"), "city-wechat": shows, "else": Shown("else")}
    found = previews(kept("city:-1", "city-wechat:class-7", "gone:-5"), channels, ZONE, T)
    assert [(one.account, one.rungs) for one in found] == [
        ("city", (Rung.SEND,)),
        ("city-wechat", (Rung.CUSTOMER, Rung.MASS, Rung.REPLY)),
        ("city-wechat", (Rung.TEMPLATE,)),
    ]
    assert found[0].pages[0].spans[0].text.startswith("send: 【通知】闭馆通知")
    form = found[2].pages[0]
    assert dict(form.fields)["title"] == "闭馆通知"
    assert form.url == "https://e.cn/x"


def test_a_copy_to_try_it_says_that_it_is_one() -> None:
    (page, *_) = pages_for(Shown("city"), kept("city:-1"), ZONE, T, "[试看]")
    assert page.messages[0].text.startswith("[试看]\n【通知】闭馆通知")
