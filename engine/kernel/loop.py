"""Multi-instance activities, parallel and sequential (BPMN 13.3.7). Their bodies are activities with an index."""

from typing import Any

from engine.expr.values import stored
from engine.kernel.cancel import clear
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Activity, Evaluable, MultiInstance
from engine.model.instance import Activity as Running

MOST = 10_000  # bodies of one multi-instance


def extent(run: Run, loop: MultiInstance, scope_id: str) -> tuple[int, list[Any] | None]:
    """How many bodies, and the items they run over. Raises IncidentError for what is no list or no count."""
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


def begin(run: Run, element: Activity, activity_id: str) -> None:
    """Place the bodies: all at once, or the first."""
    loop = run.activity(activity_id).loop
    assert loop is not None and element.loop is not None
    count = min(loop.total, 1) if element.loop.is_sequential else loop.total
    for index in range(count):
        run.emit(e.TokenPlaced(element_id=element.id, scope_id=activity_id, index=index))


def bind(run: Run, element: Activity, body: Running) -> None:
    """The locals of a body: its number and its item."""
    assert element.loop is not None and body.scope_id is not None
    run.set_local(body.id, "loopCounter", body.index)
    around = run.activity(body.scope_id).loop
    if around is not None and around.items is not None and element.loop.item_variable and body.index is not None:
        run.set_local(body.id, element.loop.item_variable, around.items[body.index])


def go_on(run: Run, element: Activity, activity_id: str) -> bool:
    """After a body ended: True when the whole is done. Otherwise a sequential one places its next body."""
    loop = run.activity(activity_id).loop
    assert loop is not None and element.loop is not None
    if loop.completed >= loop.total:
        return True
    condition = element.loop.completion_condition
    if condition is not None and loop.completed and _is_enough(run, condition, activity_id):
        clear(run, activity_id)
        return True
    is_idle = not run.children(activity_id) and not any(t.scope_id == activity_id for t in run.instance.tokens)
    if element.loop.is_sequential and is_idle:
        run.emit(e.TokenPlaced(element_id=element.id, scope_id=activity_id, index=loop.completed))
    return False


def _is_enough(run: Run, condition: Evaluable, activity_id: str) -> bool:
    value = run.evaluate(condition, activity_id)
    if not isinstance(value, bool):
        raise incident("loop.not_boolean", text=condition.text, value=repr(value)[:100])
    return value
