from decimal import Decimal
from typing import Any

import pytest

from forms.prefill import prefill
from tests.forms.conftest import Desk

APPROVED = {"type": "checkbox", "key": "approved"}
REASON = {
    "type": "textfield",
    "key": "reason",
    "validate": {"required": True},
    "conditional": {"hide": "=approved = true"},
}
NOTE = {"type": "textfield", "key": "note"}
LOCKED = {"type": "textfield", "key": "order", "readonly": True, "validate": {"required": True}}
DISABLED = {"type": "textfield", "key": "order", "disabled": True}
AMOUNT = {"type": "number", "key": "amount", "readonly": '=status = "closed"'}
STATUS = {"type": "textfield", "key": "status", "readonly": '=status = "closed"'}
CUSTOMER = {
    "type": "group",
    "path": "customer",
    "conditional": {"hide": "=anonymous = true"},
    "components": [{"type": "textfield", "key": "name", "validate": {"required": True}}],
}
ITEMS = {
    "type": "dynamiclist",
    "path": "items",
    "components": [
        {"type": "textfield", "key": "part", "validate": {"required": True}},
        {"type": "number", "key": "count", "validate": {"min": 1}, "conditional": {"hide": '=part = "none"'}},
        {"type": "textfield", "key": "batch", "readonly": True},
    ],
}
SUM = {"type": "expression", "key": "total", "expression": "=price * 2"}
PRICE = {"type": "number", "key": "price"}
CHOSEN = {"type": "select", "key": "advisor", "valuesKey": "advisors"}
BY_RULE = {"type": "select", "key": "advisor", "valuesExpression": '=if vip then ["senior"] else ["junior"]'}

