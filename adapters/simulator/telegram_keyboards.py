"""Keyboards a bot sends, inline and under the chat, checked as the Bot API checks them."""

from typing import Any

from yarl import URL

from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_params import Params

MOST_BUTTONS = 100
MOST_IN_ROW = 8
MOST_STANDING = 300
LONGEST_DATA = 64
LONGEST_PLACEHOLDER = 64
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
PRIVATE_ONLY = ("web_app", "request_contact", "request_location", "request_poll")
"""Actions of buttons that work in private chats only."""


def read_markup(params: Params, chat_type: str = "private") -> dict[str, Any] | None:
    """``reply_markup``, or None. Raises TelegramRefusal 400 for what Telegram would refuse."""
    markup = params.parsed("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "keyboard" in markup:
        return _read_standing(markup, chat_type)
    if "remove_keyboard" in markup or "force_reply" in markup:
        if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
            return markup
        raise bad_request("can't parse reply keyboard markup: the field must be true")
    return _read_inline(markup.get("inline_keyboard"), chat_type)


def _read_inline(rows: Any, chat_type: str) -> dict[str, Any] | None:
    kept = [row for row in _rows(rows, "inline keyboard") if row]
    if sum(map(len, kept)) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in kept):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in kept:
        for button in row:
            _check_button(button, chat_type)
    return {"inline_keyboard": kept} if kept else None


def read_inline(params: Params, chat_type: str) -> dict[str, Any] | None:
    """The same where only an inline keyboard may stand: under an edited message or a poll."""
    markup = read_markup(params, chat_type)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def check_web_page(url: Any, what: str) -> None:
    """Raises TelegramRefusal 400 where ``url`` is no address of a Mini App: https only."""
    _address(url, what)
    if not str(url).startswith("https://"):
        raise bad_request(f"{what} '{url}' is invalid: Only HTTPS links are allowed")


def _rows(rows: Any, what: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {what}: field must be an Array of Arrays")
    return rows


def _check_button(button: Any, chat_type: str) -> None:
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
    if "url" in button:
        _check_link(button["url"])
    if "web_app" in button:
        _check_web_app(button["web_app"], "inline keyboard button", chat_type)


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_link(url: Any) -> None:
    if str(url).startswith("tg://"):
        return
    address = _address(url, "inline keyboard button URL")
    if address.scheme not in ("http", "https"):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        )


def _check_web_app(app: Any, where: str, chat_type: str) -> None:
    if not isinstance(app, dict):
        raise bad_request(f"can't parse {where}: expected an Object")
    check_web_page(app.get("url"), f"{where} Web App URL")
    if chat_type != "private":
        raise bad_request("BUTTON_TYPE_INVALID")


def _address(url: Any, what: str) -> URL:
    """The address, where it is one: a host without a dot (such as localhost) is refused."""
    wrong = bad_request(f"{what} '{url}' is invalid: Wrong HTTP URL")
    try:
        address = URL(str(url))
    except ValueError:
        raise wrong from None
    if address.scheme in ("http", "https") and "." not in (address.host or ""):
        raise wrong
    return address


def _read_standing(markup: dict[str, Any], chat_type: str) -> dict[str, Any]:
    """A reply keyboard, its buttons all as objects."""
    rows = [
        [_standing_button(button, chat_type) for button in row]
        for row in _rows(markup["keyboard"], "reply keyboard markup")
        if row
    ]
    if not rows:
        raise bad_request("object expected as reply markup")
    if sum(map(len, rows)) > MOST_STANDING:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    if len(str(markup.get("input_field_placeholder") or "")) > LONGEST_PLACEHOLDER:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_TOO_LONG")
    return markup | {"keyboard": rows}


def _standing_button(button: Any, chat_type: str) -> dict[str, Any]:
    shown = {"text": button} if isinstance(button, str) else button
    if not isinstance(shown, dict) or not isinstance(shown.get("text"), str):
        raise bad_request('can\'t parse keyboard button: field "text" must be of type String')
    if not shown["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    if "web_app" in shown:
        _check_web_app(shown["web_app"], "keyboard button", chat_type)
    if chat_type != "private" and any(shown.get(action) for action in PRIVATE_ONLY):
        raise bad_request("BUTTON_TYPE_INVALID")
    return shown
