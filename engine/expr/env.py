"""What an evaluation may see besides its names, and how much it may use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation. Beyond them it ends with ExpressionError(`expression.budget`), in any mode."""

    steps: int = 100_000
    depth: int = 200
    list_length: int = 100_000
    string_length: int = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Env:
    """`now` is aware; `zone` is where `now()`, `today()` and local dates are.

    `functions` are called with FEEL values and override nothing that FEEL has. In strict mode (conditions, mappings)
    unknown names, wrong types and failing functions raise ExpressionError; otherwise they are null, as in the standard.
    `strict_names` makes unknown names alone raise.
    """

    now: datetime
    zone: tzinfo = UTC
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    budget: Budget = Budget()
    strict: bool = True
    strict_names: bool = False
