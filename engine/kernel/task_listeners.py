"""What the listeners of a user task set; they know it as `task`. A failure is found by the caller."""

from engine.errors import EngineError
from engine.kernel.step import Run
from engine.model.definition import Assignment, UserTask
from engine.model.instance import PROCESS_SCOPE


def known(run: Run, activity_id: str, assignee: str | None) -> dict[str, dict[str, str | None]]:
    return {"task": {"id": f"{run.instance.id}.{activity_id}", "assignee": assignee}}


def tell(run: Run, told: tuple[Assignment, ...], activity_id: str, assignee: str | None) -> None:
    for assignment in told:
        value = run.evaluate(assignment.source, activity_id, known(run, activity_id, assignee))
        run.write(assignment, activity_id, value)


def tell_of_timeout(run: Run, element: UserTask, activity_id: str) -> None:
    """A failure is an incident that only has to be looked after: the task goes on."""
    assignee = run.instance.user_tasks[activity_id].assignee
    run.attempt(activity_id, "leave", lambda: tell(run, element.on_timeout, activity_id, assignee))


def tell_of_end(run: Run, activity_id: str) -> None:
    """Before an open task is cancelled, for whatever reason. A failure does not keep it alive."""
    element = run.element(run.activity(activity_id))
    if not isinstance(element, UserTask) or not element.on_delete or activity_id not in run.instance.user_tasks:
        return
    try:
        tell(run, element.on_delete, activity_id, run.instance.user_tasks[activity_id].assignee)
    except EngineError as failure:
        run.raise_incident(PROCESS_SCOPE, "leave", failure, element_id=element.id)
