"""Where a field's value lies in the data: a dotted key, step by step through objects."""

from collections.abc import Mapping
from typing import Any

Path = tuple[str, ...]

ABSENT: Any = object()  # told apart from null, which is a value


def dotted(path: Path) -> str:
    return ".".join(path)


def value_at(data: Any, path: Path) -> Any:
    """The value, or ABSENT."""
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return ABSENT
        data = data[step]
    return data


def with_value(data: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy with the value in place; the objects on the way are copied, what lies beside it stays."""
    step, rest = path[0], path[1:]
    if rest:
        inner = data.get(step)
        value = with_value(inner if isinstance(inner, Mapping) else {}, rest, value)
    return {**data, step: value}
