"""Loop characteristics: multi-instance and standard loop (BPMN 10.3.8, 13.3.6, 13.3.7)."""

import re
from typing import Any

from engine.bpmn.data import collection_of
from engine.bpmn.document import child, text_of
from engine.bpmn.implicit_throws import implicit_throws
from engine.bpmn.loop_outputs import outputs
from engine.bpmn.names import flag
from engine.bpmn.source import Source
from engine.bpmn.values import Variable
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import Evaluable, MultiInstance, StandardLoop

HYPHENED = re.compile(r"\w+(-\w+)+")
"""The name of a variable: what a subtraction gives is never a list."""


def loop(source: Source, activity: Any) -> MultiInstance | StandardLoop | None:
    several, again = (child(activity, f"{name}LoopCharacteristics") for name in ("multiInstance", "standard"))
    if several is not None:
        return _multi_instance(source, several)
    return None if again is None else _standard_loop(source, again)


def quantity(source: Source, activity: Any, name: str) -> int:
    """startQuantity or completionQuantity: a number of tokens, 1 or more."""
    text = activity.get(name, "1").strip()
    if text.isdigit() and 1 <= int(text) <= MOST_TOKENS:
        return int(text)
    source.findings.error("bpmn.bad_quantity", activity, attribute=name, value=text[:100], most=MOST_TOKENS)
    return 1


MOST_TOKENS = 1000


def _standard_loop(source: Source, element: Any) -> StandardLoop:
    condition, maximum = child(element, "loopCondition"), element.get("loopMaximum")
    if condition is None and maximum is None:
        source.findings.error("bpmn.loop_without_end", element)
    if maximum is not None and not maximum.strip().isdigit():
        source.findings.error("bpmn.bad_quantity", element, attribute="loopMaximum", value=maximum[:100], most=10**9)
        maximum = None
    return StandardLoop(
        tests_before=flag(element, "testBefore"),
        maximum=None if maximum is None else int(maximum),
        condition=None if condition is None else source.expression(condition),
    )


def _multi_instance(source: Source, element: Any) -> MultiInstance:
    cardinality, completion = child(element, "loopCardinality"), child(element, "completionCondition")
    collection = _collection(source, element)
    if cardinality is None and collection is None:
        source.findings.error("bpmn.loop_without_count", element)
    if cardinality is not None and collection is not None:
        source.findings.error("bpmn.loop_with_two_counts", element)
    left = outputs(source, element)
    return MultiInstance(
        is_sequential=flag(element, "isSequential"),
        cardinality=None if cardinality is None else source.expression(cardinality),
        collection=collection,
        item_variable=_item_variable(element),
        index_variable=attribute(element, "elementIndexVariable"),
        counts_from=0 if zeebe(element, "loopCharacteristics") is None else 1,
        completion_condition=None if completion is None else source.expression(completion),
        output_collection=left.collection,
        output_item=left.item,
        output_variables=left.variables,
        shows_outputs=left.are_shown,
        throws=implicit_throws(source, element),
    )


def _collection(source: Source, element: Any) -> Evaluable | None:
    """camunda:collection, zeebe's inputCollection, or loopDataInputRef: a variable's name or an expression."""
    characteristics = zeebe(element, "loopCharacteristics")
    reference = text_of(child(element, "loopDataInputRef"))
    item = collection_of(source, element.getparent(), reference) if reference else None
    if item is not None and not attribute(element, "collection"):
        return Variable(item)
    text = attribute(element, "collection") or reference
    if not text and characteristics is not None:
        text = (characteristics.get("inputCollection") or "").strip()
    if text and HYPHENED.fullmatch(text):
        return Variable(text)
    return source.condition(element, text) if text else None


def _item_variable(element: Any) -> str | None:
    item, characteristics = child(element, "inputDataItem"), zeebe(element, "loopCharacteristics")
    named = None if item is None else item.get("name") or item.get("id")
    other = None if characteristics is None else characteristics.get("inputElement")
    return attribute(element, "elementVariable") or named or other
