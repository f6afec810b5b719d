"""The OpenAPI document: made from the routes and the types that they are served with."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import FieldInfo, fields

from webui.rest.door import KEY
from webui.rest.problems import CamundaProblem, Problem
from webui.rest.route import Call, NoContent, Route, variables_in

_REFERENCE = "#/components/schemas/{name}"
CAMUNDA = "/engine-rest"
Key = tuple[str, str]
Schemas = Mapping[Key, Any]
FAILED, CAMUNDA_FAILED = ("", "failed"), ("", "camunda")


class OpenApi:
    """Of routes with their prefixes. `route` serves the document, to anybody: there is nothing secret in it."""

    def __init__(self, routes: Sequence[tuple[str, Route]]) -> None:
        self.route = Route("GET", "/openapi.json", "This document", self._answer, answer=dict[str, Any], is_public=True)
        self._routes = (*routes, ("/api/v1", self.route))
        self._made: dict[str, Any] | None = None

    def _answer(self, call: Call) -> dict[str, Any]:
        if self._made is None:
            self._made = document(self._routes)
        return self._made


def document(routes: Sequence[tuple[str, Route]]) -> dict[str, Any]:
    schemas, components = _schemas([route for _, route in routes])
    paths: dict[str, dict[str, Any]] = {}
    for prefix, route in routes:
        operation = _operation(prefix, route, schemas)
        paths.setdefault(prefix + route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kefuflow", "version": "1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _schemas(routes: Sequence[Route]) -> tuple[Schemas, dict[str, Any]]:
    """The schema of every part of a route, and what they refer to by name."""
    kinds = {(route.name, part): kind for route in routes for part, kind in _parts(route).items()}
    kinds |= {FAILED: Problem, CAMUNDA_FAILED: CamundaProblem}
    made, components = msgspec.json.schema_components(kinds.values(), ref_template=_REFERENCE)
    return dict(zip(kinds, made, strict=True)), components


def _parts(route: Route) -> dict[str, Any]:
    """What is said in JSON, and the parameters; files are not."""
    parts = {f"?{each.encode_name}": each.type for each in fields(route.query)} if route.query is not None else {}
    if route.answer is not NoContent and not isinstance(route.answer, str):
        parts["answer"] = route.answer
    return parts | ({"body": route.body} if route.body is not None else {})


def _operation(prefix: str, route: Route, schemas: Schemas) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": f"{prefix.strip('/').replace('/', '_').replace('-', '_')}_{route.name}",
        "summary": route.summary,
        "tags": [f"{prefix} {route.path.split('/')[1]}"],
        "parameters": [*_of_path(route), *_of_query(route, schemas), *_of_header(route)],
        "responses": {**_success(route, schemas), "default": _failure(prefix, schemas)},
    }
    if route.body is not None:
        made["requestBody"] = {"content": {"application/json": {"schema": schemas[route.name, "body"]}}}
    if route.is_public:
        made["security"] = []
    return made


def _of_path(route: Route) -> list[dict[str, Any]]:
    names = sorted(variables_in(route.path))
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _of_query(route: Route, schemas: Schemas) -> list[dict[str, Any]]:
    found: Sequence[FieldInfo] = fields(route.query) if route.query is not None else ()

    def key(field: FieldInfo) -> Key:
        return route.name, f"?{field.encode_name}"

    return [
        {"name": each.encode_name, "in": "query", "required": each.required, "schema": schemas[key(each)]}
        for each in found
    ]


def _of_header(route: Route) -> list[dict[str, Any]]:
    """A request that changes something can be sent again under the same key."""
    if route.method == "GET":
        return []
    return [{"name": KEY, "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200}}]


def _success(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.answer is NoContent:
        return {"204": {"description": "Done"}}
    if isinstance(route.answer, str):
        return {str(route.status): {"description": "A file", "content": {route.answer: {}}}}
    content = {"application/json": {"schema": schemas[route.name, "answer"]}}
    return {str(route.status): {"description": "Done", "content": content}}


def _failure(prefix: str, schemas: Schemas) -> dict[str, Any]:
    schema = schemas[CAMUNDA_FAILED if prefix == CAMUNDA else FAILED]
    return {"description": "Refused", "content": {"application/json": {"schema": schema}}}
