"""The one table from what is meant to who handles it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain.content import QuestionKind, Track
from bot.domain.events import FileSent, Text, Unsupported
from bot.domain.learners import Dialog, LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.enlarging import enlarged
from bot.learning.plain import plain
from bot.learning.read_answer import read_answer
from bot.learning.wishing import wish_of
from handlers import (
    accounts,
    answering,
    binding,
    board_choice,
    breaks,
    certificates,
    companion,
    consents,
    console_word,
    contest_behind,
    contest_entering,
    contest_rounds,
    contest_routes,
    contest_waiting,
    contest_works,
    courses,
    days_off,
    edits,
    greeting,
    helpers,
    inbox,
    language,
    lessons,
    links,
    looks,
    notices,
    privacy,
    ratings,
    recommending,
    rhythm,
    roles,
    standing,
    steps,
    wishes,
)
from handlers.clock_words import names_times, read_times
from handlers.turn import Turn
from handlers.understand import FREE, UNKNOWN, Intent, of_tap

Handler = Callable[[Turn, str], Awaitable[Reply]]


async def help_(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What can be said now."""
    turn.keyboard = True
    text = turn.t("help")
    if turn.event.account in turn.deployment.notices:
        text = f"{text}\n{turn.t('help-notices')}"
    if turn.deployment.answering is not None:
        text = f"{text}\n{turn.t('help-ask')}"
    if turn.learner.track == Track.COURIERS:
        text = f"{text}\n{turn.t('help-breaks')}"
    if turn.open_question:
        text = f"{text}\n\n{turn.t('help-question')}"
    return turn.say(Message(text))


