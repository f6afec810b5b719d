"""The state of one process instance: small, JSON-able, and changed by `engine.kernel.evolve` only.

Finished activities leave it; history keeps them. `decide` works on a private copy, so these are not frozen.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

FORMAT = 2  # of the snapshot; an older one is folded anew from history
PROCESS_SCOPE = "0"  # id of the activity that stands for the process itself

InstanceState = Literal["active", "completed", "cancelled"]
Stage = Literal["start", "complete", "leave", "job", "step", "trigger"]
"""Where an activity failed, so that a retry knows where to go on."""


class Token(msgspec.Struct, omit_defaults=True):
    """On its way to an element: over a flow, or placed there (a body of a multi-instance has an index)."""

    element_id: str
    scope_id: str
    flow_id: str | None = None
    index: int | None = None
    compensates: str | None = None


class Loop(msgspec.Struct, omit_defaults=True):
    """Counts of a multi-instance or of a standard loop (`total` 0); `items` is None when there are none.

    `placed` bodies have got their token, `active` have begun and not ended; `outputs` by the index of the body.
    """

    total: int
    completed: int = 0
    items: list[Any] | None = None
    placed: int = 0
    active: int = 0
    outputs: dict[str, Any] = {}


class Activity(msgspec.Struct, omit_defaults=True):
    """One passage through an element that has not ended; also the scope of what runs inside it.

    `id` counts inside the instance. A multi-instance is one activity with `loop`, its bodies are its children.
    """

    id: str
    element_id: str
    scope_id: str | None = None  # None: the process itself
    started_at: datetime | None = None
    index: int | None = None  # of a multi-instance body, from 0
    loop: Loop | None = None
    variables: dict[str, Any] = {}  # locals
    waits_for: str | None = None  # user_task, job, event, call, children, compensation
    called_id: str | None = None  # instance started by a call activity
    outcome: dict[str, Any] = {}
    queue: list[str] = []  # of a sequential ad-hoc sub-process: what begins next
    is_enough: bool = False  # its completion condition has held
    assignee: str | None = None  # who had its user task when that was completed
    compensates: str | None = None  # the record on which it began, to undo what that stands for


class UserTask(msgspec.Struct, omit_defaults=True):
    """Open work of a person; its id is the id of its activity."""

    id: str
    assignee: str | None = None
    candidate_users: list[str] = []
    candidate_groups: list[str] = []


class Timer(msgspec.Struct, omit_defaults=True):
    """Armed; `activity_id` is who waits (event, gateway, or host of a boundary event), `element_id` the event."""

    id: str
    activity_id: str
    element_id: str
    due_at: datetime
    remaining: int | None = None  # repetitions after this one; None: without end, 0: the last
    cycle: str | None = None  # the duration or cron text it repeats by, and "/" with its last moment
    priority: int = 0


class Subscription(msgspec.Struct, omit_defaults=True):
    """Waits for a message or a signal by `name`, or for the condition with this text; fields as in Timer.

    `part` counts the definitions of a multiple event, from 0.
    """

    id: str
    activity_id: str
    element_id: str
    kind: str
    name: str
    correlation_key: str | None = None
    part: int = 0


class Compensation(msgspec.Struct, omit_defaults=True):
    """A completed activity that can be compensated, with its locals as they were; ids grow in order of completion.

    `handler_id` is the element that does it: an activity for compensation, or the sub-process or multi-instance itself,
    entered again; what completed inside that has this record's id as scope. `started`: the activity that is at it.
    """

    id: str
    element_id: str
    handler_id: str
    scope_id: str
    variables: dict[str, Any] = {}
    is_loop: bool = False
    started: str | None = None


class Job(msgspec.Struct, omit_defaults=True):
    """Work of a handler, outside the step; its activity waits."""

    id: str
    activity_id: str
    handler: str
    retries: int


class Incident(msgspec.Struct, omit_defaults=True):
    """A failure that waits to be resolved."""

    id: str
    activity_id: str
    element_id: str
    code: str
    stage: Stage
    job_id: str | None = None


class Instance(msgspec.Struct, omit_defaults=True, dict=True):
    """A process instance. `arrivals`: "scope_id/element_id" of a join -> flow id -> tokens that wait there.

    Its `__dict__` holds what is derived (`engine.kernel.evolve.owned`), which is never saved.
    """

    id: str
    definition_id: str
    root_id: str
    parent_id: str | None = None
    caller_id: str | None = None  # activity of the parent that called
    business_key: str | None = None
    state: InstanceState = "active"
    counter: int = 0  # last id given out
    activities: dict[str, Activity] = {}
    tokens: list[Token] = []
    cursor: int = 0  # where the next token is put, so that flows are followed depth first in document order
    arrivals: dict[str, dict[str, int]] = {}
    resets: dict[str, list[str]] = {}  # complex gateways that have gone on, and the flows that took part; keys as above
    user_tasks: dict[str, UserTask] = {}
    timers: dict[str, Timer] = {}
    subscriptions: dict[str, Subscription] = {}
    jobs: dict[str, Job] = {}
    compensations: dict[str, Compensation] = {}
    incidents: dict[str, Incident] = {}
    owner_id: str | None = None  # who answers for the case, from OwnerSet
    is_suspended: bool = False  # with its whole family
    streak: int = 0  # steps in a row that paused without meeting a wait
    planned: int = 0  # the most activities that multi-instances stood for meanwhile

    @property
    def variables(self) -> dict[str, Any]:
        return self.activities[PROCESS_SCOPE].variables if PROCESS_SCOPE in self.activities else {}
