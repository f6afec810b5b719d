"""evolve(instance, event): the only way that state changes. Sees the state and the event, nothing else.

The instance given is a private copy and is changed in place; `fold` begins with an empty one.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from engine.kernel.evolve import (
    activities,
    compensation,
    counters,
    gateways,
    incidents,
    instances,
    jobs,
    loops,
    migration,
    subscriptions,
    timers,
    tokens,
    user_tasks,
    variables,
)
from engine.kernel.evolve.jobs import MESSAGE, SIGNAL, STEP
from engine.model import event as e
from engine.model.instance import Instance

__all__ = ["MESSAGE", "SIGNAL", "STEP", "evolve", "fold"]


def fold(events: Iterable[tuple[e.Event, datetime]], before: Instance | None = None) -> Instance:
    """The state that events lead to: a history from InstanceStarted on, or what came after `before`, a private copy."""
    instance = before or Instance(id="", definition_id="", root_id="")
    for event, at in events:
        evolve(instance, event, at)
    return instance


def evolve(instance: Instance, event: e.Event, at: datetime) -> Instance:
    """Apply one event that happened at `at`; events of other streams change nothing here."""
    change = CHANGES.get(type(event))
    if change is not None:
        change(instance, event, at)
    return instance


CHANGES: dict[type[e.Event], Callable[[Instance, Any, datetime], None]] = {
    e.InstanceStarted: instances.started,
    e.InstanceCompleted: instances.completed,
    e.InstanceCancelled: instances.cancelled,
    e.InstanceSuspended: instances.suspended,
    e.InstanceResumed: instances.resumed,
    e.OwnerSet: instances.owner_set,
    e.InstanceMigrated: migration.migrated,
    e.FlowTaken: tokens.flow_taken,
    e.TokenPlaced: tokens.placed,
    e.TokenArrived: tokens.arrived,
    e.TokenRemoved: tokens.removed,
    e.ScopeCleared: tokens.scope_cleared,
    e.GatewayActivated: gateways.activated,
    e.GatewayReset: gateways.reset,
    e.ActivityStarted: activities.started,
    e.ActivityWaiting: activities.waiting,
    e.AdHocPlanned: activities.ad_hoc_planned,
    e.ActivityCompleted: activities.ended,
    e.ActivityCancelled: activities.ended,
    e.ItemCollected: loops.item_collected,
    e.LoopSetBack: loops.set_back,
    e.CompensationRecorded: compensation.recorded,
    e.CompensationThrown: compensation.thrown,
    e.CompensationForgotten: compensation.forgotten,
    e.VariableSet: variables.was_set,
    e.VariableRemoved: variables.removed,
    e.UserTaskCreated: user_tasks.created,
    e.UserTaskClaimed: user_tasks.assigned,
    e.UserTaskReleased: user_tasks.assigned,
    e.UserTaskAssigned: user_tasks.assigned,
    e.UserTaskCompleted: user_tasks.completed,
    e.TimerScheduled: timers.scheduled,
    e.TimerFired: timers.fired,
    e.TimerCancelled: timers.cancelled,
    e.SubscriptionOpened: subscriptions.opened,
    e.SubscriptionClosed: subscriptions.closed,
    e.MessageReceived: subscriptions.received,
    e.SignalReceived: subscriptions.received,
    e.JobCreated: jobs.created,
    e.JobCompleted: jobs.completed,
    e.JobFailed: jobs.failed,
    e.JobCancelled: jobs.gone,
    e.JobRetriesSet: jobs.retries_set,
    e.StepPaused: jobs.step_paused,
    e.StepContinued: jobs.gone,
    e.MessageSent: jobs.message_sent,
    e.MessageDelivered: jobs.gone,
    e.SignalThrown: jobs.signal_thrown,
    e.SignalDelivered: jobs.gone,
    e.IncidentRaised: incidents.raised,
    e.IncidentResolved: incidents.resolved,
    e.NoticeSent: counters.notice,
    e.NoticeFailed: counters.notice,
    e.CommentAdded: counters.comment,
    e.AttachmentAdded: counters.attachment,
}
