"""What somebody wants: frozen, imperative, with an id. A command id that was obeyed before gets the same answer."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from engine.model.contact import Contact


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """`command_id` is chosen by the sender; an empty one is filled in by the engine."""

    command_id: str = ""


# instances


class StartInstance(Command, frozen=True, kw_only=True):
    """Answers the instance id. `version` None: the latest. `element_id`: the start event to begin at."""

    key: str
    variables: dict[str, Any] = {}
    business_key: str | None = None
    version: int | None = None
    element_id: str | None = None
    instance_id: str = ""
    message: str | None = None  # the message that starts it
    signal: str | None = None  # the signal that starts it
    source_id: str | None = None  # the case that threw the message
    is_form: bool = False  # variables come from the start form and are validated against it


class CompleteUserTask(Command, frozen=True, kw_only=True):
    """`is_form`: the variables come from the task's form and are validated against it (Invalid)."""

    task_id: str
    variables: dict[str, Any] = {}
    is_form: bool = False


class ClaimUserTask(Command, frozen=True, kw_only=True):
    task_id: str


class ReleaseUserTask(Command, frozen=True, kw_only=True):
    task_id: str


class AssignUserTask(Command, frozen=True, kw_only=True):
    task_id: str
    assignee: str | None


class AssignUserTasks(Command, frozen=True, kw_only=True):
    """Many to one person, who is told once; answers a Refusal for each that could not be given."""

    task_ids: list[str]
    assignee: str


class ChangeDueDate(Command, frozen=True, kw_only=True):
    task_id: str
    due_at: datetime | None


class HandOverUserTask(Command, frozen=True, kw_only=True):
    """By whoever has the task, to a colleague who can work on it."""

    task_id: str
    assignee: str


class SetFollowUp(Command, frozen=True, kw_only=True):
    """When whoever has the task wants to come back to it."""

    task_id: str
    follow_up_at: datetime | None


class SaveDraft(Command, frozen=True, kw_only=True):
    """The form as it is, valid or not; kept until the task has ended."""

    task_id: str
    variables: dict[str, Any] = {}


class NotePresence(Command, frozen=True, kw_only=True):
    """The actor has the page of the task open, or leaves it; answers who else has, as user ids."""

    task_id: str
    is_leaving: bool = False


class ThrowTaskError(Command, frozen=True, kw_only=True):
    """A BPMN error reported from a user task or for a service task."""

    activity_id: str  # "<instance id>.<n>" as the views give it
    code: str
    message: str = ""
    variables: dict[str, Any] = {}


class ThrowTaskEscalation(Command, frozen=True, kw_only=True):
    activity_id: str
    code: str
    variables: dict[str, Any] = {}


class TriggerActivity(Command, frozen=True, kw_only=True):
    """Let a waiting receive task or catching event go on without its event."""

    activity_id: str
    variables: dict[str, Any] = {}


class BeginAdHocActivity(Command, frozen=True, kw_only=True):
    """Begin an activity of an ad-hoc sub-process that is open; `activity_id` is the sub-process."""

    activity_id: str
    element_id: str


class TriggerTimer(Command, frozen=True, kw_only=True):
    """`fence` is the worker's; None: somebody fires it by hand, due or not."""

    timer_id: str
    fence: int | None = None


class CorrelateMessage(Command, frozen=True, kw_only=True):
    """To exactly one receiver that fits all that is said of it, else to the process that the message starts.

    Answers the instance; None when nobody waits and it is kept for `time_to_live` seconds. `is_for_all`: to everybody
    who fits, and every process that it starts; answers the instances. `correlation_keys` are variables that the
    receiving instance has, `local_correlation_keys` those of the waiting scope; `correlation_key` is what the
    receiver's diagram made of its variables. The same name, key and `message_id` sent again are answered as before.
    `sender_id`: the instance that threw it; None: it came from outside.
    """

    name: str
    variables: dict[str, Any] = {}
    subscription_id: str | None = None
    instance_id: str | None = None
    business_key: str | None = None
    correlation_key: str | None = None
    correlation_keys: dict[str, Any] = {}
    local_correlation_keys: dict[str, Any] = {}
    message_id: str = ""
    time_to_live: float | None = None
    is_for_all: bool = False
    sender_id: str | None = None


