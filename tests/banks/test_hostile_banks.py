"""Whatever bytes come, a reader gives a bank or one sentence, and soon."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.banks.aiken import read_aiken
from bot.content.banks.anki import read_anki
from bot.content.banks.gift import read_gift
from bot.content.banks.html_text import from_html, from_markdown
from bot.content.banks.model import BankReader, BankRefusedError, silent
from bot.content.banks.moodle_xml import read_moodle_xml
from tests.banks.anki_packages import database, new_package, old_package, old_tables, packed
from tests.banks.test_aiken import GOOD
from tests.banks.test_moodle_xml import CHOICE, quiz

GIFT = (
    "// [id:a]\n::t::[html]问<b>甲</b>{\n=%50%甲#好\n~乙\n####因为\n}\n\n二{#3:1}\n\n三{T#a#b}\n"
)
NOTES = [("Basic", ("问", "答")), ("Cloze", ("{{c1::甲}}乙", "丙"))]
SEEDS: dict[str, tuple[BankReader, bytes]] = {
    "gift": (read_gift, GIFT.encode()),
    "aiken": (read_aiken, GOOD.encode()),
    "moodle": (read_moodle_xml, quiz(CHOICE, CHOICE)),
    "anki, old": (read_anki, old_package(NOTES)),
    "anki, new": (read_anki, new_package(NOTES)),
}
readers = pytest.mark.parametrize(("reader", "seed"), SEEDS.values(), ids=SEEDS.keys())


def heard(reader: BankReader, data: bytes) -> str:
    """What a person hears of ``data``: the bank's figures, or the one sentence."""
    try:
        bank = reader(data, "bank.x", silent)
    except BankRefusedError as refused:
        return str(refused)
    return f"{len(bank.questions)} {len(bank.doubts)} {len(bank.skipped)}"


@st.composite
def spoilt(draw: st.DrawFn, seed: bytes) -> bytes:
    """``seed`` with some of its bytes replaced, taken out or doubled."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        size = draw(st.integers(0, 12))
        data[at : at + size] = draw(
            st.one_of(st.binary(max_size=12), st.just(bytes(data[at : at + 40])))
        )
    return bytes(data)


@readers
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_spoilt_files_end_in_a_bank_or_a_sentence(
    reader: BankReader, seed: bytes, draw: st.DataObject
) -> None:
    told = heard(reader, draw.draw(spoilt(seed)))
    assert told
    assert "\n" not in told


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_spoilt_databases_end_in_a_bank_or_a_sentence(draw: st.DataObject) -> None:
    data = draw.draw(spoilt(DATABASE))
    assert heard(read_anki, packed("collection.anki2", data))


DATABASE = database(old_tables(NOTES))


@readers
@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_end_in_a_bank_or_a_sentence(
    reader: BankReader, seed: bytes, data: bytes
) -> None:
    assert heard(reader, data)
    assert heard(reader, seed[:40] + data)


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "</", "/>", "<!", "<![", "[endif]", "-->", "<!--", "<?", "&", "&#", ";", "<p>", "<b a=", "'", '"', "<sup>", "</sup>", "<script>", "<img src=x>", "]]>", "2", "字", "\x00", "*", "_", "](", "![", "`"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(MARKUP)
def test_any_markup_becomes_text(markup: str) -> None:
    assert isinstance(from_html(markup).text, str)
    assert from_markdown(markup).text.count("字") == markup.count("字")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("一<![x[二]]>三", "一三"),
        ("一<![if !mso]>二<![endif]>三", "一二三"),
        ("若a<b且c>d", "若a<b且c>d"),
        ('<img src="a.png" alt="a>b &amp; c">', "[a>b & c]"),
        ("<SCRIPT>x</SCRIPT>一<!DOCTYPE x>二<?php ?>三", "一二三"),
        ("x<sup>2</sup> H<sub>2</sub>O e<sup>甲</sup>", "x² H₂O e^甲"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙"),
        ("<script>alert(1)</script>一<style>p{}</style>二", "一二"),
        ("一 < 二 &lt; 三 &nbsp;四", "一 < 二 < 三 四"),
    ],
)
def test_html_to_text(markup: str, text: str) -> None:
    assert text in from_html(markup).text


@pytest.mark.parametrize(
    "piece", ["<", "<!", "<![", "<!--", "<a ", "<a b='", "&#", "<p><", "</", "*a*", "[](", "$\\a"]
)
@pytest.mark.parametrize("reads", [from_html, from_markdown])
def test_markup_of_one_field_takes_little_time(reads: Callable[[str], object], piece: str) -> None:
    """Fields are at most 50,000 characters, and the worst of them may not hold up a bank."""
    began = time.process_time()
    assert reads(piece * (50_000 // len(piece))) is not None
    assert time.process_time() - began < 5
