"""A poster as a PNG of 200 dpi and as an SVG, the same to the eye."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from noto_cjk import otc_path
from PIL import Image, ImageDraw, ImageFont

from bot.posters import (
    DPI,
    HEIGHT,
    INK,
    PAPER,
    SIMPLIFIED,
    WIDTH,
    Box,
    Code,
    Poster,
    Words,
    dots,
    font,
    measure,
)


def as_png(made: Poster) -> bytes:
    """The poster as a PNG of 200 dpi."""
    page = Image.new("RGB", (round(dots(WIDTH)), round(dots(HEIGHT))), PAPER)
    draw = ImageDraw.Draw(page)
    for box in made.boxes:
        corner = (dots(box.left), dots(box.top))
        far = (dots(box.left + box.width), dots(box.top + box.height))
        draw.rectangle((*map(round, corner), *(round(one) - 1 for one in far)), box.colour)
    for one in made.words:
        letters = ImageFont.truetype(str(otc_path("sans")), dots(one.size), index=SIMPLIFIED)
        place = (dots(WIDTH) / 2, dots(one.baseline))
        draw.text(
            place, one.text, one.colour, letters, "ms", stroke_width=dots(one.size) * one.bold / 2
        )
    side = round(dots(made.code.module))
    left, top = round(dots(made.code.left)), round(dots(made.code.top))
    for y, row in enumerate(made.code.modules):
        for x, dark in enumerate(row):
            if dark:
                at = (left + x * side, top + y * side)
                draw.rectangle((*at, at[0] + side - 1, at[1] + side - 1), INK)
    out = BytesIO()
    page.save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def as_svg(made: Poster) -> str:
    """The poster as an SVG: words are outlines, so no font is needed where it is printed."""
    size = f'width="{WIDTH:g}mm" height="{HEIGHT:g}mm" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(made.title)}</title>",
        *(_filled(one) for one in (Box(0, 0, WIDTH, HEIGHT, PAPER), *made.boxes)),
    ]
    parts += [_outline(one) for one in made.words]
    parts += [_modules(made.code), "</svg>"]
    return "\n".join(parts) + "\n"


def _filled(box: Box) -> str:
    return (
        f'<rect x="{box.left:.3f}" y="{box.top:.3f}" width="{box.width:.3f}"'
        f' height="{box.height:.3f}" fill="{box.colour}"/>'
    )


def _outline(words: Words) -> str:
    face = font()
    glyphs, names = face.getGlyphSet(), face.getBestCmap()
    scale = words.size / face["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.3f}".rstrip("0").rstrip("."))
    x = (WIDTH - measure(words.text, words.size)) / 2
    for letter in words.text:
        name = names[ord(letter)]
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, words.baseline)))
        x += glyphs[name].width * scale
    stroke = ""
    if words.bold:
        stroke = (
            f' stroke="{words.colour}" stroke-width="{words.size * words.bold:.3f}"'
            ' stroke-linejoin="round"'
        )
    return f'<path fill="{words.colour}"{stroke} d="{pen.getCommands()}"/>'


def _modules(code: Code) -> str:
    """One path of horizontal runs, in modules; crisp, so that no light shows between them."""
    runs = "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(code.modules)
        for x, length in _runs(row)
    )
    return (
        f'<path id="code" fill="{INK}" shape-rendering="crispEdges" d="{runs}"'
        f' transform="translate({code.left:.4f} {code.top:.4f}) scale({code.module:.4f})"/>'
    )


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin, and how many stand together."""
    begin: int | None = None
    for x, dark in enumerate((*row, False)):
        if dark and begin is None:
            begin = x
        elif not dark and begin is not None:
            yield begin, x - begin
            begin = None
