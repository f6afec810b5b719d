"""Values that come from a form: judged by the form, on the server."""

from collections.abc import Mapping
from typing import Any

import forms.validate
from engine.expr.expression import Env
from engine.runtime.library import Library


def validated(
    library: Library, form_key: str | None, values: Mapping[str, Any], current: Mapping[str, Any], env: Env
) -> dict[str, Any]:
    """The clean variables. Raises Invalid. A task without a form takes no values."""
    if form_key is None:
        return {}
    form, _ = library.form(form_key)
    return forms.validate.validate(form, values, current, env)
