"""The application behind `/api` and `/engine-rest`, beside that of the pages: it knows no session and no cookie."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response

from engine.api import Engine
from webui.rest import problems
from webui.rest.camunda import external_tasks
from webui.rest.camunda.routes import ROUTES as CAMUNDA_ROUTES
from webui.rest.door import Door
from webui.rest.openapi import OpenApi
from webui.rest.own.routes import ROUTES as OWN_ROUTES
from webui.rest.route import Route
from webui.security import HEADERS

OWN, CAMUNDA = "/api/v1", "/engine-rest"
LARGEST = 8 * 1024 * 1024  # bytes of a request: diagrams come this way too

Wsgi = Callable[[Any, Any], Iterable[bytes]]

ROUTES: tuple[tuple[str, Route], ...] = (
    *((OWN, route) for route in (*OWN_ROUTES, *external_tasks.ROUTES)),
    *((CAMUNDA, route) for route in (*CAMUNDA_ROUTES, *external_tasks.ROUTES)),
)
"""Every route, with the prefix that it stands under: workers find theirs under both."""


def create_rest(engine: Engine) -> Flask:
    app = Flask("webui.rest", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.extensions["kefuflow"] = engine
    problems.install(app)
    app.after_request(_add_headers)
    door = Door(engine)
    for prefix, route in (*ROUTES, (OWN, OpenApi(ROUTES).route)):
        door.serve(app, prefix, route)
    return app


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def beside(rest: Wsgi, pages: Wsgi) -> Wsgi:
    """One server for both: the path decides."""
    prefixes = ("/api/", f"{CAMUNDA}/")

    def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
        is_rest = environ.get("PATH_INFO", "").startswith(prefixes)
        return (rest if is_rest else pages)(environ, start_response)

    return serve
