"""Diagrams are larger than what other pages take."""

from flask import request
from flask.sansio.blueprints import BlueprintSetupState

MEGABYTES = 5  # the engine takes no more in one deployment
_ENDPOINTS = frozenset(
    {
        "definitions.upload",
        "drafts.save",
        "modeler.check",
        "modeler.publish",
        "modeler.attempt",
        "editor.check",
        "editor.publish",
    }
)


def install(state: BlueprintSetupState) -> None:
    """Runs first of all, since the CSRF check already reads the body."""
    state.app.before_request_funcs.setdefault(None, []).insert(0, _raise_limit)


def _raise_limit() -> None:
    """With room for what is around the files: form parts, JSON escapes."""
    if request.endpoint in _ENDPOINTS:
        request.max_content_length = (MEGABYTES + 1) * 1024 * 1024
