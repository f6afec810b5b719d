"""Who has what in an instance: the activities of a scope, and what waits for an activity.

Derived from the state and never saved: read off it when first asked for, then kept up by whatever changes the state.
"""

from collections.abc import Collection, Iterable

from engine.model.instance import Incident, Instance, Job, Subscription, Timer

Ids = dict[str, dict[str, None]]
"""Ids by the id of their owner, in the order in which they came."""

Waiting = Timer | Subscription | Job | Incident


def inside(instance: Instance, scope_id: str) -> Collection[str]:
    """Ids of the activities directly in this scope, as they were started."""
    index: Ids | None = instance.__dict__.get("inside")
    if index is None:
        index = instance.__dict__["inside"] = {}
        for activity_id in sorted(instance.activities, key=int):
            _put(index, instance.activities[activity_id].scope_id or "", activity_id)
    return index.get(scope_id, ())


def waiting(instance: Instance, activity_id: str) -> Collection[str]:
    """Ids of the timers, subscriptions, jobs and incidents that this activity has."""
    index: Ids | None = instance.__dict__.get("waiting")
    if index is None:
        index = instance.__dict__["waiting"] = {}
        kinds: Iterable[dict[str, Waiting]] = (  # type: ignore[assignment]
            instance.timers, instance.subscriptions, instance.jobs, instance.incidents
        )  # fmt: skip
        for kind in kinds:
            for each in kind.values():
                _put(index, each.activity_id, each.id)
    return index.get(activity_id, ())


def began(instance: Instance, scope_id: str | None, activity_id: str) -> None:
    index = instance.__dict__.get("inside")
    if index is not None:
        _put(index, scope_id or "", activity_id)


def ended(instance: Instance, scope_id: str | None, activity_id: str) -> None:
    index = instance.__dict__.get("inside")
    if index is not None:
        _drop(index, scope_id or "", activity_id)


def awaited(instance: Instance, each: Waiting) -> None:
    """It begins to wait."""
    index = instance.__dict__.get("waiting")
    if index is not None:
        _put(index, each.activity_id, each.id)


def gone(instance: Instance, each: Waiting) -> None:
    """It waits no more."""
    index = instance.__dict__.get("waiting")
    if index is not None:
        _drop(index, each.activity_id, each.id)


def _put(index: Ids, owner_id: str, owned_id: str) -> None:
    index.setdefault(owner_id, {})[owned_id] = None


def _drop(index: Ids, owner_id: str, owned_id: str) -> None:
    held = index[owner_id]
    del held[owned_id]
    if not held:
        del index[owner_id]
