"""Cases: begun, listed, looked at, proved."""

from typing import Any

import msgspec

from engine.model import command as c
from engine.model import view as v
from webui.rest.route import Call, File, Route, command, many, page_of
from webui.rest.variables import conditions

JSON = "application/json"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The id of what there is now."""

    id: str


class InstancesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`folder`: started (by oneself), all, overdue. `variables`: amount_gt_100,city_eq_Beijing."""

    folder: str = "all"
    state: str | None = None
    process_key: str | None = None
    search: str = ""
    variables: str = ""
    at: str | None = None
    limit: int = 50


class VariablesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`activity_id`: as seen from one of its activities, by the number behind the dot."""

    activity_id: str = "0"


def made(id: str) -> Made:
    return Made(id=id)


def _list(call: Call) -> Any:
    asked = msgspec.structs.asdict(call.query)
    return call.engine.instances(call.actor, **asked | {"variables": conditions(call.query.variables)})


def _show(call: Call) -> Any:
    return call.engine.instance(call.actor, call.path["instance_id"])


def _variables(call: Call) -> Any:
    return call.engine.variables(call.actor, call.path["instance_id"], call.query.activity_id)


def _tasks(call: Call) -> Any:
    return call.engine.instance_tasks(call.actor, call.path["instance_id"])


def _activities(call: Call) -> Any:
    return call.engine.activities(call.actor, call.path["instance_id"])


def _jobs(call: Call) -> Any:
    return call.engine.jobs(call.actor, call.path["instance_id"])


def _subscriptions(call: Call) -> Any:
    return call.engine.subscriptions(call.actor, call.path["instance_id"])


def _incidents(call: Call) -> Any:
    return call.engine.instance_incidents(call.actor, call.path["instance_id"])


def _timeline(call: Call) -> Any:
    return call.engine.timeline(call.actor, call.path["instance_id"])


def _verification(call: Call) -> Any:
    return call.engine.verify(call.actor, call.path["instance_id"])


def _export(call: Call) -> Any:
    return File(call.engine.export(call.actor, call.path["instance_id"]), JSON)


ONE = "/instances/{instance_id}"
ROUTES = (
    command("POST", "/instances", c.StartInstance, "Start a case", answer=Made, shown=made, status=201),
    many("/instances/many", c.StartInstance, "Start many cases"),
    Route("GET", "/instances", "Cases, the latest first", _list, page_of(v.InstanceView), InstancesAsked),
    Route("GET", ONE, "One case", _show, v.InstanceView),
    Route("GET", f"{ONE}/variables", "Its data", _variables, dict[str, Any], VariablesAsked),
    command("POST", f"{ONE}/variables", c.SetVariables, "Correct its data", scope_id="instance_id"),
    Route("GET", f"{ONE}/tasks", "Its user tasks, past and open", _tasks, list[v.UserTaskView]),
    Route("GET", f"{ONE}/activities", "What it passed and where it stands", _activities, list[v.ActivityView]),
    Route("GET", f"{ONE}/jobs", "Its timers and jobs", _jobs, list[v.JobView]),
    Route("GET", f"{ONE}/subscriptions", "What it waits for", _subscriptions, list[v.SubscriptionView]),
    Route("GET", f"{ONE}/incidents", "What is stuck in it", _incidents, list[v.IncidentView]),
    Route("GET", f"{ONE}/timeline", "What happened", _timeline, list[v.TimelineEntry]),
    Route("GET", f"{ONE}/verification", "Whether its history holds", _verification, v.Verification),
    Route("GET", f"{ONE}/history", "Its history with its proof", _export, JSON),
    command("POST", f"{ONE}/comments", c.AddComment, "Add a remark", answer=Made, shown=made, status=201),
    command("POST", f"{ONE}/owner", c.SetOwner, "Say who answers for it"),
)
