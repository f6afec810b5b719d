"""A form of the diagram's own, from the fields of a user task or start event: the schema of form-js, and defaults."""

import json
from typing import Any

from engine.bpmn.form_fields import FormField, fields_of, has_fields, report
from engine.bpmn.form_values import FieldDefault, converted
from engine.bpmn.names import bpmn_name
from engine.bpmn.source import Source, is_literal
from engine.model.definition import Assignment, DiagramForm

PREFIX = "diagram:"  # no file of a form is called so
_COMPONENTS = {"boolean": "checkbox", "date": "datetime", "enum": "select", "string": "textfield"}
_LIMITS = {"minlength": "minLength", "maxlength": "maxLength"}


def own_form_key(node: Any) -> str | None:
    """The form key of an element that writes its fields itself, which are a form of this version of its process."""
    return f"{PREFIX}{node.get('id')}" if has_fields(node) else None


def diagram_forms(source: Source, nodes: list[Any]) -> dict[str, DiagramForm]:
    """By form key."""
    own = [(own_form_key(node), node) for node in nodes if bpmn_name(node) in ("userTask", "startEvent")]
    return {key: _form(source, node, key) for key, node in own if key is not None}


def _form(source: Source, node: Any, key: str) -> DiagramForm:
    fields = fields_of(source, node)
    schema = {"type": "default", "id": key, "components": [_component(each) for each in fields]}
    defaults = tuple(_default(source, node, each) for each in fields if each.default is not None)
    return DiagramForm(json.dumps(schema, ensure_ascii=False), defaults, node.get("id") or "", node.sourceline or 0)


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
