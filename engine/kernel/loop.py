"""Activities that run several times: multi-instance and standard loop (BPMN 13.3.6, 13.3.7).

The whole is one activity with a `loop`; each body is a child of it, with an index.
"""

from collections import ChainMap
from typing import Any

from engine.expr.values import stored
from engine.kernel.cancel import clear
from engine.kernel.step import Run, counts, incident
from engine.model import event as e
from engine.model.definition import Activity, Evaluable, MultiInstance, StandardLoop, Trigger
from engine.model.instance import Activity as Running
from engine.model.instance import Loop

MOST = 100_000  # bodies of one multi-instance
PORTION = 100  # bodies of a parallel one that get their tokens at once


def extent(run: Run, loop: MultiInstance | StandardLoop, scope_id: str) -> tuple[int, list[Any] | None]:
    """How many bodies, and the items they run over; 0 for a standard loop, which asks each time.

    Raises IncidentError for what is no list or no count.
    """
    if isinstance(loop, StandardLoop):
        return 0, None
    if loop.collection is not None:
        items = run.evaluate(loop.collection, scope_id)
        if isinstance(items, str) and items in run.names(scope_id):  # camunda:collection may be a variable's name
            items = run.names(scope_id)[items]
        if not isinstance(items, list):
            raise incident("loop.no_list", value=repr(items)[:100])
        return _limited(len(items)), stored(items)
    value = run.evaluate(loop.cardinality, scope_id) if loop.cardinality is not None else None
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value)
    if value is None or isinstance(value, bool | str) or value != int(value) or value < 0:
        raise incident("loop.no_count", value=repr(value)[:100])
    return _limited(int(value)), None


def _limited(count: int) -> int:
    if count > MOST:
        raise incident("loop.too_many", count=count, most=MOST)
    return count


def has_bodies(run: Run, element: Activity, activity_id: str) -> bool:
    """Whether there is a first body."""
    if isinstance(element.loop, StandardLoop):
        return _goes_round(run, element.loop, activity_id)
    return _state(run, activity_id).total > 0


def begin(run: Run, element: Activity, activity_id: str) -> None:
    """Place the first bodies."""
    if isinstance(element.loop, MultiInstance) and element.loop.shows_outputs:
        show(run, element, activity_id)
    if isinstance(element.loop, MultiInstance) and not element.loop.is_sequential:
        return place_more(run, element, activity_id)
    return _place(run, element, activity_id, 0)


def set_back(run: Run, element: Activity, activity_id: str, index: int, is_uncounted: bool) -> None:
    """Before one body begins anew; those behind it in a sequential one come after it again."""
    loop = _state(run, activity_id)
    placed = index if _is_sequential(element) else loop.placed
    completed = loop.completed - is_uncounted
    run.emit(e.LoopSetBack(activity_id=activity_id, index=index, placed=placed, completed=completed))
    if isinstance(element.loop, MultiInstance) and element.loop.shows_outputs:
        show(run, element, activity_id)


def place_more(run: Run, element: Activity, activity_id: str) -> None:
    """The next portion of a parallel multi-instance, once all tokens of the last one have begun."""
    if not run.is_alive(activity_id) or not isinstance(element.loop, MultiInstance) or element.loop.is_sequential:
        return
    loop = _state(run, activity_id)
    if loop.placed < loop.total and not _has_tokens(run, activity_id):
        for index in range(loop.placed, min(loop.placed + PORTION, loop.total)):
            _place(run, element, activity_id, index)


def _place(run: Run, element: Activity, activity_id: str, index: int) -> None:
    run.emit(e.TokenPlaced(element_id=element.id, scope_id=activity_id, index=index))


def bind(run: Run, element: Activity, body: Running) -> None:
    """The locals of a body: its number, its item, and what it will leave."""
    assert body.scope_id is not None and body.index is not None
    if not isinstance(element.loop, MultiInstance):
        return run.set_local(body.id, "loopCounter", body.index)
    for name in element.loop.output_variables:  # first: what is put out may be the number or the item itself
        run.set_local(body.id, name, None)
    run.set_local(body.id, "loopCounter", body.index + element.loop.counts_from)
    if element.loop.index_variable:
        run.set_local(body.id, element.loop.index_variable, body.index)
    items = _state(run, body.scope_id).items
    if items is not None and element.loop.item_variable:
        run.set_local(body.id, element.loop.item_variable, items[body.index])
    return None


