"""One event as a person is told of it: a code of the locale (`timeline.*`) and its parameters."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from engine.history.seen import Seen
from engine.model import event as e
from engine.model.notice import GIVEN, GIVEN_MANY
from engine.model.seal import canonical

ERASED = "—"  # stands for a text that was erased, or never given
SHOWN = 80  # characters of a value
MOST = 8  # variables of one line

AWAITED = {"message": "message_awaited", "signal": "signal_awaited", "condition": "condition_awaited"}

Told = tuple[str, dict[str, Any]]


class Line(NamedTuple):
    kind: str
    element_id: str | None
    params: dict[str, Any]


def line(event: e.Event, seen: Seen) -> Line | None:
    """None for what nobody wants to read: flows, gateways, tokens, and what is told by another event."""
    tell = TELL.get(type(event))
    told = tell(event, seen) if tell is not None else None
    return None if told is None else Line(f"timeline.{told[0]}", seen.element(event), told[1])


def variables_line(changes: Sequence[tuple[str, Any]]) -> Line:
    """Several changes as one line; `values` holds the last value of each, `changes` the first few in words."""
    values = dict(changes)
    shown = [f"{name} = {text(value)}" for name, value in islice(values.items(), MOST)]
    more = [f"… +{len(values) - MOST}"] if len(values) > MOST else []
    return Line("timeline.variables_set", None, {"changes": shown + more, "values": values})


def correction_line(changes: Sequence[tuple[str, Any]], was: Mapping[str, Any]) -> Line:
    """What somebody changed by hand: `values` holds of each the value before and after."""
    values = {name: (was.get(name), value) for name, value in changes}
    shown = [f"{name} = {text(before)} → {text(value)}" for name, (before, value) in values.items()]
    return Line("timeline.variables_corrected", None, {"changes": shown, "values": values})


def text(value: Any) -> str:
    """A value on one line, cut to what a line can hold."""
    shown = _spelt(value)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def _spelt(value: Any) -> str:
    if value is None:
        return ERASED
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_spelt(each)}" for name, each in value.items())
    return ", ".join(map(_spelt, value)) if isinstance(value, list) else canonical(value)


def _instance_started(event: e.InstanceStarted, seen: Seen) -> Told:
    if event.parent_id is not None:
        return "called_instance_started", {"parent": event.parent_id}
    return "instance_started", {"starter": event.starter_id, "business_key": event.business_key}


def _instance_completed(event: e.InstanceCompleted, seen: Seen) -> Told:
    return "instance_completed", {}


def _instance_cancelled(event: e.InstanceCancelled, seen: Seen) -> Told:
    return ("instance_cancelled_because", {"reason": event.reason}) if event.reason else ("instance_cancelled", {})


def _instance_suspended(event: e.InstanceSuspended, seen: Seen) -> Told:
    return ("instance_suspended_because", {"reason": event.reason}) if event.reason else ("instance_suspended", {})


def _instance_resumed(event: e.InstanceResumed, seen: Seen) -> Told:
    return "instance_resumed", {}


def _because(kind: str, event: Any, **params: Any) -> Told:
    """With the reason where one was given."""
    return (f"{kind}_because", {**params, "reason": event.reason}) if event.reason else (kind, params)


def _modified(event: e.InstanceModified, seen: Seen) -> Told:
    """`moves`: each has words of its own."""
    moves = [{"action": move.action, "element": move.id} for move in event.moves]
    return _because("instance_modified", event, moves=moves)


def _migrated(event: e.InstanceMigrated, seen: Seen) -> Told:
    return _because("instance_migrated", event, version=event.definition_id.rpartition(":")[2])


def _restarted(event: e.InstanceRestarted, seen: Seen) -> Told:
    return _because("instance_restarted", event, instance=event.instance_id)


def _returned(event: e.UserTaskReturned, seen: Seen) -> Told:
    return _because("user_task_returned", event, target=event.to_element_id)


def _withdrawn(event: e.UserTaskWithdrawn, seen: Seen) -> Told:
    return _because("user_task_withdrawn", event)


def _token_removed(event: e.TokenRemoved, seen: Seen) -> Told:
    return "token_removed", {}


def _waiting(event: e.ActivityWaiting, seen: Seen) -> Told | None:
    if event.waits_for == "call":
        return "call_started", {"called": event.called_id}
    entered = {"children": "activity_entered", "compensation": "activity_entered_again"}.get(event.waits_for)
    return None if entered is None else (entered, {})


def _cancelled(event: e.ActivityCancelled, seen: Seen) -> Told | None:
    """Only what somebody or something was busy with."""
    waits_for = seen.waits.get(event.activity_id)
    if waits_for is None:
        return None
    return ("user_task_cancelled" if waits_for == "user_task" else "activity_cancelled"), {}


def _compensation_thrown(event: e.CompensationThrown, seen: Seen) -> Told:
    return "compensation_thrown", {"count": len(event.compensations)}


def _task_created(event: e.UserTaskCreated, seen: Seen) -> Told:
    params = {
        "task": event.name or ERASED,
        "due": event.due_at,
        "assignee": event.assignee,
        "groups": event.candidate_groups,
        "users": event.candidate_users,
    }
    suffix = "" if event.due_at is None else "_due"
    if event.assignee is not None:
        return f"user_task_given{suffix}", params
    if event.candidate_groups:
        return f"user_task_offered{suffix}", params
    return f"user_task_created{suffix}", params


def _task_claimed(event: e.UserTaskClaimed, seen: Seen) -> Told:
    return "user_task_claimed", {"assignee": event.assignee}


def _task_released(event: e.UserTaskReleased, seen: Seen) -> Told:
    return "user_task_released", {}


def _task_assigned(event: e.UserTaskAssigned, seen: Seen) -> Told:
    if event.assignee is None:
        return "user_task_unassigned", {}
    return "user_task_assigned", {"assignee": event.assignee}


def _due_changed(event: e.UserTaskDueChanged, seen: Seen) -> Told:
    return ("user_task_due_removed", {}) if event.due_at is None else ("user_task_due_changed", {"due": event.due_at})


def _follow_up(event: e.UserTaskFollowUpSet, seen: Seen) -> Told:
    due = event.follow_up_at
    return ("user_task_follow_up_removed", {}) if due is None else ("user_task_follow_up_set", {"due": due})


def _task_completed(event: e.UserTaskCompleted, seen: Seen) -> Told:
    return "user_task_completed", {"user": event.user_id}


def _timer_scheduled(event: e.TimerScheduled, seen: Seen) -> Told:
    return "timer_scheduled", {"due": event.due_at}


def _timer_fired(event: e.TimerFired, seen: Seen) -> Told:
    return "timer_fired", {}


def _awaited(event: e.SubscriptionOpened, seen: Seen) -> Told:
    return AWAITED[event.kind], {"name": event.name}


def _message_received(event: e.MessageReceived, seen: Seen) -> Told:
    return "message_received", {"name": event.name}


def _message_sent(event: e.MessageSent, seen: Seen) -> Told:
    return "message_sent", {"name": event.name, "values": event.variables}


def _message_delivered(event: e.MessageDelivered, seen: Seen) -> Told:
    if event.receiver_id is None:
        return "message_not_delivered", {}
    return "message_delivered", {"receiver": event.receiver_id}


def _signal_thrown(event: e.SignalThrown, seen: Seen) -> Told:
    return "signal_thrown", {"name": event.name, "values": event.variables}


def _signal_received(event: e.SignalReceived, seen: Seen) -> Told:
    return "signal_received", {"name": event.name}


def _signal_delivered(event: e.SignalDelivered, seen: Seen) -> Told | None:
    """That nobody else waited is not worth a line."""
    return ("signal_delivered", {"receivers": event.receivers}) if event.receivers else None


def _condition_met(event: e.ConditionMet, seen: Seen) -> Told:
    return "condition_met", {}


def _escalation(event: e.EscalationThrown, seen: Seen) -> Told:
    params = {"code": event.code or ERASED, "caught_by": event.caught_by}
    return ("escalation_thrown" if event.caught_by else "escalation_not_caught"), params


def _error(event: e.ErrorThrown, seen: Seen) -> Told:
    params = {"code": event.code or ERASED, "message": event.message or ERASED, "caught_by": event.caught_by}
    return "error_thrown", params


def _decision(event: e.DecisionEvaluated, seen: Seen) -> Told:
    own = {"decision": event.decision_id, "inputs": event.inputs, "outputs": event.outputs, "rows": event.rows}
    return "decision_evaluated", {
        "decision": event.decision_id,
        "version": event.version,
        "inputs": event.inputs,
        "matched": event.matched,
        "rows": event.rows,
        "outputs": event.outputs,
        "given": text(event.inputs),
        "result": text(event.outputs),
        "details": [_step(each) for each in (*(event.steps or ()), own)],
    }


def _step(step: dict[str, Any]) -> dict[str, Any]:
    """A line below the line: one decision or table, and the rules of it that matched."""
    raw = {name: step[name] for name in ("decision", "inputs", "outputs")}
    shown = {**raw, "given": text(step["inputs"]), "result": text(step["outputs"])}
    kind = "timeline.step_by_rules" if step["rows"] else "timeline.step"
    return {"kind": kind, "params": {**shown, "rows": step["rows"]}}


def _job_created(event: e.JobCreated, seen: Seen) -> Told:
    return "job_created", {"handler": event.handler}


def _job_completed(event: e.JobCompleted, seen: Seen) -> Told:
    return "job_completed", {}


def _job_failed(event: e.JobFailed, seen: Seen) -> Told:
    params = {"message": event.message or ERASED, "retries": event.retries, "due": event.due_at}
    return ("job_failed" if event.retries > 0 else "job_given_up"), params


def _retries_set(event: e.JobRetriesSet, seen: Seen) -> Told:
    return "job_retries_set", {"retries": event.retries}


def _priority_set(event: e.JobPrioritySet, seen: Seen) -> Told:
    return "job_priority_set", {"priority": event.priority}


def _incident_raised(event: e.IncidentRaised, seen: Seen) -> Told:
    """`code` and `problem` have words of their own."""
    return "incident_raised", {"code": event.code, "problem": event.params or {}}


def _incident_resolved(event: e.IncidentResolved, seen: Seen) -> Told:
    return "incident_resolved", {}


def _notice(event: e.NoticeSent, seen: Seen) -> Told | None:
    """That work was given is told already."""
    if event.template in (GIVEN, GIVEN_MANY):
        return None
    params = {"users": event.users, "groups": event.groups, "title": event.title or ERASED, "level": event.level}
    if event.title_en:
        params["title_en"] = event.title_en
    if event.users and event.groups:
        return "notice_sent_to_both", params
    if event.groups:
        return "notice_sent_to_groups", params
    return ("notice_sent_to_users" if event.users else "notice_sent_to_nobody"), params


def _notice_failed(event: e.NoticeFailed, seen: Seen) -> Told:
    """`code` and `problem` have words of their own."""
    params = {"template": event.template, "code": event.code, "problem": event.params or {}}
    return "notice_failed", params


def _person_erased(event: e.PersonErased, seen: Seen) -> Told:
    return "person_erased", {"reason": event.reason or ERASED}


def _comment(event: e.CommentAdded, seen: Seen) -> Told:
    return "comment_added", {"text": event.text or ERASED}


def _attachment(event: e.AttachmentAdded, seen: Seen) -> Told:
    return "attachment_added", {"name": event.name or ERASED, "type": event.media_type, "size": event.size}


def _owner(event: e.OwnerSet, seen: Seen) -> Told:
    return "owner_set", {"user": event.user_id}


def _customer(event: e.CustomerLinked, seen: Seen) -> Told:
    return ("customer_linked" if event.customer_id else "customer_unlinked"), {"customer": event.customer_id}


def _case(event: e.CaseLinked, seen: Seen) -> Told:
    return "case_linked", {"source": event.source_key or event.source_id}


def _record(told: str) -> Callable[[Any, Seen], Told]:
    return lambda event, seen: (told, {"model": event.model} if hasattr(event, "model") else {})


def _given(event: e.DeviceGiven, seen: Seen) -> Told:
    return "device_given", {"model": event.model, "customer": event.to_customer_id}


def _received(event: e.DeviceReceived, seen: Seen) -> Told:
    return "device_received", {"model": event.model, "customer": event.from_customer_id}


TELL: dict[type[e.Event], Callable[[Any, Seen], Told | None]] = {
    e.InstanceStarted: _instance_started,
    e.InstanceCompleted: _instance_completed,
    e.InstanceCancelled: _instance_cancelled,
    e.InstanceSuspended: _instance_suspended,
    e.InstanceResumed: _instance_resumed,
    e.InstanceModified: _modified,
    e.InstanceMigrated: _migrated,
    e.InstanceRestarted: _restarted,
    e.UserTaskReturned: _returned,
    e.UserTaskWithdrawn: _withdrawn,
    e.TokenRemoved: _token_removed,
    e.ActivityWaiting: _waiting,
    e.ActivityCancelled: _cancelled,
    e.UserTaskCreated: _task_created,
    e.UserTaskClaimed: _task_claimed,
    e.UserTaskReleased: _task_released,
    e.UserTaskAssigned: _task_assigned,
    e.UserTaskDueChanged: _due_changed,
    e.UserTaskFollowUpSet: _follow_up,
    e.UserTaskCompleted: _task_completed,
    e.TimerScheduled: _timer_scheduled,
    e.TimerFired: _timer_fired,
    e.SubscriptionOpened: _awaited,
    e.MessageReceived: _message_received,
    e.CompensationThrown: _compensation_thrown,
    e.MessageSent: _message_sent,
    e.MessageDelivered: _message_delivered,
    e.SignalThrown: _signal_thrown,
    e.SignalDelivered: _signal_delivered,
    e.SignalReceived: _signal_received,
    e.ConditionMet: _condition_met,
    e.EscalationThrown: _escalation,
    e.ErrorThrown: _error,
    e.DecisionEvaluated: _decision,
    e.JobCreated: _job_created,
    e.JobCompleted: _job_completed,
    e.JobFailed: _job_failed,
    e.JobRetriesSet: _retries_set,
    e.JobPrioritySet: _priority_set,
    e.IncidentRaised: _incident_raised,
    e.IncidentResolved: _incident_resolved,
    e.NoticeSent: _notice,
    e.NoticeFailed: _notice_failed,
    e.CommentAdded: _comment,
    e.PersonErased: _person_erased,
    e.AttachmentAdded: _attachment,
    e.OwnerSet: _owner,
    e.CustomerLinked: _customer,
    e.CustomerCreated: _record("customer_created"),
    e.CustomerChanged: _record("customer_changed"),
    e.DeviceCreated: _record("device_created"),
    e.DeviceChanged: _record("device_changed"),
    e.DeviceGiven: _given,
    e.DeviceReceived: _received,
    e.CaseLinked: _case,
}
