"""`yike learner`: a copy for the person, an erasure, and the list of erasures."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from bot.store.db import Database
from tests.commands.terminal import TOWN, Terminal
from tests.delivery.owing import BOT, OFFICIAL, rows
from tests.privacy.lives import ACCOUNT_NUMBER, CHAT_ID, ISSUER, OPENID, SECRETS, whole_life
from tests.privacy.schema import holding

SECURITY = f"""
[security]
pseudonym_key = "{ISSUER.pseudonym_key.decode()}"
data_key = "a made-up data key of 32 bytes .."
"""
TELEGRAM, WECHAT = f"{BOT}:{CHAT_ID}", f"{OFFICIAL}:{OPENID}"


@pytest.fixture
def keyed(terminal: Terminal) -> Terminal:
    """A terminal whose keys are those that the made-up life was written with."""
    (terminal.folder / "yike.toml").write_text(TOWN + SECURITY, "utf-8")
    return terminal


async def test_a_copy_is_written_for_its_owner_alone(db: Database, keyed: Terminal) -> None:
    await whole_life(db)
    said = keyed.done("learner", "export", TELEGRAM, "--to", "copy.zip")
    file = keyed.folder / "copy.zip"
    assert "copy.zip" in said
    assert CHAT_ID not in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        whole = json.loads(archive.read("data.json"))
    assert whole["bank_accounts"][0]["account"] == ACCOUNT_NUMBER
    assert [one["platform_id"] for one in whole["addresses"]] == [OPENID, CHAT_ID]
    assert "exists already" in keyed.refused(2, "learner", "export", TELEGRAM, "--to", "copy.zip")
    keyed.done("learner", "export", WECHAT)
    [named] = keyed.folder.glob("yike-learner-*.zip")
    assert OPENID not in named.name


async def test_an_erasure_is_announced_done_and_told_of(db: Database, keyed: Terminal) -> None:
    await whole_life(db)
    assert "Nothing is erased yet" in keyed.done("learner", "erase", WECHAT)
    assert await rows(db, "select 1 from learner")
    said = keyed.done("learner", "erase", WECHAT, "--yes")
    assert "with 2 addresses" in said
    assert "statements will ask credit banks to take back" in said
    assert await holding(db, SECRETS) == set()
    assert "Nobody is known" in keyed.refused(2, "learner", "erase", TELEGRAM, "--yes")
    assert "Nobody is known" in keyed.refused(2, "learner", "export", WECHAT)


async def test_the_list_of_erasures_names_nobody(db: Database, keyed: Terminal) -> None:
    await whole_life(db)
    keyed.done("learner", "erase", WECHAT, "--yes")
    assert "2 erasures" in keyed.done("learner", "erasures", "--to", "erased.txt")
    lines = Path(keyed.folder / "erased.txt").read_text("ascii").splitlines()
    left = {row["person"].hex() for row in await rows(db, "select person from tombstone")}
    assert {line.split()[0] for line in lines[1:]} == left
    assert "exists already" in keyed.refused(2, "learner", "erasures", "--to", "erased.txt")


def test_bad_addresses_and_places_are_refused_in_a_sentence(keyed: Terminal) -> None:
    for bad in ("city", "city:", ":42"):
        assert "ACCOUNT:PLATFORM_ID" in keyed.refused(2, "learner", "export", bad)
        assert "ACCOUNT:PLATFORM_ID" in keyed.refused(2, "learner", "erase", bad, "--yes")
    said = keyed.refused(2, "learner", "export", "city:31415926")
    assert "Nobody is known" in said
    assert "31415926" not in said, "a platform id is not repeated"
