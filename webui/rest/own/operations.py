"""Operations on running cases, each with a look ahead where the engine has one."""

from typing import Any, cast

import msgspec

from engine.model import command as c
from engine.model import operation as o
from engine.model import view as v
from webui.rest.own.instances import Made, made
from webui.rest.route import Call, Route, command, page_of


class IncidentsAsked(msgspec.Struct, frozen=True, kw_only=True):
    state: str = "open"
    at: str | None = None
    limit: int = 50


def _incidents(call: Call) -> Any:
    return call.engine.incidents(call.actor, **msgspec.structs.asdict(call.query))


def _preview(call: Call, made: c.Command) -> Any:
    return call.engine.preview(call.actor, cast(Any, made))


def _forecast(call: Call, made: c.Command) -> Any:
    return call.engine.forecast(call.actor, cast(o.MigrateInstances, made))


ONE, VERSION, JOB = "/instances/{instance_id}", "/definitions/process/{definition_id}", "/jobs/{job_id}"
EFFECTS = list[v.Effect]
ROUTES = (
    command("POST", f"{ONE}/suspend", o.SuspendInstance, "Let a case stand still"),
    command("POST", f"{ONE}/resume", o.ResumeInstance, "Let it go on"),
    command("POST", f"{ONE}/cancel", c.CancelInstance, "End a case before its time"),
    command("POST", f"{ONE}/modify", o.ModifyInstance, "Change where it stands"),
    command("POST", f"{ONE}/modify/preview", o.ModifyInstance, "What that would do", answer=EFFECTS, act=_preview),
    command("POST", f"{ONE}/migrate", o.MigrateInstance, "On to another version"),
    command("POST", f"{ONE}/migrate/preview", o.MigrateInstance, "What that would do", answer=EFFECTS, act=_preview),
    command(
        "POST", f"{ONE}/restart", o.RestartInstance, "A new case for one that ended",
        answer=Made, shown=made, status=201,
    ),
    command("POST", "/migrations", o.MigrateInstances, "Many cases on to another version", answer=v.Batch),
    command(
        "POST", "/migrations/preview", o.MigrateInstances, "What would become of each",
        answer=list[v.Forecast], act=_forecast,
    ),
    command("POST", f"{VERSION}/suspend", o.SuspendDefinition, "Let no case of a version begin", answer=v.Batch),
    command("POST", f"{VERSION}/resume", o.ResumeDefinition, "Let cases begin again", answer=v.Batch),
    Route("GET", "/incidents", "What is stuck", _incidents, page_of(v.IncidentView), IncidentsAsked),
    command("POST", "/incidents/{incident_id}/retry", c.RetryIncident, "Try again what is stuck"),
    command("POST", f"{JOB}/retries", o.SetJobRetries, "How often a job is tried again"),
    command("POST", f"{JOB}/priority", o.SetJobPriority, "How urgent a job is"),
)  # fmt: skip
