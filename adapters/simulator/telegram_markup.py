"""Texts and keyboards a bot sends, checked as the Bot API checks them."""

from typing import Any

from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_html import parse_html, utf16_length
from adapters.simulator.telegram_params import Params

LONGEST_TEXT = 4096
MOST_BUTTONS = 100
MOST_IN_ROW = 8
LONGEST_DATA = 64
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def read_text(params: Params) -> tuple[str, list[dict[str, Any]]]:
    """The text to show and its entities, after parsing.

    Plays ``parse_mode`` HTML, explicit ``entities`` and plain text; Markdown is refused.
    Raises TelegramRefusal 400: empty, too long (4096 characters after parsing), unparsable.
    """
    source = params.text("text")
    mode = params.text("parse_mode")
    if mode.lower() == "html":
        text, entities = parse_html(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, _read_entities(params, source)
    text = text.rstrip()
    if not text.strip():
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, _within(entities, utf16_length(text))


def _read_entities(params: Params, text: str) -> list[dict[str, Any]]:
    entities = params.parsed("entities") or []
    if not isinstance(entities, list) or not all(isinstance(e, dict) for e in entities):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    for entity in entities:
        begin, length = entity.get("offset"), entity.get("length")
        if not isinstance(begin, int) or not isinstance(length, int) or begin < 0:
            raise bad_request("can't parse entities: offset and length must be integers")
        if begin + length > utf16_length(text):
            raise bad_request("entity ends after the end of the text")
    return entities


def _within(entities: list[dict[str, Any]], length: int) -> list[dict[str, Any]]:
    """Entities cut to the text that is left after trailing blanks went."""
    kept = [e for e in entities if e["offset"] < length]
    return [e | {"length": min(e["length"], length - e["offset"])} for e in kept]


def read_markup(params: Params) -> dict[str, Any] | None:
    """``reply_markup``, or None. Raises TelegramRefusal 400 for what Telegram would refuse."""
    markup = params.parsed("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if any(kind in markup for kind in OTHER_MARKUPS):
        return markup
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard: field must be an Array of Arrays")
    _check_rows(rows)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_rows(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse inline keyboard button: text buttons must be non-empty")
    if sum(action in button for action in ACTIONS) != 1:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad_request("BUTTON_URL_INVALID")


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
