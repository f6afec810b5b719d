"""The kinds of input that are tried. Another kind is another module with `made(random)` and `judge(text)`."""

from types import ModuleType

from tests.fuzz import broken, diagrams, expressions, tables

KINDS: dict[str, ModuleType] = {"expressions": expressions, "tables": tables, "diagrams": diagrams}
ALL: dict[str, ModuleType] = {**KINDS, "broken": broken}
