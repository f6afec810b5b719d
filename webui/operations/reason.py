"""Whoever does something to a running case says why; it stands in the history."""

from flask import request

from engine.errors import Rejected

LONGEST = 2000


def reason() -> str:
    """Raises Rejected when none was given."""
    given = request.form.get("reason", "").strip()[:LONGEST]
    if not given:
        raise Rejected("page.reason_missing")
    return given
