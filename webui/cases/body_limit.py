"""Files are larger than what other pages take."""

from flask import request
from flask.sansio.blueprints import BlueprintSetupState

MEGABYTES = 10  # the engine takes no more in one file


def install(state: BlueprintSetupState) -> None:
    """Runs first of all, since the CSRF check already reads the body."""
    state.app.before_request_funcs.setdefault(None, []).insert(0, _raise_limit)


def _raise_limit() -> None:
    """With room for what is around the file."""
    if request.endpoint == "cases.attach":
        request.max_content_length = (MEGABYTES + 1) * 1024 * 1024
