"""Nodes to closures: each node is compiled once, by the function that its module registered for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.expr.function import Code
from engine.expr.syntax import Node, Type


@dataclass(frozen=True, slots=True)
class Bound:
    """The names bound at a place of the text; `free` collects those that are read and are not.

    `types` are the item definitions of the model, resolved.
    """

    names: frozenset[str] = frozenset()
    free: set[str] = field(default_factory=set)
    types: Mapping[str, Type] = field(default_factory=dict)

    def plus(self, names: Iterable[str]) -> "Bound":
        return Bound(self.names.union(names), self.free, self.types)

    def apart(self) -> "Bound":
        """The same names, with a collection of its own."""
        return Bound(self.names, set(), self.types)


Compiler = Callable[[Any, Bound], Code]
C = TypeVar("C", bound=Compiler)
_COMPILERS: dict[type[Node], Compiler] = {}


def compiles(node_type: type[Node]) -> Callable[[C], C]:
    """Register the compiler of a node type."""

    def register(compiler: C) -> C:
        _COMPILERS[node_type] = compiler
        return compiler

    return register


def compiled(node: Node, bound: Bound) -> Code:
    """The closure of a node: `code(scope, run)` gives its value."""
    return _COMPILERS[type(node)](node, bound)
