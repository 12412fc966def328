"""A poster that scans from across a counter and prints the same everywhere."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import segno
from PIL import Image

from bot.domain.errors import InputError
from bot.drawing.lines import NOT_FIRST, NOT_LAST
from bot.poster_drawing import as_png, as_svg
from bot.posters import (
    GREEN,
    GREY,
    HEIGHT,
    INK,
    PAPER,
    QUIET_ZONE,
    TITLE_WIDTH,
    WIDTH,
    Poster,
    measure,
    poster,
)

URL = "http://weixin.qq.com/q/02aBcDeFgHiJkLmNoPqRsTuVwXyZ01"
TITLE = "天河区图书馆 银龄手机课堂（第七班）"
SVG = "{http://www.w3.org/2000/svg}"


def png(made: Poster) -> Image.Image:
    return Image.open(BytesIO(as_png(made)))


def expected() -> list[list[bool]]:
    return [[bool(one) for one in row] for row in segno.make_qr(URL, error="m").matrix]


def test_the_png_is_an_a4_page_of_200_dpi() -> None:
    page = png(poster(TITLE, URL))
    assert page.size == (1654, 2339)
    assert [round(one) for one in page.info["dpi"]] == [200, 200]


def test_the_png_has_the_code_with_its_quiet_zone() -> None:
    made = poster(TITLE, URL, "天河区图书馆")
    page = png(made).convert("L")
    side = round(made.code.module * 200 / 25.4)
    left, top = (round(one * 200 / 25.4) for one in (made.code.left, made.code.top))
    matrix = expected()
    count = len(matrix)
    assert side >= 20, "a module is at least 2.5 mm"
    assert side == pytest.approx(made.code.module * 200 / 25.4)
    edge = QUIET_ZONE
    for y in range(-edge, count + edge):
        for x in range(-edge, count + edge):
            box = (left + x * side, top + y * side, left + (x + 1) * side, top + (y + 1) * side)
            low, high = page.crop(box).getextrema()
            dark = 0 <= x < count and 0 <= y < count and matrix[y][x]
            assert (high < 60) if dark else (low == 255), (x, y)


def test_the_svg_has_the_same_code_in_the_same_place() -> None:
    made = poster(TITLE, URL)
    root = ET.fromstring(as_svg(made))
    code = next(one for one in root.iter(f"{SVG}path") if one.get("id") == "code")
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.get("d", "")):
        dark |= {(int(x) + n, int(y)) for n in range(int(length))}
    assert dark == {(x, y) for y, row in enumerate(expected()) for x, one in enumerate(row) if one}
    numbers = [float(one) for one in re.findall(r"[\d.]+", code.get("transform", ""))]
    assert numbers == pytest.approx([made.code.left, made.code.top, made.code.module], abs=0.0001)


def test_the_svg_needs_no_font_and_nothing_from_elsewhere() -> None:
    drawn = as_svg(poster("甲 & 乙 <班>", URL))
    root = ET.fromstring(drawn)
    assert root.get("viewBox") == f"0 0 {WIDTH:g} {HEIGHT:g}"
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    assert {one.tag for one in root.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "rect", "path")
    }
    assert root.findtext(f"{SVG}title") == "甲 & 乙 <班>"
    assert "href" not in drawn
    assert "font" not in drawn


def test_every_outline_lies_on_the_page() -> None:
    root = ET.fromstring(as_svg(poster("快" * 30, URL, "某某" * 30)))
    for path in root.iter(f"{SVG}path"):
        if path.get("id") == "code":
            continue
        d = path.get("d", "")
        assert d.startswith("M")
        starts = re.findall(r"M(-?[\d.]+),? ?(-?[\d.]+)", d)
        assert starts
        for x, y in starts:
            assert 10 <= float(x) <= WIDTH - 10
            assert 10 <= float(y) <= HEIGHT - 8


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("colour", "least"), [(INK, 15), (GREEN, 5.5), (GREY, 7)])
def test_what_is_written_stands_out(colour: str, least: float) -> None:
    assert (luminance(PAPER) + 0.05) / (luminance(colour) + 0.05) >= least


def titles(made: Poster) -> list[str]:
    return [one.text for one in made.words if one.colour == INK]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("骑手七班", ["骑手七班"]),
        (TITLE, ["天河区图书馆", "银龄手机课堂（第七班）"]),
        ("  骑手 \n 七班 ", ["骑手 七班"]),
        ("Couriers of Tianhe Class 7", ["Couriers of", "Tianhe Class 7"]),
        ("天河区外卖骑手和快递员学习班", ["天河区外卖骑手", "和快递员学习班"]),
    ],
)
def test_a_title_is_cut_where_it_reads_well(title: str, lines: list[str]) -> None:
    assert titles(poster(title, URL)) == lines


@pytest.mark.parametrize("length", range(1, 43))
def test_a_title_of_any_length_fits(length: int) -> None:
    text = ("《法律》，人人都要学，（一起学）。每天一课！" * 3)[:length]
    made = poster(text, URL)
    lines = [one for one in made.words if one.colour == INK]
    assert "".join(one.text for one in lines) == text
    assert 1 <= len(lines) <= 3
    for line in lines:
        assert measure(line.text, line.size) <= TITLE_WIDTH + 0.01
        assert line.baseline - line.size * 0.8 > 30
        assert line.baseline + line.size * 0.15 < 105, "above the line that says what happens"
    assert not any(line.text[0] in NOT_FIRST for line in lines[1:])
    assert not any(line.text[-1] in NOT_LAST for line in lines[:-1])


def test_a_short_title_is_larger_than_a_long_one() -> None:
    short, long_ = (
        next(one.size for one in poster(text, URL).words if one.colour == INK)
        for text in ("骑手七班", "骑手" * 18)
    )
    assert short > 1.8 * long_


@pytest.mark.parametrize("title", ["", "   ", "班" * 60, "A" * 60])
def test_a_title_that_cannot_be_set_is_refused(title: str) -> None:
    with pytest.raises(InputError, match="title"):
        poster(title, URL)


def test_a_sign_the_font_lacks_is_named() -> None:
    with pytest.raises(InputError, match="🚴"):
        poster("骑手🚴七班", URL)


def test_who_invites_stands_at_the_bottom_and_only_if_named() -> None:
    named = poster("骑手七班", URL, "某某图书馆")
    last = max(named.words, key=lambda one: one.baseline)
    assert last.text == "某某图书馆"
    assert "某某图书馆" not in {one.text for one in poster("骑手七班", URL).words}
