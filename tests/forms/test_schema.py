import json
from typing import Any

import pytest

from engine.errors import DeploymentRefused
from engine.model.problem import Problem
from forms.path import dotted
from forms.schema import MAX_BYTES, read


def refused(data: bytes | str, file: str = "") -> tuple[Problem, ...]:
    with pytest.raises(DeploymentRefused) as caught:
        read(data, file)
    return caught.value.problems


def schema(*components: Any) -> str:
    return json.dumps({"id": "f", "components": list(components)})


FIELDS = ["textfield", "textarea", "number", "checkbox", "select", "radio", "checklist", "taglist", "datetime"]
SHOWN = ["text", "html", "image", "spacer", "separator", "button", "table"]


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_are_read(kind: str) -> None:
    (field,) = read(schema({"type": kind, "key": "a", "id": "Field_1"})).fields
    assert field.path == ("a",)


@pytest.mark.parametrize("kind", SHOWN)
def test_what_is_only_shown_is_no_field(kind: str) -> None:
    assert read(schema({"type": kind})).fields == ()


def test_groups_and_lists_give_paths() -> None:
    form = read(
        schema(
            {"type": "group", "components": [{"type": "textfield", "key": "a"}]},
            {"type": "group", "path": "customer", "components": [{"type": "textfield", "key": "name.first"}]},
            {"type": "dynamiclist", "path": "items", "components": [{"type": "number", "key": "price"}]},
            {"type": "textfield", "key": "投诉内容"},
        )
    )
    assert [dotted(field.path) for field in form.fields] == ["a", "customer.name.first", "items", "投诉内容"]
    assert [dotted(row.path) for row in form.fields[2].rows] == ["price"]


def test_the_text_stays_as_it_was_for_the_viewer() -> None:
    text = '{"components": [], "id": "投诉", "schemaVersion": 19}\n'
    assert read(b"\xef\xbb\xbf" + text.encode()).raw == text


def test_a_form_without_id_is_named_after_its_file() -> None:
    assert read('{"components": []}', "complaint/register.form").id == "register"


BROKEN = [
    ('{"components": [', "form.json_invalid", "cut off"),
    ("", "form.json_invalid", "empty"),
    (b"\xff\xfe", "form.json_invalid", "not UTF-8"),
    ('{"components": [], "id": "f", "x": NaN}', "form.json_invalid", "not JSON"),
    ('{"components": ' + "[" * 100_000, "form.json_invalid", "nested without end"),
    ('{"components": [], "id": "f", "x": ' + "9" * 5000 + "}", "form.json_invalid", "a number without end"),
    ("[]", "form.no_schema", "a list"),
    ("{}", "form.no_schema", "nothing in it"),
    ('{"components": {}}', "form.no_schema", "components are a list"),
    ('{"components": []}', "form.id_missing", "neither id nor file"),
    (" " * (MAX_BYTES + 1), "form.too_large", "too large"),
]


@pytest.mark.parametrize(("data", "code", "reason"), BROKEN, ids=[row[-1] for row in BROKEN])
def test_broken_files_are_refused(data: bytes | str, code: str, reason: str) -> None:
    assert [problem.code for problem in refused(data)] == [code]


def test_broken_json_is_refused_with_file_and_line() -> None:
    (problem,) = refused('{\n"components": [}\n', "a.form")
    assert (problem.file, problem.line) == ("a.form", 2)


TEXT = {"type": "textfield", "key": "a", "id": "Field_1"}
NESTED: dict[str, Any] = {"type": "textfield", "key": "deep"}
for _ in range(30):
    NESTED = {"type": "group", "components": [NESTED]}

