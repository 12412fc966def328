"""Activities in a statement: their ids, definitions and interactions (xAPI 1.0.3, Data 2.4.4.1)."""

from typing import Any

from adapters.simulator.xapi_values import (
    Check,
    StatementRefusedError,
    each,
    extensions,
    iri,
    language_map,
    object_of,
    string_in,
    strings,
)

_COMPONENTS = ("choices", "scale", "source", "target", "steps")
INTERACTIONS = {
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
}


def check_activity(value: Any, where: str) -> None:
    """Raises StatementRefusedError where ``value`` is no activity."""
    fields = object_of(value, where, required=("id",), optional=("objectType", "definition"))
    if fields.get("objectType", "Activity") != "Activity":
        raise StatementRefusedError(f"{where}.objectType: must be Activity")
    iri(fields["id"], f"{where}.id")
    if "definition" in fields:
        _definition(fields["definition"], f"{where}.definition")


def _definition(value: Any, where: str) -> None:
    names = ("name", "description", "type", "moreInfo", "extensions", "interactionType")
    optional = (*names, "correctResponsesPattern", *_COMPONENTS)
    fields = object_of(value, where, optional=optional)
    each(fields, where, _DEFINITION)
    if any(name in fields for name in _COMPONENTS) and "interactionType" not in fields:
        raise StatementRefusedError(f"{where}: components need an interactionType")


def _interaction(value: Any, where: str) -> None:
    if value not in INTERACTIONS:
        raise StatementRefusedError(f"{where}: is not known")


def _components(value: Any, where: str) -> None:
    if not isinstance(value, list):
        raise StatementRefusedError(f"{where}: must be a list")
    for component in value:
        fields = object_of(component, where, required=("id",), optional=("description",))
        if not string_in(fields, "id"):
            raise StatementRefusedError(f"{where}.id: must not be empty")
        language_map(fields.get("description", {}), f"{where}.description")


_DEFINITION: dict[str, Check] = {
    "name": language_map,
    "description": language_map,
    "type": iri,
    "moreInfo": iri,
    "extensions": extensions,
    "interactionType": _interaction,
    "correctResponsesPattern": strings,
} | dict.fromkeys(_COMPONENTS, _components)
