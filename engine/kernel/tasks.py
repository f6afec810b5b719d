"""User, service, script, decision and receive tasks, and tasks that do not wait (BPMN 13.3.3)."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from engine.dmn.evaluate import evaluate, mapped
from engine.errors import BpmnError, EngineError
from engine.expr.values import stored
from engine.kernel import decisions, notices, timers
from engine.kernel.completion import complete
from engine.kernel.step import Run, incident, integer, worded
from engine.kernel.task_listeners import known, tell
from engine.kernel.throwing import throw_error
from engine.kernel.waits import arm
from engine.model import event as e
from engine.model.command import NoticeRequest
from engine.model.definition import (
    Activity,
    Assignment,
    DecisionTask,
    Evaluable,
    HandlerCall,
    ReceiveTask,
    Retry,
    ScriptTask,
    ServiceTask,
    TaskSetting,
    UserTask,
)


def pass_through(run: Run, element: Activity, activity_id: str) -> None:
    """A plain or manual task: the engine does not wait for it."""
    complete(run, activity_id)


def start_user_task(run: Run, element: UserTask, activity_id: str) -> None:
    def text(expression: Evaluable | None) -> str | None:
        return text_of(run, expression, activity_id)

    def due(expression: Evaluable | None) -> Any:
        value = run.evaluate(expression, activity_id) if expression is not None else None
        return None if value in (None, "") else timers.moment(value, run.world.now, run.world.env.zone)

    priority = run.evaluate(element.priority, activity_id) if element.priority is not None else None
    made: dict[str, Any] = {
        "name": called(run, element, activity_id),
        "description": text(element.documentation_expression) or element.documentation,
        "assignee": text(element.assignee),
        "candidate_users": names_of(run, element.candidate_users, activity_id),
        "candidate_groups": names_of(run, element.candidate_groups, activity_id),
        "priority": 50 if priority is None else integer(priority, "user_task.bad_priority"),
        "due_at": due(element.due_date),
        "follow_up_at": due(element.follow_up_date),
    }
    form_key = form_of(run, element, activity_id)
    _told(run, element.on_create, activity_id, made)
    if made["assignee"] is not None:
        tell(run, element.on_assignment, activity_id, made["assignee"])
    is_drawn = (made["name"], made["description"]) == (element.name or element.id, element.documentation)
    run.emit(
        e.UserTaskCreated(activity_id=activity_id, element_id=element.id, form_key=form_key, is_drawn=is_drawn, **made)
    )
    if element.id_variable is not None:  # of one among several, it is a matter of the body
        write = run.set if run.activity(activity_id).index is None else run.set_local
        write(activity_id, text_of(run, element.id_variable, activity_id) or "", f"{run.instance.id}.{activity_id}")
    if element.timeout is not None:
        timers.schedule(run, activity_id, element.id, element.timeout)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="user_task"))


def _told(run: Run, told: tuple[Assignment | TaskSetting, ...], activity_id: str, made: dict[str, Any]) -> None:
    """`made` is what the task will be: changed here, before anybody sees it."""
    for each in told:
        value = run.evaluate(each.source, activity_id, known(run, activity_id, made["assignee"]))
        if isinstance(each, Assignment):
            run.write(each, activity_id, value)
        else:
            made[each.property] = GIVEN[each.property](run, value, made[each.property])


def _moment(run: Run, value: Any, was: Any) -> Any:
    return None if value in (None, "") else timers.moment(value, run.world.now, run.world.env.zone)


def _added(run: Run, value: Any, was: list[str]) -> list[str]:
    return list(dict.fromkeys([*was, *notices.listed(value)]))


GIVEN: dict[str, Callable[[Run, Any, Any], Any]] = {
    **dict.fromkeys(("assignee", "description"), lambda run, value, was: worded(value)),
    "name": lambda run, value, was: worded(value) or was,
    "due_at": _moment,
    "follow_up_at": _moment,
    "priority": lambda run, value, was: integer(value, "user_task.bad_priority"),
    "candidate_groups": _added,
    "candidate_users": _added,
}


def text_of(run: Run, expression: Evaluable | None, activity_id: str) -> str | None:
    """None where there is no expression, or it gives nothing."""
    return None if expression is None else worded(run.evaluate(expression, activity_id))


def called(run: Run, element: UserTask, activity_id: str) -> str:
    return text_of(run, element.name_expression, activity_id) or element.name or element.id


def form_of(run: Run, element: UserTask, activity_id: str) -> str | None:
    return element.form_key or text_of(run, element.form_key_expression, activity_id)


def names_of(run: Run, expression: Evaluable | None, activity_id: str) -> list[str]:
    """Users or groups: a list, or a text with commas."""
    value = run.evaluate(expression, activity_id) if expression is not None else None
    return notices.listed(value)


def start_service_task(run: Run, element: ServiceTask, activity_id: str) -> None:
    call(run, element.call, element.retry, activity_id)


def call(run: Run, handler: HandlerCall, retry: Retry, activity_id: str) -> None:
    """Pure handlers and expressions run inside the step; every other handler is a job."""
    element_id = run.activity(activity_id).element_id
    if handler.is_expression:
        assert handler.expression is not None
        finish_call(run, handler, run.evaluate(handler.expression, activity_id), activity_id)
    elif handler.name == notices.HANDLER:
        notices.notify(run, activity_id)
        complete(run, activity_id)
    elif handler.name in run.world.pure_handlers:
        _call_pure(run, handler, activity_id)
    else:
        run.emit(
            e.JobCreated(
                job_id=run.new_id(),
                activity_id=activity_id,
                element_id=element_id,
                handler=handler.name,
                due_at=run.world.now,
                attempts=retry.attempts,
                waits=list(retry.waits),
                priority=run.job_priority(element_id, activity_id),
                is_external=handler.name in run.world.external_topics,
            )
        )
        run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="job"))


def _call_pure(run: Run, handler: HandlerCall, activity_id: str) -> None:
    element_id = run.activity(activity_id).element_id
    try:
        variables, asked = run.world.pure_handlers[handler.name](
            _copied(run.names(activity_id)),
            instance_id=run.instance.id,
            element_id=element_id,
            business_key=run.instance.business_key,
        )
    except BpmnError as error:
        return throw_error(run, activity_id, error.code, error.message, error.variables)
    except EngineError:
        raise
    except Exception as failure:  # whatever an author's function raises is an incident, never a crash of the step
        raise incident("handler.failed", handler=handler.name, message=f"{type(failure).__name__}: {failure}") from None
    return finish_handler(run, handler, variables, asked, activity_id)


def _copied(names: Mapping[str, Any]) -> dict[str, Any]:
    """What an author's function may change as it likes: the state is not in it."""
    return deepcopy(dict(names))