# components, values, current, what is set, reason
OUTCOMES = [
    ([APPROVED, REASON], {"approved": True, "reason": "x"}, {}, {"approved": True}, "hidden: dropped, not required"),
    ([APPROVED, REASON], {"approved": False, "reason": "x"}, {}, {"approved": False, "reason": "x"}, "visible"),
    ([REASON], {}, {"approved": True}, {}, "hidden by a variable that is not in the form"),
    ([NOTE], {}, {}, {"note": ""}, "not sent, nothing there: empty, so that conditions find it"),
    ([NOTE], {}, {"note": "kept"}, {}, "not sent, something there: stays"),
    ([NOTE], {"note": ""}, {"note": "old"}, {"note": ""}, "emptied"),
    ([LOCKED], {"order": "forged"}, {"order": "A1"}, {"order": "A1"}, "read-only: what is there"),
    ([LOCKED], {}, {"order": "A1"}, {"order": "A1"}, "read-only, not sent"),
    ([LOCKED], {"order": "forged"}, {}, {}, "read-only, nothing there: nothing is set"),
    ([LOCKED | {"defaultValue": "A0"}], {}, {}, {"order": "A0"}, "read-only with a default"),
    ([DISABLED], {"order": "forged"}, {"order": "A1"}, {"order": "A1"}, "disabled: what is there"),
    ([AMOUNT], {"amount": 9}, {"amount": 1, "status": "open"}, {"amount": 9}, "editable for now"),
    ([AMOUNT], {"amount": 9}, {"amount": 1, "status": "closed"}, {"amount": 1}, "read-only for now"),
    ([STATUS], {"status": "open"}, {"status": "closed"}, {"status": "closed"}, "does not unlock itself"),
    (
        [STATUS, AMOUNT],
        {"status": "open", "amount": 9},
        {"status": "closed", "amount": 1},
        {"status": "closed", "amount": 1},
        "does not unlock another by a locked one",
    ),
    ([CUSTOMER], {"customer": {"name": "李"}}, {}, {"customer": {"name": "李"}}, "an object"),
    (
        [CUSTOMER],
        {"customer": {"name": "李"}},
        {"customer": {"level": 5}},
        {"customer": {"level": 5, "name": "李"}},
        "members that the form does not have are kept",
    ),
    ([CUSTOMER], {}, {"anonymous": True}, {}, "a hidden group hides its fields"),
    (
        [ITEMS],
        {"items": [{"part": "灯", "count": 2, "batch": "forged"}, {"part": "none", "count": 0}]},
        {"items": [{"batch": "B7"}]},
        {"items": [{"part": "灯", "count": 2, "batch": "B7"}, {"part": "none"}]},
        "rows have conditions and read-only fields of their own",
    ),
    ([ITEMS], {}, {}, {"items": []}, "no rows"),
    ([PRICE, SUM], {"price": 4, "total": 1}, {}, {"price": 4, "total": 8}, "worked out here, whatever was sent"),
    ([SUM], {}, {}, {"total": None}, "cannot be worked out"),
    (
        [PRICE, SUM, NOTE | {"conditional": {"hide": "=total > 5"}}],
        {"price": 4, "note": "x"},
        {},
        {"price": 4, "total": 8},
        "conditions see what was worked out",
    ),
    ([CHOSEN], {"advisor": "a"}, {"advisors": ["a", "b"]}, {"advisor": "a"}, "options from a variable"),
    ([CHOSEN], {"advisor": 1}, {"advisors": [{"label": "甲", "value": 1}]}, {"advisor": 1}, "labelled options"),
    ([BY_RULE], {"advisor": "senior"}, {"vip": True}, {"advisor": "senior"}, "options by an expression"),
    (
        [{"type": "datetime", "key": "d", "subtype": "date", "disallowPassedDates": True}],
        {"d": "2026-10-01"},
        {"d": "2026-10-01"},
        {"d": "2026-10-01"},
        "a day that passed since it was chosen may stay",
    ),
    (
        [
            APPROVED,
            REASON,
            NOTE | {"conditional": {"hide": "=reason = null"}},
        ],
        {"approved": True, "reason": "x", "note": "y"},
        {},
        {"approved": True},
        "a hidden field counts for nothing in other conditions",
    ),
    (
        [NOTE | {"conditional": {"hide": '=note = "x"'}}],
        {"note": "x"},
        {},
        None,
        "a field that hides itself ends, one way or the other",
    ),
    (
        [NOTE | {"conditional": {"hide": '=1 + "a" > 2'}}],
        {"note": "x"},
        {},
        {"note": "x"},
        "a failing condition hides nothing",
    ),
]


@pytest.mark.parametrize(
    ("components", "values", "current", "cleaned", "reason"), OUTCOMES, ids=[o[-1] for o in OUTCOMES]
)
def test_outcomes(
    desk: Desk, components: list[Any], values: dict[str, Any], current: dict[str, Any], cleaned: Any, reason: str
) -> None:
    outcome = desk.clean(desk.form(*components), values, current)
    assert cleaned is None or outcome == cleaned


