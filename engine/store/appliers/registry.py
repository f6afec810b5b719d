"""Which rows an event changes: every event has an applier, `nothing` where history alone keeps it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.model import event as facts
from engine.model.event import Event
from engine.store.appliers import (
    accounts,
    attachments,
    comments,
    customers,
    definition_drafts,
    definitions,
    deliveries,
    incidents,
    instances,
    jobs,
    messages,
    migration,
    notices,
    start_timers,
    suspension,
    tokens,
    user_tasks,
)
from engine.store.appliers.context import Context
from engine.store.rows import Rows

Applier = Callable[[Rows, Context, Any], None]


def apply(rows: Rows, context: Context, events: Sequence[Event]) -> None:
    """Adds to `rows` what the events of one commit change."""
    for context.index, event in enumerate(events):
        APPLIERS[type(event)](rows, context, event)


def nothing(rows: Rows, context: Context, event: Event) -> None:
    """The event stands in history, and no table is derived from it."""


APPLIERS: Mapping[type[Event], Applier] = {
    facts.InstanceStarted: instances.instance_started,
    facts.InstanceCompleted: instances.instance_completed,
    facts.InstanceCancelled: instances.instance_cancelled,
    facts.InstanceSuspended: suspension.instance_suspended,
    facts.InstanceResumed: suspension.instance_resumed,
    facts.InstanceModified: nothing,
    facts.InstanceMigrated: migration.instance_migrated,
    facts.InstanceRestarted: nothing,
    facts.TokenRemoved: nothing,
    facts.CompensationForgotten: nothing,
    facts.VariableRemoved: nothing,
    facts.UserTaskReturned: nothing,
    facts.UserTaskWithdrawn: nothing,
    facts.UserTaskMigrated: migration.user_task_migrated,
    facts.StepPaused: jobs.step_paused,
    facts.StepContinued: jobs.step_continued,
    facts.FlowTaken: nothing,
    facts.TokenPlaced: nothing,
    facts.TokenArrived: nothing,
    facts.ActivityStarted: instances.activity_started,
    facts.ActivityWaiting: nothing,
    facts.ItemCollected: nothing,
    facts.AdHocPlanned: nothing,
    facts.GatewayActivated: nothing,
    facts.GatewayReset: nothing,
    facts.CompensationRecorded: nothing,
    facts.CompensationThrown: nothing,
    facts.ActivityCompleted: instances.activity_completed,
    facts.ActivityCancelled: instances.activity_cancelled,
    facts.ScopeCleared: nothing,
    facts.VariableSet: nothing,
    facts.UserTaskCreated: user_tasks.user_task_created,
    facts.UserTaskClaimed: user_tasks.user_task_claimed,
    facts.UserTaskReleased: user_tasks.user_task_released,
    facts.UserTaskAssigned: user_tasks.user_task_assigned,
    facts.UserTaskDueChanged: user_tasks.user_task_due_changed,
    facts.UserTaskFollowUpSet: user_tasks.user_task_follow_up_set,
    facts.UserTaskCompleted: user_tasks.user_task_completed,
    facts.TimerScheduled: jobs.timer_scheduled,
    facts.TimerFired: jobs.timer_fired,
    facts.TimerCancelled: jobs.timer_cancelled,
    facts.SubscriptionOpened: jobs.subscription_opened,
    facts.SubscriptionClosed: jobs.subscription_closed,
    facts.MessageReceived: nothing,
    facts.MessageSent: jobs.message_sent,
    facts.MessageDelivered: jobs.message_delivered,
    facts.SignalThrown: jobs.signal_thrown,
    facts.SignalDelivered: jobs.signal_delivered,
    facts.SignalReceived: nothing,
    facts.ConditionMet: nothing,
    facts.EscalationThrown: nothing,
    facts.ErrorThrown: nothing,
    facts.DecisionEvaluated: nothing,
    facts.JobCreated: jobs.job_created,
    facts.JobCompleted: jobs.job_completed,
    facts.JobFailed: jobs.job_failed,
    facts.JobCancelled: jobs.job_cancelled,
    facts.IncidentRaised: incidents.incident_raised,
    facts.IncidentResolved: incidents.incident_resolved,
    facts.NoticeSent: notices.notice_sent,
    facts.NoticeFailed: notices.notice_failed,
    facts.CommentAdded: comments.comment_added,
    facts.AttachmentAdded: attachments.attachment_added,
    facts.OwnerSet: instances.owner_set,
    facts.CustomerLinked: instances.customer_linked,
    facts.CaseLinked: instances.case_linked,
    facts.CustomerCreated: customers.customer_created,
    facts.CustomerChanged: customers.customer_changed,
    facts.DeviceCreated: customers.device_created,
    facts.DeviceChanged: customers.device_changed,
    facts.DeviceGiven: nothing,  # what changes stands in DeviceReceived
    facts.DeviceReceived: customers.device_received,
    facts.MessageBuffered: messages.message_buffered,
    facts.BufferedMessageDelivered: messages.message_gone,
    facts.BufferedMessageExpired: messages.message_gone,
    facts.StartTimerScheduled: start_timers.start_timer_scheduled,
    facts.StartTimerFired: start_timers.start_timer_gone,
    facts.StartTimerCancelled: start_timers.start_timer_gone,
    facts.ProcessDeployed: definitions.process_deployed,
    facts.DecisionDeployed: definitions.decision_deployed,
    facts.FormDeployed: definitions.form_deployed,
    facts.TemplatesDeployed: definitions.templates_deployed,
    facts.TextsDeployed: definitions.texts_deployed,
    facts.DefinitionDraftSaved: definition_drafts.saved,
    facts.DefinitionDraftDiscarded: definition_drafts.ended,
    facts.DefinitionDraftPublished: definition_drafts.ended,
    facts.DefinitionSuspended: suspension.definition_suspended,
    facts.DefinitionResumed: suspension.definition_resumed,
    facts.UserCreated: accounts.user_created,
    facts.UserChanged: accounts.user_changed,
    facts.ContactChanged: deliveries.contact_changed,
    facts.DeliverySent: deliveries.delivery_sent,
    facts.DeliveryFailed: deliveries.delivery_failed,
    facts.DeliveryRetried: deliveries.delivery_retried,
    facts.PasswordChanged: nothing,
    facts.TokenCreated: tokens.token_created,
    facts.TokenRevoked: tokens.token_revoked,
    facts.ClockAdvanced: accounts.clock_advanced,
    facts.DemoCreated: accounts.demo_created,
    facts.CalendarSet: accounts.calendar_set,
}
