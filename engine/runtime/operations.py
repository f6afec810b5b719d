"""Which capability carries out which operation on a running instance or definition."""

from collections.abc import Callable
from typing import Any

from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import operation as o
from engine.runtime import migration, modification, restart, returning, service_tasks, suspension
from engine.runtime.dispatch import Outcome
from engine.runtime.services import Services

OPERATIONS: dict[type[c.Command], Callable[[Services, Any, Actor], Outcome]] = {
    o.SuspendInstance: suspension.change_instance,
    o.ResumeInstance: suspension.change_instance,
    o.SuspendDefinition: suspension.change_definition,
    o.ResumeDefinition: suspension.change_definition,
    o.ModifyInstance: modification.modify,
    o.ReturnUserTask: returning.back,
    o.WithdrawUserTask: returning.back,
    o.MigrateInstance: migration.migrate,
    o.MigrateInstances: migration.migrate_many,
    o.RestartInstance: restart.restart,
    o.SetJobRetries: service_tasks.change,
    o.SetJobPriority: service_tasks.change,
}
