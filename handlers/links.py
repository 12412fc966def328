"""``/start`` with something behind it: a link to a course, a competition, a group, or a code."""

from dataclasses import replace

from bot.domain.content import Track
from bot.domain.deep_links import Target, read_payload
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Reply
from bot.store import learners
from bot.store.groups import answers as group_answers
from bot.store.groups import board_names
from handlers import binding, board_choice, competitions, console_word, courses, greeting
from handlers.group_answers import voter_of
from handlers.turn import Turn


async def start(turn: Turn, argument: str) -> Reply:
    """开始, and what a link leads to; anything that is none of ours is only 开始."""
    link = read_payload(argument, turn.deployment.secret)
    if link is None:
        return await greeting.start(turn, "")
    match link.target:
        case Target.COURSE:
            return await _course(turn, argument, link.name)
        case Target.COMPETITION:
            return await _competition(turn, link.name)
        case Target.GROUP:
            return await _group(turn, int(link.name))
        case Target.ENTRY:
            return await _from_group(turn, *link.group_and_competition)
        case Target.BINDING:
            return await binding.ask(turn, link.name)
        case Target.SIGN_IN:
            return await console_word.console(turn, link.name)


async def _then_greet(turn: Turn, said: Reply) -> Reply:
    """``said``, and then the greeting for who is new."""
    if turn.learner.state is not LearnerState.NEW:
        return said
    greeted = await greeting.start(turn, "")
    return Reply((*said.messages, *greeted.messages))


async def _course(turn: Turn, payload: str, key: str) -> Reply:
    """A course: who is new is asked only what time suits, everybody else has it chosen."""
    course = turn.library.course(key)
    if turn.learner.state is LearnerState.NEW:
        if course is None:
            return await greeting.start(turn, "")
        return await greeting.start_with(turn, course, payload)
    turn.keyboard = True
    if course is not None and turn.course is course and turn.learner.state is LearnerState.ACTIVE:
        said = Message(turn.t("course-link-now", course=turn.title_of(course)))
        return (
            turn.back(said)
            if turn.open_question
            else turn.offer(replace(said, options=(courses.start_now(turn),)))
        )
    return await courses.choose(turn, key)


async def _competition(turn: Turn, key: str) -> Reply:
    """A competition's page; who is new learns first who is speaking."""
    page = await competitions.show(turn, key)
    if turn.learner.state is LearnerState.NEW and turn.dialog.options:
        return Reply((Message(turn.t("welcome")), *page.messages))
    return await _then_greet(turn, page)


async def _from_group(turn: Turn, row: int, key: str) -> Reply:
    """A competition's page, for who comes from one of its groups and so becomes its member: who then
    enters competes for it. Nothing else changes: who had stopped gets no lessons for that.
    """
    group = await board_names.group_of_account(turn.conn, row, turn.event.account)
    if group is not None:
        await _join(turn, group.row)
    return await _competition(turn, key)


async def _join(turn: Turn, group: int) -> None:
    """The learner is a member, whose answers in the group are his or her own from now on."""
    await greeting.become_member(turn, group)
    voter = voter_of(turn.deployment.secret, turn.event.account, turn.event.sender)
    await group_answers.own_answers(turn.conn, group, voter, turn.learner.row)


async def _group(turn: Turn, row: int) -> Reply:
    """A group chat: its reader becomes a member, and may choose to be on its board. That is a wish
    to take part: who had stopped or paused goes on, as by a course's link.
    """
    group = await board_names.group_of_account(turn.conn, row, turn.event.account)
    if group is None:
        return await _then_greet(turn, turn.say(Message(turn.t("group-gone"))))
    woken = await _wake(turn)
    await _join(turn, group.row)
    if turn.learner.track is None and group.track is not None and group.track in set(Track):
        await learners.save_track(turn.conn, turn.learner.row, group.track)
        turn.learner = replace(turn.learner, track=group.track)
    gap = turn.t("mark-gap") if woken else ""
    titled = turn.t("group-joined", title=group.title)
    joined = Message((titled if group.title else turn.t("group-joined-nameless")) + gap + woken)
    if group.board:
        return turn.aside(joined, board_choice.question(group.row, turn.t))
    said = turn.back(joined) if turn.open_question else turn.say(joined)
    return await _then_greet(turn, said)


async def _wake(turn: Turn) -> str:
    """Who had stopped or paused goes on; the words that say so, where lessons come again."""
    if turn.learner.state in {LearnerState.NEW, LearnerState.ACTIVE}:
        return ""
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
    turn.learner, turn.keyboard = replace(turn.learner, state=LearnerState.ACTIVE), True
    daily = turn.learner.enrolment is not None
    return turn.t("group-woken", time=turn.daily_time) if daily else ""