def finish_handler(
    run: Run,
    handler: HandlerCall | None,
    variables: Mapping[str, Any],
    asked: tuple[NoticeRequest, ...] | list[NoticeRequest],
    activity_id: str,
) -> None:
    """What a handler gave back: its variables, or all of them as one when the diagram names a result variable."""
    variables = {name: stored(value) for name, value in variables.items()}
    for request in asked:
        notices.send(run, request, activity_id)
    if handler is not None and handler.result_variable:
        run.give(activity_id, {handler.result_variable: variables})
    else:
        run.give(activity_id, variables)
    complete(run, activity_id)


def finish_call(run: Run, handler: HandlerCall, value: Any, activity_id: str) -> None:
    if handler.result_variable:
        run.give(activity_id, {handler.result_variable: value})
    complete(run, activity_id)


def start_script_task(run: Run, element: ScriptTask, activity_id: str) -> None:
    if element.script is not None:
        value = run.evaluate(element.script, activity_id)
        if element.result_variable:
            run.give(activity_id, {element.result_variable: value})
        elif isinstance(value, dict):
            run.give(activity_id, value)
        return complete(run, activity_id)
    executor = run.world.script(element.script_format)
    if executor is None:
        raise incident("script.no_executor", format=element.script_format)
    try:
        variables = executor(element.text, _copied(run.names(activity_id)))
    except BpmnError as error:
        return throw_error(run, activity_id, error.code, error.message, error.variables)
    except Exception as failure:  # as with handlers
        raise incident("script.failed", message=f"{type(failure).__name__}: {failure}") from None
    if element.result_variable and "result" in variables:
        variables = {element.result_variable: variables["result"]}
    run.give(activity_id, variables)
    return complete(run, activity_id)


def start_decision_task(run: Run, element: DecisionTask, activity_id: str) -> None:
    decision_id = text_of(run, element.decision_ref, activity_id) or ""
    found, version = run.world.library.decisions(decision_id, element.binding, element.version, run.definition)
    evaluation = evaluate(found, decision_id, run.names(activity_id), run.world.env)
    result = mapped(evaluation, element.map_result)
    run.emit(
        e.DecisionEvaluated(
            element_id=element.id,
            decision_id=decision_id,
            version=version,
            steps=[decisions.told(step) for step in evaluation.steps],
            **decisions.facts(evaluation),
        )
    )
    if element.result_variable:
        run.give(activity_id, {element.result_variable: result})
    elif element.map_result is not None:  # for the output parameters, as in Camunda 7
        run.set_local(activity_id, "decisionResult", result)
    elif isinstance(result, dict):
        run.give(activity_id, result)
    complete(run, activity_id)


def start_receive_task(run: Run, element: ReceiveTask, activity_id: str) -> None:
    arm(run, activity_id, element)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="event"))