def collect(run: Run, element: Activity, body: Running) -> None:
    """What a body leaves, when it completes (10.3.8: outputDataItem)."""
    assert body.scope_id is not None and body.index is not None
    if isinstance(element.loop, MultiInstance) and element.loop.output_item is not None:
        value = stored(run.evaluate(element.loop.output_item, body.id))
        run.emit(e.ItemCollected(activity_id=body.scope_id, index=body.index, value=value))
        if element.loop.shows_outputs:
            show(run, element, body.scope_id)


def thrown_by(run: Run, element: Activity, body: Running) -> list[Trigger]:
    """What the whole throws because this body completes; counts are as if it had completed (10.3.8)."""
    if not isinstance(element.loop, MultiInstance) or body.index is None or not element.loop.throws:
        return []
    loop = _state(run, body.scope_id or "")
    names = ChainMap(counts(loop.total, loop.completed + 1, loop.active - 1), dict(run.names(body.id)))
    throws = [each for each in element.loop.throws if not (each.only_first and loop.completed)]
    return [
        each.trigger
        for each in throws
        if each.condition is None or _is_true(each.condition, each.condition.evaluate(names, run.world.env))
    ]


def hand_out(run: Run, element: Activity, activity_id: str) -> None:
    """What the bodies left, as one list in the scope around; null for a body that did not complete."""
    if isinstance(element.loop, MultiInstance) and element.loop.output_collection:
        outside = run.activity(activity_id).scope_id or ""
        run.set(outside, element.loop.output_collection, outputs(_state(run, activity_id)))


def show(run: Run, element: Activity, activity_id: str) -> None:
    """What the bodies have left so far, in their order."""
    assert isinstance(element.loop, MultiInstance)
    left = _state(run, activity_id).outputs
    outside = run.activity(activity_id).scope_id or ""
    run.set(outside, element.loop.output_collection or "", [left[each] for each in sorted(left, key=int)])


def outputs(loop: Loop) -> list[Any]:
    return [loop.outputs.get(str(index)) for index in range(loop.total)]


def go_on(run: Run, element: Activity, activity_id: str) -> bool:
    """After a body ended: True when the whole is done. Otherwise the next body of a sequential one is placed."""
    loop = _state(run, activity_id)
    if isinstance(element.loop, StandardLoop):
        is_done = not _goes_round(run, element.loop, activity_id)
    else:
        assert element.loop is not None
        is_done = loop.placed >= loop.total and not loop.active and not _has_tokens(run, activity_id)
        condition = element.loop.completion_condition
        if not is_done and condition is not None and loop.completed and _holds(run, condition, activity_id):
            clear(run, activity_id)
            is_done = True
    if not is_done and _is_sequential(element) and not loop.active and not _has_tokens(run, activity_id):
        _place(run, element, activity_id, loop.placed)
    return is_done


def planned(run: Run) -> int:
    """Activities that the multi-instances under way still stand for: a large one is no endless loop."""
    loops = [each for each in run.instance.activities.values() if each.loop is not None]
    return sum(_bodies(run, each) * _size(run, each.element_id) for each in loops)


def _bodies(run: Run, activity: Running) -> int:
    """Bodies of a multi-instance, times those of the ones around it."""
    count, current = 1, activity
    while True:
        count *= current.loop.total if current.loop is not None else 1
        if current.scope_id is None:
            return count
        current = run.activity(current.scope_id)


def _size(run: Run, element_id: str) -> int:
    """The elements of a body, those inside it included."""
    inside = [each.id for each in run.definition.elements.values() if each.scope == element_id]
    return 1 + sum(_size(run, each) for each in inside)


def _state(run: Run, activity_id: str) -> Loop:
    loop = run.activity(activity_id).loop
    assert loop is not None
    return loop


def _is_sequential(element: Activity) -> bool:
    return isinstance(element.loop, StandardLoop) or (element.loop is not None and element.loop.is_sequential)


def _has_tokens(run: Run, activity_id: str) -> bool:
    return any(token.scope_id == activity_id for token in run.instance.tokens)


def _goes_round(run: Run, loop: StandardLoop, activity_id: str) -> bool:
    """Whether a standard loop has another body: the condition is asked before each, but not before the first one
    unless testBefore says so."""
    completed = _state(run, activity_id).completed
    if loop.maximum is not None and completed >= loop.maximum:
        return False
    if loop.condition is None or (not completed and not loop.tests_before):
        return True
    return _holds(run, loop.condition, activity_id)


def _holds(run: Run, condition: Evaluable, activity_id: str) -> bool:
    return _is_true(condition, run.evaluate(condition, activity_id))


def _is_true(condition: Evaluable, value: Any) -> bool:
    if not isinstance(value, bool):
        raise incident("loop.not_boolean", text=condition.text, value=repr(value)[:100])
    return value
