"""Boxed expressions (DMN 1.5, 10.2): each is read as the FEEL node that means the same, a table as its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.dmn.items import type_of
from engine.dmn.reading import Element, Reading, child, children, split, text_of
from engine.dmn.table import TableOf
from engine.dmn.table_reader import read_table
from engine.expr import syntax
from engine.expr.syntax import Node, Type

NULL = syntax.Literal(0, None)


@dataclass(frozen=True, slots=True)
class Box:
    """Where an expression stands: `owner` is the id of the decision or knowledge model, `name` that of its result."""

    owner: str
    name: str


Reader = Callable[[Element, Box, Reading], Node]


def boxed(holder: Element, box: Box, reading: Reading, known: Iterable[str] = ()) -> Node | None:
    """The only expression among the children of an element, of which `known` are no expressions; None without one."""
    found: Node | None = None
    for part in children(holder):
        kind = split(part)[1]
        if kind in READERS:
            found = expression(part, box, reading)
        elif kind not in known:
            reading.refuse("dmn.unsupported", part, construct=kind)
    return found


def expression(element: Element, box: Box, reading: Reading) -> Node:
    """One boxed expression, fitted to its typeRef. What is broken is noted, and null."""
    node = READERS[split(element)[1]](element, box, reading)
    type_ = type_of(element.get("typeRef"), reading)
    return node if type_ is None else syntax.Typed(0, node, type_)


def _inside(element: Element, name: str, box: Box, reading: Reading) -> Node:
    """The expression inside a part such as `in` or `then`."""
    part = child(element, name)
    found = None if part is None else boxed(part, box, reading, INERT)
    if found is None:
        reading.refuse("dmn.no_expression", element if part is None else part, construct=name)
    return found or NULL


def _literal(element: Element, box: Box, reading: Reading) -> Node:
    if not text_of(element):
        reading.refuse("dmn.no_logic", element)
    return reading.node(element) or NULL


def _table(element: Element, box: Box, reading: Reading) -> Node:
    return TableOf(0, read_table(element, box.owner, box.name, reading))


def _context(element: Element, box: Box, reading: Reading) -> Node:
    """Each entry sees those before it; one without a variable is the result."""
    entries: list[tuple[str, Node]] = []
    result: Node | None = None
    for part in children(element, "contextEntry"):
        variable = child(part, "variable")
        name = "" if variable is None else variable.get("name", "").strip()
        node = boxed(part, Box(box.owner, name or box.name), reading, {"variable", *INERT}) or NULL
        if variable is None:
            result = node
            continue
        type_ = type_of(variable.get("typeRef"), reading)
        entries.append((name, node if type_ is None else syntax.Typed(0, node, type_)))
        reading = reading.within([name])
    return syntax.ContextOf(0, tuple(entries), result)


def _invocation(element: Element, box: Box, reading: Reading) -> Node:
    """What is called, with arguments by name."""
    function = boxed(element, box, reading, {"binding", *INERT})
    if function is None:
        reading.refuse("dmn.no_expression", element, construct="invocation")
    arguments = [_argument(each, box, reading) for each in children(element, "binding")]
    named = tuple(name for name, _ in arguments)
    return syntax.Call(0, function or NULL, tuple(node for _, node in arguments), named)


def _argument(binding: Element, box: Box, reading: Reading) -> tuple[str, Node]:
    parameter = child(binding, "parameter")
    name = "" if parameter is None else parameter.get("name", "").strip()
    return name, boxed(binding, box, reading, {"parameter", *INERT}) or NULL


def _list(element: Element, box: Box, reading: Reading) -> Node:
    items = (expression(part, box, reading) for part in children(element, *READERS))
    return syntax.ListOf(0, tuple(items))


def _relation(element: Element, box: Box, reading: Reading) -> Node:
    """A list of contexts."""
    columns = [(each.get("name", "").strip(), each.get("typeRef")) for each in children(element, "column")]
    rows = [_row(row, columns, box, reading) for row in children(element, "row")]
    return syntax.ListOf(0, tuple(rows))


def _row(row: Element, columns: list[tuple[str, str | None]], box: Box, reading: Reading) -> Node:
    cells = [expression(part, box, reading) for part in children(row, *READERS)]
    if len(cells) != len(columns):
        reading.refuse("dmn.entries", row, column="relation", given=len(cells), expected=len(columns))
    entries = []
    for (name, ref), cell in zip(columns, cells, strict=False):
        type_ = type_of(ref, reading)
        entries.append((name, cell if type_ is None else syntax.Typed(0, cell, type_)))
    return syntax.RowOf(0, tuple(entries))


def function(element: Element, box: Box, reading: Reading, result: Type | None = None) -> Node:
    """A function definition; only FEEL is executed (DMN 1.5, 10.2.1.7). What it answers is fitted to `result`."""
    kind = element.get("kind", "FEEL").rpartition(":")[2]
    if kind != "FEEL":
        reading.refuse("dmn.external_function", element, kind=kind)
    parameters = [
        (each.get("name", "").strip(), type_of(each.get("typeRef"), reading))
        for each in children(element, "formalParameter")
    ]
    inside = reading.within(name for name, _ in parameters)
    body = boxed(element, box, inside, {"formalParameter", *INERT})
    if body is None and kind == "FEEL":
        reading.refuse("dmn.no_logic", element)
    answer = body or NULL
    return syntax.FunctionOf(0, tuple(parameters), answer if result is None else syntax.Typed(0, answer, result))


def _conditional(element: Element, box: Box, reading: Reading) -> Node:
    return syntax.If(0, *(_inside(element, part, box, reading) for part in ("if", "then", "else")))


def _filter(element: Element, box: Box, reading: Reading) -> Node:
    source = _inside(element, "in", box, reading)
    return syntax.Where(0, source, _inside(element, "match", box, reading.within(["item"])))


def _iterators(element: Element, box: Box, reading: Reading) -> tuple[str, tuple[syntax.Iterator, ...]]:
    name = element.get("iteratorVariable", "").strip()
    return name, (syntax.Iterator(0, name, _inside(element, "in", box, reading)),)


def _for(element: Element, box: Box, reading: Reading) -> Node:
    name, iterators = _iterators(element, box, reading)
    return syntax.For(0, iterators, _inside(element, "return", box, reading.within([name])))


def _quantified(element: Element, box: Box, reading: Reading) -> Node:
    name, iterators = _iterators(element, box, reading)
    condition = _inside(element, "satisfies", box, reading.within([name]))
    return syntax.Quantified(0, split(element)[1], iterators, condition)


INERT = frozenset({"description", "extensionElements"})
READERS: dict[str, Reader] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
