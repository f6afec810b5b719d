"""The facts: frozen, past tense. An event of an instance is folded by `engine.kernel.evolve`; each is written once.

`PERSONAL` names the fields whose values stand in the hashed body only as a salted digest (DESIGN section 5).
"""

from datetime import date, datetime
from typing import Any, ClassVar, Literal

import msgspec

from engine.model.move import Move

FORMAT = 1  # of the commit bodies


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="e", tag=True, omit_defaults=True):
    """Base; the tag is the class name."""

    PERSONAL: ClassVar[tuple[str, ...]] = ()

    @property
    def personal(self) -> tuple[str, ...]:
        """Those of PERSONAL whose values are personal here."""
        return self.PERSONAL


# the instance


class InstanceStarted(Event, frozen=True, kw_only=True):
    instance_id: str
    definition_id: str
    key: str
    root_id: str
    parent_id: str | None = None
    caller_id: str | None = None
    business_key: str | None = None
    starter_id: str | None = None


class InstanceCompleted(Event, frozen=True, kw_only=True):
    pass


class InstanceCancelled(Event, frozen=True, kw_only=True):
    """By a person, or with its caller; `reason` as typed."""

    PERSONAL = ("reason",)
    reason: str = ""


class InstanceSuspended(Event, frozen=True, kw_only=True):
    """With its whole family: no command is obeyed and no job carried out until it is resumed."""

    PERSONAL = ("reason",)
    reason: str = ""


class InstanceResumed(Event, frozen=True, kw_only=True):
    pass


class InstanceModified(Event, frozen=True, kw_only=True):
    """By a person; what came of it stands in the events that follow."""

    PERSONAL = ("reason",)
    moves: list[Move]
    reason: str = ""


class InstanceMigrated(Event, frozen=True, kw_only=True):
    """On another version from now on. `elements` and `flows`: old to new ids, of those that are no longer the same."""

    PERSONAL = ("reason",)
    definition_id: str
    from_definition_id: str
    elements: dict[str, str] = {}
    flows: dict[str, str] = {}
    reason: str = ""


class InstanceRestarted(Event, frozen=True, kw_only=True):
    """In the stream of the instance that had ended: another one takes its place."""

    PERSONAL = ("reason",)
    instance_id: str
    data: str
    reason: str = ""


class StepPaused(Event, frozen=True, kw_only=True):
    """The budget of a step is used up; the job goes on with the tokens that are left.

    `planned`: the activities that multi-instances under way still stand for.
    """

    job_id: str
    due_at: datetime
    planned: int = 0


class StepContinued(Event, frozen=True, kw_only=True):
    job_id: str


# tokens and activities


class FlowTaken(Event, frozen=True, kw_only=True):
    flow_id: str
    target_id: str
    scope_id: str


class TokenPlaced(Event, frozen=True, kw_only=True):
    """A token that came over no flow: a start event, a boundary event, or a body of a multi-instance."""

    element_id: str
    scope_id: str
    index: int | None = None
    compensates: str | None = None


class TokenArrived(Event, frozen=True, kw_only=True):
    """It waits at a join."""

    element_id: str
    scope_id: str
    flow_id: str


class ActivityStarted(Event, frozen=True, kw_only=True):
    """`joined`: the waiting tokens that a join consumed; else the token came over `flow_id`, or over none.

    `total`/`items` are set when this is a multi-instance; `index` when it is one of its bodies. `compensates` is the
    record that it undoes: it begins with the variables of that.
    """

    activity_id: str
    element_id: str
    scope_id: str
    flow_id: str | None = None
    joined: dict[str, int] | None = None
    index: int | None = None
    total: int | None = None
    items: list[Any] | None = None
    compensates: str | None = None
    PERSONAL = ("items",)


class AdHocPlanned(Event, frozen=True, kw_only=True):
    """What an ad-hoc sub-process begins next; nothing more once its completion condition has held."""

    activity_id: str
    queue: list[str]
    is_enough: bool = False


