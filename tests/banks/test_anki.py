"""Anki packages of both shapes, and packages that would do harm."""

import time
from collections.abc import Callable, Sequence

import pytest
import zstandard

from bot.content.banks import anki_file
from bot.content.banks.anki import read_anki
from bot.content.banks.model import Bank, BankRefusedError, silent
from bot.domain.content import QuestionKind
from tests.banks.anki_packages import (
    Note,
    database,
    new_package,
    new_tables,
    old_package,
    old_tables,
    packed,
)

Pack = Callable[[Sequence[Note]], bytes]
CARD: Note = ("Basic", ("中国的首都是<b>哪里</b>？", "北京"))

both = pytest.mark.parametrize("pack", [old_package, new_package])


def read(data: bytes) -> Bank:
    return read_anki(data, "deck.apkg", silent)


@both
def test_a_card_asks_for_its_back(pack: Pack) -> None:
    bank = read(pack([CARD]))
    one = bank.questions[0]
    assert bank.doubts == ()
    assert one.question.kind is QuestionKind.SHORT
    assert one.question.stem == "中国的首都是哪里？"
    assert one.question.accepted == ("北京",)
    assert (one.category, one.given) == ("法律/网络", "guid-1")
    assert (one.place.sheet, one.place.row, one.html) == ("Basic", 1, True)


@both
def test_a_type_with_options_is_a_choice(pack: Pack) -> None:
    fields = ("报警电话是？<div>选一个</div>", "110", "119", "120", "A", "记住它<br>不要乱打")
    several = ("选水果", "苹果", "石头", "梨", "AC", "")
    first, second = (
        one.question for one in read(pack([("选择题", fields), ("选择题", several)])).questions
    )
    assert first.kind is QuestionKind.SINGLE
    assert (first.stem, first.options) == ("报警电话是？\n选一个", ("110", "119", "120"))
    assert (first.right, first.why) == ((1,), "记住它\n不要乱打")
    assert (second.kind, second.right) == (QuestionKind.MULTIPLE, (1, 3))


@both
def test_a_type_that_marks_each_option(pack: Pack) -> None:
    several = ("选水果", "", "1", "苹果", "石头", "梨", "1 0 1", "都能吃")
    one = ("选一个", "", "2", "苹果", "石头", "", "0 1 0", "")
    first, second = (
        found.question for found in read(pack([("Several", several), ("Several", one)])).questions
    )
    assert (first.kind, first.right, first.why) == (QuestionKind.MULTIPLE, (1, 3), "都能吃")
    assert (second.kind, second.right) == (QuestionKind.SINGLE, (2,))
    assert second.options == ("苹果", "石头")


@both
def test_each_gap_asks_one_question(pack: Pack) -> None:
    text = "{{c1::北京}}是中国的{{c2::首都::什么}}。"
    bank = read(pack([("Cloze", (text, "宪法第一百四十三条"))]))
    first, second = (one.question for one in bank.questions)
    assert (first.stem, first.accepted) == ("_____是中国的首都。", ("北京",))
    assert (second.stem, second.accepted) == ("北京是中国的_____（什么）。", ("首都",))
    assert first.why == "宪法第一百四十三条"
    assert [one.given for one in bank.questions] == ["guid-1-c1", "guid-1-c2"]


