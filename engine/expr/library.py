"""All built-in functions: importing the modules registers them."""

from engine.expr.builtins import (
    contexts,
    conversion,
    intervals,
    lists,
    numeric,
    ranges,
    statistics,
    strings,
    temporals,
)
from engine.expr.signature import BUILTINS

__all__ = ["BUILTINS", "MODULES"]

MODULES = (contexts, conversion, intervals, lists, numeric, ranges, statistics, strings, temporals)
