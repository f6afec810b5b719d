"""Variables on the command line."""

from collections.abc import Sequence
from typing import Any

import msgspec


def variables(given: Sequence[str]) -> dict[str, Any]:
    """Of `price=1200` each."""
    pairs = [each.partition("=") for each in given]
    return {name: value(text) for name, _, text in pairs}


def value(text: str | None) -> Any:
    """JSON, or else text; an empty cell says nothing."""
    try:
        return msgspec.json.decode(text or '""')
    except msgspec.DecodeError:
        return text
