"""What clients of Camunda 7 ask for beside external tasks: Camunda Modeler deploys by these."""

from typing import Any

import msgspec
from flask import request

from engine.errors import Rejected
from engine.model import command as c
from webui.rest.camunda.shapes import Shape
from webui.rest.camunda.values import TypedValue, all_plain, told
from webui.rest.route import Call, Route

VERSION = "7.24.0"  # of the interface that is spoken here
_NO_FILE = frozenset({"deployment-name", "deployment-source", "enable-duplicate-filtering", "tenant-id"})


class Version(msgspec.Struct, frozen=True, kw_only=True):
    version: str


class Deployment(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    name: str | None = None
    source: str | None = None
    deployment_time: str | None = None
    tenant_id: str | None = None
    deployed_process_definitions: dict[str, Any] = {}


class Start(Shape, frozen=True, kw_only=True):
    variables: dict[str, TypedValue] = {}
    business_key: str | None = None
    with_variables_in_return: bool = False


class ProcessInstance(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    definition_id: str
    business_key: str | None = None
    case_instance_id: str | None = None
    ended: bool = False
    suspended: bool = False
    tenant_id: str | None = None


class Message(Shape, frozen=True, kw_only=True):
    """`all`: to everybody who fits."""

    message_name: str
    business_key: str | None = None
    process_instance_id: str | None = None
    correlation_keys: dict[str, TypedValue] = {}
    local_correlation_keys: dict[str, TypedValue] = {}
    process_variables: dict[str, TypedValue] = {}
    all: bool = False


class DeploymentsAsked(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    max_results: int = 0
    first_result: int = 0


def _version(call: Call) -> Version:
    return Version(version=VERSION)


def _deployments(call: Call) -> list[Deployment]:
    """None: it is asked to see whether somebody is there, and whether the token is good."""
    return []


def _deploy(call: Call) -> Deployment:
    """The parts of a form with files: those that are no setting are to be deployed."""
    files = {each.filename or name: each.read() for name, each in request.files.items() if name not in _NO_FILE}
    is_known_once = request.form.get("enable-duplicate-filtering") == "true"
    if request.form.get("tenant-id"):
        raise Rejected("external.unsupported", name="tenant-id")
    command = c.DeployFiles(
        command_id=call.command_id,
        files=files,
        comment=request.form.get("deployment-name", ""),
        is_forced=not is_known_once,
    )
    made = call.obey(command)
    definitions = {each: _definition(call, each) for each in made.definition_ids if _is_process(call, each)}
    return Deployment(
        id=made.id,
        name=request.form.get("deployment-name"),
        source=request.form.get("deployment-source"),
        deployment_time=told(call.engine.now()),
        deployed_process_definitions=definitions,
    )


def _is_process(call: Call, definition_id: str) -> bool:
    return any(each.id == definition_id for each in call.engine.versions(call.actor, "process", _key(definition_id)))


def _key(definition_id: str) -> str:
    return definition_id.rpartition(":")[0]


def _definition(call: Call, definition_id: str) -> dict[str, Any]:
    view = call.engine.definition(call.actor, definition_id)
    return {
        "id": view.id, "key": view.key, "name": view.name, "version": view.version, "resource": view.file,
        "deploymentId": view.deployment_id, "suspended": view.is_suspended, "tenantId": None,
    }  # fmt: skip


def _start_latest(call: Call) -> ProcessInstance:
    return _started(call, call.path["key"], None)


def _start_version(call: Call) -> ProcessInstance:
    """`complaint:3`; the key alone is the latest."""
    key, _, version = call.path["definition_id"].rpartition(":")
    if not key or not version.isdigit():
        return _started(call, call.path["definition_id"], None)
    return _started(call, key, int(version))


def _started(call: Call, key: str, version: int | None) -> ProcessInstance:
    start: Start = call.body
    command = c.StartInstance(
        command_id=call.command_id,
        key=key,
        version=version,
        variables=all_plain(start.variables),
        business_key=start.business_key,
    )
    instance = call.engine.instance(call.actor, call.obey(command))
    return ProcessInstance(
        id=instance.id,
        definition_id=instance.definition_id,
        business_key=instance.business_key,
        ended=instance.state != "active",
        suspended=instance.is_suspended,
    )


def _send(call: Call) -> None:
    message: Message = call.body
    call.obey(
        c.CorrelateMessage(
            command_id=call.command_id,
            name=message.message_name,
            business_key=message.business_key,
            instance_id=message.process_instance_id,
            correlation_keys=all_plain(message.correlation_keys),
            local_correlation_keys=all_plain(message.local_correlation_keys),
            variables=all_plain(message.process_variables),
            is_for_all=message.all,
        )
    )


ROUTES = (
    Route("GET", "/version", "The version of Camunda's interface", _version, Version),
    Route("GET", "/deployment", "Whether deploying is possible", _deployments, list[Deployment], DeploymentsAsked),
    Route("POST", "/deployment/create", "Deploy files, sent as a form", _deploy, Deployment),
    Route(
        "POST",
        "/process-definition/{definition_id}/start",
        "Start a case",
        _start_version,
        ProcessInstance,
        None,
        Start,
    ),
    Route("POST", "/process-definition/key/{key}/start", "Start a case", _start_latest, ProcessInstance, None, Start),
    Route("POST", "/message", "Send a message", _send, body=Message),
)
