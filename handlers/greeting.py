"""Start: greet, ask at most two things, enrol, and begin."""

from uuid import uuid4

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store import groups, learners, planning
from bot.texts import zh_hans as t
from handlers import lessons
from handlers.clock_words import read_times
from handlers.turn import Turn


async def start(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - deep links are for groups to come
    """Greet somebody new and ask who they are; welcome back who is known."""
    if turn.learner.state is LearnerState.NEW:
        return _ask_track(turn)
    if turn.learner.state is not LearnerState.ACTIVE:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
    return turn.offer(Message(t.WELCOME_BACK, options=(Option(t.TODAY, "today"),)))


async def follow(turn: Turn, scene: str | None) -> Reply:
    """A person followed the account, perhaps through a group's QR code."""
    if scene:
        await join(turn, scene)
    return await start(turn, "")


async def scan(turn: Turn, scene: str) -> Reply:
    """A follower scanned a group's QR code."""
    await join(turn, scene)
    return await start(turn, "")


async def join(turn: Turn, scene: str) -> None:
    """Make the learner a member of the cohort that the QR scene names."""
    group = await groups.know_group(
        turn.conn,
        account=turn.event.account,
        channel=turn.event.channel.value,
        platform_id=scene,
        title="",
        zone=turn.deployment.zone,
        now=turn.now,
    )
    await groups.join_group(turn.conn, group, turn.learner.row, turn.now)
    await planning.announce_to_member(turn.conn, group, turn.learner.row, turn.now)


async def choose_track(turn: Turn, track: str) -> Reply:
    """Who somebody is; then what time suits."""
    if track not in t.TRACKS:
        return _ask_track(turn)
    await learners.save_track(turn.conn, turn.learner.row, track)
    times = t.TIMES_COURIERS if track == "couriers" else t.TIMES
    options = tuple(Option(label, f"slot:{clock}") for label, clock in times)
    return turn.offer(Message(t.ASK_TIME, options=options, hint=t.NUMBER_HINT), asking="time")


async def choose_slot(turn: Turn, argument: str) -> Reply:
    """What time suits; then enrol in the track's first course and begin at once."""
    times = read_times(argument)
    if not times:
        return turn.say(Message(t.TIME_UNCLEAR))
    await learners.save_times(turn.conn, turn.learner.row, times, turn.now)
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
    shelf = turn.library.shelf(turn.learner.track)
    if not shelf:
        return turn.say(Message(t.NOTHING_TO_TEACH))
    if turn.learner.enrolment is None:
        await learners.enrol(turn.conn, turn.learner.row, shelf[0].key, uuid4(), turn.now)
    clock = "、".join(f"{one:%H:%M}" for one in times)
    before = Message(t.ENROLLED.format(course=shelf[0].title, time=clock))
    return await lessons.begin(turn, before)


def _ask_track(turn: Turn) -> Reply:
    tracks = [track for track in turn.library.tracks if track in t.TRACKS and track != "everyone"]
    options = tuple(Option(t.TRACKS[track], f"track:{track}") for track in (*tracks, "everyone"))
    return turn.offer(Message(t.WELCOME, options=options, hint=t.NUMBER_HINT))
