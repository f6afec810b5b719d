"""Fields that a diagram writes itself: camunda:formData of Camunda 7, formProperty of Flowable and Activiti."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.form_values import TYPES
from engine.bpmn.names import local
from engine.bpmn.source import Source, is_literal
from engine.bpmn.vendor import extension, extensions, parts

CONSTRAINTS = frozenset({"required", "readonly", "min", "max", "minlength", "maxlength"})
_FIELD = frozenset({"id", "label", "type", "datePattern", "defaultValue"})
_PROPERTY = frozenset(
    {"id", "name", "type", "variable", "expression", "default", "datePattern", "required", "readable", "writable"}
)
_CLOCK = frozenset("HhKkmsSa")  # letters of Java's date patterns that stand for a time of day


@dataclass(frozen=True, slots=True)
class FormField:
    """`key` is a variable, or a dotted path into one; `limits` the numbers of min, max, minlength and maxlength."""

    key: str
    type: str
    label: str = ""
    default: str | None = None
    date_pattern: str = "dd/MM/yyyy"  # how Camunda and Flowable write a date where nothing else is said
    required: bool = False
    readonly: bool = False
    limits: dict[str, int | float] = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()  # value and label, of an enum
    properties: dict[str, str] = field(default_factory=dict)


def has_fields(node: Any) -> bool:
    return extension(node, "formData") is not None or bool(extensions(node, "formProperty"))


def fields_of(source: Source, node: Any) -> tuple[FormField, ...]:
    """In the order of the file. What has no meaning here is reported."""
    data = extension(node, "formData")
    if data is not None and data.get("businessKey"):
        source.unsupported(node, "formData/businessKey")
    found = [_camunda(source, node, each) for each in parts(data, "formField")]
    return (*found, *(_flowable(source, node, each) for each in extensions(node, "formProperty")))


def _camunda(source: Source, node: Any, element: Any) -> FormField:
    _check_attributes(source, node, element, _FIELD)
    rules = [each for holder in parts(element, "validation") for each in parts(holder, "constraint")]
    given = {(each.get("name") or "").strip(): (each.get("config") or "").strip() for each in rules}
    for name, config in given.items():
        if name not in CONSTRAINTS or (name in ("required", "readonly") and config not in ("", "true")):
            source.unsupported(node, f"formField/constraint {name}={config}")
    named = [each for holder in parts(element, "properties") for each in parts(holder, "property")]
    return FormField(
        key=element.get("id") or "",
        label=_label(source, node, element.get("label")),
        default=element.get("defaultValue") or None,
        required="required" in given,
        readonly="readonly" in given,
        limits=_limits(source, node, element, given),
        properties={each.get("id") or "": each.get("value") or "" for each in named},
        **_typed(source, node, element),
    )


def _flowable(source: Source, node: Any, element: Any) -> FormField:
    _check_attributes(source, node, element, _PROPERTY)
    if element.get("readable") == "false":
        source.unsupported(node, "formProperty/readable=false")
    return FormField(
        key=_path(source, node, element) or element.get("variable") or element.get("id") or "",
        label=_label(source, node, element.get("name")) or element.get("id") or "",
        default=element.get("default") or None,
        required=element.get("required") == "true",
        readonly=element.get("writable") == "false",
        **_typed(source, node, element),
    )


def _path(source: Source, node: Any, element: Any) -> str | None:
    """Of `${customer.name}`, which is read and written alike; a variable that is named as well goes first."""
    text = (element.get("expression") or "").strip()
    if not text or element.get("variable"):
        return None
    path = text[2:-1].strip() if text[:2] in ("${", "#{") and text.endswith("}") else ""
    if not path or not all(step.isidentifier() for step in path.split(".")):
        source.unsupported(node, f"formProperty/expression={text}")
        return None
    return path


def _typed(source: Source, node: Any, element: Any) -> dict[str, Any]:
    """Type, options and pattern, which both write alike."""
    kind = (element.get("type") or "string").strip()
    if kind not in TYPES:
        source.unsupported(node, f"{local(element)}/type={kind}")
        kind = "string"
    options = tuple(
        (each.get("id") or "", each.get("name") or each.get("id") or "") for each in parts(element, "value")
    )
    if kind == "enum" and not options:
        report(source, node, element.get("id"), "value", "")
    pattern = element.get("datePattern") or ""
    if kind == "date" and _CLOCK & set(pattern):
        source.unsupported(node, f"datePattern={pattern}")
    return {"type": kind, "options": options} | ({"date_pattern": pattern} if pattern else {})


def _limits(source: Source, node: Any, element: Any, given: dict[str, str]) -> dict[str, int | float]:
    found: dict[str, int | float] = {}
    for name in ("min", "max", "minlength", "maxlength"):
        number: Callable[[str], int | float] = int if given.get(name, "").lstrip("-").isdigit() else float
        try:
            found |= {name: number(given[name])} if name in given else {}
        except ValueError:
            report(source, node, element.get("id"), name, given[name])
    return found


def _label(source: Source, node: Any, text: str | None) -> str:
    if text and (not is_literal(text) or "{{" in text):
        source.unsupported(node, f"label={text}")
    return text or ""


def _check_attributes(source: Source, node: Any, element: Any, known: frozenset[str]) -> None:
    for name in element.attrib:
        if name not in known:
            source.unsupported(node, f"{local(element)}/{name}")


def report(source: Source, node: Any, field_id: str | None, name: str, value: str) -> None:
    source.findings.error("bpmn.bad_form_field", node, field=field_id or "", property=name, value=value)
