"""Whatever a file holds, the answer is content or a sentence, never anything else."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.competition_file import load_competition
from bot.content.load import load_pack
from bot.domain.errors import InputError
from tests.content.packs import COURSE, LESSON, lay
from tests.content.test_competition_file import GOOD

PIECES = st.sampled_from(["---\n", "- ", ": ", "'", '"', "[", "]", "{", "}", "&a ", "*a", "!!int ", "|\n", "> ", "\t",
    "\\x", "? ", "# ", "%YAML 1.1\n", "...\n", "<<: ", "~", "\x00", "\ufeff", "\u2028", "\ud7ff", "１", "999999999999"]) | st.text(max_size=5)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, good: str) -> bytes:
    """``good`` with some pieces put in, cut out or repeated; or any bytes at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    text = good
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 12)))
        text = text[:begin] + draw(PIECES) + text[end:]
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "gb18030", "utf-16"])))


@settings(max_examples=150, deadline=None)
@given(spoilt(LESSON), spoilt(COURSE), spoilt(GOOD))
def test_nothing_but_content_or_a_sentence(lesson: bytes, course: bytes, contest: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        pack = lay(Path(name))
        for path, spoil, load in (
            (pack / "small" / "01-first.md", lesson, lambda: load_pack(pack)),
            (pack / "small" / "course.yaml", course, lambda: load_pack(pack)),
            (Path(name) / "c.yaml", contest, lambda: load_competition(Path(name) / "c.yaml")),
        ):
            path.write_bytes(spoil)
            try:
                load()
            except InputError as error:
                lines = str(error).split("\n")
                assert 1 <= len(lines) <= 21
                assert all(line.endswith(".") and line.isprintable() for line in lines)
