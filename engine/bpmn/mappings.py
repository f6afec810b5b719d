"""Input and output parameters, and properties, as Camunda 7 and 8 write them."""

from typing import Any

from engine.bpmn.document import text_of
from engine.bpmn.names import local
from engine.bpmn.source import Source
from engine.bpmn.values import Constant, Inside, ListValue, MapValue
from engine.bpmn.vendor import extension, extensions, inner, parts, zeebe
from engine.model.definition import Assignment, Evaluable

Assignments = tuple[Assignment, ...]


def parameters(source: Source, element: Any) -> tuple[Assignments, Assignments]:
    """What goes in as locals, and what goes out to the scope around, each in document order."""
    mapping, other = extension(element, "inputOutput"), zeebe(element, "ioMapping")
    inputs = [_parameter(source, each) for each in parts(mapping, "inputParameter")]
    outputs = [_parameter(source, each) for each in parts(mapping, "outputParameter")]
    for each in parts(other, "input"):
        inputs.append(_zeebe_mapping(source, each, {given.target for given in inputs}))
    outputs += [_zeebe_mapping(source, each, None) for each in parts(other, "output")]
    return tuple(inputs), tuple(outputs)


def names_what_goes_out(element: Any) -> bool:
    """With outputs in the manner of Camunda 8, whatever else the element is handed stays with it."""
    return bool(parts(zeebe(element, "ioMapping"), "output"))


def fields(source: Source, element: Any) -> Assignments:
    """camunda:field: what a class of Java gets injected is a local of the handler's activity."""
    return tuple(_field(source, each) for each in extensions(element, "field"))


def _field(source: Source, element: Any) -> Assignment:
    name = (element.get("name") or "").strip()
    written = next(iter(element), None)
    expression = element.get("expression") or (text_of(written) if _is(written, "expression") else "")
    if not name:
        source.findings.error("bpmn.parameter_without_name", element)
    if expression:
        return Assignment(name, source.text(element, expression))
    text = element.get("stringValue") or (text_of(written) if _is(written, "string") else "")
    return Assignment(name, Constant(text, text))


def _is(element: Any, name: str) -> bool:
    return element is not None and local(element) == name


def properties(element: Any) -> dict[str, str]:
    """camunda:properties, zeebe:properties and zeebe:taskHeaders."""
    named = parts(extension(element, "properties"), "property") + parts(zeebe(element, "properties"), "property")
    found = {each.get("name") or each.get("id") or "": each.get("value") or "" for each in named}
    headers = parts(zeebe(element, "taskHeaders"), "header")
    return found | {each.get("key") or "": each.get("value") or "" for each in headers}


def _parameter(source: Source, element: Any) -> Assignment:
    name = (element.get("name") or "").strip()
    if not name:
        source.findings.error("bpmn.parameter_without_name", element)
    return Assignment(name, _value(source, element))


def _value(source: Source, element: Any) -> Evaluable:
    """The text of the element, or the script, list or map inside it."""
    nested = inner(element)
    if nested is None:
        text = text_of(element)
        return source.text(element, text) if text else Constant("")
    kinds = {"script": _script, "list": _list, "map": _map}
    return kinds.get(local(nested), _unknown)(source, nested)


def _script(source: Source, element: Any) -> Evaluable:
    script_format, text = (element.get("scriptFormat") or "").lower(), text_of(element)
    compiled = None if element.get("resource") else source.in_format(element, script_format, text)
    if compiled is None:
        source.unsupported(element, f"scriptFormat={script_format}")
        return Constant(text)
    return compiled


def _list(source: Source, element: Any) -> Evaluable:
    items = tuple(_item(source, each) for each in element)
    return ListValue(f"[{', '.join(item.text for item in items)}]", items)


def _item(source: Source, element: Any) -> Evaluable:
    if local(element) != "value":
        return {"script": _script, "list": _list, "map": _map}.get(local(element), _unknown)(source, element)
    return _value(source, element)


def _map(source: Source, element: Any) -> Evaluable:
    entries = tuple((source.text(each, each.get("key") or ""), _value(source, each)) for each in element)
    return MapValue(f"{{{', '.join(f'{key.text}: {value.text}' for key, value in entries)}}}", entries)


def _unknown(source: Source, element: Any) -> Evaluable:
    source.unsupported(element, local(element))
    return Constant("")


def _zeebe_mapping(source: Source, element: Any, made: set[str] | None) -> Assignment:
    """A target may be a path into a variable. `made`: the locals before it, which it joins; None: any variable."""
    target, text = (element.get("target") or "").strip(), (element.get("source") or "").strip()
    name, *path = target.split(".")
    if not all(part.isidentifier() for part in (name, *path)):
        source.unsupported(element, f"target={target}")
    value = source.text(element, text)
    if path:
        value = Inside(value.text, name, tuple(path), value, made is None or name in made)
    return Assignment(name, value)
