"""What an expression consists of: frozen nodes, each with its place in the text. FEEL and JUEL share them."""

from collections.abc import Callable
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
    """`result` is the last entry of a boxed context: an expression over the others, that has no key."""

    entries: tuple[tuple[str, Node], ...]
    result: Node | None = None


@dataclass(frozen=True, slots=True)
class RowOf(Node):
    """A row of a relation: a context whose entries do not see each other."""

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
class Where(Node):
    """A boxed filter: its condition is a boolean, never a place."""

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
class Typed(Node):
    """A value that is fitted to a type."""

    value: Node
    type: "Type"


@dataclass(frozen=True, slots=True)
class Text(Node):
    """The node of a text of its own, inside a boxed expression: failures name that text."""

    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class Compiled(Node):
    """What another language has compiled already: a closure over scope and run."""

    code: Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Type:
    """A type name, with the element type of a list or range, the entries of a context, a function's types.

    `allowed` says of a value of that type whether it is one of the allowed ones (DMN 1.5, 7.3.3); it gets the value
    and the run.
    """

    name: str
    items: tuple["Type", ...] = ()
    entries: tuple[tuple[str, "Type"], ...] = ()
    allowed: Callable[[Any, Any], bool] | None = None