class GatewayActivated(Event, frozen=True, kw_only=True):
    """A complex gateway goes on with the tokens of these flows, and waits for the rest."""

    element_id: str
    scope_id: str
    flow_ids: list[str]


class GatewayReset(Event, frozen=True, kw_only=True):
    """A complex gateway has got what could still come, and is as it was before."""

    element_id: str
    scope_id: str


class CompensationRecorded(Event, frozen=True, kw_only=True):
    """Before ActivityCompleted: the activity can be compensated from now on, by `handler_id`."""

    compensation_id: str
    activity_id: str
    handler_id: str


class CompensationForgotten(Event, frozen=True, kw_only=True):
    """What it would undo was taken back by somebody: it begins anew."""

    compensation_id: str


class CompensationThrown(Event, frozen=True, kw_only=True):
    """These records are undone, the last first; the throwing activity waits for it."""

    activity_id: str
    compensations: list[str]


class ItemCollected(Event, frozen=True, kw_only=True):
    """What a body of a multi-instance leaves; `activity_id` is the multi-instance."""

    PERSONAL = ("value",)
    activity_id: str
    index: int
    value: Any


class LoopSetBack(Event, frozen=True, kw_only=True):
    """A body of a multi-instance begins anew: what it left counts no more; `activity_id` is the multi-instance.

    `placed` and `completed`: bodies, from now on.
    """

    activity_id: str
    index: int
    placed: int
    completed: int


class ActivityWaiting(Event, frozen=True, kw_only=True):
    """The step can go no further here: user_task, job, event, call or children; `called_id`: the called instance."""

    activity_id: str
    waits_for: str
    called_id: str | None = None


class ActivityCompleted(Event, frozen=True, kw_only=True):
    activity_id: str
    element_id: str


class ActivityCancelled(Event, frozen=True, kw_only=True):
    """Interrupted, terminated, or cancelled with its instance; what it held is gone with it."""

    activity_id: str
    element_id: str


class ScopeCleared(Event, frozen=True, kw_only=True):
    """Tokens on the way and at joins in this scope are dropped."""

    scope_id: str


class TokenRemoved(Event, frozen=True, kw_only=True):
    """By a person, on its way to an element or (`is_waiting`) at a join."""

    element_id: str
    scope_id: str
    flow_id: str | None = None
    index: int | None = None
    is_waiting: bool = False


class VariableSet(Event, frozen=True, kw_only=True):
    """In the scope that holds it (an activity id); `value` is JSON with decimals."""

    PERSONAL = ("value",)
    scope_id: str
    name: str
    value: Any


class VariableRemoved(Event, frozen=True, kw_only=True):
    """It had not been there when what is gone back to began."""

    scope_id: str
    name: str


# people's work


class UserTaskCreated(Event, frozen=True, kw_only=True):
    PERSONAL = ("name", "description")
    activity_id: str
    element_id: str
    name: str
    description: str | None = None
    assignee: str | None = None
    candidate_users: list[str] = []
    candidate_groups: list[str] = []
    form_key: str | None = None
    priority: int = 50
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    is_drawn: bool = False  # name and description say what the diagram says: they are nobody's

    @property
    def personal(self) -> tuple[str, ...]:
        return () if self.is_drawn else self.PERSONAL


class UserTaskClaimed(Event, frozen=True, kw_only=True):
    activity_id: str
    assignee: str


class UserTaskReleased(Event, frozen=True, kw_only=True):
    activity_id: str


class UserTaskAssigned(Event, frozen=True, kw_only=True):
    activity_id: str
    assignee: str | None


class UserTaskDueChanged(Event, frozen=True, kw_only=True):
    activity_id: str
    due_at: datetime | None


class UserTaskFollowUpSet(Event, frozen=True, kw_only=True):
    """When whoever works on it wants to come back to it."""

    activity_id: str
    follow_up_at: datetime | None


class UserTaskCompleted(Event, frozen=True, kw_only=True):
    """Before ActivityCompleted of the same activity; `user_id` is who did it."""

    activity_id: str
    user_id: str | None = None


