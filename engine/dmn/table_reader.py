"""Decision tables (DMN 1.5, chapter 8)."""

from typing import Any, get_args

from engine.dmn.items import type_of
from engine.dmn.model import Aggregation, HitPolicy, Input, Output, Rule, Table
from engine.dmn.reading import CAMUNDA, Element, Reading, child, children, text_of

POLICIES = get_args(HitPolicy)
AGGREGATIONS = get_args(Aggregation)
PARTS = frozenset({"input", "output", "rule", "annotation", "description", "extensionElements"})


def read_table(element: Element, owner: str, default_name: str, reading: Reading) -> Table:
    """The table with what could be read of it; the problems are noted. `default_name` names a single output."""
    for part in children(element):
        if part.tag.rpartition("}")[2] not in PARTS:
            reading.refuse("dmn.unsupported", part, construct=part.tag.rpartition("}")[2])
    outputs = _outputs(element, default_name, reading)
    inputs = [found for found in (_input(each, reading) for each in children(element, "input")) if found]
    rules = [_rule(each, row, element, reading) for row, each in enumerate(children(element, "rule"), 1)]
    policy, aggregation = _policy(element, outputs, reading)
    return Table(owner, tuple(inputs), outputs, tuple(rules), policy, aggregation)


def _policy(element: Element, outputs: tuple[Output, ...], reading: Reading) -> tuple[Any, Any]:
    policy, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
    if policy not in POLICIES:
        reading.refuse("dmn.hit_policy", element, policy=policy)
    if aggregation is not None and (aggregation not in AGGREGATIONS or policy != "COLLECT"):
        reading.refuse("dmn.aggregation", element, aggregation=aggregation, policy=policy)
    if aggregation is not None and len(outputs) > 1:
        reading.refuse("dmn.aggregation_outputs", element, aggregation=aggregation)
    if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.values for output in outputs):
        reading.refuse("dmn.output_values", element, policy=policy)
    return policy, aggregation


def _input(element: Element, reading: Reading) -> Input | None:
    asked = child(element, "inputExpression")
    expression = None if asked is None else reading.expression(asked)
    if asked is None or not text_of(asked):
        reading.refuse("dmn.no_input_expression", element)
    if expression is None or asked is None:
        return None
    variable = element.get(f"{CAMUNDA}inputVariable")
    label = element.get("label") or expression.text
    return Input(
        id=element.get("id", ""),
        label=label,
        expression=expression,
        type=type_of(asked.get("typeRef"), reading),
        allowed=reading.allowed(child(element, "inputValues")),
        variable=variable,
        line=element.sourceline,
    )


def _outputs(table: Element, default_name: str, reading: Reading) -> tuple[Output, ...]:
    elements = list(children(table, "output"))
    if not elements:
        reading.refuse("dmn.no_output", table)
    names = [element.get("name") or (default_name if len(elements) == 1 else "") for element in elements]
    for element, name in zip(elements, names, strict=True):
        if not name or names.count(name) > 1:
            reading.refuse("dmn.output_name", element, name=name)
    return tuple(_output(element, name, reading) for element, name in zip(elements, names, strict=True))


def _output(element: Element, name: str, reading: Reading) -> Output:
    allowed, default = child(element, "outputValues"), child(element, "defaultOutputEntry")
    values = None if allowed is None or not text_of(allowed) else reading.expression(allowed, f"[{text_of(allowed)}]")
    return Output(
        id=element.get("id", ""),
        name=name,
        label=element.get("label") or name,
        type=type_of(element.get("typeRef"), reading),
        values=values,
        default=None if default is None else reading.expression(default),
        line=element.sourceline,
    )


def _rule(element: Element, row: int, table: Element, reading: Reading) -> Rule:
    cells = [reading.unary_tests(each) for each in children(element, "inputEntry")]
    results = [reading.expression(each) for each in children(element, "outputEntry")]
    for given, column in ((cells, "input"), (results, "output")):
        expected = sum(1 for _ in children(table, column))
        if len(given) != expected:
            reading.refuse("dmn.entries", element, column=column, given=len(given), expected=expected)
    description = child(element, "description")
    return Rule(
        id=element.get("id", ""),
        row=row,
        tests=tuple(cell for cell in cells if cell is not None),
        results=tuple(results),
        description="" if description is None else (description.text or "").strip(),
        line=element.sourceline,
    )
