"""Start: greet, ask at most two things, enrol, and begin."""

from dataclasses import replace
from datetime import time
from uuid import uuid4

from bot.domain.content import Course, Track
from bot.domain.deep_links import Target, read_payload
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store import learners
from bot.store.announcing import telling
from bot.store.groups import membership as groups
from bot.store.planning import competitions as planning_competitions
from handlers import breaks, courses, lessons
from handlers.clock_words import MOST_TIMES, read_times
from handlers.turn import Turn

_USUAL = (
    ("time-usual-0730", "07:30"),
    ("time-usual-1230", "12:30"),
    ("time-usual-1930", "19:30"),
)
_COURIERS = (
    ("time-courier-both", "09:30 15:00"),
    ("time-courier-0930", "09:30"),
    ("time-courier-1500", "15:00"),
    ("time-courier-2030", "20:30"),
)
"""What is on offer: a text's name, and the times that it means. Between couriers' rushes."""
_BREAKS = [time(9, 30), time(15)]
"""A courier's, who has not said which."""


async def start(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - links are for handlers.links
    """Greet somebody new and ask who they are; welcome back who is known."""
    learner = turn.learner
    if learner.track is None and learner.enrolment is None:
        await learners.save_state(turn.conn, learner.row, LearnerState.NEW)
        return _ask_track(turn, Message(turn.t("welcome")))
    if learner.state is LearnerState.NEW:
        return _ask_time(turn, learner.track, Message(turn.t("welcome")))
    if learner.state is not LearnerState.ACTIVE:
        await learners.save_state(turn.conn, learner.row, LearnerState.ACTIVE)
    turn.keyboard = True
    daily = learner.enrolment is not None
    words = turn.t("welcome-back-daily", time=turn.daily_time) if daily else turn.t("welcome-back")
    return turn.suggest(words, Option(turn.t("word-today"), "today"))


async def start_with(turn: Turn, course: Course, payload: str) -> Reply:
    """Somebody new came by a course's link: who he or she is follows from it, and only what time
    suits is asked. ``payload`` is kept until then.
    """
    await learners.save_track(turn.conn, turn.learner.row, course.track)
    about = turn.t("course-link", course=turn.title_of(course), lessons=len(course.lessons))
    reply = _ask_time(turn, course.track, Message(f"{turn.t('welcome')}\n{about}"))
    turn.dialog = replace(turn.dialog, wish=payload)
    return reply


async def lead(turn: Turn, argument: str) -> Reply:
    """Somebody new wants to learn before the greeting is through: ask what is left to ask, or
    begin when who they are is known.
    """
    if turn.learner.track is None:
        return await start(turn, argument)
    said_none = turn.learner.times == (turn.deployment.daily_time,)
    if turn.learner.track == Track.COURIERS and said_none:
        await _take_times(turn, _BREAKS)
    return await _enrol(turn)


async def follow(turn: Turn, scene: str | None) -> Reply:
    """A person followed the account, perhaps through a group's QR code."""
    joined = await _join(turn, scene) if scene else ""
    reply = await start(turn, "")
    if not joined:
        return reply
    said = Message(turn.t("class-joined-named", title=joined))
    return Reply((said, *reply.messages))


async def scan(turn: Turn, scene: str) -> Reply:
    """A follower scanned a group's QR code."""
    if turn.learner.state is LearnerState.NEW:
        return await follow(turn, scene)
    joined = await _join(turn, scene)
    return turn.say(
        Message(turn.t("class-joined-named", title=joined) if joined else turn.t("class-joined"))
    )


async def _join(turn: Turn, scene: str) -> str:
    """Make the learner a member of the cohort that the QR scene names; its title, if it has one."""
    group = await groups.know_group(
        turn.conn,
        account=turn.event.account,
        channel=turn.event.channel.value,
        platform_id=scene,
        title="",
        zone=turn.deployment.zone,
        now=turn.now,
    )
    await become_member(turn, group)
    return await groups.title_of(turn.conn, group)


async def become_member(turn: Turn, group: int) -> None:
    """Make the learner a member of a group, who is told what its members were told."""
    await groups.join_group(turn.conn, group, turn.learner.row, turn.now)
    await planning_competitions.announce_to_member(turn.conn, group, turn.learner.row, turn.now)
    await telling.tell_member(turn.conn, group, turn.learner.row, turn.now)


async def choose_track(turn: Turn, track: str) -> Reply:
    """Who somebody is; then what time suits."""
    if track not in set(Track):
        return await start(turn, "")
    await learners.save_track(turn.conn, turn.learner.row, track)
    if turn.learner.state is not LearnerState.NEW:
        return turn.back(Message(turn.t("track-saved")))
    return _ask_time(turn, track)


async def tell_time(turn: Turn, argument: str) -> Reply:
    """时间 7:30 from somebody new, as we said it can be written; or only 时间."""
    return await (choose_slot if argument else start)(turn, argument)


async def choose_slot(turn: Turn, argument: str) -> Reply:
    """What time suits; then enrol in the track's first course and begin at once."""
    times = read_times(argument)
    if not times or len(times) > MOST_TIMES:
        unclear = turn.t("time-too-many", most=MOST_TIMES) if times else turn.t("time-again")
        return _ask_time(turn, turn.learner.track, Message(unclear))
    if breaks.at_meals(turn, times):
        return breaks.ask_meal(turn, times)
    return await _with_times(turn, times)


async def slot_sure(turn: Turn, argument: str) -> Reply:
    """The times that were asked about, since a courier rides then: they are meant."""
    times = read_times(argument)
    if not times or len(times) > MOST_TIMES:
        return await start(turn, "")
    return await _with_times(turn, times)


async def _with_times(turn: Turn, times: list[time]) -> Reply:
    """The times are known; what is left of the greeting, or the first lesson."""
    await _take_times(turn, times)
    if turn.learner.state is not LearnerState.NEW:
        return turn.back(Message(turn.t("time-set", time=turn.daily_time)))
    if turn.learner.track is None:
        return _ask_track(turn, Message(turn.t("time-set", time=turn.daily_time)))
    return await _enrol(turn)


async def _take_times(turn: Turn, times: list[time]) -> None:
    await learners.save_times(turn.conn, turn.learner.row, times, turn.now)
    turn.set_times(times)


async def _enrol(turn: Turn) -> Reply:
    """The greeting is through: the course that was wished for, else the first of the track, and
    its first lesson.
    """
    course = _wished(turn) or await _first_course(turn)
    if course is None:
        return await courses.show(turn, courses.ALL)
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
    turn.learner, turn.keyboard = replace(turn.learner, state=LearnerState.ACTIVE), True
    await learners.enrol(turn.conn, turn.learner.row, course.key, uuid4(), turn.now)
    return await lessons.begin(
        turn,
        Message(turn.t("course-enrolled", course=turn.title_of(course), time=turn.daily_time)),
    )


def _wished(turn: Turn) -> Course | None:
    """The course whose link brought somebody here, if it is still taught."""
    link = read_payload(turn.learner.dialog.wish, turn.deployment.secret)
    wanted = link is not None and link.target is Target.COURSE
    return turn.library.course(link.name) if link is not None and wanted else None


async def _first_course(turn: Turn) -> Course | None:
    """The first course on the learner's shelf that is not passed yet."""
    states = await learners.course_states(turn.conn, turn.learner.row)
    shelf = turn.library.shelf(turn.learner.track)
    return next((course for course in shelf if states.get(course.key) != "passed"), None)


def _ask_track(turn: Turn, before: Message) -> Reply:
    if not turn.library.courses:
        return turn.offer(before, Message(turn.t("nothing-to-teach")))
    tracks = [track for track in turn.library.tracks if track != "everyone"]
    options = tuple(
        Option(turn.t(f"track-{track}"), f"track:{track}") for track in (*tracks, "everyone")
    )
    return turn.offer(
        before, Message(turn.t("ask-track"), options=options, hint=turn.t("hint-number"))
    )


def _ask_time(turn: Turn, track: str | None, *before: Message) -> Reply:
    usual = _COURIERS if track == "couriers" else _USUAL
    options = tuple(Option(turn.t(name), f"slot:{clock}") for name, clock in usual)
    asked = Message(turn.t("ask-time"), options=options, hint=turn.t("hint-number"))
    return turn.offer(*before, asked, asking="time")
