"""Question banks written as text, as people type and paste them: 【答案】A, 一、单选题, 1-5 ABCDE."""

from collections.abc import Sequence

from bot.content.banks.decoding import decode
from bot.content.banks.model import (
    Advance,
    Bank,
    BankFormat,
    BankQuestion,
    Doubt,
    LeftOut,
    Place,
    refused,
    shown,
)
from bot.content.banks.text_blocks import Block, Blocks
from bot.content.banks.text_lines import bracketed_numbers, read_line
from bot.content.banks.text_questions import question_of, stem_of
from bot.content.wrong import wrong

STEP = 500
"""Lines between two words on how far it is."""


def read_text_bank(data: bytes, name: str, advance: Advance) -> Bank:
    """The bank in a text file; a place's row is the line, from 1.

    Raises BankRefusedError for an unknown encoding and a text without numbered questions.
    """
    text, encoding = decode(data, name)
    raw = text.split("\n")
    bracketed = bracketed_numbers(text)
    lines = [read_line(row, line, bracketed=bracketed) for row, line in enumerate(raw, 1)]
    blocks = Blocks(name)
    for n, line in enumerate(lines):
        blocks.take(line, lines[n + 1 : n + 40])
        if n % STEP == 0:
            advance(n, len(lines))
    blocks.finish()
    if not blocks.found and not blocks.doubts:
        raise refused(name, wrong("bank-unnumbered"))
    questions, doubts, left_out = _questions(blocks.found, name)
    skipped = tuple(
        (Place(name, row=row, column=shown(what)), why) for row, what, why in blocks.skipped
    )
    return Bank(
        BankFormat.TEXT,
        encoding,
        questions,
        (*blocks.doubts, *doubts),
        skipped,
        (*map(_known, blocks.twice), *left_out),
    )


def _questions(
    blocks: Sequence[Block], name: str
) -> tuple[tuple[BankQuestion, ...], list[Doubt], list[LeftOut]]:
    questions: list[BankQuestion] = []
    doubts: list[Doubt] = []
    left_out: list[LeftOut] = []
    for block in blocks:
        read = question_of(block, name)
        if isinstance(read, Doubt):
            doubts.append(read)
            left_out.append(_known(block))
        else:
            questions.append(read)
    return tuple(questions), doubts, left_out


def _known(block: Block) -> LeftOut:
    return LeftOut(block.given, stem_of(block))