class UserTaskReturned(Event, frozen=True, kw_only=True):
    """Back to an earlier task, by whoever has this one or watches over it; what follows cancels `activity_id`."""

    PERSONAL = ("reason",)
    activity_id: str
    element_id: str
    to_element_id: str
    reason: str = ""


class UserTaskWithdrawn(Event, frozen=True, kw_only=True):
    """A completed task is taken back by whoever completed it, or watches over it."""

    PERSONAL = ("reason",)
    activity_id: str
    element_id: str
    reason: str = ""


class UserTaskMigrated(Event, frozen=True, kw_only=True):
    """What the new version calls it, and the form it is done with; due date, assignee and draft stay."""

    PERSONAL = ("name",)
    activity_id: str
    element_id: str
    name: str
    form_key: str | None = None


# timers, messages, errors


class TimerScheduled(Event, frozen=True, kw_only=True):
    timer_id: str
    activity_id: str
    element_id: str
    due_at: datetime
    remaining: int | None = 0
    cycle: str | None = None
    priority: int = 0


class TimerFired(Event, frozen=True, kw_only=True):
    """The timer is gone; one that repeats is scheduled again under the same id by the next event."""

    timer_id: str
    element_id: str


class TimerCancelled(Event, frozen=True, kw_only=True):
    timer_id: str


class SubscriptionOpened(Event, frozen=True, kw_only=True):
    subscription_id: str
    activity_id: str
    element_id: str
    kind: Literal["message", "signal", "condition"]
    name: str
    correlation_key: str | None = None
    part: int = 0


class SubscriptionClosed(Event, frozen=True, kw_only=True):
    subscription_id: str


class MessageReceived(Event, frozen=True, kw_only=True):
    """`subscription_id` is None when it started the instance."""

    name: str
    element_id: str
    subscription_id: str | None = None


class MessageSent(Event, frozen=True, kw_only=True):
    """Thrown by an event or send task; the job delivers it to whoever waits."""

    PERSONAL = ("variables",)
    job_id: str
    name: str
    element_id: str
    variables: dict[str, Any] = {}


class MessageDelivered(Event, frozen=True, kw_only=True):
    """The job that carried a thrown message is done; `receiver_id` is the instance, None when nobody waited."""

    job_id: str
    receiver_id: str | None = None


class MessageBuffered(Event, frozen=True, kw_only=True):
    """Nobody waited: the message is kept, in the stream of its name ("message:<name>")."""

    PERSONAL = ("variables", "business_key", "correlation_key", "correlation_keys", "local_correlation_keys")
    message_id: str
    name: str
    variables: dict[str, Any] = {}
    business_key: str | None = None
    correlation_key: str | None = None
    correlation_keys: dict[str, Any] = {}
    local_correlation_keys: dict[str, Any] = {}
    expires_at: datetime


class BufferedMessageDelivered(Event, frozen=True, kw_only=True):
    message_id: str
    receiver_id: str


class BufferedMessageExpired(Event, frozen=True, kw_only=True):
    """Nobody came to wait for it in its time."""

    message_id: str


class SignalThrown(Event, frozen=True, kw_only=True):
    """The job tells other families, and the own one too if `is_async`; without one it stays inside the family."""

    PERSONAL = ("variables",)
    name: str
    element_id: str
    job_id: str | None = None
    variables: dict[str, Any] = {}
    is_async: bool = False


class SignalDelivered(Event, frozen=True, kw_only=True):
    """The job that carried a thrown signal is done; `receivers`: how many it reached."""

    job_id: str
    receivers: int = 0


class SignalReceived(Event, frozen=True, kw_only=True):
    """`subscription_id` is None when it started the instance."""

    name: str
    element_id: str
    subscription_id: str | None = None


class ConditionMet(Event, frozen=True, kw_only=True):
    """A condition that was waited for is true."""

    element_id: str
    subscription_id: str


