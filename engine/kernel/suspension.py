"""A family that is suspended stands still: everything in it stays as it is until somebody resumes or cancels it."""

from engine.errors import Rejected
from engine.kernel.step import Step
from engine.model import command as c
from engine.model import event as e
from engine.model import operation as o

OBEYED = (o.SuspendInstance, o.ResumeInstance, c.CancelInstance)
"""Nothing else is, while a family is suspended. Remarks and files are no matter of the kernel."""


def holds(step: Step) -> bool:
    return any(instance.is_suspended for instance in step.family.values())


def check(step: Step, command: c.Command) -> None:
    """Raises Rejected `instance.suspended`."""
    if holds(step) and not isinstance(command, OBEYED):
        raise Rejected("instance.suspended", instance=next(iter(step.family.values())).root_id)


def suspend(step: Step, command: o.SuspendInstance) -> None:
    """Every active instance of the family. Raises Rejected for one that has ended, or is suspended already."""
    _check_active(step, command.instance_id)
    if holds(step):
        raise Rejected("instance.suspended", instance=command.instance_id)
    for instance_id, instance in step.family.items():
        if instance.state == "active":
            step.run(instance_id).emit(e.InstanceSuspended(reason=command.reason))


def resume(step: Step, command: o.ResumeInstance) -> None:
    """What had not yet moved moves on; what is due is a matter of its job."""
    _check_active(step, command.instance_id)
    if not holds(step):
        raise Rejected("instance.not_suspended", instance=command.instance_id)
    for instance_id, instance in step.family.items():
        if instance.is_suspended:
            step.run(instance_id).emit(e.InstanceResumed())


def _check_active(step: Step, instance_id: str) -> None:
    found = step.family.get(instance_id)
    if found is None or found.state != "active":
        raise Rejected("instance.ended", instance=instance_id)
