"""External tasks in the shapes of Camunda 7: its workers speak to these routes as they are."""

from typing import Any

import msgspec
from flask import request

from engine.errors import Rejected
from engine.model import external_task as x
from engine.model import operation as o
from webui.rest.camunda.shapes import (
    Asked,
    BpmnError,
    Completion,
    Count,
    ExternalTask,
    Failure,
    FetchAndLock,
    FetchTopic,
    LockedExternalTask,
    LockExtension,
    Priority,
    Retries,
)
from webui.rest.camunda.values import all_plain, all_typed, moment, told
from webui.rest.route import Call, File, Route

SECOND = 1000.0  # milliseconds
LONGEST_WAIT = 1_800_000  # milliseconds, as with Camunda
TEXT = "text/plain"


def _fetch(call: Call) -> list[LockedExternalTask]:
    asked: FetchAndLock = call.body
    patience = asked.async_response_timeout or 0
    if not 0 <= patience <= LONGEST_WAIT:
        raise Rejected("external.bad_wait", longest=LONGEST_WAIT)
    topics = tuple(_topic(each) for each in asked.topics)
    wanted = x.FetchRequest(worker_id=asked.worker_id, topics=topics, limit=asked.max_tasks)
    is_gone = request.environ.get("waitress.client_disconnected")
    found = call.engine.fetch(call.actor, wanted, patience / SECOND, lambda: is_gone is None or not is_gone())
    with_properties = {each.topic_name for each in asked.topics if each.include_extension_properties}
    return [_locked(each, with_properties) for each in found]


def _topic(given: FetchTopic) -> x.TopicRequest:
    refused = ("process_definition_version_tag", "process_variables", "tenant_id_in")
    for name in refused:
        if getattr(given, name):
            raise Rejected("external.unsupported", name=name)
    return x.TopicRequest(
        topic=given.topic_name,
        seconds=given.lock_duration / SECOND,
        variables=None if given.variables is None else frozenset(given.variables),
        is_local=given.local_variables,
        business_key=given.business_key,
        process_keys=_both(given.process_definition_key, given.process_definition_key_in),
        definition_ids=_both(given.process_definition_id, given.process_definition_id_in),
    )


def _both(one: str | None, several: list[str] | None) -> frozenset[str] | None:
    """Both conditions hold; None: there are none."""
    if one is None:
        return None if several is None else frozenset(several)
    return frozenset({one}) if several is None else frozenset({one}) & frozenset(several)


def _locked(found: x.LockedTask, with_properties: set[str]) -> LockedExternalTask:
    return LockedExternalTask(
        **msgspec.structs.asdict(_shown(found.task)),
        variables=all_typed(found.variables),
        extension_properties=found.properties if found.task.topic in with_properties else None,
    )


def _shown(task: x.ExternalTaskView) -> ExternalTask:
    return ExternalTask(
        id=task.id,
        activity_id=task.element_id,
        activity_instance_id=task.activity_id,
        execution_id=task.activity_id,
        process_instance_id=task.instance_id,
        process_definition_id=task.definition_id,
        process_definition_key=task.process_key,
        business_key=task.business_key,
        topic_name=task.topic,
        worker_id=task.worker_id,
        lock_expiration_time=told(task.locked_until),
        create_time=told(task.created_at),
        retries=task.retries,
        priority=task.priority,
        suspended=task.is_suspended,
        error_message=task.error_message,
    )


def _complete(call: Call) -> None:
    """What was completed once is completed: the same worker sending again is told so, even without a key."""
    done: Completion = call.body
    task_id = call.path["task_id"]
    call.obey(
        x.CompleteExternalTask(
            command_id=call.command_id or f"rest/{call.actor.user_id}//complete/{task_id}/{done.worker_id}",
            task_id=task_id,
            worker_id=done.worker_id,
            variables=all_plain(done.variables),
            local_variables=all_plain(done.local_variables),
        )
    )


def _fail(call: Call) -> None:
    failure: Failure = call.body
    call.obey(
        x.FailExternalTask(
            command_id=call.command_id,
            task_id=call.path["task_id"],
            worker_id=failure.worker_id,
            message=failure.error_message or "",
            details=failure.error_details or "",
            retries=failure.retries,
            retry_after=max(failure.retry_timeout or 0, 0) / SECOND,
            variables=all_plain(failure.variables),
            local_variables=all_plain(failure.local_variables),
        )
    )


