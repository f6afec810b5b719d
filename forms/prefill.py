"""The data that the viewer gets: only what the form itself has or looks at."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.path import ABSENT, value_at, with_value
from forms.schema import Form


def prefill(form: Form, variables: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values: of each field its present value, and the variables that the form's expressions read."""
    data = {name: _plain(variables[name]) for name in form.reads if name in variables}
    for field in form.fields:
        value = value_at(variables, field.path)
        if value is not ABSENT:
            data = with_value(data, field.path, _plain(field.kind.shown(value)))
    return data


def _plain(value: Any) -> Any:
    """Numbers as the browser has them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
