"""What the form island sends, or a plain form without fields."""

from dataclasses import dataclass
from typing import Any

from flask import Request, abort


@dataclass(frozen=True, slots=True)
class Sent:
    """`token` makes a second sending harmless; `goes_on`: open the next task afterwards."""

    variables: dict[str, Any]
    token: object = None
    goes_on: bool = False


def body_of(request: Request) -> Sent:
    """Ends the request with 400 for something that is not {variables: {...}}."""
    if not request.is_json:
        return Sent({}, request.form.get("token"), bool(request.form.get("next")))
    body = request.get_json()
    if not isinstance(body, dict) or not isinstance(body.get("variables", {}), dict):
        abort(400)
    return Sent(body.get("variables", {}), body.get("token"), bool(body.get("next")))
