"""The instance as a whole: how it begins, rests and ends, and who answers for it."""

from datetime import datetime

from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE, Activity, Instance


def started(instance: Instance, event: e.InstanceStarted, at: datetime) -> None:
    instance.id, instance.definition_id = event.instance_id, event.definition_id
    instance.root_id, instance.parent_id, instance.caller_id = event.root_id, event.parent_id, event.caller_id
    instance.business_key = event.business_key
    instance.activities[PROCESS_SCOPE] = Activity(id=PROCESS_SCOPE, element_id=event.key, started_at=at)


def completed(instance: Instance, event: e.InstanceCompleted, at: datetime) -> None:
    instance.state = "completed"
    _forget(instance)


def cancelled(instance: Instance, event: e.InstanceCancelled, at: datetime) -> None:
    instance.state = "cancelled"
    instance.is_suspended = False
    _forget(instance)


def _forget(instance: Instance) -> None:
    """What was kept for later, and has no later."""
    instance.compensations.clear()
    instance.resets.clear()


def suspended(instance: Instance, event: e.InstanceSuspended, at: datetime) -> None:
    instance.is_suspended = True


def resumed(instance: Instance, event: e.InstanceResumed, at: datetime) -> None:
    instance.is_suspended = False


def owner_set(instance: Instance, event: e.OwnerSet, at: datetime) -> None:
    instance.owner_id = event.user_id