class EscalationThrown(Event, frozen=True, kw_only=True):
    """`caught_by` is the event that catches it, None when nobody does (BPMN 10.5.7: it has no effect then)."""

    code: str | None
    element_id: str
    caught_by: str | None = None


class ErrorThrown(Event, frozen=True, kw_only=True):
    PERSONAL = ("message",)
    code: str | None
    element_id: str
    caught_by: str | None = None
    message: str = ""


# decisions, jobs, incidents, notices


class DecisionEvaluated(Event, frozen=True, kw_only=True):
    """`rows` are the places of the matched rules, from 1; `steps` the decisions and tables that this one needed."""

    PERSONAL = ("inputs", "outputs", "steps")
    element_id: str
    decision_id: str
    version: int
    inputs: Any
    matched: list[str]
    outputs: Any
    rows: list[int] = []
    steps: list[Any] = []


class JobCreated(Event, frozen=True, kw_only=True):
    """Work for a handler; `waits` in seconds between the tries."""

    job_id: str
    activity_id: str
    element_id: str
    handler: str
    due_at: datetime
    attempts: int = 3
    waits: list[float] = []
    priority: int = 0
    is_external: bool = False  # fetched by a worker outside


class JobCompleted(Event, frozen=True, kw_only=True):
    job_id: str
    activity_id: str


class JobFailed(Event, frozen=True, kw_only=True):
    """`due_at` is the next try; `retries` 0 comes with an incident. `details`: what a worker outside said of it."""

    PERSONAL = ("message", "details")
    job_id: str
    activity_id: str
    retries: int
    due_at: datetime
    message: str = ""
    details: str = ""


class JobRetriesSet(Event, frozen=True, kw_only=True):
    """By a person; `due_at`: it was given up, and is tried again from then on."""

    job_id: str
    activity_id: str
    retries: int
    due_at: datetime | None = None


class JobPrioritySet(Event, frozen=True, kw_only=True):
    job_id: str
    activity_id: str
    priority: int


class JobCancelled(Event, frozen=True, kw_only=True):
    job_id: str


class IncidentRaised(Event, frozen=True, kw_only=True):
    """`code` and `params` give the words; `stage` is where a retry goes on."""

    PERSONAL = ("params",)
    incident_id: str
    activity_id: str
    element_id: str
    code: str
    params: dict[str, Any] = {}
    stage: str
    job_id: str | None = None


class IncidentResolved(Event, frozen=True, kw_only=True):
    """Retried by somebody, or gone with its activity."""

    incident_id: str


class PlannedDelivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice on its way out by one channel: to one person, or (`user_id` empty) to whoever reads the channel.

    Quiet hours and digest were looked up when the notice was made: it leaves at `due_at`, with others if `is_digest`.
    """

    channel: str
    due_at: datetime
    user_id: str = ""
    is_digest: bool = False


class NoticeSent(Event, frozen=True, kw_only=True):
    """In-app to users and to everybody in the groups; `deliveries` are what leaves the house besides.

    `repairs`: the failed notice that this one makes good.
    """

    PERSONAL = ("title", "body", "title_en", "body_en")
    notice_id: str
    element_id: str
    template: str
    users: list[str] = []
    groups: list[str] = []
    title: str = ""
    body: str = ""
    level: Literal["info", "warning", "alert"] = "info"
    title_en: str = ""
    body_en: str = ""
    is_in_app: bool = True
    deliveries: list[PlannedDelivery] = []
    repairs: str | None = None


class NoticeFailed(Event, frozen=True, kw_only=True):
    """The template failed: nobody was told, and the case goes on. `variables`: the locals that it saw.

    It can be sent later, with those and with the variables that the process has then.
    """

    PERSONAL = ("params", "variables")
    notice_id: str
    element_id: str
    template: str
    users: list[str] = []
    groups: list[str] = []
    channels: list[str] | None = None
    code: str
    params: dict[str, Any] = {}
    variables: dict[str, Any] = {}


# what people add to a case beside its process


class CommentAdded(Event, frozen=True, kw_only=True):
    """A remark on the case; `mentions` are the users who are named in it."""

    PERSONAL = ("text",)
    comment_id: str
    text: str
    mentions: list[str] = []


class AttachmentAdded(Event, frozen=True, kw_only=True):
    """A file; its bytes are kept by sha256 outside of history. `media_type` is what its content says."""

    PERSONAL = ("name",)
    attachment_id: str
    digest: str
    name: str
    size: int
    media_type: str


class OwnerSet(Event, frozen=True, kw_only=True):
    """Who answers for the case towards the customer: whoever took it first, until somebody else is named."""

    user_id: str


class CustomerLinked(Event, frozen=True, kw_only=True):
    """The case hangs on the record of a customer, and of one of their devices."""

    customer_id: str | None = None
    device_id: str | None = None


class CaseLinked(Event, frozen=True, kw_only=True):
    """The case began with a message that another case threw."""

    source_id: str
    source_key: str | None = None  # its business key


# streams of customers ("customer:<id>")


class CustomerCreated(Event, frozen=True, kw_only=True):
    PERSONAL = ("name", "phone", "email", "address", "note")
    customer_id: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


class CustomerChanged(Event, frozen=True, kw_only=True):
    PERSONAL = ("name", "phone", "email", "address", "note")
    customer_id: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


class DeviceCreated(Event, frozen=True, kw_only=True):
    """In the stream of its customer. `serial`: the number of the device or of the vehicle's frame."""

    PERSONAL = ("serial", "plate", "note")
    device_id: str
    customer_id: str
    model: str
    serial: str = ""
    plate: str = ""
    sold_on: date | None = None
    note: str = ""


class DeviceChanged(Event, frozen=True, kw_only=True):
    PERSONAL = ("serial", "plate", "note")
    device_id: str
    customer_id: str
    model: str
    serial: str = ""
    plate: str = ""
    sold_on: date | None = None
    note: str = ""


class DeviceGiven(Event, frozen=True, kw_only=True):
    """In the stream of the customer who had it; `model` as it was called then."""

    device_id: str
    customer_id: str
    model: str
    to_customer_id: str


class DeviceReceived(Event, frozen=True, kw_only=True):
    """In the stream of the customer who has it from now on."""

    device_id: str
    customer_id: str
    model: str
    from_customer_id: str


# streams of definitions ("definition:<key>") and of the system ("system")


class ProcessDeployed(Event, frozen=True, kw_only=True):
    PERSONAL = ("comment",)
    definition_id: str
    key: str
    version: int
    name: str | None
    deployment_id: str
    digest: str  # sha256 of the file, kept in `resource`
    file: str
    comment: str = ""
    message_starts: dict[str, str] = {}  # message name -> start event
    signal_starts: dict[str, str] = {}  # signal name -> start event
    condition_starts: list[str] = []  # start events with a condition
    candidate_starter_groups: list[str] = []
    candidate_starter_users: list[str] = []
    start_form: str | None = None
    searchable: dict[str, str] = {}  # variables to search its cases by, and their types


class StartTimerScheduled(Event, frozen=True, kw_only=True):
    """A timer start event of the latest version of a process will begin an instance."""

    job_id: str
    definition_id: str
    element_id: str
    due_at: datetime
    remaining: int | None = 0
    cycle: str | None = None
    priority: int = 0


class StartTimerFired(Event, frozen=True, kw_only=True):
    """It began an instance, or none for the reason in `code`; one that repeats is scheduled by the next event.

    `missed`: times that passed before it came to fire, for which nothing was begun.
    """

    PERSONAL = ("params",)
    job_id: str
    element_id: str
    instance_id: str | None = None
    missed: int = 0
    code: str | None = None
    params: dict[str, Any] = {}


class StartTimerCancelled(Event, frozen=True, kw_only=True):
    """Another version was deployed."""

    job_id: str


class DecisionDeployed(Event, frozen=True, kw_only=True):
    """One file of decisions; `ids` are the decisions in it."""

    PERSONAL = ("comment",)
    definition_id: str
    key: str
    version: int
    name: str | None
    deployment_id: str
    digest: str
    file: str
    ids: list[str]
    comment: str = ""