async def unknown(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - nothing is known of it
    """A command or button that does not exist (any more)."""
    return turn.suggest(turn.t("not-understood"), Option(turn.t("word-today"), "today"))


async def unsupported(turn: Turn) -> Reply:
    """A picture, a voice without words, a sticker; or a work for a competition, which also somebody
    hands in who has only entered and never answered the greeting.
    """
    body, before = turn.event.body, turn.learner.dialog
    if isinstance(body, FileSent) and (handed := await contest_works.sent(turn, body)):
        _carry(turn, before)
        return await contest_behind.behind(turn, handed, before, "")
    if turn.learner.state is LearnerState.NEW and not turn.learner.dialog.options:
        return contest_waiting.kept(turn, await greeting.start(turn, ""))
    what = body.what if isinstance(body, Unsupported | FileSent) else ""
    name = f"unsupported-{what.replace('_', '-')}"
    seen = turn.t(name if turn.t.has(name) else "unsupported-other")
    wanted = turn.t("type-answer" if turn.open_question else "type-today")
    said = turn.say(Message(seen + turn.t("mark-gap") + wanted))
    return await contest_behind.behind(turn, said, before, "")


async def in_groups(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """/group, which is for a group and for who runs it."""
    return turn.say(Message(turn.t("in-groups")))


async def thanks(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - thanks are thanks
    """A kind word back; what is open stays open."""
    return turn.say(Message(turn.t("said-thanks")))


async def fine(turn: Turn, argument: str) -> Reply:
    """好的: nothing to do, unless we asked something that it does not answer."""
    dialog = turn.learner.dialog
    if dialog.asking == breaks.OFFERED and dialog.options:
        return await answer_option(turn, dialog.options[0])
    if went_on := await steps.follow(turn):
        return went_on
    if len(dialog.options) > 1:
        return await free(turn, argument)
    return turn.say(Message(turn.t("said-fine")))


async def answer_option(turn: Turn, option: Option) -> Reply:
    """What an option does when it is chosen in other words than its own."""
    intent = of_tap(option.data)
    return await ROUTES.get(intent.name, unknown)(turn, intent.argument)


async def hello(turn: Turn, argument: str) -> Reply:
    """你好: a newcomer is greeted; anybody else gets what helps now."""
    if turn.learner.state is LearnerState.NEW:
        return await greeting.start(turn, "")
    if steps.waiting(turn):
        shown = await steps.once_more(turn, Message(turn.t("something-waits")))
        return shown or await free(turn, argument)
    return await free(turn, argument)


async def never_mind(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """算了: what was asked on the side is dropped, and nothing changes."""
    if turn.learner.dialog.asking == "time":
        return await rhythm.set_time(turn, rhythm.KEEP)
    return turn.back() if turn.open_question else turn.offer(Message(turn.t("said-fine")))


async def free(turn: Turn, text: str) -> Reply:
    """Text that names nothing: what we asked for, an answer, or not understood. Somebody in danger
    comes before all of it.
    """
    answers = _is_right_or_chosen(turn, text)
    if urgent := await companion.in_danger(turn, text, answers=answers):
        return urgent
    if turn.learner.dialog.asking == "time":
        return await _time(turn, text)
    asked = await _asked_for(turn, text) or await _wish(turn, text) or await _asks(turn, text)
    if asked is not None:
        return asked
    if await inbox.lesson_waits(turn) and not _answers(turn, text):
        return turn.offer(Message(turn.t("something-waits")))
    if answered := await answering.written(turn, text):
        return answered
    if names_times(text) and turn.learner.state is not LearnerState.NEW:
        return await rhythm.ask_time(turn, text)
    return await companion.told(turn, text) or await _not_understood(turn)


async def question(turn: Turn, text: str) -> Reply:
    """/ask TEXT, 问 …, 请问…: a question to the companion. A clear answer to the open question is
    one, however it begins; where there is no companion, it is free text.
    """
    body = turn.event.body
    written = body.text if isinstance(body, Text) else ""
    if turn.deployment.answering is not None:
        answers = _is_right_or_chosen(turn, written)
        return await free(turn, written) if answers else await companion.ask(turn, text)
    slashed = plain(written).startswith("/")
    return await free(turn, written) if written and not slashed else await unknown(turn, text)


async def _wish(turn: Turn, text: str) -> Reply | None:
    """要是有做菜的课就好了, or what was written where a wish was asked for; an answer to the open
    question is none.
    """
    if turn.learner.state is LearnerState.NEW or _is_right_or_chosen(turn, text):
        return None
    if turn.learner.dialog.asking == wishes.ASKING:
        return await wishes.wish(turn, text)
    words = wish_of(text)
    return await wishes.wished(turn, words) if words else None


async def _asks(turn: Turn, text: str) -> Reply | None:
    """A question to the companion, asked for or plain; an answer to the open question is none."""
    if _is_right_or_chosen(turn, text) or names_times(text):
        return None
    if turn.learner.dialog.asking == companion.ASKING:
        return await companion.ask(turn, text)
    return await companion.asked_plainly(turn, text)


async def _asked_for(turn: Turn, text: str) -> Reply | None:
    """An account number, a name, words to or from a helper, where one is waited for; None where this chooses an option of
    the question behind, or is about something else.
    """
    if sent := await helpers.answered(turn, text) or await contest_routes.written(turn, text):
        return sent
    asking, found = turn.learner.dialog.asking, turn.open_question
    if found and found[1].kind is not QuestionKind.SHORT and _answers(turn, text):
        return None
    if handed := await contest_works.written(turn, text):
        return handed
    if accounts.is_asking(asking):
        return await accounts.written(turn, text)
    if helpers.is_asking(asking):
        return await helpers.written(turn, text)
    return await certificates.written(turn, text) if certificates.is_asking(asking) else None


def _is_right_or_chosen(turn: Turn, text: str) -> bool:
    """Whether a reply chooses an option of the open question, or answers it rightly in words; or
    answers the open item of a competition.
    """
    if contest_rounds.reads(turn, text):
        return True
    if (found := turn.open_question) is None:
        return False
    reading = read_answer(text, found[1])
    return reading.clear and bool(reading.accepted or reading.chosen)


def _answers(turn: Turn, text: str) -> bool:
    """Whether a reply answers the open question."""
    found = turn.open_question
    return found is not None and read_answer(text, found[1]).clear


async def _time(turn: Turn, text: str) -> Reply:
    """We asked for a time. With a question open behind, a bare 8 could answer that."""
    if turn.open_question and not names_times(text):
        if _answers(turn, text) and not read_times(text):
            return await answering.written(turn, text) or turn.back()
        return turn.back(Message(turn.t("time-unclear")))
    if turn.learner.state is LearnerState.NEW:
        return await greeting.choose_slot(turn, text)
    misread = turn.learner.dialog.misread
    if misread and not read_times(text):
        return turn.back(Message(turn.t("not-understood")))
    reply = await rhythm.set_time(turn, text)
    turn.dialog = replace(turn.dialog, misread=1 if turn.dialog.asking else 0)
    return reply


async def _not_understood(turn: Turn) -> Reply:
    """Once, a list that is on offer is shown again; then, what always helps."""
    dialog = turn.learner.dialog
    if steps.waiting(turn):
        return turn.say(Message(turn.t("lesson-step-again")))
    if len(dialog.options) > 1 and not dialog.misread:
        again = Message(turn.t("choose-again"), options=dialog.options, hint=turn.t("hint-number"))
        reply = turn.aside(again, asking=dialog.asking)
        turn.dialog = replace(turn.dialog, misread=1)
        return reply
    if turn.learner.state is LearnerState.NEW:
        return await greeting.start(turn, "")
    return turn.say(Message(turn.t("not-understood")))


ROUTES: dict[str, Handler] = {
    "start": links.start,
    "track": greeting.choose_track,
    "slot": greeting.choose_slot,
    "today": lessons.today,
    "done": steps.done,
    "next": steps.go_on,
    "then": steps.ask,
    "quiz": answering.quiz,
    "ans": answering.tapped,
    "big": looks.big,
    "small": looks.small,
    "slow": looks.slow,
    "fast": looks.fast,
    "voice": looks.voice,
    "human": helpers.human,
    "human_plain": helpers.plainly,
    "reply": helpers.reply,
    "courses": courses.show,
    "course": courses.choose,
    "drop": courses.drop,
    "keep": courses.keep,
    "time": rhythm.set_time,
    "time_sure": rhythm.set_sure,
    "minutes": breaks.free,
    "break": breaks.accept,
    "break_length": breaks.set_length,
    "off": days_off.off,
    "holidays": days_off.holidays,
    "pause": rhythm.pause,
    "resume": steps.resume,
    "stop": rhythm.stop,
    "progress": standing.progress,
    "credits": standing.credits,
    "consent": consents.agree,
    "guardian": consents.guardian,
    "refuse": consents.refuse,
    "age": consents.age,
    "grown": consents.grown,
    "account": accounts.change,
    "account_at": accounts.at_bank,
    "account_yes": accounts.confirm,
    "account_later": accounts.later,
    "account_drop": accounts.drop,
    "certificate": certificates.show,
    "certificate_name": certificates.name,
    "certificate_no_name": certificates.drop_name,
    "certificate_show": certificates.show_name,
    "certificate_hide": certificates.hide_name,
    "certificate_open": certificates.open_page,
    "certificate_close": certificates.close_page,
    "privacy": privacy.privacy,
    "export": privacy.export,
    "forget": privacy.forget,
    "forget_sure": privacy.forget_sure,
    "work": contest_works.hand_in,
    "work_is": contest_works.is_one,
    "work_not": contest_works.is_none,
    "work_untitled": contest_works.untitled,
    **contest_routes.ROUTES,
    "bind": binding.bind,
    "board": board_choice.board,
    "board_on": board_choice.put_on,
    "board_off": board_choice.take_off,
    "group": in_groups,
    "language": language.language,
    "notices": notices.asked_for,
    "drafts": roles.drafts,
    "console": console_word.console,
    "invited": console_word.invited,
    "approve": roles.approve,
    "status": roles.status,
    "companion": question,
    companion.WHOLE: companion.whole,
    "rate": ratings.ask,
    "rated": ratings.rated,
    "wish": wishes.wish,
    "wishes": wishes.wishes,
    "recommend": recommending.switch,
    "help": help_,
    "thanks": thanks,
    "hello": hello,
    "fine": fine,
    "never_mind": never_mind,
    FREE: free,
    UNKNOWN: unknown,
}

FIRST_MEETING: dict[str, Handler] = {
    "today": greeting.lead,
    "done": greeting.lead,
    "quiz": greeting.lead,
    "ans": greeting.lead,
    "resume": greeting.lead,
    "pause": greeting.start,
    "fine": greeting.start,
    "never_mind": greeting.start,
    "time": greeting.tell_time,
    "time_sure": greeting.slot_sure,
    "minutes": greeting.lead,
    "break_length": greeting.lead,
    "off": greeting.start,
}
"""What leads somebody new on through the greeting, so that nobody must learn a command first."""


async def answer(turn: Turn, intent: Intent) -> Reply:
    """The reply to what is meant. Reminders are offered behind it where that fits; behind what is
    still to be handed over, where something waits (see ``inbox.hand_over``).
    """
    routes, before = ROUTES, turn.learner.dialog
    intent = contest_entering.meant(turn, intent)
    if turn.learner.state is LearnerState.NEW:
        routes = {**ROUTES, **FIRST_MEETING}
    handler = routes.get(intent.name, unknown)
    await days_off.learning(turn, intent.name)
    if before.asking == privacy.FORGETTING and intent.name not in _OF_FORGETTING:
        reply = await _not_forgotten(turn, intent, handler)
    else:
        spoken = await contest_works.spoken(turn, understood=intent.name != FREE)
        reply = spoken or await handler(turn, intent.argument)
    _carry(turn, before)
    reply = await contest_behind.behind(turn, reply, before, intent.name)
    if turn.learner.large_type:
        drawn = await enlarged(turn.conn, reply.messages, turn.t, turn.now)
        reply = replace(reply, messages=drawn)
    if turn.waiting:
        return reply
    # A keyboard below the chat comes with a new message only.
    turn.replaces = not turn.keyboard and edits.takes_place(intent, reply, asks=turn.asked)
    return await notices.invite(turn, reply)


_OF_FORGETTING = frozenset({"forget", "forget_sure"})
_NOTHING_ELSE = frozenset({"never_mind", "fine", UNKNOWN})


async def _not_forgotten(turn: Turn, intent: Intent, handler: Handler) -> Reply:
    """Something else than 确认: it is said that nothing was deleted, and no later 确认 does it."""
    cleared = replace(turn.learner.dialog, asking="", options=())
    turn.learner = replace(turn.learner, dialog=cleared)
    talk = intent.name == FREE and not _answers(turn, intent.argument)
    if talk or intent.name in _NOTHING_ELSE:
        return turn.back(Message(turn.t("forget-kept")))
    return privacy.kept(turn, await handler(turn, intent.argument))


def _carry(turn: Turn, before: Dialog) -> None:
    """What outlives a dialog: a newcomer's wish, until the greeting is through; that we said sorry."""
    wish = turn.dialog.wish or before.wish
    through = turn.learner.state is not LearnerState.NEW
    turn.dialog = replace(turn.dialog, wish="" if through else wish, sorry=before.sorry)
