"""A file of decisions, read and compiled: frozen, shared by all who evaluate it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.expr.expression import Expression, UnaryTests
from engine.expr.syntax import Type

HitPolicy = Literal["UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """A column that asks: `variable` is a name for the value (camunda:inputVariable), `allowed` its inputValues."""

    id: str
    label: str
    expression: Expression
    type: Type | None = None
    allowed: UnaryTests | None = None
    variable: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """A column that answers; `values` are the allowed ones, best first, for PRIORITY and OUTPUT ORDER."""

    id: str
    name: str
    label: str
    type: Type | None = None
    values: Expression | None = None
    default: Expression | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A row, counted from 1: one cell of tests for each input, one result for each output (None: an empty cell)."""

    id: str
    row: int
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression | None, ...]
    description: str = ""
    line: int | None = None
    checks: tuple[tuple[int, UnaryTests], ...] = ()  # the cells that say something, with their columns

    def __post_init__(self) -> None:
        checks = tuple((place, each) for place, each in enumerate(self.tests) if each.text != "-")
        object.__setattr__(self, "checks", checks)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`owner` is the id of the decision or knowledge model that the table belongs to."""

    owner: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = "UNIQUE"
    aggregation: Aggregation | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """An arrow of the diagram: `key` names the element, `alias` is the name of the import it comes through."""

    key: str
    alias: str | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Element:
    """What requirements point at. `key` is `namespace#id`, `variable` the name of its value."""

    id: str
    key: str
    name: str
    variable: str
    type: Type | None = None
    requires: tuple[Requirement, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class InputData(Element):
    """What is given from outside."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Decision(Element):
    """`logic` is its table, or any other boxed expression; `version_tag` is what camunda:versionTag says."""

    logic: Table | Expression
    version_tag: str | None = None

    @property
    def table(self) -> Table | None:
        return self.logic if isinstance(self.logic, Table) else None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Knowledge(Element):
    """A business knowledge model: `function` makes the function out of the knowledge that it requires."""

    function: Expression


def answered(type_: Type | None) -> Type | None:
    """What the variable of something that is called says of the answer: a function type by its last part."""
    if type_ is not None and type_.name == "function":
        return type_.items[-1] if type_.items else None
    return type_


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Service(Element):
    """A decision service: keys of what it answers, and of what it wants to be given (`parameters`)."""

    outputs: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """One file. `decisions` are its own, by id; `elements` all that they may require, imported ones too, by key.

    `namespace`, `names` and `types` are for those who import it; `digest` is the SHA-256 of the source in hexadecimal.
    """

    id: str
    name: str
    decisions: Mapping[str, Decision]
    digest: str
    namespace: str
    elements: Mapping[str, Element]
    names: frozenset[str]
    types: Mapping[str, Type]

    def find(self, element_id: str) -> Element | None:
        """One of its own elements."""
        return self.elements.get(f"{self.namespace}#{element_id}")
