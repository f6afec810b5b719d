"""Ranges: a pair of ends, each included or not; None is an end that is open for ever."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    start: Any
    end: Any
    start_included: bool
    end_included: bool
