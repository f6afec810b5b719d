"""Which capability carries out which command."""

from collections.abc import Callable
from typing import Any

from engine.identity.actor import Actor
from engine.model import archive as a
from engine.model import checkpoint as k
from engine.model import command as c
from engine.model import external_task as x
from engine.model import token as t
from engine.model.erasure import EraseCustomer
from engine.runtime import (
    accounts,
    archives,
    assignment,
    attachments,
    buffer,
    business_time,
    checkpoints,
    comments,
    contacts,
    customers,
    definition_drafts,
    deliveries,
    deploy,
    devices,
    drafts,
    erasure,
    external_tasks,
    instances,
    messages,
    owners,
    preferences,
    presence,
    saved_filters,
    service_tasks,
    signals,
    start,
    start_conditions,
    tokens,
    user_tasks,
)
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome, identified
from engine.runtime.observer import Observed
from engine.runtime.operations import OPERATIONS
from engine.runtime.retrying import patiently
from engine.runtime.services import Services

CAPABILITIES: dict[type[c.Command], Callable[[Services, Any, Actor], Outcome]] = {
    c.StartInstance: start.start,
    c.CompleteUserTask: user_tasks.complete,
    c.ClaimUserTask: user_tasks.change,
    c.ReleaseUserTask: user_tasks.change,
    c.AssignUserTask: assignment.give,
    c.AssignUserTasks: assignment.give_many,
    c.ChangeDueDate: user_tasks.change,
    c.HandOverUserTask: assignment.give,
    c.SetFollowUp: user_tasks.change,
    c.SaveDraft: drafts.save,
    c.NotePresence: presence.note,
    c.SaveFilter: saved_filters.save,
    c.DeleteFilter: saved_filters.delete,
    c.ThrowTaskError: user_tasks.throw,
    c.ThrowTaskEscalation: user_tasks.throw,
    c.TriggerActivity: instances.trigger,
    c.BeginAdHocActivity: instances.begin_ad_hoc,
    c.SetVariables: instances.set_variables,
    c.CancelInstance: instances.cancel,
    **OPERATIONS,
    c.RetryIncident: instances.retry,
    c.CorrelateMessage: messages.correlate,
    c.SettleBuffer: buffer.settle,
    c.DeliverMessage: messages.deliver,
    c.BroadcastSignal: signals.broadcast,
    c.EvaluateConditions: start_conditions.evaluate,
    c.ReceiveSignal: signals.receive,
    c.DeliverSignal: signals.deliver,
    c.TriggerTimer: service_tasks.fire,
    c.CompleteJob: service_tasks.settle,
    c.FailJob: service_tasks.settle,
    c.ContinueStep: service_tasks.settle,
    x.CompleteExternalTask: external_tasks.settle,
    x.FailExternalTask: external_tasks.settle,
    x.ThrowExternalTaskError: external_tasks.settle,
    x.ExtendExternalTaskLock: external_tasks.extend,
    x.UnlockExternalTask: external_tasks.unlock,
    c.DeployFiles: deploy.deploy,
    c.SaveDefinitionDraft: definition_drafts.save,
    c.DiscardDefinitionDraft: definition_drafts.discard,
    c.PublishDefinitionDraft: definition_drafts.publish,
    c.CreateUser: accounts.create_user,
    c.ChangeUser: accounts.change_user,
    c.ChangePassword: accounts.change_password,
    k.RecordCheckpoint: checkpoints.record,
    EraseCustomer: erasure.erase_customer,
    a.SetRetention: archives.set_retention,
    a.ArchiveCases: archives.archive,
    t.CreateToken: tokens.create,
    t.RevokeToken: tokens.revoke,
    c.ChangePreferences: preferences.change,
    c.CreateDemo: business_time.create_demo,
    c.AdvanceClock: business_time.advance_clock,
    c.SetCalendar: business_time.set_calendar,
    c.ChangeContact: contacts.change_contact,
    c.RetryNotice: deliveries.send_again,
    c.RetryDelivery: deliveries.retry,
    c.SettleDeliveries: deliveries.settle,
    c.ReadNotices: accounts.read_notices,
    c.AddComment: comments.add,
    c.AddAttachment: attachments.add,
    c.SetOwner: owners.set_owner,
    c.LinkCustomer: customers.link,
    c.CreateCustomer: customers.create,
    c.ChangeCustomer: customers.change,
    c.CreateDevice: devices.create,
    c.ChangeDevice: devices.change,
    c.TransferDevice: devices.transfer,
}


IN_SEVERAL = (c.BroadcastSignal, c.EvaluateConditions)
"""Carried out in several transactions: an id tells what was done already when one of them has to be tried again."""


def execute(services: Services, command: c.Command, actor: Actor) -> Outcome:
    """Raises Rejected and its kinds; nothing was written then. Whoever comes second waits, and then comes to see it."""
    with Observed(services.observer, command):
        authorise(actor, command)
        known = identified(command) if isinstance(command, IN_SEVERAL) else command
        is_known_again = bool(known.command_id)  # what was committed is seen when it is tried again
        return patiently(lambda: CAPABILITIES[type(known)](services, known, actor), is_known_again)