class SettleBuffer(Command, frozen=True, kw_only=True):
    """Somebody came to wait for a message that is kept, or one has been kept long enough."""

    job_id: str
    fence: int


class BroadcastSignal(Command, frozen=True, kw_only=True):
    """To everybody who waits for it now, or to one subscription only; answers how many received it."""

    name: str
    variables: dict[str, Any] = {}
    subscription_id: str | None = None


class EvaluateConditions(Command, frozen=True, kw_only=True):
    """Begins an instance of every process whose conditional start is true with these variables; answers their ids.

    `key`: of this process only.
    """

    variables: dict[str, Any] = {}
    business_key: str | None = None
    key: str | None = None


class SetVariables(Command, frozen=True, kw_only=True):
    """`scope_id`: an instance id or an activity id; `is_local` keeps new names in that scope."""

    scope_id: str
    variables: dict[str, Any]
    is_local: bool = False


class CancelInstance(Command, frozen=True, kw_only=True):
    instance_id: str
    reason: str = ""


class RetryIncident(Command, frozen=True, kw_only=True):
    incident_id: str


# what people add to a case beside its process


class AddComment(Command, frozen=True, kw_only=True):
    """Answers the comment id. `@` and a user's id or name tells that user."""

    instance_id: str
    text: str


class AddAttachment(Command, frozen=True, kw_only=True):
    """Answers the attachment id."""

    instance_id: str
    name: str
    content: bytes


class SetOwner(Command, frozen=True, kw_only=True):
    """Who answers for the case towards the customer."""

    instance_id: str
    user_id: str


class LinkCustomer(Command, frozen=True, kw_only=True):
    """The case hangs on this record; None takes it off again."""

    instance_id: str
    customer_id: str | None = None
    device_id: str | None = None


# what somebody keeps for themselves


class SaveFilter(Command, frozen=True, kw_only=True):
    """`query` is that of the page, as it stands in its address."""

    page: str
    name: str
    query: str


class DeleteFilter(Command, frozen=True, kw_only=True):
    page: str
    name: str


# customers and their devices


class CreateCustomer(Command, frozen=True, kw_only=True):
    """Answers the customer id."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


class ChangeCustomer(Command, frozen=True, kw_only=True):
    customer_id: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


class CreateDevice(Command, frozen=True, kw_only=True):
    """A device or vehicle of a customer; answers its id."""

    customer_id: str
    model: str
    serial: str = ""
    plate: str = ""
    sold_on: date | None = None
    note: str = ""


class ChangeDevice(Command, frozen=True, kw_only=True):
    device_id: str
    model: str
    serial: str = ""
    plate: str = ""
    sold_on: date | None = None
    note: str = ""


class TransferDevice(Command, frozen=True, kw_only=True):
    """To another customer, from now on; its cases stay with whom they were of."""

    device_id: str
    customer_id: str


# what jobs bring back


class CompleteJob(Command, frozen=True, kw_only=True):
    job_id: str
    fence: int
    variables: dict[str, Any] = {}
    notices: list["NoticeRequest"] = []
    local_variables: dict[str, Any] = {}  # of the activity: its output mapping sees them


class FailJob(Command, frozen=True, kw_only=True):
    """`retries`: tries that are left; None: one less than before."""

    job_id: str
    fence: int
    message: str
    error_code: str | None = None  # a BPMN error thrown by the handler
    variables: dict[str, Any] = {}
    retry_at: datetime | None = None  # when it is tried again; worked out by the worker
    retries: int | None = None
    details: str = ""
    local_variables: dict[str, Any] = {}


class ContinueStep(Command, frozen=True, kw_only=True):
    job_id: str
    fence: int


class DeliverMessage(Command, frozen=True, kw_only=True):
    """`receiver_id`: who got it, None when nobody waited, or (`waiting`) several that nothing told apart."""

    job_id: str
    fence: int
    receiver_id: str | None = None
    name: str = ""
    element_id: str = ""
    waiting: int = 0


class ReceiveSignal(Command, frozen=True, kw_only=True):
    """One catcher's share of a broadcast."""

    name: str
    subscription_id: str
    variables: dict[str, Any] = {}


