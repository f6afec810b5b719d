import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.errors import Invalid
from engine.expr.env import Env
from forms.schema import Form, read
from forms.validate import validate

ENV = Env(now=datetime(2026, 11, 2, 1, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))


class Desk:
    """Reads forms from plain components and judges values."""

    def form(self, *components: dict[str, Any]) -> Form:
        return read(json.dumps({"id": "f", "type": "default", "components": list(components)}))

    def clean(self, form: Form, values: dict[str, Any], current: dict[str, Any] | None = None) -> dict[str, Any]:
        return validate(form, values, current or {}, ENV)

    def codes(self, form: Form, values: dict[str, Any], current: dict[str, Any] | None = None) -> dict[str, str]:
        with pytest.raises(Invalid) as caught:
            validate(form, values, current or {}, ENV)
        return {key: problem.code for key, problem in caught.value.fields.items()}


@pytest.fixture
def desk() -> Desk:
    return Desk()
