"""Values of variables for reading: times in the reader's zone, people by their names, lists in a line."""

import re
from datetime import datetime
from typing import Any

from webui import moments
from webui.catalogue import t
from webui.texts import together
from webui.values import value_text
from webui.wording import person

LONGEST = 60  # characters of a value in a line
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def readable(value: Any) -> Any:
    """The text to show; nothing, yes and no stay as they are."""
    match value:
        case None | bool():
            return value
        case str():
            return _moment(value) or person(value)
        case list() if value and not any(isinstance(each, (list, dict, bool, type(None))) for each in value):
            return together(str(readable(each)) for each in value)
        case _:
            return value_text(value)


def brief(value: Any) -> str:
    """The same in a few words, for the middle of a line."""
    match readable(value):
        case None | "":
            return "—"
        case bool(is_so):
            return t("value.yes" if is_so else "value.no")
        case _ if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(each, dict) for each in value)
        ):
            return t("value.entries", count=len(value))
        case str(text):
            return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        case shown:
            return str(shown)


def _moment(text: str) -> str | None:
    """None for what is no moment, or none that there is."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return moments.short(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