class FormDeployed(Event, frozen=True, kw_only=True):
    PERSONAL = ("comment",)
    definition_id: str
    key: str
    version: int
    deployment_id: str
    digest: str
    file: str
    comment: str = ""


class TemplatesDeployed(Event, frozen=True, kw_only=True):
    """Notice templates (a YAML file)."""

    PERSONAL = ("comment",)
    definition_id: str
    key: str
    version: int
    deployment_id: str
    digest: str
    file: str
    comment: str = ""


class DrawingDeployed(Event, frozen=True, kw_only=True):
    """A diagram that is kept to be looked at, and cannot be started."""

    PERSONAL = ("comment",)
    definition_id: str
    key: str
    version: int
    name: str | None
    deployment_id: str
    digest: str
    file: str
    comment: str = ""


class TextsDeployed(Event, frozen=True, kw_only=True):
    """What processes say, in another language (a JSON file)."""

    PERSONAL = ("comment",)
    definition_id: str
    key: str
    version: int
    deployment_id: str
    digest: str
    file: str
    comment: str = ""


class DefinitionDraftSaved(Event, frozen=True, kw_only=True):
    """One file of a draft, in the stream of what the draft is about (`about_kind`, `about_key`).

    `base_version`: the latest published one when the file came into the draft, 0 when there was none.
    """

    draft_id: str
    about_kind: str
    about_key: str
    kind: str
    key: str
    file: str
    digest: str
    revision: int
    base_version: int = 0


class DefinitionDraftDiscarded(Event, frozen=True, kw_only=True):
    """`files`: kind/key of each that the draft had."""

    draft_id: str
    revision: int
    files: list[str]


class DefinitionDraftPublished(Event, frozen=True, kw_only=True):
    draft_id: str
    revision: int
    files: list[str]
    deployment_id: str


class DefinitionSuspended(Event, frozen=True, kw_only=True):
    """No instance of this version can be started; `timers`: jobs of its timer start events, which wait with it."""

    PERSONAL = ("reason",)
    definition_id: str
    reason: str = ""
    timers: list[str] = []


class DefinitionResumed(Event, frozen=True, kw_only=True):
    definition_id: str
    timers: list[str] = []


class UserCreated(Event, frozen=True, kw_only=True):
    PERSONAL = ("name",)
    user_id: str
    name: str
    roles: list[str] = []
    groups: list[str] = []


class UserChanged(Event, frozen=True, kw_only=True):
    PERSONAL = ("name",)
    user_id: str
    name: str
    roles: list[str] = []
    groups: list[str] = []
    is_active: bool = True


class ContactChanged(Event, frozen=True, kw_only=True):
    """How somebody is reached outside, and when not."""

    PERSONAL = ("contact",)
    user_id: str
    contact: dict[str, Any]  # engine.model.contact.Contact


class PasswordChanged(Event, frozen=True, kw_only=True):
    """The hash itself stands in no event."""

    user_id: str


class RetentionSet(Event, frozen=True, kw_only=True):
    """Ended cases of the process are kept for `days`; None: for ever."""

    PERSONAL = ("reason",)
    process_key: str
    days: int | None
    reason: str = ""


class CasesArchived(Event, frozen=True, kw_only=True):
    """These families left the database; the file with this sha256 has them. `size` in bytes."""

    archive_id: str
    file: str
    digest: str
    size: int
    root_ids: list[str]


class PersonErased(Event, frozen=True, kw_only=True):
    """In the stream of a customer and of each case: the personal values of the commits before are gone."""

    PERSONAL = ("reason",)
    customer_id: str
    reason: str = ""


class CheckpointMade(Event, frozen=True, kw_only=True):
    """The heads of `count` streams were signed, in real time. `digest`: of what was signed; `key`: the public one."""

    digest: str
    root: str
    count: int
    key: str
    file: str
    made_at: datetime


