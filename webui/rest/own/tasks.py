"""User tasks: listed, taken, finished, given to others."""

from typing import Any, cast

import msgspec

from engine.model import command as c
from engine.model import operation as o
from engine.model import view as v
from webui.rest.route import Call, Route, command, many, page_of
from webui.rest.variables import conditions


class TasksAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`folder`: claimable, mine, done, overdue, all. `processVariables`: amount_gt_100,city_eq_Beijing."""

    folder: str = "claimable"
    search: str = ""
    process_key: str | None = None
    variables: str = msgspec.field(default="", name="processVariables")  # as Camunda calls it
    sort: str = "due"
    at: str | None = None
    limit: int = 50


def _list(call: Call) -> Any:
    asked = msgspec.structs.asdict(call.query)
    variables = conditions(asked.pop("variables"))
    return call.engine.user_tasks(call.actor, asked.pop("folder"), variables=variables, **asked)


def _counts(call: Call) -> Any:
    return call.engine.user_task_counts(call.actor)


def _show(call: Call) -> Any:
    return call.engine.user_task(call.actor, call.path["task_id"])


def _form(call: Call) -> Any:
    return call.engine.task_form(call.actor, call.path["task_id"])


def _earlier(call: Call) -> Any:
    return call.engine.earlier_tasks(call.actor, call.path["task_id"])


def _preview(call: Call, made: c.Command) -> Any:
    return call.engine.preview(call.actor, cast(Any, made))


ONE = "/tasks/{task_id}"
ROUTES = (
    Route("GET", "/tasks", "User tasks", _list, page_of(v.UserTaskView), TasksAsked),
    Route("GET", "/task-counts", "How many there are in each folder", _counts, dict[str, int]),
    Route("GET", ONE, "One task", _show, v.UserTaskView),
    Route("GET", f"{ONE}/form", "Its form with the data as it is", _form, v.FormView),
    Route("GET", f"{ONE}/earlier", "The tasks that led to it", _earlier, list[v.EarlierTask]),
    command("POST", f"{ONE}/claim", c.ClaimUserTask, "Take it"),
    command("POST", f"{ONE}/release", c.ReleaseUserTask, "Give it back"),
    command("POST", f"{ONE}/complete", c.CompleteUserTask, "Finish it"),
    many("/tasks/complete", c.CompleteUserTask, "Finish many"),
    command("POST", f"{ONE}/draft", c.SaveDraft, "Keep its form as it is"),
    command("POST", f"{ONE}/hand-over", c.HandOverUserTask, "To a colleague"),
    command("POST", f"{ONE}/follow-up", c.SetFollowUp, "When to come back to it"),
    command("POST", f"{ONE}/assign", c.AssignUserTask, "Give it to somebody"),
    command("POST", "/tasks/assign", c.AssignUserTasks, "Give many to somebody", answer=list[v.Refusal]),
    command("POST", f"{ONE}/due-date", c.ChangeDueDate, "Change when it is due"),
    command("POST", f"{ONE}/return", o.ReturnUserTask, "Back to an earlier task"),
    command(
        "POST", f"{ONE}/return/preview", o.ReturnUserTask, "What that would do", answer=list[v.Effect], act=_preview
    ),
    command("POST", f"{ONE}/withdraw", o.WithdrawUserTask, "Take back what one completed"),
    command("POST", f"{ONE}/error", c.ThrowTaskError, "Report a BPMN error", activity_id="task_id"),
    command("POST", f"{ONE}/escalation", c.ThrowTaskEscalation, "Report an escalation", activity_id="task_id"),
)
