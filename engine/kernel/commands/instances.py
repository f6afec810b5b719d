"""What is done to an instance: its variables, its end, its incidents, its notices."""

from engine.errors import NotFound, Rejected
from engine.kernel import incidents, notices
from engine.kernel.cancel import cancel_instance
from engine.kernel.commands.addressed import checked, located
from engine.kernel.step import Step
from engine.model import command as c
from engine.model.instance import PROCESS_SCOPE


def set_variables(step: Step, command: c.SetVariables) -> None:
    if command.scope_id in step.family:
        run, scope_id = step.run(command.scope_id), PROCESS_SCOPE
    else:
        run, scope_id = located(step, command.scope_id)
    if not run.is_alive(scope_id):
        raise Rejected("activity.not_active", activity=command.scope_id)
    for name, value in checked(command.variables).items():
        if command.is_local:
            run.set_local(scope_id, name, value)
        else:
            run.set(scope_id, name, value)


def cancel(step: Step, command: c.CancelInstance) -> None:
    found = step.family.get(command.instance_id)
    if found is None or found.state != "active":
        raise Rejected("instance.ended", instance=command.instance_id)
    cancel_instance(step.run(_outermost(step, found.id)), command.reason)


def _outermost(step: Step, instance_id: str) -> str:
    """A call cannot go on without what it called: the callers are cancelled with it."""
    parent_id = step.family[instance_id].parent_id
    return _outermost(step, parent_id) if parent_id in step.family else instance_id


def retry(step: Step, command: c.RetryIncident) -> None:
    run, incident_id = located(step, command.incident_id)
    found = run.instance.incidents.get(incident_id)
    if found is None:
        raise Rejected("incident.resolved", incident=command.incident_id)
    incidents.retry(run, found)


def send_notice(step: Step, command: c.SendNotice) -> None:
    if command.instance_id not in step.family:
        raise NotFound("instance.unknown", instance=command.instance_id)
    notices.send_again(step.run(command.instance_id), command)