class DeliverSignal(Command, frozen=True, kw_only=True):
    """The thrower's side of a broadcast: everybody who waited has been told."""

    job_id: str
    fence: int
    receivers: int = 0


class NoticeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler asks to be told to people; rendered from the template when it becomes an event.

    `channels`: other ones than the template names; None: those.
    """

    template: str
    users: list[str] = []
    groups: list[str] = []
    title: str = ""
    body: str = ""
    level: str = "info"
    channels: list[str] | None = None


class RetryNotice(Command, frozen=True, kw_only=True):
    """Sends a notice whose template failed, with the latest template and the variables of now."""

    notice_id: str


class SendNotice(Command, frozen=True, kw_only=True):
    """What `RetryNotice` becomes once the failed notice was looked up."""

    instance_id: str
    element_id: str
    repairs: str  # local id
    request: NoticeRequest
    variables: dict[str, Any] = {}


class RetryDelivery(Command, frozen=True, kw_only=True):
    """Of a delivery that was given up."""

    delivery_id: str


class DeliveryResult(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is None when it was sent; `retry_at` None when it is not tried again."""

    delivery_id: str
    fence: int
    address: str = ""
    code: str | None = None
    params: dict[str, Any] = {}
    retry_at: datetime | None = None


class SettleDeliveries(Command, frozen=True, kw_only=True):
    """What became of deliveries that went out together."""

    results: list[DeliveryResult]


# deployment and administration


class DeployFiles(Command, frozen=True, kw_only=True):
    """Answers a Deployment. Files that equal the latest version are not deployed again, unless `is_forced`."""

    files: dict[str, bytes]  # file name -> content: .bpmn, .dmn, .form, .notices.yaml, .texts.en.json
    comment: str = ""
    is_forced: bool = False
    expected_versions: dict[str, int] = {}  # key, or kind/key -> latest version the author saw; another is a Conflict


class SaveDefinitionDraft(Command, frozen=True, kw_only=True):
    """One file of a draft, faulty or not, as long as it can be opened again; answers a DraftRevision.

    An empty `draft_id` begins a draft about this file. `revision`: the one of this file that the author saw, 0 when the
    draft did not have it; another is a Conflict. `base_version`: the latest published version that the author saw.
    """

    draft_id: str = ""
    kind: str  # as in DefinitionView
    key: str
    content: bytes
    revision: int = 0
    base_version: int = 0


class DiscardDefinitionDraft(Command, frozen=True, kw_only=True):
    """`revision`: that of the draft as it was seen; another is a Conflict."""

    draft_id: str
    revision: int


class PublishDefinitionDraft(Command, frozen=True, kw_only=True):
    """Answers a Deployment of all its files; the draft is gone then. The comment is required.

    `replaces`: kind/key -> latest version that the publisher has looked at, where the draft began with an older one.
    """

    draft_id: str
    revision: int
    comment: str
    replaces: dict[str, int] = {}


class CreateUser(Command, frozen=True, kw_only=True):
    user_id: str
    name: str
    roles: list[str] = []
    groups: list[str] = []
    password: str = ""


class ChangeUser(Command, frozen=True, kw_only=True):
    user_id: str
    name: str
    roles: list[str] = []
    groups: list[str] = []
    is_active: bool = True


class ChangeContact(Command, frozen=True, kw_only=True):
    """How somebody is reached: by the person, or by who keeps the users."""

    user_id: str
    contact: Contact


class ChangePreferences(Command, frozen=True, kw_only=True):
    """The actor's own; what is None stays as it is. `time_zone`: an IANA name."""

    language: Literal["zh", "en"] | None = None
    time_zone: str | None = None


class ChangePassword(Command, frozen=True, kw_only=True):
    user_id: str
    password: str


class AdvanceClock(Command, frozen=True, kw_only=True):
    """Demo only; answers the new time."""

    seconds: float


class CreateDemo(Command, frozen=True, kw_only=True):
    """Marks an empty database as a demo whose business time begins at this moment."""

    begins_at: datetime


class SetCalendar(Command, frozen=True, kw_only=True):
    key: str
    calendar: dict[str, Any]


class ReadNotices(Command, frozen=True, kw_only=True):
    """Marks the actor's notices as read; None: all."""

    notice_ids: list[str] | None = None
