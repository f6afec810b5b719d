"""evolve(instance, event): the only way that state changes. Sees the state and the event, nothing else.

The instance given is a private copy and is changed in place; `fold` begins with an empty one.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from engine.model import event as e
from engine.model.instance import (
    PROCESS_SCOPE,
    Activity,
    Compensation,
    Incident,
    Instance,
    Job,
    Loop,
    Subscription,
    Timer,
    Token,
    UserTask,
)

STEP = "step"  # handler name of the job that goes on with a paused step
MESSAGE = "message"  # handler name of the job that delivers a thrown message
SIGNAL = "signal"  # and of the one that tells other families of a thrown signal


def fold(events: Iterable[tuple[e.Event, datetime]]) -> Instance:
    """The state that a history leads to; the first event is InstanceStarted."""
    instance = Instance(id="", definition_id="", root_id="")
    for event, at in events:
        evolve(instance, event, at)
    return instance


def evolve(instance: Instance, event: e.Event, at: datetime) -> Instance:
    """Apply one event that happened at `at`; events of other streams change nothing here."""
    change = CHANGES.get(type(event))
    if change is not None:
        change(instance, event, at)
    return instance


def _number(instance: Instance, local_id: str) -> None:
    """Ids are counters: the highest one given out is remembered."""
    number = int(local_id.rpartition(".")[2])
    instance.counter = max(instance.counter, number)


def _instance_started(instance: Instance, event: e.InstanceStarted, at: datetime) -> None:
    instance.id, instance.definition_id = event.instance_id, event.definition_id
    instance.root_id, instance.parent_id, instance.caller_id = event.root_id, event.parent_id, event.caller_id
    instance.business_key = event.business_key
    instance.activities[PROCESS_SCOPE] = Activity(id=PROCESS_SCOPE, element_id=event.key, started_at=at)


def _instance_completed(instance: Instance, event: e.InstanceCompleted, at: datetime) -> None:
    instance.state = "completed"
    instance.compensations.clear()
    instance.resets.clear()


def _instance_cancelled(instance: Instance, event: e.InstanceCancelled, at: datetime) -> None:
    instance.state = "cancelled"
    instance.is_suspended = False
    instance.compensations.clear()
    instance.resets.clear()


def _instance_suspended(instance: Instance, event: e.InstanceSuspended, at: datetime) -> None:
    instance.is_suspended = True


def _instance_resumed(instance: Instance, event: e.InstanceResumed, at: datetime) -> None:
    instance.is_suspended = False


def _waited(instance: Instance) -> None:
    """Something came from outside: what follows is no loop without a wait."""
    instance.streak = instance.planned = 0


def _moved(place: str, elements: dict[str, str]) -> str:
    scope_id, _, element_id = place.partition("/")
    return f"{scope_id}/{elements.get(element_id, element_id)}"


def _instance_migrated(instance: Instance, event: e.InstanceMigrated, at: datetime) -> None:
    """Everything stands where it stood, under the ids of the new version."""
    instance.definition_id = event.definition_id
    elements, flows = event.elements, event.flows
    for kind in (instance.activities, instance.timers, instance.subscriptions, instance.incidents):
        for each in kind.values():
            each.element_id = elements.get(each.element_id, each.element_id)
    for record in instance.compensations.values():
        record.element_id = elements.get(record.element_id, record.element_id)
        record.handler_id = elements.get(record.handler_id, record.handler_id)
    for activity in instance.activities.values():
        activity.queue = [elements.get(each, each) for each in activity.queue]
    for token in instance.tokens:
        token.element_id = elements.get(token.element_id, token.element_id)
        token.flow_id = flows.get(token.flow_id, token.flow_id) if token.flow_id else None
    resets, instance.resets = instance.resets, {}
    for place, taken in resets.items():
        instance.resets[_moved(place, elements)] = [flows.get(each, each) for each in taken]
    arrivals, instance.arrivals = instance.arrivals, {}
    for place, waiting in arrivals.items():
        at_join = instance.arrivals.setdefault(_moved(place, elements), {})
        for flow_id, count in waiting.items():
            new_id = flows.get(flow_id, flow_id)
            at_join[new_id] = at_join.get(new_id, 0) + count


def _step_paused(instance: Instance, event: e.StepPaused, at: datetime) -> None:
    _number(instance, event.job_id)
    instance.jobs[event.job_id] = Job(id=event.job_id, activity_id=PROCESS_SCOPE, handler=STEP, retries=1)
    instance.streak += 1
    instance.planned = max(instance.planned, event.planned)


def _job_gone(instance: Instance, event: Any, at: datetime) -> None:
    instance.jobs.pop(event.job_id, None)


def _flow_taken(instance: Instance, event: e.FlowTaken, at: datetime) -> None:
    _put(instance, Token(event.target_id, event.scope_id, event.flow_id))


def _token_placed(instance: Instance, event: e.TokenPlaced, at: datetime) -> None:
    _put(instance, Token(event.element_id, event.scope_id, None, event.index, event.compensates))
    if event.compensates is not None:
        instance.compensations[event.compensates].started = None
    loop = _loop_around(instance, event.scope_id)
    if loop is not None and event.index is not None:
        loop.placed = max(loop.placed, event.index + 1)


def _loop_around(instance: Instance, scope_id: str | None) -> Loop | None:
    scope = instance.activities.get(scope_id or "")
    return None if scope is None else scope.loop


def _put(instance: Instance, token: Token) -> None:
    instance.tokens.insert(instance.cursor, token)
    instance.cursor += 1


def _consume(instance: Instance, token: Token) -> None:
    if token in instance.tokens:
        instance.tokens.remove(token)
    instance.cursor = 0


def _token_arrived(instance: Instance, event: e.TokenArrived, at: datetime) -> None:
    _consume(instance, Token(event.element_id, event.scope_id, event.flow_id or None))
    waiting = instance.arrivals.setdefault(f"{event.scope_id}/{event.element_id}", {})
    waiting[event.flow_id] = waiting.get(event.flow_id, 0) + 1


def _activity_started(instance: Instance, event: e.ActivityStarted, at: datetime) -> None:
    _number(instance, event.activity_id)
    if event.joined is None:
        _consume(instance, Token(event.element_id, event.scope_id, event.flow_id, event.index, event.compensates))
    else:
        _join(instance, f"{event.scope_id}/{event.element_id}", event.joined)
    loop = None if event.total is None else Loop(total=event.total, items=event.items)
    instance.activities[event.activity_id] = Activity(
        id=event.activity_id,
        element_id=event.element_id,
        scope_id=event.scope_id,
        started_at=at,
        index=event.index,
        loop=loop,
        compensates=event.compensates,
    )
    if event.compensates is not None:
        _compensation_started(instance, instance.compensations[event.compensates], event.activity_id)
    around = _loop_around(instance, event.scope_id)
    if around is not None:
        around.active += 1


def _compensation_started(instance: Instance, record: Compensation, activity_id: str) -> None:
    """The activity takes the place of what had completed: its variables, and what completed inside."""
    record.started = activity_id
    instance.activities[activity_id].variables = dict(record.variables)
    _move_records(instance, record.id, activity_id)


def _move_records(instance: Instance, scope_id: str, to: str) -> None:
    for record in instance.compensations.values():
        if record.scope_id == scope_id:
            record.scope_id = to


def _compensation_recorded(instance: Instance, event: e.CompensationRecorded, at: datetime) -> None:
    _number(instance, event.compensation_id)
    activity = instance.activities[event.activity_id]
    if event.handler_id == activity.element_id:
        _move_records(instance, activity.id, event.compensation_id)
    instance.compensations[event.compensation_id] = Compensation(
        id=event.compensation_id,
        element_id=activity.element_id,
        handler_id=event.handler_id,
        scope_id=activity.scope_id or PROCESS_SCOPE,
        variables=dict(activity.variables),
        is_loop=activity.loop is not None,
    )


def _compensation_forgotten(instance: Instance, event: e.CompensationForgotten, at: datetime) -> None:
    instance.compensations.pop(event.compensation_id, None)
    _drop_records(instance, event.compensation_id)


def _compensation_thrown(instance: Instance, event: e.CompensationThrown, at: datetime) -> None:
    instance.activities[event.activity_id].waits_for = "compensation"
    for compensation_id in event.compensations:
        instance.compensations[compensation_id].scope_id = event.activity_id


def _drop_records(instance: Instance, scope_id: str) -> None:
    """With what completed inside them."""
    records = instance.compensations
    for record in [each for each in records.values() if each.scope_id == scope_id]:
        records.pop(record.id, None)
        _drop_records(instance, record.id)


def _ad_hoc_planned(instance: Instance, event: e.AdHocPlanned, at: datetime) -> None:
    activity = instance.activities[event.activity_id]
    activity.queue, activity.is_enough = list(event.queue), event.is_enough


def _gateway_activated(instance: Instance, event: e.GatewayActivated, at: datetime) -> None:
    instance.resets[f"{event.scope_id}/{event.element_id}"] = list(event.flow_ids)


def _gateway_reset(instance: Instance, event: e.GatewayReset, at: datetime) -> None:
    del instance.resets[f"{event.scope_id}/{event.element_id}"]


def _forget_gateways(instance: Instance, scope_id: str) -> None:
    for place in [place for place in instance.resets if place.startswith(scope_id + "/")]:
        del instance.resets[place]


def _join(instance: Instance, place: str, joined: dict[str, int]) -> None:
    if not joined:
        return
    waiting = instance.arrivals[place]
    for flow_id, count in joined.items():
        waiting[flow_id] -= count
        if not waiting[flow_id]:
            del waiting[flow_id]
    if not waiting:
        del instance.arrivals[place]


def _activity_waiting(instance: Instance, event: e.ActivityWaiting, at: datetime) -> None:
    activity = instance.activities[event.activity_id]
    activity.waits_for = event.waits_for
    if event.called_id is not None:
        activity.called_id = event.called_id
        _number(instance, event.called_id)


def _activity_ended(instance: Instance, event: Any, at: datetime) -> None:
    activity = instance.activities.pop(event.activity_id)
    instance.user_tasks.pop(event.activity_id, None)
    _drop_records(instance, activity.id)
    _forget_gateways(instance, activity.id)
    record = instance.compensations.get(activity.compensates or "")
    if record is not None and record.started == activity.id:
        del instance.compensations[record.id]
    loop = _loop_around(instance, activity.scope_id)
    if loop is not None:
        loop.active -= 1
        loop.completed += isinstance(event, e.ActivityCompleted)


def _item_collected(instance: Instance, event: e.ItemCollected, at: datetime) -> None:
    loop = instance.activities[event.activity_id].loop
    assert loop is not None
    loop.outputs[str(event.index)] = event.value


def _scope_cleared(instance: Instance, event: e.ScopeCleared, at: datetime) -> None:
    instance.tokens = [token for token in instance.tokens if token.scope_id != event.scope_id]
    instance.cursor = 0
    prefix = event.scope_id + "/"
    for place in [place for place in instance.arrivals if place.startswith(prefix)]:
        del instance.arrivals[place]
    _forget_gateways(instance, event.scope_id)


def _token_removed(instance: Instance, event: e.TokenRemoved, at: datetime) -> None:
    if event.is_waiting:
        _join(instance, f"{event.scope_id}/{event.element_id}", {event.flow_id or "": 1})
    else:
        _consume(instance, Token(event.element_id, event.scope_id, event.flow_id, event.index))


def _variable_removed(instance: Instance, event: e.VariableRemoved, at: datetime) -> None:
    instance.activities[event.scope_id].variables.pop(event.name, None)


def _variable_set(instance: Instance, event: e.VariableSet, at: datetime) -> None:
    instance.activities[event.scope_id].variables[event.name] = event.value


def _user_task_created(instance: Instance, event: e.UserTaskCreated, at: datetime) -> None:
    instance.user_tasks[event.activity_id] = UserTask(
        id=event.activity_id,
        assignee=event.assignee,
        candidate_users=list(event.candidate_users),
        candidate_groups=list(event.candidate_groups),
    )


def _user_task_assigned(instance: Instance, event: Any, at: datetime) -> None:
    instance.user_tasks[event.activity_id].assignee = getattr(event, "assignee", None)


def _user_task_completed(instance: Instance, event: e.UserTaskCompleted, at: datetime) -> None:
    """Done once only, also when an incident keeps its activity from leaving."""
    instance.user_tasks.pop(event.activity_id, None)
    _waited(instance)


def _timer_scheduled(instance: Instance, event: e.TimerScheduled, at: datetime) -> None:
    _number(instance, event.timer_id)
    instance.timers[event.timer_id] = Timer(
        id=event.timer_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        due_at=event.due_at,
        remaining=event.remaining,
        cycle=event.cycle,
        priority=event.priority,
    )


def _timer_fired(instance: Instance, event: e.TimerFired, at: datetime) -> None:
    del instance.timers[event.timer_id]
    _waited(instance)


def _timer_cancelled(instance: Instance, event: e.TimerCancelled, at: datetime) -> None:
    del instance.timers[event.timer_id]


def _subscription_opened(instance: Instance, event: e.SubscriptionOpened, at: datetime) -> None:
    _number(instance, event.subscription_id)
    instance.subscriptions[event.subscription_id] = Subscription(
        id=event.subscription_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        kind=event.kind,
        name=event.name,
        correlation_key=event.correlation_key,
        part=event.part,
    )


def _subscription_closed(instance: Instance, event: e.SubscriptionClosed, at: datetime) -> None:
    del instance.subscriptions[event.subscription_id]


def _received(instance: Instance, event: e.MessageReceived | e.SignalReceived, at: datetime) -> None:
    _waited(instance)


def _message_sent(instance: Instance, event: e.MessageSent, at: datetime) -> None:
    _number(instance, event.job_id)
    instance.jobs[event.job_id] = Job(id=event.job_id, activity_id=PROCESS_SCOPE, handler=MESSAGE, retries=1)


def _signal_thrown(instance: Instance, event: e.SignalThrown, at: datetime) -> None:
    if event.job_id is not None:
        _number(instance, event.job_id)
        instance.jobs[event.job_id] = Job(id=event.job_id, activity_id=PROCESS_SCOPE, handler=SIGNAL, retries=1)


def _job_created(instance: Instance, event: e.JobCreated, at: datetime) -> None:
    _number(instance, event.job_id)
    instance.jobs[event.job_id] = Job(
        id=event.job_id, activity_id=event.activity_id, handler=event.handler, retries=event.attempts
    )


def _job_completed(instance: Instance, event: e.JobCompleted, at: datetime) -> None:
    del instance.jobs[event.job_id]
    _waited(instance)


def _job_failed(instance: Instance, event: e.JobFailed, at: datetime) -> None:
    instance.jobs[event.job_id].retries = event.retries


def _incident_raised(instance: Instance, event: e.IncidentRaised, at: datetime) -> None:
    _number(instance, event.incident_id)
    instance.incidents[event.incident_id] = Incident(
        id=event.incident_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        code=event.code,
        stage=event.stage,  # type: ignore[arg-type]
        job_id=event.job_id,
    )


def _incident_resolved(instance: Instance, event: e.IncidentResolved, at: datetime) -> None:
    del instance.incidents[event.incident_id]
    _waited(instance)


def _notice(instance: Instance, event: e.NoticeSent | e.NoticeFailed, at: datetime) -> None:
    _number(instance, event.notice_id)


def _comment_added(instance: Instance, event: e.CommentAdded, at: datetime) -> None:
    _number(instance, event.comment_id)


def _attachment_added(instance: Instance, event: e.AttachmentAdded, at: datetime) -> None:
    _number(instance, event.attachment_id)


def _owner_set(instance: Instance, event: e.OwnerSet, at: datetime) -> None:
    instance.owner_id = event.user_id


CHANGES: dict[type[e.Event], Callable[[Instance, Any, datetime], None]] = {
    e.InstanceStarted: _instance_started,
    e.InstanceCompleted: _instance_completed,
    e.InstanceCancelled: _instance_cancelled,
    e.InstanceSuspended: _instance_suspended,
    e.InstanceResumed: _instance_resumed,
    e.InstanceMigrated: _instance_migrated,
    e.StepPaused: _step_paused,
    e.StepContinued: _job_gone,
    e.FlowTaken: _flow_taken,
    e.TokenPlaced: _token_placed,
    e.TokenArrived: _token_arrived,
    e.ActivityStarted: _activity_started,
    e.ActivityWaiting: _activity_waiting,
    e.AdHocPlanned: _ad_hoc_planned,
    e.GatewayActivated: _gateway_activated,
    e.GatewayReset: _gateway_reset,
    e.ItemCollected: _item_collected,
    e.CompensationRecorded: _compensation_recorded,
    e.CompensationThrown: _compensation_thrown,
    e.CompensationForgotten: _compensation_forgotten,
    e.ActivityCompleted: _activity_ended,
    e.ActivityCancelled: _activity_ended,
    e.ScopeCleared: _scope_cleared,
    e.TokenRemoved: _token_removed,
    e.VariableSet: _variable_set,
    e.VariableRemoved: _variable_removed,
    e.UserTaskCreated: _user_task_created,
    e.UserTaskClaimed: _user_task_assigned,
    e.UserTaskReleased: _user_task_assigned,
    e.UserTaskAssigned: _user_task_assigned,
    e.UserTaskCompleted: _user_task_completed,
    e.TimerScheduled: _timer_scheduled,
    e.TimerFired: _timer_fired,
    e.TimerCancelled: _timer_cancelled,
    e.SubscriptionOpened: _subscription_opened,
    e.SubscriptionClosed: _subscription_closed,
    e.MessageReceived: _received,
    e.MessageSent: _message_sent,
    e.MessageDelivered: _job_gone,
    e.SignalThrown: _signal_thrown,
    e.SignalDelivered: _job_gone,
    e.SignalReceived: _received,
    e.JobCreated: _job_created,
    e.JobCompleted: _job_completed,
    e.JobFailed: _job_failed,
    e.JobCancelled: _job_gone,
    e.IncidentRaised: _incident_raised,
    e.IncidentResolved: _incident_resolved,
    e.NoticeSent: _notice,
    e.NoticeFailed: _notice,
    e.CommentAdded: _comment_added,
    e.AttachmentAdded: _attachment_added,
    e.OwnerSet: _owner_set,
}