class TokenCreated(Event, frozen=True, kw_only=True):
    """The digest itself stands in no event. `expires_at` is real time."""

    token_id: str
    name: str
    roles: list[str] = []
    groups: list[str] = []
    topics: list[str] = []
    expires_at: datetime | None = None


class TokenRevoked(Event, frozen=True, kw_only=True):
    token_id: str


class ClockAdvanced(Event, frozen=True, kw_only=True):
    """Demo databases only; `offset` in seconds, only grows."""

    offset: float


class DemoCreated(Event, frozen=True, kw_only=True):
    """This database was created as a demo whose clock began at `begins_at`; `offset` in seconds from real time."""

    begins_at: datetime
    offset: float


class CalendarSet(Event, frozen=True, kw_only=True):
    key: str
    calendar: dict[str, Any]


# stream of deliveries ("delivery:all")


class DeliverySent(Event, frozen=True, kw_only=True):
    """It left the house; `address` is where it went."""

    PERSONAL = ("address",)
    delivery_id: str
    attempts: int
    address: str = ""


class DeliveryFailed(Event, frozen=True, kw_only=True):
    """`due_at` is the next try; None: it is given up, until somebody has it tried again."""

    PERSONAL = ("params", "address")
    delivery_id: str
    attempts: int
    code: str
    params: dict[str, Any] = {}
    due_at: datetime | None = None
    address: str = ""


class DeliveryRetried(Event, frozen=True, kw_only=True):
    """By a person, after it was given up."""

    delivery_id: str
    due_at: datetime


AnyEvent = (
    InstanceStarted | InstanceCompleted | InstanceCancelled | StepPaused | StepContinued
    | FlowTaken | TokenPlaced | TokenArrived | ActivityStarted | ActivityWaiting | ActivityCompleted | ItemCollected
    | LoopSetBack | ActivityCancelled | ScopeCleared | VariableSet | CompensationRecorded | CompensationThrown
    | GatewayActivated | GatewayReset | AdHocPlanned
    | UserTaskCreated | UserTaskClaimed | UserTaskReleased | UserTaskAssigned | UserTaskDueChanged | UserTaskCompleted
    | UserTaskFollowUpSet
    | TimerScheduled | TimerFired | TimerCancelled | SubscriptionOpened | SubscriptionClosed
    | MessageReceived | MessageSent | MessageDelivered | EscalationThrown | ErrorThrown
    | SignalThrown | SignalDelivered | SignalReceived | ConditionMet
    | DecisionEvaluated | JobCreated | JobCompleted | JobFailed | JobCancelled | JobRetriesSet | JobPrioritySet
    | IncidentRaised | IncidentResolved | NoticeSent | NoticeFailed
    | CommentAdded | AttachmentAdded | OwnerSet | CustomerLinked | CaseLinked
    | CustomerCreated | CustomerChanged | DeviceCreated | DeviceChanged | DeviceGiven | DeviceReceived
    | MessageBuffered | BufferedMessageDelivered | BufferedMessageExpired
    | StartTimerScheduled | StartTimerFired | StartTimerCancelled
    | ProcessDeployed | DecisionDeployed | FormDeployed | TemplatesDeployed | TextsDeployed | DrawingDeployed
    | DefinitionDraftSaved | DefinitionDraftDiscarded | DefinitionDraftPublished
    | UserCreated | UserChanged | ContactChanged | PasswordChanged | TokenCreated | TokenRevoked
    | DeliverySent | DeliveryFailed | DeliveryRetried | ClockAdvanced | DemoCreated | CalendarSet
    | InstanceSuspended | InstanceResumed | DefinitionSuspended | DefinitionResumed
    | InstanceModified | InstanceMigrated | InstanceRestarted | TokenRemoved | VariableRemoved | CompensationForgotten
    | UserTaskReturned | UserTaskWithdrawn | UserTaskMigrated | RetentionSet | CasesArchived
    | CheckpointMade | PersonErased
)  # fmt: skip
"""Everything that can stand in a commit."""
