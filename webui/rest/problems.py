"""What goes wrong, as a program reads it: in Camunda's shape on its routes, by code and parameters on ours."""

from typing import Any

import msgspec
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from engine.errors import Conflict, DeploymentRefused, EngineError, Forbidden, Invalid, NotFound
from engine.locale.words import words
from webui.catalogue import LANGUAGES

CAMUNDA = "/engine-rest/"
OF_LOCKS = "external.not_locked"
_STATUS = ((NotFound, 404), (Forbidden, 403), (Conflict, 409), (DeploymentRefused, 422))


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """`code` and `params` are stable, `message` says it in the language that was asked for. `fields`: of a form."""

    code: str
    message: str
    params: dict[str, Any] = {}
    fields: dict[str, str] = {}
    problems: list[Any] = []


class CamundaProblem(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is ours; `details` by file, where a diagram was not accepted."""

    type: str
    message: str
    code: str
    details: dict[str, Any] | None = None


def install(app: Flask) -> None:
    app.register_error_handler(EngineError, refused)
    app.register_error_handler(msgspec.ValidationError, malformed)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(Exception, broken)


def refused(error: EngineError) -> Response:
    if is_camunda():
        return _camunda(error)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 422)
    return answered(_problem(error), status)


def _problem(error: EngineError) -> Problem:
    fields = error.fields if isinstance(error, Invalid) else {}
    return Problem(
        code=error.code,
        message=said(error.code, error.params),
        params=plain(error.params),
        fields={name: said(each.code, each.params) for name, each in fields.items()},
        problems=list(error.problems) if isinstance(error, DeploymentRefused) else [],
    )


def _camunda(error: EngineError) -> Response:
    """As Camunda 7.24 names and numbers them."""
    if isinstance(error, DeploymentRefused):
        return answered(_not_parsed(error), 400)
    status, kind = 400, "InvalidRequestException"
    if isinstance(error, NotFound):
        status, kind = 404, "RestException"
    elif isinstance(error, Forbidden):
        status, kind = 403, "AuthorizationException"
    elif error.code == OF_LOCKS:
        kind = "RestException"
    elif error.code == "instance.suspended":
        status, kind = 500, "RestException"
    return answered(CamundaProblem(type=kind, message=said(error.code, error.params), code=error.code), status)


def _not_parsed(error: DeploymentRefused) -> CamundaProblem:
    """Camunda Modeler shows what stands under `details`, by file."""
    details: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for each in error.problems:
        told = {"message": said(each.code, each.params), "line": each.line or 0, "mainElementId": each.element_id}
        of_file = details.setdefault(each.file or "", {"errors": [], "warnings": []})
        of_file["errors" if each.severity == "error" else "warnings"].append(told)
    return CamundaProblem(
        type="ParseException", message=said(error.code, error.params), code=error.code, details=details
    )


def malformed(error: msgspec.ValidationError) -> Response:
    return simple(400, "request.malformed", reason=str(error))


def failed(error: HTTPException) -> Response:
    made = simple(error.code or 500, "request.refused", reason=error.name)
    made.headers.extend((name, value) for name, value in error.get_headers() if name in ("Allow", "WWW-Authenticate"))
    return made


def broken(error: Exception) -> Response:
    """Nobody outside is told more than that it broke; the log is."""
    current_app.logger.exception("a request failed", exc_info=error)
    return simple(500, "request.failed")


def simple(status: int, code: str, **params: Any) -> Response:
    message = said(code, params)
    if is_camunda():
        kind = "InvalidRequestException" if status < 500 else "RestException"
        return answered(CamundaProblem(type=kind, message=message, code=code), status)
    return answered(Problem(code=code, message=message, params=params), status)


def is_camunda() -> bool:
    return request.path.startswith(CAMUNDA)


def said(code: str, params: Any) -> str:
    return words(code, params, request.accept_languages.best_match(list(LANGUAGES), "en"))


def plain(params: Any) -> dict[str, Any]:
    return {name: value if isinstance(value, _PLAIN) else str(value) for name, value in params.items()}


_PLAIN = (str, int, float, bool, type(None), list, dict)
_encoder = msgspec.json.Encoder(decimal_format="number")


def answered(value: Any, status: int = 200) -> Response:
    return Response(_encoder.encode(value), status, mimetype="application/json")
