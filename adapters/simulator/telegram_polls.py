"""Polls and quizzes (reference/telegram.md section 7): sendPoll, stopPoll, and their closing.

Source: Bot API 10.3; the words of the refusals as clients in the open quote them.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from heapq import heappush
from itertools import pairwise
from typing import Any

from adapters.simulator.bubbles import find_bubble
from adapters.simulator.telegram_bot import Place, TelegramBot, show
from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_json import poll_json, seconds
from adapters.simulator.telegram_markup import formatted
from adapters.simulator.telegram_params import Params
from adapters.simulator.telegram_state import SentMessage, TelegramChat, TelegramPoll

LONGEST_QUESTION = 300
LONGEST_OPTION = 100
MOST_OPTIONS = 12
LONGEST_EXPLANATION = 200
MOST_LINE_FEEDS = 2
LONGEST_DESCRIPTION = 1024
SHORTEST_PERIOD, LONGEST_PERIOD = 5, 2_628_000
"""Seconds a poll may be open."""


def read_poll(params: Params, now: datetime) -> tuple[dict[str, Any], datetime | None]:
    """A Poll without id, and when it closes. Raises TelegramRefusal 400 for what is not allowed."""
    question = _words(params, "question")
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > LONGEST_QUESTION:
        raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
    options = _options(params.parsed("options"))
    kind = params.text("type", "regular")
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    quiz = kind == "quiz"
    several = params.flag("allows_multiple_answers")
    revoting = params.flag("allows_revoting") if params.has("allows_revoting") else not quiz
    body: dict[str, Any] = {
        "id": "",
        "question": question,
        "options": [_option(place, text) for place, text in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": params.flag("is_anonymous") if params.has("is_anonymous") else True,
        "type": kind,
        "allows_multiple_answers": several,
        "allows_revoting": revoting,
        "members_only": params.flag("members_only"),
    }
    if quiz:
        body |= _quiz(params, len(options), several=several)
    body |= _description(params)
    closes, shown = _closing(params, now)
    return body | shown, closes


def _words(params: Params, name: str) -> str:
    """A text with its parse mode; formatting but custom emoji is not kept in polls."""
    return formatted(params.text(name), params.text(f"{name}_parse_mode"))[0].strip()


def _options(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise bad_request("can't parse poll options JSON object")
    options = [_option_text(option) for option in given]
    if not options:
        raise bad_request("poll must have at least 1 option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    if not all(options):
        raise bad_request("poll options must be non-empty")
    if max(map(len, options)) > LONGEST_OPTION:
        raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
    return options


def _option_text(option: Any) -> str:
    if isinstance(option, str):
        return option.strip()
    if not isinstance(option, dict) or not isinstance(option.get("text"), str):
        raise bad_request("can't parse poll option: expected an Object")
    return formatted(option["text"], str(option.get("text_parse_mode") or ""))[0].strip()


def _option(place: int, text: str) -> dict[str, Any]:
    digest = hashlib.sha256(f"{place}:{text}".encode()).hexdigest()
    return {"persistent_id": digest[:16], "text": text, "voter_count": 0}


def _quiz(params: Params, options: int, *, several: bool) -> dict[str, Any]:
    """The fields only a quiz has: the right options, and why."""
    right = _right(params, options)
    if len(right) > 1 and not several:
        raise bad_request("wrong number of correct options specified")
    fields: dict[str, Any] = {"correct_option_ids": right}
    if len(right) == 1:
        fields["correct_option_id"] = right[0]
    explanation = _words(params, "explanation")
    if len(explanation) > LONGEST_EXPLANATION:
        raise bad_request(f"explanation length must not exceed {LONGEST_EXPLANATION}")
    if explanation.count("\n") > MOST_LINE_FEEDS:
        raise bad_request(f"explanation must not contain more than {MOST_LINE_FEEDS} line feeds")
    return fields | ({"explanation": explanation} if explanation else {})


def _right(params: Params, options: int) -> list[int]:
    """The right options, from 0; also by the older field for a single one."""
    given = params.parsed("correct_option_ids")
    if given is None and params.has("correct_option_id"):
        given = [params.number("correct_option_id")]
    if not isinstance(given, list) or not given:
        raise bad_request("quiz must have at least one correct option")
    if not all(isinstance(n, int) and 0 <= n < options for n in given):
        raise bad_request("wrong correct option ID specified")
    if any(before >= after for before, after in pairwise(given)):
        raise bad_request("correct option identifiers must be strictly increasing")
    return given


def _description(params: Params) -> dict[str, Any]:
    words = _words(params, "description")
    if len(words) > LONGEST_DESCRIPTION:
        raise bad_request(f"poll description length must not exceed {LONGEST_DESCRIPTION}")
    return {"description": words} if words else {}


def _closing(params: Params, now: datetime) -> tuple[datetime | None, dict[str, Any]]:
    """When it closes by itself, and the fields that say so."""
    if params.has("open_period") and params.has("close_date"):
        raise bad_request("open_period and close_date can't be used together")
    if params.has("open_period"):
        period = params.number("open_period")
        if not SHORTEST_PERIOD <= period <= LONGEST_PERIOD:
            raise bad_request("invalid poll open period specified")
        closes = now + timedelta(seconds=period)
        return closes, {"open_period": period, "close_date": seconds(closes)}
    if not params.has("close_date"):
        return None, {}
    at = params.number("close_date")
    if not SHORTEST_PERIOD <= at - now.timestamp() <= LONGEST_PERIOD:
        raise bad_request("invalid poll close date specified")
    return datetime.fromtimestamp(at, UTC), {"close_date": at}


def post_poll(
    bot: TelegramBot,
    place: Place,
    body: dict[str, Any],
    closes: datetime | None,
    markup: dict[str, Any] | None,
    params: Params,
    via: str,
) -> dict[str, Any]:
    """Put a poll into a chat; the Message."""
    number = f"{bot.id}:{place.chat.id}:{place.chat.next_message}:{bot.state.next_message}"
    digest = hashlib.sha256(number.encode()).digest()
    body["id"] = str(5 << 60 | int.from_bytes(digest[:7], "big"))
    poll = TelegramPoll(body["id"], place.chat.id, "", body, closes)
    poll.hides = params.flag("hide_results_until_closes")
    poll.protected = params.flag("protect_content")
    poll.shuffled = params.flag("shuffle_options")
    message = bot.post(place, {"poll": poll_json(poll)}, markup, via)
    poll.message = str(message["message_id"])
    bot.state.polls[poll.id] = poll
    if closes is not None:
        heappush(bot.closings, (closes, poll.id))
    bot.world.touch()
    return message


def poll_of(bot: TelegramBot, chat: TelegramChat, message_id: int | str) -> TelegramPoll | None:
    """The poll in a message of a chat; None where there is none."""
    sent = chat.messages.get(str(message_id))
    held = sent.json.get("poll") if sent else None
    return bot.state.polls.get(held["id"]) if held else None


def message_of(bot: TelegramBot, poll: TelegramPoll) -> SentMessage | None:
    """The message that holds a poll; None where it was deleted."""
    chat = bot.chat(poll.chat)
    return chat.messages.get(poll.message) if chat else None


def refresh_poll(bot: TelegramBot, poll: TelegramPoll) -> None:
    """Let the message that holds it show the poll as it is now."""
    sent, chat = message_of(bot, poll), bot.chat(poll.chat)
    if sent is not None and chat is not None:
        sent.json["poll"] = poll_json(poll)
        bubble = find_bubble(chat.bubbles, poll.message)
        if bubble is not None:
            show(bot, bubble, sent.json)
    bot.world.touch()


def close_poll(bot: TelegramBot, poll: TelegramPoll) -> dict[str, Any]:
    """Take no more votes; the Poll as it stands."""
    poll.body["is_closed"] = True
    refresh_poll(bot, poll)
    return poll_json(poll)
