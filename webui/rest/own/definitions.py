"""What is deployed, and deploying."""

from typing import Any

import msgspec

from engine.model import command as c
from engine.model import view as v
from engine.model.problem import Problem
from webui.rest.route import Call, File, Route, command

BYTES = "application/octet-stream"


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of the new versions, and the warnings."""

    id: str
    definition_ids: list[str] = []
    warnings: list[Problem] = []


class DefinitionsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: process, decision, form, templates, texts."""

    kind: str | None = None


class FilesChecked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """File name -> content in base64."""

    files: dict[str, bytes]


def _list(call: Call) -> Any:
    return call.engine.definitions(call.actor, call.query.kind, is_counted=True)


def _versions(call: Call) -> Any:
    return call.engine.versions(call.actor, call.path["kind"], call.path["key"])


def _source(call: Call) -> Any:
    kind, definition_id = call.path["kind"], f"{call.path['key']}:{call.path['version']}"
    return File(call.engine.source(call.actor, definition_id, kind), BYTES)


def _check(call: Call) -> Any:
    return call.engine.check(call.actor, call.body.files)


def _deployed(made: v.Deployment) -> Deployed:
    return Deployed(id=made.id, definition_ids=made.definition_ids, warnings=made.warnings)


FAMILY = "/definitions/{kind}/{key}"
ROUTES = (
    Route("GET", "/definitions", "The latest version of each", _list, list[v.DefinitionView], DefinitionsAsked),
    Route("GET", f"{FAMILY}/versions", "Its versions, the newest first", _versions, list[v.DefinitionView]),
    Route("GET", f"{FAMILY}/versions/{{version}}/source", "The file as it was deployed", _source, BYTES),
    command("POST", "/deployments", c.DeployFiles, "Deploy files", answer=Deployed, shown=_deployed, status=201),
    Route("POST", "/deployments/check", "What a deployment would say", _check, list[Problem], body=FilesChecked),
)