WRONG = [
    ([{"type": "robot", "key": "a"}], ["form.component_unknown"], "unknown type"),
    ([{"key": "a"}], ["form.component_unknown"], "no type"),
    ([{"type": "filepicker", "key": "a"}], ["form.component_unsupported"], "no meaning on the server"),
    ([{"type": "iframe"}], ["form.component_unsupported"], "foreign pages"),
    ([{"type": "textfield"}], ["form.key_missing"], "no key"),
    ([{"type": "dynamiclist", "components": []}], ["form.key_missing"], "a list without a path"),
    ([{**TEXT, "key": "a b"}], ["form.key_invalid"], "space in key"),
    ([{**TEXT, "key": "a..b"}], ["form.key_invalid"], "empty step"),
    ([{**TEXT, "key": "__proto__"}], ["form.key_invalid"], "poison for the browser"),
    ([{**TEXT, "key": 7}], ["form.property_invalid", "form.key_missing"], "key is no text"),
    ([TEXT, TEXT], ["form.key_duplicate"], "twice"),
    ([TEXT, {**TEXT, "key": "a.b"}], ["form.key_conflict"], "inside another"),
    (
        [{"type": "dynamiclist", "path": "l", "components": [TEXT, TEXT]}],
        ["form.key_duplicate"],
        "twice in a row of a list",
    ),
    ([{**TEXT, "validate": {"pattern": "(?=x)"}}], ["form.pattern_unsupported"], "look-ahead"),
    ([{**TEXT, "validate": {"pattern": "("}}], ["form.pattern_unsupported"], "broken"),
    ([{**TEXT, "validate": {"pattern": r"(a)\1"}}], ["form.pattern_unsupported"], "back-reference"),
    ([{**TEXT, "validate": {"minLength": "many"}}], ["form.property_invalid"], "no number"),
    ([{**TEXT, "validate": {"minLength": "=1 +"}}], ["form.expression_invalid"], "broken limit"),
    ([{**TEXT, "validate": {"required": "yes"}}], ["form.property_invalid"], "no truth value"),
    ([{**TEXT, "validate": {"validationType": "iban"}}], ["form.property_invalid"], "unknown validation"),
    ([{**TEXT, "conditional": {"hide": "=a ="}}], ["form.expression_invalid"], "broken condition"),
    ([{**TEXT, "conditional": {"hide": "a = 1"}}], ["form.property_invalid"], "a condition begins with ="),
    ([{"type": "number", "key": "n", "increment": 0}], ["form.property_invalid"], "no step"),
    ([{"type": "number", "key": "n", "increment": "=x"}], ["form.property_invalid"], "a step is fixed"),
    ([{"type": "number", "key": "n", "decimalDigits": -1}], ["form.property_invalid"], "negative digits"),
    ([{"type": "select", "key": "s", "values": [{"label": "x"}]}], ["form.property_invalid"], "option without value"),
    ([{"type": "select", "key": "s", "values": ["x", "x"]}], ["form.option_duplicate"], "option twice"),
    ([{"type": "datetime", "key": "d", "subtype": "week"}], ["form.property_invalid"], "unknown subtype"),
    ([{"type": "expression", "key": "e"}], ["form.property_missing"], "nothing to work out"),
    ([{"type": "group", "components": 7}], ["form.property_invalid"], "components are a list"),
    ([7], ["form.property_invalid"], "a component is an object"),
    ([NESTED], ["form.too_deep"], "too deep"),
    ([{"type": "spacer"}] * 1001, ["form.too_many_components"], "too many"),
    ([{"type": "robot"}, {"type": "textfield"}], ["form.component_unknown", "form.key_missing"], "all at once"),
]


@pytest.mark.parametrize(("components", "codes", "reason"), WRONG, ids=[row[-1] for row in WRONG])
def test_wrong_schemas_are_refused(components: list[Any], codes: list[str], reason: str) -> None:
    assert [problem.code for problem in refused(schema(*components))] == codes


def test_a_problem_names_the_component() -> None:
    (problem,) = refused(schema({**TEXT, "validate": {"pattern": "("}}), "a.form")
    assert (problem.element_id, problem.file, problem.severity) == ("Field_1", "a.form", "error")
