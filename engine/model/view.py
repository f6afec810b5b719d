"""What the reads answer: frozen rows for pages, adapters and exports. Times are aware and in UTC."""

from datetime import date, datetime
from typing import Any

import msgspec


class UserTaskView(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: open, completed or cancelled. `id` is "<instance id>.<n>"."""

    id: str
    instance_id: str
    root_id: str
    element_id: str
    definition_id: str
    process_key: str
    process_name: str | None = None
    business_key: str | None = None
    name: str
    description: str | None = None
    state: str = "open"
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    form_key: str | None = None
    priority: int = 50
    created_at: datetime
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    ended_at: datetime | None = None
    completed_by: str | None = None
    is_suspended: bool = False
    searched: dict[str, Any] = {}  # values of searchable variables, in lists of one process or searched by them


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Of one part of a command on many: `code` and `params` as in an error."""

    id: str
    code: str
    params: dict[str, Any] = {}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Of one command among many: its answer, or why it was refused."""

    answer: Any = None
    refusal: Refusal | None = None


class InstanceView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    root_id: str
    parent_id: str | None = None
    definition_id: str
    process_key: str
    version: int
    process_name: str | None = None
    business_key: str | None = None
    subject: str | None = None  # what it is about: the latest description of a user task in it
    state: str
    starter_id: str | None = None
    owner_id: str | None = None  # who answers for it
    customer_id: str | None = None
    device_id: str | None = None
    source_id: str | None = None  # the case that it came from
    started_at: datetime
    ended_at: datetime | None = None
    incident_count: int = 0
    is_suspended: bool = False
    searched: dict[str, Any] = {}  # as in UserTaskView


class ActivityView(msgspec.Struct, frozen=True, kw_only=True):
    """One passage, past or present; `state`: active, completed, cancelled. `id` is "<instance id>.<n>"."""

    id: str
    instance_id: str
    element_id: str
    scope_id: str | None = None
    state: str
    started_at: datetime
    ended_at: datetime | None = None
    is_loop: bool = False


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the job table. `kind`: timer, handler, external, step, message. `id` is "<instance id>.<n>".

    A timer start event has a job of no instance: `instance_id` is "" then, `root_id` the stream of the process.
    """

    id: str
    kind: str
    root_id: str
    instance_id: str
    activity_id: str | None = None
    element_id: str | None = None
    due_at: datetime
    retries: int = 3
    fence: int = 0
    handler: str | None = None
    leased_until: datetime | None = None
    is_dead: bool = False
    is_suspended: bool = False
    attempts: int = 3
    waits: tuple[float, ...] = ()  # seconds between the tries
    payload: dict[str, Any] | None = None  # of a message or signal: name, variables; of a timer start: its cycle
    priority: int = 0


class JobLine(msgspec.Struct, frozen=True, kw_only=True):
    """A job in a list of all cases. Fields as in JobView; `lease_owner` is the process that carries it out."""

    id: str
    kind: str
    root_id: str
    instance_id: str | None = None
    definition_id: str | None = None
    process_name: str | None = None
    business_key: str | None = None
    element_id: str | None = None
    due_at: datetime
    retries: int
    attempts: int
    priority: int = 0
    handler: str | None = None
    leased_until: datetime | None = None
    lease_owner: str | None = None
    is_dead: bool = False
    error_message: str | None = None


class SubscriptionView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    name: str
    root_id: str
    instance_id: str
    activity_id: str
    element_id: str
    business_key: str | None = None
    correlation_key: str | None = None
    opened_at: datetime | None = None


class BufferedMessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message that waits for a receiver; `body`: variables, correlation_keys, local_correlation_keys."""

    id: str
    name: str
    business_key: str | None = None
    correlation_key: str | None = None
    body: dict[str, Any] = {}
    sent_at: datetime
    expires_at: datetime


class IncidentView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    instance_id: str
    root_id: str
    activity_id: str
    element_id: str
    definition_id: str
    process_name: str | None = None
    business_key: str | None = None
    code: str
    params: dict[str, Any] = {}
    created_at: datetime
    resolved_at: datetime | None = None
    state: str = "open"


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    instance_id: str
    root_id: str
    element_id: str
    template: str
    title: str
    body: str
    level: str
    created_at: datetime
    is_read: bool = False
    title_en: str | None = None
    body_en: str | None = None


class CommentView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    instance_id: str
    root_id: str
    author_id: str
    text: str
    mentions: tuple[str, ...] = ()
    created_at: datetime


class AttachmentView(msgspec.Struct, frozen=True, kw_only=True):
    """`media_type` is what the content says; `size` in bytes."""

    id: str
    instance_id: str
    root_id: str
    name: str
    media_type: str
    size: int
    digest: str
    added_by: str
    created_at: datetime


class SavedFilter(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    query: str


class CustomerView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""
    created_at: datetime
    changed_at: datetime


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """A device or vehicle of a customer."""

    id: str
    customer_id: str
    model: str
    serial: str = ""
    plate: str = ""
    sold_on: date | None = None
    note: str = ""
    created_at: datetime


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line among others: what everybody may know of a case who keeps the customer's record or works on its like."""

    id: str
    process_key: str
    process_name: str | None = None
    business_key: str | None = None
    state: str
    owner_id: str | None = None
    device_id: str | None = None
    started_at: datetime
    ended_at: datetime | None = None


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to one recipient outside. `state`: waiting, failed (it is tried again), sent, dead (it is not).

    `user_id` is empty where the channel reaches a room; `code` and `params`: why the last try failed.
    """

    id: str
    notice_id: str
    instance_id: str
    root_id: str
    business_key: str | None = None
    channel: str
    user_id: str = ""
    is_digest: bool = False
    state: str = "waiting"
    attempts: int = 0
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    address: str | None = None
    code: str | None = None
    params: dict[str, Any] | None = None
    fence: int = 0
    template: str
    level: str = "info"
    title: str
    body: str
    title_en: str | None = None
    body_en: str | None = None


class NoticeFailureView(msgspec.Struct, frozen=True, kw_only=True):
    """A notice whose template failed; `request`: users, groups, channels; `variables`: the locals it saw."""

    id: str
    instance_id: str
    root_id: str
    definition_id: str
    process_name: str | None = None
    business_key: str | None = None
    element_id: str
    template: str
    request: dict[str, Any] = {}
    variables: dict[str, Any] = {}
    code: str
    params: dict[str, Any] = {}
    state: str = "open"
    created_at: datetime
    resolved_at: datetime | None = None


class DefinitionView(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: process, decision, form, templates, texts, drawing (a diagram that cannot be started)."""

    id: str
    kind: str
    key: str
    version: int
    name: str | None = None
    file: str
    digest: str
    deployment_id: str
    deployed_at: datetime
    deployed_by: str | None = None
    comment: str = ""
    start_form: str | None = None
    candidate_starter_groups: tuple[str, ...] = ()
    candidate_starter_users: tuple[str, ...] = ()
    running_count: int = 0
    is_count_exact: bool = True  # else there are more
    is_suspended: bool = False  # no instance of this version can be started
    searchable: dict[str, str] = {}  # variables to search its cases by, and their types


class DraftFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a draft as it was last saved; `revision` is that of the draft then."""

    kind: str
    key: str
    file: str
    digest: str
    base_version: int
    revision: int
    saved_by: str
    saved_at: datetime

    @property
    def name(self) -> str:
        """Among all definitions."""
        return f"{self.kind}/{self.key}"


class DefinitionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that are not published; `kind` and `key`: what they are about. `files`: the last saved first."""

    id: str
    kind: str
    key: str
    files: tuple[DraftFile, ...]

    @property
    def revision(self) -> int:
        return self.files[0].revision

    @property
    def saved_by(self) -> str:
        return self.files[0].saved_by

    @property
    def saved_at(self) -> datetime:
        return self.files[0].saved_at

    def file(self, kind: str, key: str) -> DraftFile | None:
        return next((each for each in self.files if (each.kind, each.key) == (kind, key)), None)


class DraftRevision(msgspec.Struct, frozen=True, kw_only=True):
    """What saving made."""

    draft_id: str
    revision: int


class DecisionWords(msgspec.Struct, frozen=True, kw_only=True):
    """What people call a decision and the columns of its table: inputs in order, outputs by name."""

    name: str
    inputs: tuple[str, ...] = ()
    outputs: dict[str, str] = {}


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody likes the pages; None: as the site has it. `time_zone`: an IANA name."""

    language: str | None = None
    time_zone: str | None = None


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    is_active: bool = True


class TokenView(msgspec.Struct, frozen=True, kw_only=True):
    """An API token, without what is secret of it. `expires_at`, `revoked_at` and `last_used_at` are real time."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    created_by: str | None = None
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def state(self, real_now: datetime) -> str:
        """good, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= real_now else "good"


class CommitView(msgspec.Struct, frozen=True, kw_only=True):
    """One commit of a stream, its personal values put back in (None where they were erased)."""

    stream: str
    version: int
    command_id: str
    at: datetime
    actor_kind: str
    actor_id: str
    format: int
    hash: str
    events: list[Any]  # engine.model.event.AnyEvent


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a list. `total`: how many match, counted to a limit; beyond it there are more than that.

    `next` and `previous` are the places to ask for the pages around it; None where the list ends. Following
    `next` shows no row twice: where all that followed has gone meanwhile, the page has no rows.
    """

    items: list[Any]
    total: int
    is_total_exact: bool = True
    next: str | None = None
    previous: str | None = None


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """What a deployment made: ids of new versions, and the warnings."""

    id: str
    definition_ids: list[str] = []
    warnings: list[Any] = []  # engine.model.problem.Problem


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an operation on many instances: those it was carried out on, and those it was not."""

    done: list[str] = []
    refused: list[Refusal] = []


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an operation would do; `kind` is a code of the locale (`effect.*`), `params` fill its words."""

    instance_id: str
    kind: str
    element_id: str | None = None
    params: dict[str, Any] = {}


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of one instance; with `code`: why it would not be done."""

    instance_id: str
    effects: list[Effect] = []
    code: str | None = None
    params: dict[str, Any] = {}


class EarlierTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task that led to another one; `code`: why it cannot be gone back to."""

    element_id: str
    done_by: str | None = None
    code: str | None = None


class FormView(msgspec.Struct, frozen=True, kw_only=True):
    """A form with the data it is opened with; `schema` is form-js JSON, None when the task has no form."""

    form_id: str | None = None
    schema: dict[str, Any] | None = None
    data: dict[str, Any] = {}
    is_readonly: bool = False


class CommitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A commit in a list of all streams; `kinds` are those of its events. A stream of no case has no `root_id`."""

    stream: str
    version: int
    root_id: str | None = None
    at: datetime
    actor_kind: str
    actor_id: str
    kinds: list[str] = []


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an instance's timeline; `kind` is a code of the locale (`timeline.*`), `params` fill its words."""

    version: int
    at: datetime
    actor_kind: str
    actor_id: str = ""
    kind: str
    element_id: str | None = None
    params: dict[str, Any] = {}


class ReplayStep(msgspec.Struct, frozen=True, kw_only=True):
    """The instance after one thing happened: counts by element or flow id, and the variables changed by it.

    `definition_id`: the version in force then, whose ids these are.
    """

    index: int
    version: int
    at: datetime
    actor_kind: str
    actor_id: str = ""
    kind: str
    params: dict[str, Any] = {}
    element_id: str | None = None
    flow_id: str | None = None
    definition_id: str = ""
    active: dict[str, int] = {}
    done: dict[str, int] = {}
    flows: dict[str, int] = {}
    incidents: list[str] = []
    changes: list[tuple[str, Any]] = []  # (variable, new value)
    hash: str = ""
    is_hash_good: bool = True


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    steps: list[ReplayStep]
    is_verified: bool


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """`problems` name what does not hold: engine.model.problem.Problem with codes `verify.*`."""

    is_whole: bool
    commit_count: int
    problems: list[Any] = []


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs of one kind. `due`: free and waiting to be claimed; `failed`: dead, with an incident; `age`: seconds."""

    kind: str
    due: int = 0
    leased: int = 0
    failed: int = 0
    age: float = 0.0  # of the longest due one that nobody holds


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What the database holds, for those who watch it."""

    backlog: list[Backlog]
    open_tasks: int
    overdue_tasks: int
    active_instances: int
    open_incidents: int
    waiting_deliveries: int
    connections_in_use: int = 0
    connections_limit: int = 0


class Vitals(msgspec.Struct, frozen=True, kw_only=True):
    """What the doctor looks at, of a database and of the process that works on it."""

    schema: str
    is_current: bool
    clock_drift: float
    forgotten_jobs: int  # due for minutes, and nobody holds them
    stuck_leases: int  # held for longer than anybody should
    dead_jobs: int
    open_incidents: int
    unconfirmed_years: list[int] = []  # whose holidays the calendar knows from the law only, or not at all


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """An open ad-hoc sub-process, and the elements in it that may be begun by hand now."""

    activity_id: str
    element_id: str
    options: list[str]


class Undoable(msgspec.Struct, frozen=True, kw_only=True):
    """A completed activity that compensation would undo: by `handler_id`, or by what completed inside it."""

    element_id: str
    handler_id: str
    is_at_work: bool  # it is being undone
