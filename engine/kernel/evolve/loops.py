"""Loops and multi-instances: the counts of their bodies, and what these brought."""

from datetime import datetime

from engine.model import event as e
from engine.model.instance import Instance, Loop


def item_collected(instance: Instance, event: e.ItemCollected, at: datetime) -> None:
    loop = instance.activities[event.activity_id].loop
    assert loop is not None
    loop.outputs[str(event.index)] = event.value


def set_back(instance: Instance, event: e.LoopSetBack, at: datetime) -> None:
    loop = instance.activities[event.activity_id].loop
    assert loop is not None
    loop.placed, loop.completed = event.placed, event.completed
    loop.outputs = {index: value for index, value in loop.outputs.items() if index != str(event.index)}


def placed(instance: Instance, scope_id: str, index: int) -> None:
    """The body with this index has got its token."""
    loop = _around(instance, scope_id)
    if loop is not None:
        loop.placed = max(loop.placed, index + 1)


def began(instance: Instance, scope_id: str | None) -> None:
    """An activity in this scope; it is a body where the scope is a loop."""
    loop = _around(instance, scope_id)
    if loop is not None:
        loop.active += 1


def ended(instance: Instance, scope_id: str | None, is_completed: bool) -> None:
    loop = _around(instance, scope_id)
    if loop is not None:
        loop.active -= 1
        loop.completed += is_completed


def _around(instance: Instance, scope_id: str | None) -> Loop | None:
    scope = instance.activities.get(scope_id or "")
    return None if scope is None else scope.loop
