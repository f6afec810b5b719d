"""Fields written into the diagram: camunda:formData, and formProperty of Flowable and Activiti, are a form of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused, Invalid
from engine.model import command as c
from engine.model.view import FormView
from tests.runtime.diagram import call, diagram, user
from tests.runtime.office import LIN, Office
from tests.runtime.test_flowable import flowable


def form_data(*fields: str, **attributes: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<extensionElements><camunda:formData{given}>{''.join(fields)}</camunda:formData></extensionElements>"


def written(id: str, type: str = "string", inner: str = "", rules: dict[str, str] | None = None, **more: str) -> str:
    """One camunda:formField."""
    given = "".join(f' {name}="{value}"' for name, value in more.items())
    each = "".join(f'<camunda:constraint name="{name}" config="{config}"/>' for name, config in (rules or {}).items())
    validation = f"<camunda:validation>{each}</camunda:validation>" if each else ""
    return f'<camunda:formField id="{id}" type="{type}"{given}>{inner}{validation}</camunda:formField>'


def properties(*given: str) -> str:
    each = (f"<camunda:formProperty {attributes}" for attributes in given)
    return f"<extensionElements>{''.join(one if one.endswith('>') else one + '/>' for one in each)}</extensionElements>"


def asks(*fields: str) -> bytes:
    return diagram("p", "start > ask > end", user("ask", form_data(*fields)))


def form_of(desk: Office, case: str) -> FormView:
    return desk.engine.task_form(LIN, desk.tasks(case)[0].id)


def fill_in(desk: Office, case: str, **values: Any) -> None:
    task = desk.tasks(case)[0]
    desk.do(c.CompleteUserTask(task_id=task.id, variables=values, is_form=True))


def shown(form: FormView) -> dict[str, dict[str, Any]]:
    return {each["key"]: each for each in form.schema["components"]}


COLOURS = '<camunda:value id="r" name="红"/><camunda:value id="b"/>'
EVERY = asks(
    written("name", label="客户", rules={"required": "", "minlength": "2", "maxlength": "5"}),
    written("count", "long", rules={"min": "1", "max": "10"}),
    written("price", "double"),
    written("isNew", "boolean", rules={"required": "true"}),
    written("day", "date"),
    written("colour", "enum", COLOURS),
    written("note", rules={"readonly": "true"}),
)
GOOD = {"name": "赵强", "count": 3, "price": 1.5, "isNew": True, "day": "2026-01-05", "colour": "r"}


def test_every_type_is_a_component_of_the_form_on_the_page(desk: Office) -> None:
    desk.deploy(EVERY)
    fields = shown(form_of(desk, desk.start("p")))
    assert {key: each["type"] for key, each in fields.items()} == {
        "name": "textfield",
        "count": "number",
        "price": "number",
        "isNew": "checkbox",
        "day": "datetime",
        "colour": "select",
        "note": "textfield",
    }
    assert (fields["name"]["label"], fields["count"]["label"]) == ("客户", "count")
    assert fields["colour"]["values"] == [{"value": "r", "label": "红"}, {"value": "b", "label": "b"}]
    assert fields["note"]["readonly"] is True


def test_what_was_filled_in_becomes_variables(desk: Office) -> None:
    desk.deploy(EVERY)
    case = desk.start("p", note="vip")
    fill_in(desk, case, **GOOD)
    assert desk.engine.variables(SYSTEM, case) == {**GOOD, "price": Decimal("1.5"), "note": "vip"}


AT_THE_LIMITS = [
    ({"name": "赵钱孙李周"}, "maxlength itself is allowed, as in Camunda 7 since 7.14"),
    ({"name": "赵钱"}, "so is minlength"),
    ({"count": 1}, "min"),
    ({"count": 10}, "and max"),
    ({"isNew": False}, "a box that is not ticked is an answer, also to a required one"),
]


@pytest.mark.parametrize(("values", "reason"), AT_THE_LIMITS, ids=[row[1] for row in AT_THE_LIMITS])
def test_limits_are_inclusive(desk: Office, values: dict[str, Any], reason: str) -> None:
    desk.deploy(EVERY)
    case = desk.start("p")
    fill_in(desk, case, **{**GOOD, **values})
    assert desk.engine.variables(SYSTEM, case).items() >= values.items(), reason


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": ""}, "form.required"),
        ({"name": "赵"}, "form.min_length"),
        ({"name": "赵钱孙李周吴"}, "form.max_length"),
        ({"count": 0}, "form.min"),
        ({"count": 11}, "form.max"),
        ({"count": 1.5}, "form.not_an_integer"),  # long
        ({"price": "dear"}, "form.not_a_number"),
        ({"isNew": "yes"}, "form.not_a_boolean"),
        ({"day": "05/01/2026"}, "form.date_invalid"),  # the page sends ISO 8601, whatever the pattern
        ({"colour": "g"}, "form.option_unknown"),
        ({"other": 1}, "form.unknown_key"),
    ],
)
def test_the_server_judges_each_rule(desk: Office, wrong: dict[str, Any], code: str) -> None:
    desk.deploy(EVERY)
    case = desk.start("p")
    with pytest.raises(Invalid) as refusal:
        fill_in(desk, case, **(GOOD | wrong))
    assert {key: each.code for key, each in refusal.value.fields.items()} == {next(iter(wrong)): code}


def test_a_box_may_be_left_alone_where_an_answer_is_required(desk: Office) -> None:
    desk.deploy(EVERY)
    case = desk.start("p")
    fill_in(desk, case, **(GOOD | {"isNew": False}))
    assert desk.engine.variables(SYSTEM, case)["isNew"] is False


DEFAULTS = asks(
    written("city", defaultValue="上海"),
    written("count", "long", defaultValue="${base + 1}"),
    written("day", "date", defaultValue="31/12/2026"),  # dd/MM/yyyy unless the field says another
    written("back", "date", defaultValue="2026.1.5", datePattern="yyyy.M.d"),
    written("isNew", "boolean", defaultValue="true"),
    written("greeting", defaultValue="${hello}", rules={"readonly": "true"}),
    written("lost", defaultValue="${nowhere.at.all}"),  # cannot be told: empty
)


def test_fields_begin_with_their_defaults(desk: Office) -> None:
    desk.deploy(DEFAULTS)
    case = desk.start("p", base=4, hello="您好", city="苏州")
    assert form_of(desk, case).data == {
        "city": "苏州",  # what is there goes first
        "count": 5,
        "day": "2026-12-31",
        "back": "2026-01-05",
        "isNew": True,
        "greeting": "您好",
    }


def test_a_field_that_is_left_out_gets_its_default_and_one_that_is_emptied_does_not(desk: Office) -> None:
    desk.deploy(DEFAULTS)
    case = desk.start("p", base=4, hello="您好")
    fill_in(desk, case, city="", isNew=False)
    found = desk.engine.variables(SYSTEM, case)
    assert {name: found[name] for name in ("city", "count", "day", "isNew", "greeting", "lost")} == {
        "city": "",
        "count": 5,
        "day": "2026-12-31",
        "isNew": False,
        "greeting": "您好",
        "lost": "",
    }


START = '<startEvent id="start">{}</startEvent>'
STARTS = diagram(
    "p",
    "start > after > end",
    START.format(form_data(written("name", rules={"required": "true"}), written("grade", defaultValue="b"))),
    user("after"),
)


def test_a_start_event_has_its_form_too(desk: Office) -> None:
    desk.deploy(STARTS)
    form = desk.engine.start_form(LIN, "p")
    assert (list(shown(form)), form.data) == (["name", "grade"], {"grade": "b"})
    with pytest.raises(Invalid):
        desk.do(c.StartInstance(key="p", is_form=True))
    case = desk.do(c.StartInstance(key="p", variables={"name": "赵强"}, is_form=True))
    assert desk.engine.variables(SYSTEM, case) == {"name": "赵强", "grade": "b"}


def test_a_case_keeps_the_fields_of_its_version(desk: Office) -> None:
    desk.deploy(asks(written("old")))
    before = desk.start("p")
    desk.deploy(asks(written("new")))
    assert (list(shown(form_of(desk, before))), list(shown(form_of(desk, desk.start("p"))))) == (["old"], ["new"])
    fill_in(desk, before, old="x")


def test_the_form_is_read_again_from_what_is_stored(open_office: Callable[..., Office]) -> None:
    first = open_office()
    first.deploy(DEFAULTS)
    case = first.start("p", base=1)
    assert open_office().engine.task_form(SYSTEM, first.task(case)).data["count"] == 2


def test_a_called_process_has_forms_of_its_own(desk: Office) -> None:
    desk.deploy(asks(written("inner")), diagram("q", "start > sub > end", call("sub", "p")))
    case = desk.start("q")
    [called] = desk.engine.called(SYSTEM, case)
    assert list(shown(form_of(desk, called.id))) == ["inner"]


PROPERTIES = flowable(
    diagram(
        "p",
        "start > ask > end",
        user(
            "ask",
            properties(
                'id="who" name="客户" type="string" required="true"',
                'id="amount" type="long" variable="total"',
                'id="street" expression="${customer.street}"',
                'id="shown" type="string" expression="#{customer.name}" writable="false"',
                'id="when" type="date" datePattern="dd-MM-yyyy" default="05-01-2026"',
                'id="level" type="enum" default="${grade}"><camunda:value id="a" name="高"/></camunda:formProperty>',
            ),
        ),
    )
)


def test_properties_of_flowable_are_fields_of_the_variables_that_they_name(desk: Office) -> None:
    desk.deploy(PROPERTIES)
    case = desk.start("p", total=7, customer={"name": "赵强", "street": "南京路", "no": 5}, grade="a")
    form = form_of(desk, case)
    assert {key: each["label"] for key, each in shown(form).items()} == {
        "who": "客户",
        "total": "amount",
        "customer.street": "street",
        "customer.name": "shown",
        "when": "when",
        "level": "level",
    }
    customer = {"name": "赵强", "street": "南京路"}
    assert form.data == {"total": 7, "customer": customer, "when": "2026-01-05", "level": "a"}
    fill_in(desk, case, who="lin", total=8, customer={"street": "淮海路"}, when="2026-02-01")
    found = desk.engine.variables(SYSTEM, case)
    assert (found["total"], found["when"], found["level"]) == (8, "2026-02-01", "a")
    assert found["customer"] == {"name": "赵强", "street": "淮海路", "no": 5}


@pytest.mark.parametrize(
    ("inside", "code", "said"),
    [
        (form_data(written("a", "bytes")), "bpmn.unsupported", "formField/type=bytes"),
        (form_data(written("a", rules={"validator": "com.acme.Own"})), "bpmn.unsupported", "constraint validator"),
        (form_data(written("a", rules={"required": "false"})), "bpmn.unsupported", "constraint required=false"),
        (form_data(written("a", label="${b}")), "bpmn.unsupported", "label=${b}"),
        (form_data(written("a", script="b")), "bpmn.unsupported", "formField/script"),
        (form_data(written("a"), businessKey="a"), "bpmn.unsupported", "formData/businessKey"),
        (form_data(written("a", "date", datePattern="dd/MM/yyyy HH:mm")), "bpmn.unsupported", "datePattern="),
        (form_data(written("a", "long", rules={"min": "few"})), "bpmn.bad_form_field", "few"),
        (form_data(written("a", "long", defaultValue="1.5")), "bpmn.bad_form_field", "1.5"),
        (form_data(written("a", "date", defaultValue="31/02/2026")), "bpmn.bad_form_field", "31/02/2026"),
        (form_data(written("a", "date", defaultValue="31/31", datePattern="dd/dd")), "bpmn.bad_form_field", "31/31"),
        (form_data(written("a", "long", defaultValue="1e999999999")), "bpmn.bad_form_field", "1e9"),  # no memory for it
        (form_data(written("a", "long", rules={"max": "1e999"})), "form.json_invalid", ""),
        (form_data(written("a", "enum", COLOURS, defaultValue="g")), "bpmn.bad_form_field", "g"),
        (form_data(written("a", "enum")), "bpmn.bad_form_field", "value"),  # nothing to choose from
        (form_data(written("a"), written("a")), "form.key_duplicate", "a"),
        (form_data(written("a-b")), "form.key_invalid", "a-b"),
        (form_data(written("")), "form.key_missing", "key"),
        (properties('id="a" readable="false"'), "bpmn.unsupported", "readable=false"),
        (properties('id="a" expression="${b + 1}"'), "bpmn.unsupported", "expression=${b + 1}"),  # cannot be written
        (properties('id="a" form="b"'), "bpmn.unsupported", "formProperty/form"),
    ],
)
def test_what_has_no_meaning_here_is_refused_at_its_element(desk: Office, inside: str, code: str, said: str) -> None:
    drawn = diagram("p", "start > ask > end", user("ask", inside))
    with pytest.raises(DeploymentRefused) as refusal:
        desk.do(c.DeployFiles(files={"d.bpmn": drawn}, expected_versions={"p": 0}))
    errors = [each for each in refusal.value.problems if each.severity == "error"]
    assert [(each.code, each.element_id, each.file) for each in errors] == [(code, "ask", "d.bpmn")]
    assert said in " ".join(map(str, errors[0].params.values()))


def test_a_task_has_one_form_not_two(desk: Office) -> None:
    drawn = diagram("p", "start > ask > end", user("ask", form_data(written("a")), formKey="sheet"))
    with pytest.raises(DeploymentRefused):
        desk.do(c.DeployFiles(files={"d.bpmn": drawn}, expected_versions={"p": 0}))


def test_a_default_may_be_the_day(desk: Office) -> None:
    desk.deploy(asks(written("day", "date", defaultValue="=today()")))
    desk.clock.set(datetime(2026, 3, 1, 20, tzinfo=UTC))
    assert form_of(desk, desk.start("p")).data == {"day": "2026-03-02"}  # in Shanghai


ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
DRAWN = (
    '{"type": "default", "id": "F",'
    ' "components": [{"type": "textfield", "key": "answer", "validate": {"required": true}}]}'
)


def embedded(schema: str, key: str = "camunda-forms:bpmn:F1") -> bytes:
    held = f'<extensionElements><zeebe:userTaskForm {ZEEBE} id="F1">{schema}</zeebe:userTaskForm></extensionElements>'
    named = f'<extensionElements><zeebe:formDefinition {ZEEBE} formKey="{key}"/></extensionElements>'
    return diagram("p", "start > ask > then > end", held, user("ask", named), user("then", named))


def test_a_form_that_the_process_holds_for_its_tasks(desk: Office) -> None:
    """zeebe:userTaskForm of Camunda 8, which the form keys of several tasks may name."""
    desk.deploy(embedded(DRAWN))
    case = desk.start("p")
    assert list(shown(form_of(desk, case))) == ["answer"]
    with pytest.raises(Invalid):
        fill_in(desk, case)
    fill_in(desk, case, answer="yes")
    assert (list(shown(form_of(desk, case))), form_of(desk, case).data) == (["answer"], {"answer": "yes"})


@pytest.mark.parametrize("schema", ["{", "[]", "", '{"components": [{"type": "video"}]}'])
def test_a_form_that_is_none_is_refused_at_each_task_that_names_it(desk: Office, schema: str) -> None:
    with pytest.raises(DeploymentRefused) as refusal:
        desk.do(c.DeployFiles(files={"d.bpmn": embedded(schema)}, expected_versions={"p": 0}))
    assert {each.element_id for each in refusal.value.problems if each.severity == "error"} == {"ask", "then"}
