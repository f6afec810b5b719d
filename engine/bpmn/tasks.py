"""The kinds of tasks (BPMN 10.3.3), each made into what the kernel executes."""

from typing import Any

from engine.bpmn.bindings import binding
from engine.bpmn.document import child, text_of
from engine.bpmn.forms import form_key, form_key_expression
from engine.bpmn.handlers import handler_call, retry
from engine.bpmn.listeners import task_listeners
from engine.bpmn.names import bpmn_name, flag
from engine.bpmn.performers import performers
from engine.bpmn.source import EVERYTHING, Source, is_known, is_literal
from engine.bpmn.timers import due
from engine.bpmn.triggers import correlation_key, message_name
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import (
    Activity,
    DecisionTask,
    Evaluable,
    HandlerCall,
    ReceiveTask,
    ScriptTask,
    SendTask,
    ServiceTask,
    Trigger,
    UserTask,
)

Common = dict[str, Any]
"""The fields that all activities share, made by `engine.bpmn.elements`."""


def plain_task(source: Source, element: Any, common: Common) -> Activity:
    return Activity(**common)


def user_task(source: Source, element: Any, common: Common) -> UserTask:
    schedule, ranked = zeebe(element, "taskSchedule"), zeebe(element, "priorityDefinition")
    who = performers(source, element, source.document.lanes.get(common["id"]))

    def text(name: str, holder: Any) -> str | None:
        other = None if holder is None else (holder.get(name) or "").strip()
        return attribute(element, name) or other or None

    return UserTask(
        **(common | task_listeners(source, element)),
        assignee=who.assignee,
        candidate_users=who.candidate_users,
        candidate_groups=who.candidate_groups,
        due_date=due(source, element, text("dueDate", schedule)),
        follow_up_date=due(source, element, text("followUpDate", schedule)),
        priority=source.optional_text(element, text("priority", ranked)),
        name_expression=_written(source, element, common["name"]),
        documentation_expression=_written(source, element, common["documentation"]),
        form_key=form_key(source, element),
        form_key_expression=form_key_expression(source, element),
        id_variable=source.optional_text(element, attribute(element, "taskIdVariableName")),
    )


def service_task(source: Source, element: Any, common: Common) -> ServiceTask:
    call = handler_call(source, element)
    if call is None and EVERYTHING in source.catalog.handlers:
        call = HandlerCall(common["id"] or "")  # all work is left outside: the worker knows the task by its id
    if call is None:
        source.findings.error("bpmn.no_implementation", element, tag=bpmn_name(element))
    return ServiceTask(**common, call=call or HandlerCall(""), retry=retry(source, element))


def send_task(source: Source, element: Any, common: Common) -> Activity:
    """Carried out by a handler, or by sending its message as a throwing event does."""
    name = message_name(source, element)
    if name is None or handler_call(source, element) is not None:
        return service_task(source, element, common)
    return SendTask(**common, trigger=Trigger("message", name=name))


def receive_task(source: Source, element: Any, common: Common) -> ReceiveTask:
    """Without a message it waits until somebody lets it go on."""
    name = message_name(source, element)
    waited = Trigger("message", name=name, correlation_key=correlation_key(source, element))
    return ReceiveTask(
        **common,
        trigger=waited if name is not None else Trigger(),
        is_instantiating=flag(element, "instantiate"),
    )


def business_rule_task(source: Source, element: Any, common: Common) -> Activity:
    called = zeebe(element, "calledDecision")
    reference = attribute(element, "decisionRef") or (None if called is None else called.get("decisionId"))
    if not reference:
        return service_task(source, element, common)
    if is_literal(reference) and not is_known(reference, source.catalog.decisions):
        source.findings.error("bpmn.unknown_decision", element, decision=reference)
    bound, version = binding(source, element, "decisionRef", called)
    result = attribute(element, "resultVariable") or (None if called is None else called.get("resultVariable"))
    return DecisionTask(
        **common,
        decision_ref=source.text(element, reference),
        binding=bound,
        version=version,
        result_variable=result,
        map_result=attribute(element, "mapDecisionResult") or ("resultList" if called is None else None),
    )


def script_task(source: Source, element: Any, common: Common) -> Activity:
    own = zeebe(element, "script")
    if zeebe(element, "taskDefinition") is not None:
        return service_task(source, element, common)
    if own is not None:
        script, result = source.text(own, own.get("expression") or ""), own.get("resultVariable")
        return ScriptTask(**common, text=script.text, script=script, result_variable=result)
    text, script_format = text_of(child(element, "script")), (element.get("scriptFormat") or "").strip()
    result = attribute(element, "resultVariable") or attribute(element, "resultVariableName")
    given = source.assignment(element, text) if script_format.lower() == "juel" and result is None else None
    if given is not None:
        return ScriptTask(**common, text=text, script=given.source, result_variable=given.target)
    compiled = source.in_format(element, script_format.lower(), text) if text else None
    if not text:
        source.findings.error("bpmn.empty_expression", element, tag="script")
    elif compiled is None and not is_known(script_format, source.catalog.script_formats):
        source.findings.error("bpmn.unknown_script_format", element, format=script_format)
    return ScriptTask(**common, script_format=script_format, text=text, script=compiled, result_variable=result)


def _written(source: Source, element: Any, text: str | None) -> Evaluable | None:
    """A name or description with `${..}` in it; a leading `=` is just a character there."""
    return source.text(element, text) if text and ("${" in text or "#{" in text) else None
