"""The certificate as a picture and a PDF: what is on it, whatever is written into it."""

import json
import re
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageChops

from bot.ledger.proofs import drawing, wording
from bot.ledger.proofs.certificates import allow, issue, set_name
from bot.ledger.proofs.drawing import Sheets, draw, said
from bot.store.db import Database
from bot.store.ledger.certificates import Certificate
from tests.proofs.claims import NOW, PUBLIC, VAULT, passed

ADDRESS = f"{PUBLIC}/verify/token"
_SAID = re.compile(r"<([0-9a-fA-F]+)>|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)", re.S)
"""A string of a PDF: hexadecimal, or literal with a pair of brackets in it."""
LONG = "新时代社区老年人智能手机与移动支付安全防骗实用技能入门到精通综合培训课程一二三"


@pytest.fixture
async def certificate(db: Database) -> Certificate:
    """Of somebody who passed a course; with a name, not shown."""
    async with db.transaction() as conn:
        one = await issue(conn, (await passed(conn)).claim, NOW)
        return await set_name(conn, one, "王秀英", VAULT)


def picture(content: bytes) -> Image.Image:
    """A PNG, opened."""
    return Image.open(BytesIO(content)).convert("RGB")


def drawn(words: str) -> Image.Image:
    """The sheet of these words."""
    return picture(draw(words, "png", NOW))


