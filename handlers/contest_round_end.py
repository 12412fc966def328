"""What is said at the end of an attempt: the score, the time, what is left, when results come."""

from bot.competitions.scoring.round_scores import Attempt, score_of
from bot.competitions.scoring.rounds import Ended, Tried, attempts_left
from bot.competitions.windows import Window, window_of
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.messages import Message, Option, Reply
from bot.store.contests import rounds
from bot.store.contests.rounds import OpenAttempt
from bot.texts.catalogue import Texts
from handlers.contest_room import gone, look, shown, stage_number, when, zone_of
from handlers.turn import Turn

_RESULTS = (StageKind.PUBLICITY, StageKind.AWARD)


async def over(turn: Turn, attempt: OpenAttempt, ended: Ended, said: str) -> Reply:
    """The end of ``attempt`` as it now stands, behind ``said``."""
    competition = await shown(turn, attempt.competition)
    stage = _stage(competition, attempt.stage) if competition else None
    if competition is None or stage is None or attempt.finished_at is None:
        return gone(turn)
    whole = ended is Ended.ANSWERED or attempt.seconds is not None
    done = Attempt(
        attempt.number, attempt.items, attempt.right, attempt.used_ms, attempt.finished_at, whole
    )
    lines = [said, turn.t("entrant-score", right=done.right, items=done.items, score=score(done))]
    if ended is Ended.ANSWERED:
        lines.append(turn.t("entrant-used", time=time_used(done.used_ms, turn.t)))
    more = await _more(turn, competition, stage, attempt.entry)
    if more:
        lines.append(turn.t("entrant-left", count=more))
    elif line := results_line(turn, competition):
        lines.append(line)
    option = look(turn, competition)
    if more:
        again = f"round:{competition.key}:{stage_number(competition, stage)}"
        option = Option(turn.t("entrant-once-more"), again)
    message = Message("\n".join(lines), options=() if turn.open_question else (option,))
    return turn.back(message)


def score(attempt: Attempt) -> str:
    """A score without zeros at its end: 90, 66.67."""
    return short(str(score_of(attempt)))


def short(number: str) -> str:
    """A decimal number without zeros at its end."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def time_used(used_ms: int, t: Texts) -> str:
    """Minutes and seconds, to a tenth: 1 分 23.4 秒; for who are told apart by them."""
    minutes, rest = divmod(used_ms // 100, 600)
    seconds = short(f"{rest // 10}.{rest % 10}")
    if minutes:
        return t("entrant-minutes", minutes=minutes, seconds=seconds)
    return t("entrant-seconds", seconds=seconds)


def results_line(turn: Turn, competition: Competition) -> str:
    """When the results are to be seen; empty where no stage says so."""
    later = [one for one in competition.stages if one.kind in _RESULTS and one.opens > turn.now]
    return turn.t("entrant-results-at", at=when(turn, later[0])) if later else ""


async def _more(turn: Turn, competition: Competition, stage: Stage, entry: int) -> int:
    """How often one can answer again now; 0 also where the round is closed."""
    if window_of(stage, turn.now) is not Window.OPEN:
        return 0
    past = await rounds.attempts(turn.conn, entry, stage.key)
    tried = [Tried(one.started_at, one.finished_at) for one in past]
    left = attempts_left(stage, tried, turn.now, zone_of(turn, competition))
    counts = [one for one in (left.round, left.today) if one is not None]
    return min(counts, default=0)


def _stage(competition: Competition, key: str) -> Stage | None:
    return next((one for one in competition.stages if one.key == key), None)
