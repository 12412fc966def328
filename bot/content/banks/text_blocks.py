"""Lines of a text bank gathered to blocks, one a question, with answers that stand at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.content.banks.model import Doubt, Place, shown
from bot.content.banks.text_lines import Line, What, is_key, key_entries, split_answer, split_why
from bot.content.banks.words import folded
from bot.content.wrong import Wrong, wrong
from bot.domain.content import QuestionKind

_INSIDE = frozenset({What.OPTION, What.ANSWER})


@dataclass(slots=True)
class Block:
    """What belongs to one question; rows are lines counted from 1."""

    row: int
    number: int
    section: str
    kind: QuestionKind | None
    category: str
    stem: list[str]
    options: list[str] = field(default_factory=list)
    answer: str | None = None
    answer_row: int = 0
    why: list[str] | None = None
    given: str = ""
    other_kind: bool = False
    list_at: int = 0
    """The last number of a list inside the question."""


@dataclass(slots=True)
class Blocks:
    """All blocks of a file, taken in line by line."""

    file: str
    found: list[Block] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    skipped: list[tuple[int, str, Wrong]] = field(default_factory=list)
    twice: list[Block] = field(default_factory=list)
    """Blocks left out because they have two answers."""
    _block: Block | None = None
    _section: str = ""
    _kind: QuestionKind | None = None
    _category: str = ""
    _other_kind: bool = False
    _in_key: bool = False
    _key_category: str = ""
    _key_section: str = ""
    _keys: list[tuple[str, str, int, str, int]] = field(default_factory=list)
    """Category and section (empty: none named), number, answer, line."""

    def take(self, line: Line, ahead: Sequence[Line]) -> None:
        """Take in a line; ``ahead`` are some that follow it."""
        match line.what:
            case What.BLANK:
                self._take_blank()
            case What.SECTION:
                self._take_section(line)
            case What.KEY_HEAD:
                self._take_key_head(line, ahead)
            case What.KEY:
                self._take_key(line)
            case What.NUMBER if self._in_key and is_key(f"{line.whole} 9999.A"):
                self._take_key(line)
            case What.NUMBER if self._begins(line, ahead):
                self._begin(line)
            case _:
                self._add(line)

    def finish(self) -> None:
        """Give the answers at the end to their questions."""
        for category, section, number, answer, row in self._keys:
            fitting = [
                block
                for block in self.found
                if block.number == number
                and category in {"", block.category}
                and section in {"", block.section}
            ]
            if len(fitting) == 1 and fitting[0].answer in (None, answer):
                fitting[0].answer, fitting[0].answer_row = answer, row
                continue
            says = wrong("bank-answer-at-end")
            mend = wrong("bank-mend-answer-below")
            read = f"{number}. {answer}"
            self.doubts.append(Doubt(Place(self.file, row=row), read, says, mend))

    def _take_blank(self) -> None:
        """An empty line, which divides what a stem or a reason says."""
        block = self._block
        if block is not None and block.why is not None:
            block.why.append("")
        elif block is not None and not block.options and block.answer is None:
            block.stem.append("")

    def _take_section(self, line: Line) -> None:
        kind = line.kind.value if line.kind else folded(line.name)
        if self._in_key and line.is_kind:
            self._key_section = kind
        elif self._in_key:
            self._key_category, self._key_section = line.name, ""
        else:
            self.skipped.append((line.row, line.whole, wrong("bank-skip-heading")))
            self._block = None
            if line.is_kind:
                self._section = kind
                self._kind, self._other_kind = line.kind, line.other_kind
            else:
                self._category = line.name

    def _take_key_head(self, line: Line, ahead: Sequence[Line]) -> None:
        """A heading above all answers; or 答案： with its answer on the next line."""
        rest = [each for each in ahead if each.what is not What.BLANK]
        following = rest[0] if rest else None
        heads_key = following is not None and (
            following.what in {What.KEY, What.SECTION}
            or (following.what is What.NUMBER and is_key(f"{following.whole} 9999.A"))
        )
        if heads_key or self._block is None:
            self._in_key, self._block = True, None
            self._key_category = self._key_section = ""
            self.skipped.append((line.row, line.whole, wrong("bank-skip-heading")))
        else:
            self._block.answer, self._block.answer_row = "", line.row

    def _take_key(self, line: Line) -> None:
        entries = key_entries(line.whole)
        if entries is None:
            says, mend = (
                wrong("bank-range-of-answers"),
                wrong("bank-mend-write-each"),
            )
            place = Place(self.file, row=line.row)
            self.doubts.append(Doubt(place, shown(line.whole), says, mend))
            return
        where = (self._category, self._section)
        if self._in_key:
            where = (self._key_category, self._key_section)
        self._keys += [(*where, number, answer, line.row) for number, answer in entries]
        self._block = None

    def _begins(self, line: Line, ahead: Sequence[Line]) -> bool:
        """Whether a number begins a question, and does not go on with a list inside one."""
        block = self._block
        if block is None:
            return True
        follows = line.number == block.number + 1
        goes_on = line.number == block.list_at + 1
        if line.text[:1].isdigit() and not follows:
            return False  # a decimal, or a year behind a full stop
        if block.why is not None:
            return _holds_question(ahead) if goes_on else follows or line.number > 1
        if block.options or block.answer is not None:
            return True
        return follows and not (goes_on and block.list_at)

    def _begin(self, line: Line) -> None:
        self._in_key = False
        stem, answer = split_answer(line.text)
        self._block = Block(
            line.row, line.number, self._section, self._kind, self._category, [stem]
        )
        self._block.other_kind = self._other_kind
        self.found.append(self._block)
        if answer:
            self._add_answer(self._block, replace(line, text=answer))

    def _add(self, line: Line) -> None:
        block = self._block
        if block is None:
            self.skipped.append((line.row, line.whole, wrong("bank-skip-no-owner")))
            return
        if line.what is What.NUMBER:
            block.list_at = line.number
        match line.what:
            case What.ANSWER:
                self._add_answer(block, line)
            case What.WHY:
                block.why = [line.text]
            case What.TAG:
                _add_tag(block, line)
            case _:
                self._add_words(block, line)

    def _add_words(self, block: Block, line: Line) -> None:
        """A line that goes on with whatever stands above it."""
        if block.why is not None:
            block.why.append(line.whole)
        elif block.answer == "":
            block.answer, block.answer_row = line.whole, line.row
        elif block.answer is not None:
            self.skipped.append((line.row, line.whole, wrong("bank-skip-between")))
        elif line.what is What.OPTION or block.options:
            block.options.append(line.whole)
        else:
            block.stem.append(line.whole)

    def _add_answer(self, block: Block, line: Line) -> None:
        if block.answer:
            says, mend = wrong("bank-two-answers"), wrong("bank-mend-remove-one")
            place = Place(self.file, row=line.row)
            self.doubts.append(Doubt(place, shown(line.whole), says, mend))
            self.found = [each for each in self.found if each is not block]
            self.twice.append(block)
            return
        answer, why = split_why(line.text)
        block.answer, block.answer_row = answer, line.row
        if why:
            block.why = [why]


def _holds_question(ahead: Sequence[Line]) -> bool:
    """Whether options or an answer come before the next number."""
    for line in ahead:
        if line.what in _INSIDE:
            return True
        if line.what in {What.NUMBER, What.SECTION}:
            return False
    return False


def _add_tag(block: Block, line: Line) -> None:
    if line.name in {"知识点", "考点", "分类", "章节"}:
        block.category = line.text
    elif line.name == "编号":
        block.given = line.text
