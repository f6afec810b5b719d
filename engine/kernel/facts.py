"""What an expression may ask about the instance and its user task, beside the variables (`execution`, `task:get`)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.kernel.step import Run

EXECUTION = "execution:facts"  # the names by which expressions know them; no variable is called so
TASK = "task:get"
ASK_FOR_EXECUTION = ("execution.", "authenticatedUserId", "currentUser")
ASKS_FOR_TASK = f"{TASK}("


def facts(run: "Run", text: str, activity_id: str) -> Mapping[str, Any] | None:
    """What this text asks for, by name; None when it asks for nothing, as most do."""
    for_execution, for_task = _asked(text)
    if not (for_execution or for_task):
        return None
    found = {EXECUTION: _of_execution(run, activity_id)} if for_execution else {}
    return found | {TASK: _of_task(run, activity_id)} if for_task else found


@lru_cache(maxsize=8192)
def _asked(text: str) -> tuple[bool, bool]:
    return any(each in text for each in ASK_FOR_EXECUTION), ASKS_FOR_TASK in text


def _of_task(run: "Run", activity_id: str) -> dict[str, Any]:
    activity, task = run.activity(activity_id), run.instance.user_tasks.get(activity_id)
    assignee = activity.assignee if task is None else task.assignee
    return {"id": f"{run.instance.id}.{activity_id}", "assignee": assignee}


def _of_execution(run: "Run", activity_id: str) -> dict[str, Any]:
    element_id = run.activity(activity_id).element_id
    element = run.definition.elements.get(element_id or "")
    return {
        **dict.fromkeys(("processBusinessKey", "businessKey"), run.instance.business_key),
        **dict.fromkeys(("processInstanceId", "id"), run.instance.id),
        "processDefinitionId": run.instance.definition_id,
        "currentActivityId": element_id,
        "currentActivityName": None if element is None else element.name,
        "authenticatedUserId": run.step.actor_id,
    }
