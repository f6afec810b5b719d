"""Multi-instance characteristics (BPMN 10.3.8, 13.3.7)."""

from typing import Any

from engine.bpmn.document import child, text_of
from engine.bpmn.names import flag
from engine.bpmn.source import Source
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import Evaluable, MultiInstance


def multi_instance(source: Source, activity: Any) -> MultiInstance | None:
    element = child(activity, "multiInstanceLoopCharacteristics")
    if element is None:
        return None
    cardinality, completion = child(element, "loopCardinality"), child(element, "completionCondition")
    collection = _collection(source, element)
    if cardinality is None and collection is None:
        source.findings.error("bpmn.loop_without_count", element)
    if cardinality is not None and collection is not None:
        source.findings.error("bpmn.loop_with_two_counts", element)
    return MultiInstance(
        is_sequential=flag(element, "isSequential"),
        cardinality=None if cardinality is None else source.expression(cardinality),
        collection=collection,
        item_variable=_item_variable(element),
        completion_condition=None if completion is None else source.expression(completion),
    )


def _collection(source: Source, element: Any) -> Evaluable | None:
    """camunda:collection, zeebe's inputCollection, or loopDataInputRef: a variable's name or an expression."""
    characteristics = zeebe(element, "loopCharacteristics")
    text = attribute(element, "collection") or text_of(child(element, "loopDataInputRef"))
    if not text and characteristics is not None:
        text = (characteristics.get("inputCollection") or "").strip()
    return source.condition(element, text) if text else None


def _item_variable(element: Any) -> str | None:
    item, characteristics = child(element, "inputDataItem"), zeebe(element, "loopCharacteristics")
    named = None if item is None else item.get("name") or item.get("id")
    other = None if characteristics is None else characteristics.get("inputElement")
    return attribute(element, "elementVariable") or named or other
