"""Whether the server is ready, for supervisors of processes."""

from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webui.session import current_engine

page = Blueprint("health", __name__)


@page.get("/healthz")
def show() -> ResponseReturnValue:
    return jsonify(status="ok", version=_version(), time=current_engine().now().isoformat())


@page.get("/readyz")
def ready() -> ResponseReturnValue:
    """503 with the reasons while this process cannot work."""
    reasons = current_engine().unready()
    return jsonify(status="unready" if reasons else "ready", reasons=reasons), 503 if reasons else 200


def _version() -> str:
    try:
        return version("kefuflow")
    except PackageNotFoundError:  # run from a source folder that is not installed
        return "0"
