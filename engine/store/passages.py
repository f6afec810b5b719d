"""The activities of an instance, past and present, as its history tells them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from engine.model.event import ActivityCancelled, ActivityCompleted, ActivityStarted, Event, InstanceMigrated
from engine.model.instance import PROCESS_SCOPE
from engine.model.view import ActivityView


def passages(instance_id: str, events: Iterable[tuple[Event, datetime]]) -> list[ActivityView]:
    """In order of starting; `scope_id` None is the process itself."""
    found: dict[str, ActivityView] = {}
    for event, at in events:
        if isinstance(event, ActivityStarted):
            found[event.activity_id] = _started(instance_id, event, at)
        elif isinstance(event, ActivityCompleted | ActivityCancelled) and event.activity_id in found:
            state = "completed" if isinstance(event, ActivityCompleted) else "cancelled"
            found[event.activity_id] = replace(found[event.activity_id], state=state, ended_at=at)
        elif isinstance(event, InstanceMigrated):
            found = {id: _moved(each, event.elements) for id, each in found.items()}
    return list(found.values())


def _started(instance_id: str, event: ActivityStarted, at: datetime) -> ActivityView:
    return ActivityView(
        id=f"{instance_id}.{event.activity_id}",
        instance_id=instance_id,
        element_id=event.element_id,
        scope_id=None if event.scope_id == PROCESS_SCOPE else f"{instance_id}.{event.scope_id}",
        state="active",
        started_at=at,
        is_loop=event.total is not None,
    )


def _moved(each: ActivityView, elements: Mapping[str, str]) -> ActivityView:
    """What has ended stays where it was."""
    return replace(each, element_id=elements.get(each.element_id, each.element_id)) if each.state == "active" else each
