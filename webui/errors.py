"""What goes wrong, told in the reader's language: a page for people, JSON for scripts; never a trace."""

from typing import Any

from flask import Flask, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from engine.errors import Conflict, EngineError, Forbidden, InVain, Invalid, NotFound, Unavailable
from webui.catalogue import t
from webui.session import wants_json, without_user
from webui.wording import message_of

_STATUS = ((NotFound, 404), (Forbidden, 403), (InVain, 503), (Conflict, 409), (Unavailable, 503))
_KNOWN = frozenset({400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})


def install(app: Flask) -> None:
    app.register_error_handler(EngineError, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, failed)


def status_of(error: EngineError) -> int:
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


def field_messages(error: Invalid) -> dict[str, str]:
    """Field key to message."""
    return {key: message_of(problem) for key, problem in error.fields.items()}


def _refused(error: EngineError) -> ResponseReturnValue:
    try:
        return _told(error)
    except Unavailable as away:  # who or what it is about could not be read
        return _told(away)


def _told(error: EngineError) -> ResponseReturnValue:
    if isinstance(error, Unavailable):
        without_user()
    if isinstance(error, Invalid) and wants_json():  # the form shows each message at its field
        return _answer(422, t("error.invalid"), code=error.code, fields=field_messages(error))
    return _answer(status_of(error), message_of(error), code=error.code)


def _expired(_: CSRFError) -> ResponseReturnValue:
    return _answer(400, t("error.expired_form" if wants_json() else "error.expired"), code="csrf")


def failed(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # abort(response)
        return error.response
    status = error.code or InternalServerError.code
    text, _, headers = _answer(status, t(f"error.{status}.text") if status in _KNOWN else t("error.other.text"))
    return text, status, headers | _allowed(error)


def _allowed(error: HTTPException) -> dict[str, str]:
    """The header that names the right methods, for a wrong one."""
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return {"Allow": ", ".join(sorted(methods))} if methods else {}


def _answer(status: int, message: str, **more: Any) -> tuple[Any, int, dict[str, str]]:
    if wants_json():
        return jsonify(message=message, **more), status, {}
    try:
        return _page(status, message), status, {}
    except Unavailable as error:  # what stands around the message could not be read
        without_user()
        return _page(503, message_of(error)), 503, {}


def _page(status: int, message: str) -> str:
    title = t(f"error.{status}.title") if status in _KNOWN else t("error.other.title")
    return render_template("errors/error.html", status=status, title=title, message=message)
