"""Camunda's typed values, there and back."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from engine.errors import Rejected
from webui.rest.camunda.values import TypedValue, all_plain, moment, told, typed

THERE: list[tuple[Any, str, Any]] = [
    (None, "Null", None),
    (True, "Boolean", True),
    ("文", "String", "文"),
    (1, "Integer", 1),
    (-(2**31), "Integer", -(2**31)),
    (2**31, "Long", 2**31),
    (2**63, "Double", 2**63),
    (Decimal("1.10"), "Double", Decimal("1.10")),
    ([1, {"a": None}], "Json", '[1,{"a":null}]'),
]


@pytest.mark.parametrize(("value", "kind", "shown"), THERE, ids=[str(each[0]) for each in THERE])
def test_there_and_back(value: Any, kind: str, shown: Any) -> None:
    made = typed(value)
    assert (made.type, made.value) == (kind, shown)
    assert all_plain({"x": made}) == {"x": value}


BACK: list[tuple[Any, str | None, Any]] = [
    ("5", "Integer", 5),
    (5, "short", 5),
    (5, "Double", 5),
    ("1.50", "Double", Decimal("1.50")),
    (Decimal("2.0"), "Long", 2),
    ({"a": [1]}, None, {"a": [1]}),
    (None, "String", None),
    ("2013-01-23T13:42:42.000+0200", "Date", "2013-01-23T13:42:42+02:00"),
    ("2013-01-23T13:42:42Z", "date", "2013-01-23T13:42:42+00:00"),
    ('{"a": 1.10}', "Object", {"a": Decimal("1.10")}),
]


@pytest.mark.parametrize(("value", "kind", "plain"), BACK)
def test_what_others_write(value: Any, kind: str | None, plain: Any) -> None:
    assert all_plain({"x": TypedValue(value=value, type=kind)}) == {"x": plain}


BAD: list[tuple[Any, str]] = [
    (1, "String"), ("x", "Boolean"), ("x", "Integer"), (1.5, "Integer"), (2**31, "Integer"), (2**15, "Short"),
    (2**63, "Long"), (True, "Integer"), ("NaN", "Double"), (True, "Double"), ("yesterday", "Date"),
    ("2013-01-23", "Date"), ("2013-01-23T13:42:42", "Date"), ({"a": 1}, "Json"), ("{", "Json"), ("x", "Bytes"),
    ("x", "File"), (1, "Null"), ([], "Double"), ("９９", "Date"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "kind"), BAD)
def test_what_is_not_of_its_type(value: Any, kind: str) -> None:
    with pytest.raises(Rejected, match=r"external\.bad_value"):
        all_plain({"x": TypedValue(value=value, type=kind)})


def test_java_objects_are_refused() -> None:
    given = TypedValue(value="rO0A", type="Object", value_info={"serializationDataFormat": "application/x-java"})
    with pytest.raises(Rejected):
        all_plain({"x": given})


def test_a_value_reads_in_camunda_s_names() -> None:
    made = msgspec.json.decode(b'{"value": 1, "type": "Integer", "valueInfo": {"a": 1}}', type=TypedValue)
    assert made == TypedValue(value=1, type="Integer", value_info={"a": 1})


def test_moments() -> None:
    assert told(moment("2013-01-23T13:42:42.5+0200")) == "2013-01-23T11:42:42.500+0000"
    assert told(None) is None
