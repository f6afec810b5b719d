"""What gateways keep: arrivals at joins, and complex ones that have gone on. A place is "scope_id/element_id"."""

from datetime import datetime

from engine.model import event as e
from engine.model.instance import Instance


def activated(instance: Instance, event: e.GatewayActivated, at: datetime) -> None:
    instance.resets[f"{event.scope_id}/{event.element_id}"] = list(event.flow_ids)


def reset(instance: Instance, event: e.GatewayReset, at: datetime) -> None:
    del instance.resets[f"{event.scope_id}/{event.element_id}"]


def wait(instance: Instance, place: str, flow_id: str) -> None:
    """One more token that came over this flow waits there."""
    waiting = instance.arrivals.setdefault(place, {})
    waiting[flow_id] = waiting.get(flow_id, 0) + 1


def join(instance: Instance, place: str, joined: dict[str, int]) -> None:
    """So many of the tokens that wait there are gone, by flow."""
    if not joined:
        return
    waiting = instance.arrivals[place]
    for flow_id, count in joined.items():
        waiting[flow_id] -= count
        if not waiting[flow_id]:
            del waiting[flow_id]
    if not waiting:
        del instance.arrivals[place]


def clear(instance: Instance, scope_id: str) -> None:
    """Nothing waits in this scope any more."""
    for place in [place for place in instance.arrivals if place.startswith(scope_id + "/")]:
        del instance.arrivals[place]
    forget(instance, scope_id)


def forget(instance: Instance, scope_id: str) -> None:
    """No complex gateway of this scope waits for its reset."""
    for place in [place for place in instance.resets if place.startswith(scope_id + "/")]:
        del instance.resets[place]
