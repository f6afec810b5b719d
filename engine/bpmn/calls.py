"""Call activities (BPMN 10.3.6): which process is called, and what is passed."""

from typing import Any, Literal

from engine.bpmn.bindings import binding
from engine.bpmn.data import passed_by_name
from engine.bpmn.mappings import names_what_goes_out
from engine.bpmn.names import unprefixed
from engine.bpmn.source import Source, is_known, is_literal
from engine.bpmn.values import Variable
from engine.bpmn.vendor import attribute, extensions, is_set, zeebe
from engine.model.definition import Assignment, CallActivity, Evaluable

KNOWN = frozenset({"source", "sourceExpression", "target", "variables", "businessKey"})
LOCAL = frozenset({"local"})


def call_activity(source: Source, element: Any, common: dict[str, Any]) -> CallActivity:
    called = zeebe(element, "calledElement")
    bound, version = binding(source, element, "calledElement", called)
    ins = extensions(element, "in")
    all_in, all_out = _all(ins), _all(extensions(element, "out"))
    _, given = passed(source, element, "in", KNOWN | LOCAL)
    _, taken = passed(source, element, "out", KNOWN | LOCAL)
    return CallActivity(
        **common,
        called=_called(source, element, called),
        binding="deployment" if is_set(element, "sameDeployment") else bound,
        version=version,
        business_key=_business_key(source, element, ins),
        passes_all_in=False in all_in or is_set(element, "inheritVariables") or _propagates(called, "Parent"),
        passes_all_out=False in all_out or _propagates(called, "Child") or names_what_goes_out(element),
        passes_locals_in=True in all_in or _passes_inputs_only(called),
        keeps_all_out=True in all_out,
        id_variable=source.optional_text(element, _id_variable(element)),
        ins=passed_by_name(source, element, "dataInput") + given,
        outs=taken + passed_by_name(source, element, "dataOutput"),
    )


def passed(
    source: Source, element: Any, direction: Literal["in", "out"], known: frozenset[str] = KNOWN
) -> tuple[bool, tuple[Assignment, ...]]:
    """camunda:in or camunda:out: whether all variables are passed, and those that are named."""
    found = extensions(element, direction)
    assignments = (_assignment(source, each, known) for each in found)
    return bool(_all(found)), tuple(each for each in assignments if each is not None)


def _all(found: list[Any]) -> set[bool]:
    """Whether those that pass all variables speak of locals."""
    return {_is_local(each) for each in found if each.get("variables") == "all"}


def _is_local(element: Any) -> bool:
    return bool(element.get("local") == "true")


def _called(source: Source, element: Any, called: Any) -> Evaluable:
    if attribute(element, "calledElementType") not in (None, "key"):
        source.unsupported(element, f"calledElementType={attribute(element, 'calledElementType')}")
    text = (element.get("calledElement") or ("" if called is None else called.get("processId")) or "").strip()
    if not text:
        source.findings.error("bpmn.no_called_process", element)
    elif is_literal(text):
        text = unprefixed(text)
        own = {process.get("id") for process in source.document.executed}
        if text not in own and not is_known(text, source.catalog.processes):
            source.findings.error("bpmn.unknown_process", element, process=text)
    return source.text(element, text)


def _business_key(source: Source, element: Any, ins: list[Any]) -> Evaluable | None:
    text = next((each.get("businessKey") for each in ins if each.get("businessKey")), None)
    inherited = "${execution.processBusinessKey}" if is_set(element, "inheritBusinessKey") else None
    return source.optional_text(element, text or attribute(element, "businessKey") or inherited)


def _id_variable(element: Any) -> str | None:
    return attribute(element, "processInstanceIdVariableName") or attribute(element, "idVariableName")


def _propagates(called: Any, whose: str) -> bool:
    """Camunda 8 passes everything unless told not to."""
    return called is not None and called.get(f"propagateAll{whose}Variables", "true") == "true"


def _passes_inputs_only(called: Any) -> bool:
    """What its input mappings make, and nothing else (Camunda 8)."""
    return called is not None and not _propagates(called, "Parent")


def _assignment(source: Source, element: Any, known: frozenset[str]) -> Assignment | None:
    for name in sorted(set(element.attrib) - known):
        source.unsupported(element, name)
    if element.get("variables") or element.get("businessKey"):
        if element.get("variables") not in (None, "all"):
            source.unsupported(element, f"variables={element.get('variables')}")
        return None
    target, name, expression = (element.get(each) for each in ("target", "source", "sourceExpression"))
    if not target or not (name or expression):
        source.findings.error("bpmn.parameter_without_name", element)
        return None
    value = source.condition(element, expression) if expression else Variable(name)
    return Assignment(target, value, is_local=_is_local(element))
