"""A contest that takes films, and what people in the town do for it."""

from datetime import timedelta

from bot.competitions.works.fetching import WorkFetcher
from bot.domain.competitions import Category, Competition, Stage, StageKind
from bot.domain.contests import WorkKind, WorkRule
from bot.store.competitions import import_competition
from tests.flow.town import COURIER, MORNING, TEACHER, TELEGRAM, WECHAT, Town
from tests.works.made_files import film, picture

CLOSES = MORNING + timedelta(days=3)
UPLOAD = Stage(
    "works",
    StageKind.UPLOAD,
    MORNING,
    CLOSES,
    works=WorkRule((WorkKind.VIDEO, WorkKind.LINK), megabytes=2, seconds=300),
)
SONGS = Competition(
    "songs",
    "长者好歌声",
    Category.CHORAL_SINGING,
    "天河图书馆",
    "https://example.org/songs",
    (),
    (Stage("sign-up", StageKind.REGISTRATION, MORNING, CLOSES), UPLOAD),
    (),
)
GOOD, LONG = film(299), film(301)
THUMB = picture()


async def enter(town: Town, *contests: Competition) -> None:
    """Everybody here enters; who was new has been greeted before."""
    async with town.program.db.transaction() as conn:
        for one in contests:
            await import_competition(conn, one, [], at=MORNING)
            await conn.execute(
                "insert into entry (competition_key, learner_id, entered_at) select $1, id, $2 from learner",
                one.key,
                MORNING,
            )
        await conn.execute("update learner set state = 'active', dialog = '{}'")


async def fetch(town: Town) -> int:
    """Fetch what is due, as the job does; what is owed then has arrived."""
    program = town.program
    count = await WorkFetcher(program.channels, program.db, town.clock).run()
    program.wakes["delivery"].set()
    await town.nothing_due()
    return count


async def states(town: Town) -> list[tuple[object, ...]]:
    rows = await town.rows("select state, reason, kind, title from work order by id")
    return [tuple(row.values()) for row in rows]


async def telegram_sends(town: Town, content: bytes, kind: str = "video", **more: str) -> str:
    before = len([one for one in town.telegram_chat() if not one.mine])
    await town.simulator.telegram.send_file(TELEGRAM, COURIER, kind, content, **more)  # type: ignore[arg-type]
    return (await town.telegram_answer(COURIER, before)).text


async def wechat_sends(town: Town, content: bytes) -> str:
    await town.simulator.wechat.video(WECHAT, TEACHER, content, THUMB)
    return town.wechat_chat()[-1].text


def last(town: Town) -> str:
    return [one for one in town.telegram_chat() if not one.mine][-1].text
