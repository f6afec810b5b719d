"""Values of variables as a case and its replay show them."""

from typing import Any

import pytest
from flask import Flask

from engine.api import Engine
from engine.model.command import StartInstance
from webui.reading import readable

SHOWN: list[tuple[Any, Any, str]] = [
    ("2026-01-05T01:00:00Z", "01-05 09:00", "a moment in the reader's zone"),
    ("2026-01-05T01:00:00.5+00:00", "01-05 09:00", "with a part of a second"),
    ("2025-12-31T23:30:00+08:00", "2025-12-31 23:30", "of another year"),
    ("2026-13-05T01:00:00Z", "2026-13-05T01:00:00Z", "looks like a moment and is none"),
    ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00", "a moment that no clock shows"),
    ("2026-01-05", "2026-01-05", "a day stays a day"),
    ("P1D", "P1D", "any other text"),
    ("lin", "林晓", "a user by name"),
    (["lin", "wang"], "林晓、王敏", "a list in a line"),
    (["a", 1], "a、1", "numbers in it"),
    ([], "[]", "an empty list"),
    ([{"a": 1}], '[\n  {\n    "a": 1\n  }\n]', "a list of more than words"),
    (True, True, "yes and no"),
    (None, None, "nothing"),
    (12, "12", "a number"),
]


@pytest.mark.parametrize(("value", "shown", "why"), SHOWN, ids=[row[2] for row in SHOWN])
def test_what_is_shown(app: Flask, value: Any, shown: Any, why: str) -> None:
    with app.test_request_context():
        assert readable(value) == shown, why


def test_what_no_form_asks_for_is_put_away(engine: Engine, sign_in: Any) -> None:
    lin = engine.actor("lin")
    assert lin is not None
    given = {"customer": "赵强", "first_contact": "lin", "areas": ["东区", "西区"]}
    instance_id = engine.execute(StartInstance(key="desk", variables=given), lin)
    front, _, away = sign_in("wang").get(f"/instances/{instance_id}").text.partition('<details class="other-values"')
    assert ("客户" in front and "first_contact" not in front) and "赵强" in front
    away = away.partition("</details>")[0]
    assert "first_contact" in away and "<pre>林晓</pre>" in away and "<pre>东区、西区</pre>" in away
