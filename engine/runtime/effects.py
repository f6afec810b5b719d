"""What an operation would do to a family, told before it is done: from the state before, and what would be decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.kernel.decide import Decision
from engine.model import event as e
from engine.model.instance import Instance, Subscription, Timer
from engine.model.view import Effect


def effects(before: Mapping[str, Instance], decision: Decision) -> list[Effect]:
    """By instance in order; of each first where it stands, then tasks, timers, messages, jobs, data."""
    found: list[Effect] = []
    for instance_id, after in decision.family.items():
        old, events = before.get(instance_id), decision.events.get(instance_id, [])
        if events:
            told = _told(instance_id, old or Instance(id="", definition_id="", root_id=""), after, events)
            found += [Effect(instance_id=instance_id, kind=f"effect.{kind}", **more) for kind, more in told]
    return found


EMPTY: tuple[Any, ...] = (None, "", [], {})  # nobody misses it
Told = Iterator[tuple[str, dict[str, Any]]]


def _told(instance_id: str, old: Instance, new: Instance, events: list[e.Event]) -> Told:
    if not old.id:
        yield "instance_started", {"params": {"definition": new.definition_id}}
    elif new.state != old.state:
        yield f"instance_{new.state}", {}
    yield from _passed(events)
    yield from _tasks(old, new, events)
    yield from _awaited(old.timers, new.timers)
    yield from _awaited(old.subscriptions, new.subscriptions)
    yield from _jobs(old, new)
    for event in events:
        if isinstance(event, e.IncidentRaised):
            yield "incident_raised", {"element_id": event.element_id, "params": {"code": event.code}}
        elif isinstance(event, e.NoticeSent):
            yield "notice_sent", {"element_id": event.element_id, "params": {"title": event.title}}
    yield from _data(old, new)


def _passed(events: list[e.Event]) -> Told:
    """Elements that would be passed at once, without waiting."""
    begun = {event.activity_id for event in events if isinstance(event, e.ActivityStarted)}
    for event in events:
        if isinstance(event, e.ActivityCompleted) and event.activity_id in begun:
            yield "passed", {"element_id": event.element_id}
        elif isinstance(event, e.TokenRemoved):
            yield "token_removed", {"element_id": event.element_id}


def _tasks(old: Instance, new: Instance, events: list[e.Event]) -> Told:
    created = {event.activity_id: event for event in events if isinstance(event, e.UserTaskCreated)}
    for task_id, task in old.user_tasks.items():
        element_id = old.activities[task_id].element_id
        if task_id in new.user_tasks:
            target = new.activities[task_id].element_id
            kind = "task_kept" if target == element_id else "task_moved"
            yield kind, {"element_id": element_id, "params": {"assignee": task.assignee, "target": target}}
        else:
            yield "task_cancelled", {"element_id": element_id, "params": {"assignee": task.assignee}}
    for task_id in new.user_tasks.keys() - old.user_tasks.keys():
        event, assignee = created[task_id], new.user_tasks[task_id].assignee
        yield "task_created", {"element_id": event.element_id, "params": {"assignee": assignee, "due": event.due_at}}


def _awaited(old: Mapping[str, Timer | Subscription], new: Mapping[str, Timer | Subscription]) -> Told:
    for id, each in (old | new).items() if isinstance(old, dict) and isinstance(new, dict) else ():
        now = new.get(id)
        fate = "begun" if id not in old else "given_up" if now is None else "kept"
        params = {"due": each.due_at} if isinstance(each, Timer) else {"name": each.name}
        element_id = old[id].element_id if id in old else each.element_id
        what = "timer" if isinstance(each, Timer) else each.kind
        yield f"{what}_{fate}", {"element_id": element_id, "params": params | {"target": each.element_id}}


def _jobs(old: Instance, new: Instance) -> Told:
    for id, job in (old.jobs | new.jobs).items():
        fate = "begun" if id not in old.jobs else "given_up" if id not in new.jobs else "kept"
        holder = (new if id in new.jobs else old).activities.get(job.activity_id)
        if holder is not None and holder.id != "0":
            yield f"job_{fate}", {"element_id": holder.element_id, "params": {"handler": job.handler}}


def _data(old: Instance, new: Instance) -> Told:
    """Of scopes that were there before: what would be changed, added, removed, or lost with them."""
    for scope_id, scope in old.activities.items():
        after = new.activities[scope_id].variables if scope_id in new.activities else None
        for name, value in scope.variables.items():
            if after is None:
                if value in EMPTY:
                    continue
                yield "variable_lost", {"element_id": scope.element_id, "params": {"name": name, "was": value}}
            elif name not in after:
                yield "variable_removed", {"params": {"name": name, "was": value}}
            elif after[name] != value:
                yield "variable_changed", {"params": {"name": name, "was": value, "value": after[name]}}
        for name in (after or {}).keys() - scope.variables.keys():
            yield "variable_added", {"params": {"name": name, "value": (after or {})[name]}}
