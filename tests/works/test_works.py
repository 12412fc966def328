"""What is taken for an upload stage and what is not: tables."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.competitions.works.taking import (
    RETRIES,
    most_bytes,
    not_taken_at,
    open_stages,
    read_link,
    refused_at_once,
    try_again_at,
)
from bot.competitions.works.words import wanted, why_not
from bot.domain.contests import WorkKind, WorkRule
from bot.domain.events import FileSent
from bot.domain.works import UploadStage, WorkFault
from bot.texts.catalogue import LANGUAGE_NAMES, texts

OPENS = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=9)
SECOND = timedelta(seconds=1)
FILMS = WorkRule((WorkKind.VIDEO,), megabytes=10, seconds=300)
ANY = WorkRule(tuple(WorkKind), megabytes=500)


def stage(*, live: bool = True) -> UploadStage:
    return UploadStage(
        1, "songs", "长者好歌声", "works", 2, FILMS, OPENS, CLOSES, "Asia/Shanghai", live=live
    )


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (OPENS - SECOND, WorkFault.NOT_OPEN),
        (OPENS, None),
        (CLOSES - SECOND, None),
        (CLOSES, WorkFault.LATE),
    ],
)
def test_the_moment_it_came_decides(at: datetime, wanted: WorkFault | None) -> None:
    assert not_taken_at(stage(), at) is wanted
    assert not_taken_at(stage(live=False), at) is WorkFault.NOT_OPEN
    assert bool(open_stages([stage(), stage(live=False)], at)) is (wanted is None)


@pytest.mark.parametrize(
    ("sent", "rule", "fault"),
    [
        (FileSent("video", "f"), FILMS, None),
        (FileSent("shortvideo", "f"), FILMS, None),
        (FileSent("video_note", "f"), FILMS, None),
        (FileSent("document", "f"), FILMS, None),
        (FileSent("photo", "f"), FILMS, WorkFault.WRONG_KIND),
        (FileSent("image", "f"), FILMS, WorkFault.WRONG_KIND),
        (FileSent("voice", "f"), FILMS, WorkFault.WRONG_KIND),
        (FileSent("link", url="https://example.org/a"), FILMS, WorkFault.WRONG_KIND),
        (FileSent("hologram", "f"), ANY, WorkFault.WRONG_KIND),
        (FileSent("link", url="https://example.org/a"), ANY, None),
        (FileSent("link", url="http://example.org/a"), ANY, WorkFault.BAD_LINK),
        (FileSent("video", "f", size=10_000_000), FILMS, None),
        (FileSent("video", "f", size=10_000_001), FILMS, WorkFault.TOO_LARGE),
        (FileSent("video", "f", size=20_000_001), ANY, WorkFault.TOO_LARGE),
    ],
)
def test_what_can_be_said_before_it_is_fetched(
    sent: FileSent, rule: WorkRule, fault: WorkFault | None
) -> None:
    assert refused_at_once(sent, rule) is fault


def test_no_more_is_read_than_chats_hand_out() -> None:
    assert most_bytes(FILMS) == 10_000_000
    assert most_bytes(ANY) == 20_000_000


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("https://example.org/song", "https://example.org/song"),
        ("  HTTPS://v.example.org/a?b=c#d \n", "https://v.example.org/a?b=c#d"),
        ("https://例子.中国/歌", "https://例子.中国/歌"),
        ("https://example.org:443/", "https://example.org:443/"),
        ("http://example.org/song", None),
        ("ftp://example.org/song", None),
        ("javascript:alert(1)", None),
        ("example.org/song", None),
        ("看 https://example.org/song", None),
        ("https://example.org/a b", None),
        ("https://bank.example@evil.example/", None),
        ("https://user:pass@example.org/", None),
        ("https://localhost/", None),
        ("https://127.0.0.1/", None),
        ("https://[::1]/", None),
        ("https://example.org:8080/", None),
        ("https://example.org:99999/", None),
        ("https://example..org/", None),
        ("https:///path", None),
        ("https://example.org/\u202egpj.exe", None),
        ("https://example.org/\u200b", None),
        ("https://example.org/<script>", None),
        ("https://example.org/" + "a" * 480, "https://example.org/" + "a" * 480),
        ("https://example.org/" + "a" * 481, None),
        ("https://[", None),
    ],
)
def test_links_are_judged_by_their_form(said: str, link: str | None) -> None:
    assert read_link(said) == link


def test_tries_grow_apart_and_end_before_the_platform_forgets() -> None:
    first, last = try_again_at(1, OPENS), try_again_at(len(RETRIES), OPENS)
    assert first == OPENS + timedelta(seconds=10)
    assert last == OPENS + timedelta(hours=1)
    assert try_again_at(len(RETRIES) + 1, OPENS) is None
    assert timedelta(days=2) < sum(RETRIES, timedelta()) < timedelta(days=3)
    assert list(RETRIES) == sorted(RETRIES)


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
@pytest.mark.parametrize("fault", WorkFault)
def test_every_reason_has_its_sentence(fault: WorkFault, language: str) -> None:
    t = texts(language)
    said = why_not(fault, FILMS, t)
    assert said != why_not(next(one for one in WorkFault if one is not fault), FILMS, t)
    assert why_not(fault, None, t) == why_not(WorkFault.NOT_OPEN, FILMS, t)


@pytest.mark.parametrize(
    ("language", "rule", "said"),
    [
        ("zh-Hans", FILMS, "视频（5 分钟以内，10 MB 以内）"),
        ("zh-Hans", WorkRule((WorkKind.AUDIO,), seconds=90), "录音（90 秒以内，20 MB 以内）"),
        ("zh-Hans", WorkRule((WorkKind.LINK,)), "链接"),
        ("zh-Hans", WorkRule((WorkKind.IMAGE,), 5, 60), "照片（5 MB 以内）"),
        ("zh-Hant", FILMS, "影片（5 分鐘以內，10 MB 以內）"),
        ("en", FILMS, "a video (at most 5 minutes, at most 10 MB)"),
    ],
)
def test_what_a_stage_takes_in_words(language: str, rule: WorkRule, said: str) -> None:
    assert wanted(rule, texts(language)) == said