def box(image: Image.Image, area: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Where something is drawn within an area of the sheet."""
    part = image.crop(area)
    ground = Image.new("RGB", part.size, image.getpixel((60, 400)))
    return ImageChops.difference(part, ground).getbbox()


async def test_others_see_the_name_only_if_it_may_be_shown(certificate: Certificate) -> None:
    sheets = Sheets(VAULT, PUBLIC)
    own = await sheets.picture(certificate, for_owner=True)
    others = await sheets.picture(certificate)
    bare = await sheets.picture(replace(certificate, name_sealed=None), for_owner=True)
    assert own != others
    assert others == bare
    assert await sheets.picture(replace(certificate, shows_name=True)) == own
    assert picture(own).size[0] == drawing.WIDTH
    assert max(len(own), len(others)) < 400_000


async def test_it_is_drawn_once_while_it_stays_as_it_is(
    certificate: Certificate, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def counted(words: str, kind: drawing.Format, at: object) -> bytes:
        calls.append(words)
        return f"{kind} {len(calls)}".encode()

    monkeypatch.setattr(drawing, "draw", counted)
    sheets = Sheets(VAULT, PUBLIC)
    first = await sheets.picture(certificate)
    assert await sheets.picture(certificate) == first
    async with db.transaction() as conn:
        shown = await allow(conn, certificate, shows_name=True)
    assert await sheets.picture(shown) != first
    assert await sheets.picture(replace(certificate, revoked_at=NOW)) != first
    assert await sheets.pdf(certificate) != first
    assert len(calls) == 4
    for number in range(drawing.KEPT):
        await sheets.picture(replace(certificate, title=str(number)))
    assert await sheets.picture(certificate) != first, "the oldest was let go"


@pytest.mark.parametrize(
    "evil", ['#read("/etc/passwd")', "*x* _y_ $z$", "<x> @y", "\\", "]#panic()[", '"}, "title": "']
)
async def test_nothing_that_is_written_is_read_as_markup(
    certificate: Certificate, evil: str
) -> None:
    words = said(replace(certificate, title=evil, institution=evil), evil, ADDRESS)
    text = text_of(draw(words, "pdf", NOW))
    compact = re.sub(r"\s", "", text)
    assert compact.count(re.sub(r"\s", "", evil)) >= 3


async def test_the_code_leads_to_the_page(certificate: Certificate) -> None:
    address = Sheets(VAULT, PUBLIC).address(certificate)
    assert address == f"{PUBLIC}/verify/{certificate.token}"
    image = drawn(said(certificate, "王秀英", address))
    area = (180, 810, 350, 1010)
    found = box(image, area)
    assert found is not None
    left, top, right, bottom = (one + area[at % 2] for at, one in enumerate(found))
    wanted = [[bool(one) for one in row] for row in segno.make(address, error="m").matrix]
    side = (right - left) / len(wanted)
    assert abs((bottom - top) / len(wanted) - side) < 0.1
    grey = image.convert("L")
    seen = [
        [
            int(grey.getpixel((int(left + (x + 0.5) * side), int(top + (y + 0.5) * side)))) < 128  # type: ignore[arg-type]
            for x in range(len(wanted))
        ]
        for y in range(len(wanted))
    ]
    assert seen == wanted


async def test_long_names_and_titles_stay_within_the_frame(certificate: Certificate) -> None:
    long = replace(certificate, title=LONG, institution=LONG)
    image = drawn(said(long, "阿" * 20, ADDRESS))
    width, height = image.size
    # Between the frame and the text area, nothing is drawn.
    assert box(image, (90, 300, 140, height - 320)) is None
    assert box(image, (width - 140, 300, width - 90, height - 320)) is None
    assert box(image, (140, 300, width - 140, height - 320)) is not None


async def test_revoked_is_said_across_in_red(certificate: Certificate) -> None:
    def red(image: Image.Image) -> int:
        pixels = image.resize((400, 283)).tobytes()
        triples = zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)
        return sum(r > 150 and g < 110 and b < 110 for r, g, b in triples)

    plain = drawn(said(certificate, "", ADDRESS))
    revoked = drawn(said(replace(certificate, revoked_at=NOW), "", ADDRESS))
    assert red(plain) == 0
    assert red(revoked) > 800


async def test_the_words_are_true(certificate: Certificate) -> None:
    words = json.loads(said(certificate, "", ADDRESS))
    assert words["began"] == "持证人于2026年11月1日至2026年11月22日学完课程"
    assert words["ended"] == "12 题中答对 11 题，成绩合格，特发此证。"
    assert ["学时", "4 学时"] in words["facts"]
    assert ["申报学分", "0.25 学分"] in words["facts"]
    assert ["资历等级（DB44/T 1988-2017）", "第二级，共七级"] in words["facts"]
    assert words["day"] == "2026年11月22日", "in the learner's zone, not in UTC"
    plain = json.loads(said(replace(certificate, score=None, score_max=None), "李", ADDRESS))
    assert plain["began"].startswith("于")
    assert plain["ended"] == "完成全部内容，特发此证。"


async def test_the_pdf_is_one_tagged_page_with_its_title(certificate: Certificate) -> None:
    made = draw(said(certificate, "王秀英", ADDRESS), "pdf", NOW)
    assert made.startswith(b"%PDF-")
    assert made == draw(said(certificate, "王秀英", ADDRESS), "pdf", NOW)
    text = text_of(made)
    for part in ("结业证书", "王秀英", "《手机支付不求人》", "扫码验证", certificate.number):
        assert re.sub(r"\s", "", part) in re.sub(r"\s", "", text)


def test_the_sheet_needs_no_network() -> None:
    source = Path(drawing.__file__).with_name("certificate.typ").read_text()
    assert "import" not in source
    assert "@preview" not in source


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 分钟"), (95, "2 分钟"), (3600, "1 小时"), (7500, "2 小时 5 分钟")],
)
def test_measured_time_in_words(seconds: int, words: str) -> None:
    assert wording.measured(seconds) == words


def text_of(pdf: bytes) -> str:
    """The words of a PDF by its own maps from glyphs to characters (ISO 32000-1, 9.10.3)."""
    streams = []
    for found in re.finditer(rb"stream\r?\n", pdf):
        try:
            streams.append(zlib.decompressobj().decompress(pdf[found.end() :]).decode("latin-1"))
        except zlib.error:
            continue
    glyphs: dict[str, str] = {}
    for stream in streams:
        if "beginbfchar" in stream:
            for glyph, word in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", stream):
                glyphs[glyph.lower()] = bytes.fromhex(word).decode("utf-16-be")
    spelled = []
    for stream in streams:
        if "BT" in stream:
            spelled += _SAID.findall(stream)
    return "".join(_spell(hexed or _raw(raw).hex(), glyphs) for hexed, raw in spelled)


def _raw(literal: str) -> bytes:
    """A literal string of a PDF as its bytes (ISO 32000-1, 7.3.4.2)."""
    named = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

    def one(found: re.Match[str]) -> str:
        word = found[1]
        return chr(int(word, 8)) if word[0].isdigit() else named.get(word, word)

    return re.sub(r"\\([0-7]{1,3}|.)", one, literal, flags=re.S).encode("latin-1")


def _spell(hexed: str, glyphs: dict[str, str]) -> str:
    return "".join(glyphs.get(hexed[at : at + 4].lower(), "") for at in range(0, len(hexed), 4))


async def test_a_clock_that_knows_microseconds_draws_too(certificate: Certificate) -> None:
    at = NOW.replace(microsecond=123_456)
    for kind in ("png", "pdf"):
        assert draw(said(replace(certificate, issued_at=at), "王秀英", ADDRESS), kind, at)
