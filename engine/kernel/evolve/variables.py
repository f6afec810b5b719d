"""Variables: each lies in the scope it belongs to."""

from datetime import datetime

from engine.model import event as e
from engine.model.instance import Instance


def was_set(instance: Instance, event: e.VariableSet, at: datetime) -> None:
    instance.activities[event.scope_id].variables[event.name] = event.value


def removed(instance: Instance, event: e.VariableRemoved, at: datetime) -> None:
    instance.activities[event.scope_id].variables.pop(event.name, None)
