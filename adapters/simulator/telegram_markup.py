"""Texts a bot sends, checked as the Bot API checks them; keyboards: ``telegram_keyboards``."""

from typing import Any

from adapters.simulator.telegram_errors import bad_request
from adapters.simulator.telegram_html import parse_html, utf16_length
from adapters.simulator.telegram_params import Params

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def formatted(source: str, mode: str) -> tuple[str, list[dict[str, Any]]]:
    """A text and its entities after parsing; HTML is played, Markdown is refused."""
    if mode.lower() == "html":
        return parse_html(source)
    if mode:
        raise bad_request("unsupported parse_mode")
    return source, []


def read_text(params: Params) -> tuple[str, list[dict[str, Any]]]:
    """The text to show and its entities, after parsing.

    Plays ``parse_mode`` HTML, explicit ``entities`` and plain text; Markdown is refused.
    Raises TelegramRefusal 400: empty, too long (4096 characters after parsing), unparsable.
    """
    text, entities = _read(params, "text", "entities")
    if not text.strip():
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def read_caption(params: Params) -> tuple[str, list[dict[str, Any]]]:
    """The caption of a file and its entities; may be empty.

    Raises TelegramRefusal 400: too long (1024 characters after parsing), unparsable.
    """
    text, entities = _read(params, "caption", "caption_entities")
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def _read(params: Params, name: str, spans: str) -> tuple[str, list[dict[str, Any]]]:
    source, mode = params.text(name), params.text("parse_mode")
    text, entities = formatted(source, mode)
    if not mode:
        entities = _read_entities(params.parsed(spans) or [], source)
    text = text.rstrip()
    return text, _within(entities, utf16_length(text))


def _read_entities(entities: Any, text: str) -> list[dict[str, Any]]:
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