REFUSALS = [
    ([NOTE], {"note": "x", "admin": True}, {}, {"admin": "form.unknown_key"}, "not in the form"),
    (
        [CUSTOMER],
        {"customer": {"name": "x", "level": 9}},
        {},
        {"customer.level": "form.unknown_key"},
        "not in the object",
    ),
    (
        [CUSTOMER],
        {"customer": "x"},
        {},
        {"customer": "form.unknown_key", "customer.name": "form.required"},
        "not an object",
    ),
    ([APPROVED, REASON], {"approved": False}, {}, {"reason": "form.required"}, "visible and missing"),
    (
        [APPROVED, REASON],
        {"approved": False},
        {"reason": "old"},
        {"reason": "form.required"},
        "an old answer is no answer",
    ),
    (
        [NOTE, PRICE],
        {"note": 1, "price": "x"},
        {},
        {"note": "form.not_text", "price": "form.not_a_number"},
        "all at once",
    ),
    (
        [ITEMS],
        {"items": [{"part": "灯", "count": 1}, {"count": 0, "x": 1}]},
        {},
        {"items.1.part": "form.required", "items.1.count": "form.min", "items.1.x": "form.unknown_key"},
        "rows are named by number",
    ),
    ([ITEMS], {"items": [7]}, {}, {"items": "form.not_rows"}, "a row is an object"),
    ([ITEMS], {"items": [{}] * 1001}, {}, {"items": "form.too_many_rows"}, "too many"),
    (
        [ITEMS | {"allowAddRemove": False}],
        {"items": [{"part": "x"}]},
        {"items": []},
        {"items": "form.rows_fixed"},
        "rows are fixed",
    ),
    (
        [ITEMS | {"allowAddRemove": False}],
        {"items": []},
        {"items": [{}]},
        {"items": "form.rows_fixed"},
        "fixed rows are not emptied",
    ),
    ([CHOSEN], {"advisor": "a"}, {}, {"advisor": "form.option_unknown"}, "no options at all"),
    (
        [CHOSEN],
        {"advisor": "a", "advisors": ["a"]},
        {},
        {"advisor": "form.option_unknown", "advisors": "form.unknown_key"},
        "options are not sent along",
    ),
    ([BY_RULE], {"advisor": "senior"}, {"vip": False}, {"advisor": "form.option_unknown"}, "not by that rule"),
]


@pytest.mark.parametrize(
    ("components", "values", "current", "codes", "reason"), REFUSALS, ids=[r[-1] for r in REFUSALS]
)
def test_refusals(
    desk: Desk,
    components: list[Any],
    values: dict[str, Any],
    current: dict[str, Any],
    codes: dict[str, str],
    reason: str,
) -> None:
    assert desk.codes(desk.form(*components), values, current) == codes


def test_a_value_nested_without_end_is_refused_not_followed(desk: Desk) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"note": deep}
    assert desk.codes(desk.form(NOTE, REASON), {"note": deep, "reason": "r"}) == {"note": "form.not_text"}
    form = desk.form({"type": "select", "key": "s", "values": ["a"]}, REASON)
    assert desk.codes(form, {"s": deep, "reason": "r"}) == {"s": "form.option_unknown"}


def test_what_was_given_is_not_changed(desk: Desk) -> None:
    values, current = {"customer": {"name": "李"}}, {"customer": {"level": 5}}
    desk.clean(desk.form(CUSTOMER), values, current)
    assert (values, current) == ({"customer": {"name": "李"}}, {"customer": {"level": 5}})


VARIABLES = {
    "note": "n",
    "secret": "s",
    "advisors": ["a"],
    "approved": True,
    "price": 3,
    "customer": {"name": "李", "level": 5},
}
PREFILLS = [
    ([NOTE], {"note": "n"}, "the form's own"),
    ([CUSTOMER], {"customer": {"name": "李"}}, "of an object the form's own members"),
    ([CHOSEN], {"advisors": ["a"]}, "options"),
    ([REASON], {"approved": True}, "what conditions read"),
    ([{"type": "text", "text": "现价 {{price}} 元"}], {"price": 3}, "what texts show"),
    ([{"type": "text", "text": "{{#if approved}}好{{/if}}"}], {"approved": True}, "what texts ask"),
    ([{"type": "textfield", "key": "q", "label": "=note"}], {"note": "n"}, "what labels show"),
    ([], {}, "nothing else"),
]


@pytest.mark.parametrize(("components", "data", "reason"), PREFILLS)
def test_prefill(desk: Desk, components: list[Any], data: dict[str, Any], reason: str) -> None:
    assert prefill(desk.form(*components), VARIABLES) == data, reason


def test_prefilled_numbers_are_the_browsers(desk: Desk) -> None:
    form = desk.form(PRICE, {"type": "number", "key": "exact", "serializeToString": True})
    data = prefill(form, {"price": Decimal("1.5"), "exact": Decimal("1.50")})
    assert data == {"price": 1.5, "exact": "1.50"}
    assert type(data["price"]) is float
