"""Values of variables for reading: times in the reader's zone, people by their names, lists in a line."""

import re
from datetime import datetime
from typing import Any

from webui import moments
from webui.texts import together
from webui.values import value_text
from webui.wording import person

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


def _moment(text: str) -> str | None:
    """None for what is no moment, or none that there is."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return moments.short(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
