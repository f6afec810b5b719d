"""Values that come from a form: judged by the form, on the server."""

from collections.abc import Mapping
from typing import Any

import forms.validate
from engine.expr.expression import Env
from engine.runtime.library import Library


def validated(
    library: Library,
    form_key: str | None,
    definition_id: str,
    values: Mapping[str, Any],
    current: Mapping[str, Any],
    env: Env,
) -> dict[str, Any]:
    """The clean variables. Raises Invalid. A task without a form takes no values."""
    if form_key is None:
        return {}
    opened = library.form(form_key, definition_id)
    return forms.validate.validate(opened.form, opened.sent(values, current, env), opened.begun(current, env), env)
