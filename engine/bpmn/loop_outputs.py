"""What the bodies of a multi-instance leave: loopDataOutputRef, and its kin in Camunda 8 and Flowable."""

from typing import Any, NamedTuple

from engine.bpmn.data import collection_of
from engine.bpmn.document import child, text_of
from engine.bpmn.names import local
from engine.bpmn.source import Source, is_literal
from engine.bpmn.values import Constant, MapValue, Variable
from engine.bpmn.vendor import extensions, zeebe
from engine.model.definition import Evaluable

AGGREGATION = "variableAggregation"
KNOWN = {AGGREGATION: {"target", "createOverviewVariable"}, "variable": {"source", "sourceExpression", "target"}}


class Outputs(NamedTuple):
    """The variable that gets them, what each body leaves, and the locals of the body that it is made of."""

    collection: str | None = None
    item: Evaluable | None = None
    variables: tuple[str, ...] = ()
    are_shown: bool = False


def outputs(source: Source, loop: Any) -> Outputs:
    target = text_of(child(loop, "loopDataOutputRef"))
    aggregations = extensions(loop, AGGREGATION)
    characteristics = zeebe(loop, "loopCharacteristics")
    if aggregations:
        if target or len(aggregations) > 1:
            source.unsupported(loop, AGGREGATION)  # one list is made, of one kind
        return _aggregated(source, aggregations[0])
    if target:
        return _data(source, loop, target)
    return Outputs() if characteristics is None else _collected(source, loop, characteristics)


def _data(source: Source, loop: Any, target: str) -> Outputs:
    item = child(loop, "outputDataItem")
    name = "" if item is None else item.get("name") or item.get("id") or ""
    if not name:
        source.findings.error("bpmn.output_without_item", loop, collection=target)
    collection = collection_of(source, loop.getparent(), target) or target
    return Outputs(collection, Variable(name), (name,) if name else ())


def _collected(source: Source, loop: Any, characteristics: Any) -> Outputs:
    target = (characteristics.get("outputCollection") or "").strip()
    text = (characteristics.get("outputElement") or "").strip()
    if not target:
        return Outputs()
    if not text:
        source.findings.error("bpmn.output_without_item", loop, collection=target)
        return Outputs()
    name = text.removeprefix("=").strip()
    is_variable = name.isidentifier() and text.startswith("=")
    return Outputs(target, source.text(loop, text), (name,) if is_variable else ())


def _aggregated(source: Source, aggregation: Any) -> Outputs:
    """A context of each body, with what is named; what it is made of stays inside the body."""
    _check(source, aggregation)
    target = (aggregation.get("target") or "").strip()
    if not target or not is_literal(target):
        source.unsupported(aggregation, f"target={target}")
    entries = [entry for each in aggregation if (entry := _entry(source, each)) is not None]
    if not entries:
        source.findings.error("bpmn.output_without_item", aggregation, collection=target)
    text = f"{{{', '.join(f'{name}: {value.text}' for name, value in entries)}}}"
    item = MapValue(text, tuple((Constant(name, name), value) for name, value in entries))
    own = tuple(value.text for _, value in entries if isinstance(value, Variable))
    return Outputs(target, item, own, aggregation.get("createOverviewVariable") == "true")


def _entry(source: Source, variable: Any) -> tuple[str, Evaluable] | None:
    _check(source, variable)
    name, expression = variable.get("source"), variable.get("sourceExpression")
    target = variable.get("target") or name
    if not target or not (name or expression):
        source.findings.error("bpmn.parameter_without_name", variable)
        return None
    return target, source.condition(variable, expression) if expression else Variable(name)


def _check(source: Source, element: Any) -> None:
    for name in sorted(set(element.attrib) - KNOWN.get(local(element), set())):
        source.unsupported(element, name)