def _throw(call: Call) -> None:
    error: BpmnError = call.body
    call.obey(
        x.ThrowExternalTaskError(
            command_id=call.command_id,
            task_id=call.path["task_id"],
            worker_id=error.worker_id,
            code=error.error_code,
            message=error.error_message or "",
            variables=all_plain(error.variables),
        )
    )


def _extend(call: Call) -> None:
    asked: LockExtension = call.body
    call.obey(
        x.ExtendExternalTaskLock(
            task_id=call.path["task_id"], worker_id=asked.worker_id, seconds=asked.new_duration / SECOND
        )
    )


def _unlock(call: Call) -> None:
    call.obey(x.UnlockExternalTask(command_id=call.command_id, task_id=call.path["task_id"]))


def _set_retries(call: Call) -> None:
    _check_there(call)
    call.obey(o.SetJobRetries(command_id=call.command_id, job_id=call.path["task_id"], retries=call.body.retries))


def _set_priority(call: Call) -> None:
    _check_there(call)
    call.obey(o.SetJobPriority(command_id=call.command_id, job_id=call.path["task_id"], priority=call.body.priority))


def _check_there(call: Call) -> None:
    """Raises NotFound, where a job that is gone is no such clear case to the engine."""
    call.engine.external_task(call.actor, call.path["task_id"])


def _show(call: Call) -> ExternalTask:
    return _shown(call.engine.external_task(call.actor, call.path["task_id"]))


def _details(call: Call) -> File:
    return File(call.engine.external_task_error(call.actor, call.path["task_id"]).encode(), TEXT)


def _list(call: Call) -> list[ExternalTask]:
    asked: Asked = call.query
    page = call.engine.external_tasks(
        call.actor,
        _filter(asked),
        sort=asked.sort_by,
        is_descending=asked.sort_order == "desc",
        offset=asked.first_result,
        limit=asked.max_results,
    )
    return [_shown(each) for each in page.items]


def _count(call: Call) -> Count:
    return Count(count=call.engine.external_tasks(call.actor, _filter(call.query), limit=0).total)


def _filter(asked: Asked) -> x.ExternalTaskFilter:
    return x.ExternalTaskFilter(
        task_id=asked.external_task_id,
        topic=asked.topic_name,
        worker_id=asked.worker_id,
        instance_id=asked.process_instance_id,
        definition_id=asked.process_definition_id,
        process_key=asked.process_definition_key,
        element_id=asked.activity_id,
        is_locked=_either(asked.locked, asked.not_locked),
        has_retries=_either(asked.with_retries_left, asked.no_retries_left),
        is_suspended=_either(asked.suspended, asked.active),
        locked_before=_moment(asked.lock_expiration_before),
        locked_after=_moment(asked.lock_expiration_after),
        priority_from=asked.priority_higher_than_or_equals,
        priority_to=asked.priority_lower_than_or_equals,
    )


def _either(is_so: bool, is_not: bool) -> bool | None:
    return True if is_so else (False if is_not else None)


def _moment(text: str | None) -> Any:
    try:
        return None if text is None else moment(text.replace(" ", "+"))  # a plus that nobody quoted
    except ValueError:
        raise msgspec.ValidationError(f"{text} is no moment") from None


ONE = "/external-task/{task_id}"
ROUTES = (
    Route(
        "POST", "/external-task/fetchAndLock", "Fetch and lock", _fetch, list[LockedExternalTask], None, FetchAndLock
    ),
    Route("GET", "/external-task", "External tasks", _list, list[ExternalTask], Asked),
    Route("GET", "/external-task/count", "How many", _count, Count, Asked),
    Route("GET", ONE, "One of them", _show, ExternalTask),
    Route("GET", f"{ONE}/errorDetails", "What was said of its last failure", _details, TEXT),
    Route("POST", f"{ONE}/complete", "It is done", _complete, body=Completion),
    Route("POST", f"{ONE}/failure", "It failed", _fail, body=Failure),
    Route("POST", f"{ONE}/bpmnError", "A BPMN error", _throw, body=BpmnError),
    Route("POST", f"{ONE}/extendLock", "Hold it longer", _extend, body=LockExtension),
    Route("POST", f"{ONE}/unlock", "Let it go", _unlock),
    Route("PUT", f"{ONE}/retries", "How often it is tried again", _set_retries, body=Retries),
    Route("PUT", f"{ONE}/priority", "How urgent it is", _set_priority, body=Priority),
)
