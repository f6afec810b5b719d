"""What an expression consists of: frozen nodes, each with its place in the text. FEEL and JUEL share them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """`and` or `or` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (tests)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    type: "Type"


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[start..end]`, or `< end` and its like with one side open-ended (None)."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Unequal(Node):
    """`!= value` as a unary test, and `= value` when not `negated`."""

    value: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`named` holds the parameter names when the arguments are given by name."""

    function: Node
    arguments: tuple[Node, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in domain`, or `name in domain .. end`."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every`."""

    quantifier: str
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    parameters: tuple[tuple[str, "Type | None"], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Type:
    """A type name, with the element type of a list or range, and the entries of a context."""

    name: str
    items: tuple["Type", ...] = ()
    entries: tuple[tuple[str, "Type"], ...] = ()
