"""Which operation on a running instance is carried out by what."""

from collections.abc import Callable
from typing import Any

from engine.kernel import migration, modification, returning, suspension
from engine.kernel.commands import jobs
from engine.kernel.step import Step
from engine.model import command as c
from engine.model import operation as o

OPERATIONS: dict[type[c.Command], Callable[[Step, Any], None]] = {
    o.SuspendInstance: suspension.suspend,
    o.ResumeInstance: suspension.resume,
    o.ModifyInstance: modification.modify,
    o.GoBack: returning.go_back,
    o.MigrateInstance: migration.migrate,
    o.SetJobRetries: jobs.set_retries,
    o.SetJobPriority: jobs.set_priority,
}
