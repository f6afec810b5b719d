from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from tests.forms.conftest import Desk


def text(**validate: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": "x", "validate": validate}


def number(validate: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    return {"type": "number", "key": "x", "validate": validate or {}, **properties}


def moment(subtype: str, **properties: Any) -> dict[str, Any]:
    return {"type": "datetime", "key": "x", "subtype": subtype, **properties}


BOX = {"type": "checkbox", "key": "x"}
AREA = {"type": "textarea", "key": "x", "validate": {"maxLength": 3}}
SELECT = {
    "type": "select",
    "key": "x",
    "values": [{"label": "红", "value": "red"}, "green", {"label": "7", "value": 7}],
}
RADIO = {**SELECT, "type": "radio"}
CHECKLIST = {**SELECT, "type": "checklist"}
TAGS = {**SELECT, "type": "taglist"}
HAN = r"^[\u4e00-\u9fa5]{2,4}$"

ACCEPTED = [
    (text(), "  as typed ", "  as typed ", "text is kept as typed"),
    (text(), None, "", "null is empty"),
    (text(), "", "", "empty"),
    (text(), "   ", "", "nothing but space is empty"),
    (text(minLength=3), "", "", "an optional empty text has no length"),
    (text(minLength=3), " abc ", " abc ", "length after trimming"),
    (text(minLength=2), "😀", "😀", "UTF-16 units, as the browser counts"),
    (text(maxLength=3), " abc ", " abc ", "length after trimming"),
    (text(minLength="3"), "abc", "abc", "a limit may be text"),
    (text(minLength="=1 + 2"), "abc", "abc", "a limit may be an expression"),
    (text(maxLength="=nothing"), "abc", "abc", "an expression without a number limits nothing"),
    (text(pattern="b"), "abc", "abc", "a pattern is searched"),
    (text(pattern=HAN), "李雷", "李雷", "JavaScript's escapes"),
    (text(pattern=r"^(\w+)+$"), "a" * 5000, "a" * 5000, "linear time"),
    (text(pattern="^b"), "", "", "an optional empty text has no pattern"),
    (text(validationType="email"), "li.lei+1@example.com.cn", "li.lei+1@example.com.cn", "e-mail"),
    (text(validationType="phone"), "+8613800138000", "+8613800138000", "phone"),
    (text(validationType="custom", pattern="a"), "a", "a", "custom is a pattern"),
    (AREA, "一\n二", "一\n二", "lines"),
    (number(), 3, 3, "integer"),
    (number(), 3.0, 3, "a whole number is an integer"),
    (number(), 0.1, Decimal("0.1"), "exact"),
    (number({"min": 0}), 0, 0, "zero is a value"),
    (number({"max": 0.3}), 0.3, Decimal("0.3"), "the limit itself"),
    (number(), None, None, "empty"),
    (number(), "", None, "empty"),
    (number(serializeToString=True), "12.50", "12.50", "kept as text"),
    (number({"min": "9.5"}, serializeToString=True), "10", "10", "text compares as a number"),
    (number(serializeToString=True), 12.5, "12.5", "a number becomes text"),
    (number(decimalDigits=2), 1.25, Decimal("1.25"), "digits"),
    (number(decimalDigits=2, serializeToString=True), "1.2500", "1.2500", "zeros are no digits"),
    (number(increment=0.1), 0.3, Decimal("0.3"), "exact steps"),
    (number(increment=5), -10, -10, "negative steps"),
    (BOX, True, True, "ticked"),
    (BOX, None, False, "left alone"),
    (SELECT, "red", "red", "an option"),
    (SELECT, "green", "green", "a plain option"),
    (SELECT, 7, 7, "a number"),
    (SELECT, None, None, "none chosen"),
    (RADIO, "", None, "none chosen"),
    (CHECKLIST, ["green", "red"], ["green", "red"], "in the order chosen"),
    (CHECKLIST, ["red", "red"], ["red"], "each once"),
    (TAGS, None, [], "none chosen"),
    (moment("date"), "2028-02-29", "2028-02-29", "leap day"),
    (moment("date"), "", None, "empty"),
    (moment("time"), "23:59", "23:59", "time"),
    (moment("time", timeSerializingFormat="utc_offset"), "09:30+08:00", "09:30+08:00", "with offset"),
    (moment("time", timeSerializingFormat="utc_offset"), "09:30-00:00", "09:30-00:00", "form-js writes UTC so"),
    (moment("time", timeSerializingFormat="utc_normalized"), "01:30Z", "01:30Z", "in UTC"),
    (moment("datetime"), "2026-11-02T09:30", "2026-11-02T09:30", "both"),
    (
        moment("datetime", timeSerializingFormat="utc_offset"),
        "2026-11-02T09:30+08:00",
        "2026-11-02T09:30+08:00",
        "both with offset",
    ),
    (moment("date", disallowPassedDates=True), "2026-11-02", "2026-11-02", "today is not past"),
    (moment("datetime", disallowPassedDates=True), "2026-11-01T16:00Z", "2026-11-01T16:00Z", "already today here"),
]


@pytest.mark.parametrize(("component", "sent", "kept", "reason"), ACCEPTED)
def test_accepts(desk: Desk, component: dict[str, Any], sent: Any, kept: Any, reason: str) -> None:
    cleaned = desk.clean(desk.form(component), {"x": sent})["x"]
    assert cleaned == kept, reason
    assert type(cleaned) is type(kept), reason


REFUSED = [
    (text(), 7, "form.not_text", "a number is no text"),
    (text(), ["a"], "form.not_text", "a list is no text"),
    (text(), "a\x00", "form.not_text", "no database keeps it"),
    (text(), "\ud800", "form.not_text", "half a character"),
    (text(required=True), "", "form.required", "empty"),
    (text(required=True), " \n", "form.required", "nothing but space"),
    (text(required=True), None, "form.required", "null"),
    (text(required="=1 = 1"), "", "form.required", "required by an expression"),
    (text(minLength=3), " ab ", "form.min_length", "length after trimming"),
    (text(maxLength=1), "😀", "form.max_length", "UTF-16 units"),
    (text(minLength="=1 + 2"), "ab", "form.min_length", "a limit by an expression"),
    (text(pattern="^b"), "abc", "form.pattern", "not found"),
    (text(pattern=HAN), "Li", "form.pattern", "not Chinese"),
    (text(validationType="email"), "li.lei@", "form.email", "no domain"),
    (text(validationType="email"), "a b@c.d", "form.email", "space"),
    (text(validationType="phone"), "13800138000", "form.phone", "no country"),
    (text(validationType="phone"), "+86-138", "form.phone", "too short"),
    (AREA, "一二三四", "form.max_length", "too long"),
    (number(), "3", "form.not_a_number", "text is no number"),
    (number(), True, "form.not_a_number", "nor is true"),
    (number(), float("nan"), "form.not_a_number", "nor is NaN"),
    (number(), float("inf"), "form.not_a_number", "nor infinity"),
    (number(), 10**35, "form.not_a_number", "more digits than a number has"),
    (number(serializeToString=True), "1e999999", "form.not_a_number", "too large to work with"),
    (number(serializeToString=True), "1_000", "form.not_a_number", "Python's, not a person's"),
    (number(serializeToString=True), "٣", "form.not_a_number", "other digits"),
    (number({"min": 0}), -1, "form.min", "below"),
    (number({"max": 0.3}), 0.1 + 0.2, "form.max", "0.30000000000000004 is more"),
    (number({"max": "=2 * 5"}), 11, "form.max", "a limit by an expression"),
    (number({"required": True}), None, "form.required", "empty"),
    (number(decimalDigits=0), 1.5, "form.not_an_integer", "whole numbers only"),
    (number(decimalDigits=2), 1.255, "form.decimal_digits", "digits"),
    (number(increment=0.1), 0.25, "form.increment", "between two steps"),
    (number(increment=3), 10**30, "form.increment", "large, and still exact"),
    (BOX, "true", "form.not_a_boolean", "text"),
    (BOX, 1, "form.not_a_boolean", "number"),
    ({**BOX, "validate": {"required": True}}, False, "form.required", "has to be ticked"),
    (SELECT, "blue", "form.option_unknown", "no such option"),
    (SELECT, True, "form.option_unknown", "true is not 1, nor 7"),
    (SELECT, ["red"], "form.option_unknown", "one, not several"),
    (SELECT, "7", "form.option_unknown", "text is not the number"),
    (CHECKLIST, "red", "form.not_a_list", "several, not one"),
    (CHECKLIST, ["red", "blue"], "form.option_unknown", "one is no option"),
    (CHECKLIST, list(range(1001)), "form.too_many_options", "too many to look at"),
    ({**TAGS, "validate": {"required": True}}, [], "form.required", "none chosen"),
    (moment("date"), "2026-02-30", "form.date_invalid", "no such day"),
    (moment("date"), "2026-2-3", "form.date_invalid", "not as form-js writes"),
    (moment("date"), "2026-11-02T09:30", "form.date_invalid", "a date only"),
    (moment("date"), 20261102, "form.date_invalid", "a number"),
    (moment("time"), "24:00", "form.date_invalid", "no such time"),
    (moment("time", timeSerializingFormat="no_timezone"), "09:30Z", "form.date_invalid", "without zone"),
    (moment("time", timeSerializingFormat="utc_offset"), "09:30", "form.date_invalid", "offset missing"),
    (moment("time", timeSerializingFormat="utc_normalized"), "09:30+08:00", "form.date_invalid", "UTC expected"),
    (moment("datetime"), "2026-11-02", "form.date_invalid", "time missing"),
    (moment("date", disallowPassedDates=True), "2026-11-01", "form.date_past", "yesterday"),
    (moment("datetime", disallowPassedDates=True), "2026-11-01T15:59Z", "form.date_past", "still yesterday here"),
]


@pytest.mark.parametrize(("component", "sent", "code", "reason"), REFUSED)
def test_refuses(desk: Desk, component: dict[str, Any], sent: Any, code: str, reason: str) -> None:
    assert desk.codes(desk.form(component), {"x": sent}) == {"x": code}, reason


def test_the_nearest_steps_are_named(desk: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        desk.clean(desk.form(number(increment=0.5)), {"x": -0.7})
    assert caught.value.fields["x"].params == {"below": "-1", "above": "-0.5"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KINDS = [text(minLength=1, pattern="a"), number({"min": 1}, increment=2), number(serializeToString=True), BOX, SELECT]
KINDS += [CHECKLIST, moment("date"), moment("time"), moment("datetime", disallowPassedDates=True)]
KINDS += [
    {
        "type": "dynamiclist",
        "path": "x",
        "components": [
            text(required=True),
        ],
    }
]
FORMS = [Desk().form(component) for component in KINDS]


@given(st.sampled_from(FORMS), json_values)
def test_any_value_is_cleaned_or_refused_and_what_is_clean_stays_clean(form: Any, sent: Any) -> None:
    desk = Desk()
    try:
        cleaned = desk.clean(form, {"x": sent})
    except Invalid as refusal:
        assert refusal.fields
    else:
        assert desk.clean(form, cleaned) == cleaned
