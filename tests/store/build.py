"""Instances and their events, written by hand, so that the store is tested without the kernel."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from engine.model import event as e
from engine.model.actor import ActorRef
from engine.model.instance import Activity, Instance
from engine.store.store import Store
from engine.store.unit_of_work import Loaded

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LU = ActorRef("user", "lu")


def deploy(store: Store, key: str = "complaint", version: int = 1, **facts: Any) -> str:
    definition_id = f"{key}:{version}"
    event = e.ProcessDeployed(
        **{
            "definition_id": definition_id,
            "key": key,
            "version": version,
            "name": "投诉处理",
            "deployment_id": "d1",
            "digest": "0" * 64,
            "file": f"{key}.bpmn",
        }
        | facts
    )
    record_fact(store, f"definition:process:{key}", event)
    return definition_id


def record_fact(store: Store, stream: str, *events: e.Event, at: datetime = AT, actor: ActorRef = LU) -> None:
    with store.write() as unit:
        unit.record(stream, None, None, events, after=None, command_id="c", actor=actor, at=at)


def instance(instance_id: str = "i1", **fields: Any) -> Instance:
    """Active, with the activity of the process."""
    values: dict[str, Any] = {"definition_id": "complaint:1", "root_id": instance_id, "business_key": "TS-1"}
    made = Instance(id=instance_id, **values | fields)
    made.activities["0"] = Activity(id="0", element_id="complaint", started_at=AT)
    return made


def started(made: Instance, starter_id: str | None = "lu") -> e.InstanceStarted:
    return e.InstanceStarted(
        instance_id=made.id,
        definition_id=made.definition_id,
        key=made.definition_id.partition(":")[0],
        root_id=made.root_id,
        parent_id=made.parent_id,
        business_key=made.business_key,
        starter_id=starter_id,
    )


def start(
    store: Store,
    instance_id: str = "i1",
    *events: e.Event,
    after: Instance | None = None,
    at: datetime = AT,
    starter_id: str | None = "lu",
    **fields: Any,
) -> Loaded:
    """A new instance in which `events` happened."""
    made = after or instance(instance_id, **fields)
    with store.write() as unit:
        loaded = unit.record(
            made.id,
            made.root_id,
            None,
            [started(made, starter_id), *events],
            after=made,
            command_id=f"start-{made.id}",
            actor=LU,
            at=at,
        )
    assert loaded is not None
    return loaded


def go_on(
    store: Store, instance_id: str, events: Sequence[e.Event], after: Instance | None = None, at: datetime = AT
) -> None:
    """More events; what the activities held before is what the stored state says."""
    with store.write() as unit:
        loaded = unit.family(instance_id)[instance_id]
        unit.record(
            instance_id,
            loaded.instance.root_id,
            loaded,
            events,
            after=after or loaded.instance,
            command_id="go-on",
            actor=LU,
            at=at,
        )


def task(number: str, **fields: Any) -> e.UserTaskCreated:
    return e.UserTaskCreated(
        **{"activity_id": number, "element_id": f"task_{number}", "name": f"任务{number}"} | fields
    )


def activity(number: str, **fields: Any) -> e.ActivityStarted:
    return e.ActivityStarted(**{"activity_id": number, "element_id": f"task_{number}", "scope_id": "0"} | fields)
