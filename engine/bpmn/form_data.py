"""A form that stands in the diagram, at a user task or start event or for it: the schema of form-js, and defaults."""

import json
from typing import Any

from engine.bpmn.document import text_of
from engine.bpmn.form_fields import FormField, fields_of, has_fields, report
from engine.bpmn.form_values import FieldDefault, converted
from engine.bpmn.names import bpmn_name, qualified
from engine.bpmn.source import Source, is_literal
from engine.bpmn.vendor import all_zeebe, zeebe
from engine.model.definition import Assignment, DiagramForm

EMBEDDED = "camunda-forms:bpmn:"
PREFIX = "diagram:"  # no file of a form is called so
_COMPONENTS = {"boolean": "checkbox", "date": "datetime", "enum": "select", "string": "textfield"}
_LIMITS = {"minlength": "minLength", "maxlength": "maxLength"}


def own_form_key(node: Any) -> str | None:
    """The form key of an element whose form stands in the diagram, which is a form of this version of its process."""
    return f"{PREFIX}{node.get('id')}" if has_fields(node) or _embedded(node) is not None else None


def _embedded(node: Any) -> Any:
    """zeebe:userTaskForm, which its process holds, and its form key names (Camunda 8)."""
    definition = zeebe(node, "formDefinition")
    key = "" if definition is None else definition.get("formKey") or ""
    process = next(node.iterancestors(qualified("process")), None) if key.startswith(EMBEDDED) else None
    return next((each for each in all_zeebe(process, "userTaskForm") if f"{EMBEDDED}{each.get('id')}" == key), None)


def diagram_forms(source: Source, nodes: list[Any]) -> dict[str, DiagramForm]:
    """By form key."""
    own = [(own_form_key(node), node) for node in nodes if bpmn_name(node) in ("userTask", "startEvent")]
    return {key: _form(source, node, key) for key, node in own if key is not None}


def _form(source: Source, node: Any, key: str) -> DiagramForm:
    embedded = _embedded(node)
    if embedded is not None:
        return DiagramForm(_as_key(text_of(embedded), key), (), node.get("id") or "", node.sourceline or 0)
    fields = fields_of(source, node)
    schema = {"type": "default", "id": key, "components": [_component(each) for each in fields]}
    defaults = tuple(_default(source, node, each) for each in fields if each.default is not None)
    return DiagramForm(json.dumps(schema, ensure_ascii=False), defaults, node.get("id") or "", node.sourceline or 0)


def _as_key(text: str, key: str) -> str:
    """The schema under the key by which it is looked up; what is no schema is told when it is read as one."""
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return json.dumps(schema | {"id": key}, ensure_ascii=False) if isinstance(schema, dict) else text


def _component(field: FormField) -> dict[str, Any]:
    label = field.label or field.key
    made: dict[str, Any] = {"type": _COMPONENTS.get(field.type, "number"), "key": field.key, "label": label}
    if field.type == "date":
        made |= {"subtype": "date", "dateLabel": label}
    elif field.type == "enum":
        made["values"] = [{"value": value, "label": label} for value, label in field.options]
    elif made["type"] == "number" and field.type != "double":
        made["decimalDigits"] = 0
    if field.readonly:
        made["readonly"] = True
    if field.properties:
        made["properties"] = field.properties
    return made | {"validate": _rules(field)}


def _rules(field: FormField) -> dict[str, Any]:
    """A box is answered however it is left: form-js would have it ticked."""
    limits: dict[str, Any] = {_LIMITS.get(name, name): value for name, value in field.limits.items()}
    return limits | ({"required": True} if field.required and field.type != "boolean" else {})


def _default(source: Source, node: Any, field: FormField) -> Assignment:
    text, pattern = field.default or "", field.date_pattern
    value = converted(field.type, text, pattern)
    is_option = field.type != "enum" or text in dict(field.options)
    if is_literal(text) and (value is None or not is_option):
        report(source, node, field.key, "default", text)
    return Assignment(field.key, FieldDefault(field.type, source.text(node, text), pattern))
