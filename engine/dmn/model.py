"""A file of decisions, read and compiled: frozen, shared by all who evaluate it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.expr.expression import Expression, UnaryTests

HitPolicy = Literal["UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """A column that asks: `type` is the typeRef or None; `variable` is a name for the value (camunda:inputVariable)."""

    id: str
    label: str
    expression: Expression
    type: str | None = None
    variable: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """A column that answers; `values` are the allowed ones, best first, for PRIORITY and OUTPUT ORDER."""

    id: str
    name: str
    label: str
    type: str | None = None
    values: Expression | None = None
    default: Expression | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A row: one cell of tests for each input, one result for each output (None: an empty cell)."""

    id: str
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression | None, ...]
    description: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = "UNIQUE"
    aggregation: Aggregation | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """`variable` is the name of its result for the decisions that require it (`requires`: their ids)."""

    id: str
    name: str
    variable: str
    type: str | None
    logic: Table | Expression
    requires: tuple[str, ...] = ()
    line: int | None = None

    @property
    def key(self) -> str:
        """What `decisionRef` names."""
        return self.id

    @property
    def table(self) -> Table | None:
        return self.logic if isinstance(self.logic, Table) else None


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """All decisions of one file, by id; `digest` is the SHA-256 of the source in hexadecimal."""

    id: str
    name: str
    decisions: Mapping[str, Decision]
    digest: str