@both
@pytest.mark.parametrize(
    ("note", "says"),
    [
        (("Odd", ("词", "音", "图")), "The fields of this note type are not known"),
        (
            ("Basic", ("问", "是<br>因为")),
            "The back has several lines, which nobody types as an answer",
        ),
        (("Basic", ("", "北京")), "The question has no text"),
        (("Basic", ("问",)), "The note is damaged"),
        (("Basic", ('<img src="a.png">', "甲")), "There is a picture or sound but no text"),
        (("选择题", ("问", "甲", "乙", "", "D", "")), "The answer names an option that is not there"),
        (("Several", ("问", "", "1", "甲", "乙", "", "1", "")), "The answers do not fit the options"),
        (("Cloze", ("{{c1::甲}}和{{c1::乙}}", "")), "Several gaps are to be filled at once"),
        (("Cloze", ("{{c1::甲{{c2::乙}}}}", "")), "Its gaps lie within each other or do not close"),
        (("Cloze", ("{{c1::image-occlusion:rect:left=1}}", "")), "It hides parts of a picture"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_named_with_its_note(pack: Pack, note: Note, says: str) -> None:
    bank = read(pack([CARD, note, CARD]))
    assert [one.place.row for one in bank.questions] == [1, 3]
    (doubt,) = bank.fatal
    assert doubt.place.row == 2
    assert str(doubt.says).startswith(says)


@both
def test_pictures_and_sounds_are_named(pack: Pack) -> None:
    bank = read(pack([("Basic", ('这是<img src="a.png">什么？[sound:b.mp3]', "甲"))]))
    assert bank.questions[0].question.stem == "这是什么？"
    assert sorted(doubt.read for doubt in bank.doubts) == ["a.png", "b.mp3"]
    assert not bank.fatal


def test_a_collection_that_was_not_closed_is_read() -> None:
    """Its header says that a journal lies beside it, and nothing does."""
    data = database(old_tables([CARD]), mode="WAL")
    assert len(read(packed("collection.anki2", data)).questions) == 1


HOSTILE = {
    "a view instead of notes": [
        ("ALTER TABLE notes RENAME TO n", ()),
        ("CREATE VIEW notes AS SELECT * FROM n", ()),
    ],
    "an endless view": [
        ("DROP TABLE notes", ()),
        (
            (
                "CREATE VIEW notes AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c)"
                " SELECT id, 'g' AS guid, 1 AS mid, '' AS tags, 'a' AS flds FROM c"
            ),
            (),
        ),
    ],
    "a column that computes": [
        ("DROP TABLE notes", ()),
        (
            (
                "CREATE TABLE notes (id integer primary key, guid text, mid integer, "
                "flds text GENERATED ALWAYS AS (hex(zeroblob(100000000))))"
            ),
            (),
        ),
        ("INSERT INTO notes (id, guid, mid) VALUES (1, 'g', 1)", ()),
    ],
    "a virtual table": [
        ("DROP TABLE notes", ()),
        ("CREATE VIRTUAL TABLE notes USING fts4(id, guid, mid, flds)", ()),
    ],
    "no notes": [("DROP TABLE notes", ())],
    "other columns": [
        ("DROP TABLE notes", ()),
        ("CREATE TABLE notes (a integer)", ()),
    ],
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_database_is_refused_soon(script: list[tuple[str, Sequence[object]]]) -> None:
    began = time.process_time()
    for tables in (old_tables([CARD]), new_tables([CARD])):
        with pytest.raises(
            BankRefusedError, match=r"deck\.apkg: holds a (database|collection) that"
        ):
            read(packed("collection.anki21", database([*tables, *script])))
    assert time.process_time() - began < 5


def test_triggers_never_run() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END"
    data = database([*old_tables([CARD]), (trigger, ())])
    assert len(read(packed("collection.anki2", data)).questions) == 1


@pytest.mark.parametrize(
    "models",
    ["", "[]", "null", '{"1": 3}', '{"a": {"name": "x"}}', '{"1": {"name": "x", "flds": [1]}}', "[" * 9000],
)  # fmt: skip
def test_types_that_are_no_types_are_refused(models: str) -> None:
    script = [*old_tables([CARD]), ("UPDATE col SET models = ?", (models,))]
    with pytest.raises(BankRefusedError, match="holds a collection that cannot be read"):
        read(packed("collection.anki2", database(script)))


def test_fields_of_another_type_are_named() -> None:
    script = [*old_tables([CARD]), ("UPDATE notes SET flds = x'00ff'", ())]
    bank = read(packed("collection.anki2", database(script)))
    assert [str(doubt.says) for doubt in bank.fatal] == ["The note is damaged"]


def test_a_database_cut_short_is_refused() -> None:
    data = database(old_tables([CARD] * 400))
    for size in (50, 5_000, len(data) // 2, len(data) - 4096):
        with pytest.raises(BankRefusedError, match=r"deck\.apkg"):
            read(packed("collection.anki2", data[:size]))


def test_a_package_cut_short_is_refused() -> None:
    data = new_package([CARD] * 50)
    for size in (10, len(data) // 2, len(data) - 10):
        with pytest.raises(BankRefusedError, match="was not copied whole"):
            read(data[:size])


@pytest.mark.parametrize(
    ("entry", "data"),
    [
        ("collection.anki21b", b"no zstd at all"),
        ("collection.anki21b", zstandard.ZstdCompressor().compress(b"x" * 5000)[:12]),
        ("collection.anki21b", zstandard.ZstdCompressor().compress(b"not a database" * 50)),
        ("collection.anki2", b""),
        ("collection.anki22", b"newer than we know"),
    ],
)
def test_packages_with_something_else_inside_are_refused(entry: str, data: bytes) -> None:
    with pytest.raises(BankRefusedError, match=r"deck\.apkg"):
        read(packed(entry, data))


def test_a_bomb_within_zstd_stops_at_the_limit() -> None:
    size = anki_file.MOST_BYTES + 4 * 2**20
    maker = zstandard.ZstdCompressor(level=1).compressobj()
    bomb = b"".join(maker.compress(bytes(2**20)) for _ in range(size // 2**20)) + maker.flush()
    assert len(bomb) < 100_000
    with pytest.raises(BankRefusedError, match="unpacks to more than 200 MB"):
        read(packed("collection.anki21b", bomb))


def test_progress_is_told() -> None:
    told: list[int] = []
    cards: list[Note] = [("Basic", (f"问{n}", "答")) for n in range(1_200)]
    read_anki(new_package(cards), "a.apkg", lambda done, _total: told.append(done))
    assert told == [500, 1000]
