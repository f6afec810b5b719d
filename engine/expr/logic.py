"""Three-valued logic (DMN 1.5, 10.3.2.10)."""

from collections.abc import Iterable
from typing import Any

from engine.expr.kinds import kind
from engine.expr.run import Run


def truth(value: Any, run: Run, at: int) -> bool | None:
    """A value where a boolean is expected: any other is null, or fails in strict mode."""
    if value is None or value is True or value is False:
        return value
    run.fail("expression.type", at, operator="boolean", left=kind(value), right="boolean")
    return None


def negation(value: bool | None) -> bool | None:
    return None if value is None else not value


def any_true(values: Iterable[bool | None]) -> bool | None:
    """True when one is true, else null when one is null; looks no further than the first true."""
    result: bool | None = False
    for value in values:
        if value:
            return True
        result = None if value is None else result
    return result


def all_true(values: Iterable[bool | None]) -> bool | None:
    """False when one is false, else null when one is null; looks no further than the first false."""
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        result = None if value is None else result
    return result
