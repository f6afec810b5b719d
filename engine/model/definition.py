"""A process definition, compiled once per version, shared by all instances and threads. Nothing ever writes to it."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

import msgspec


class Evaluable(Protocol):
    """A compiled expression (`engine.expr.expression.Expression` or what `engine.bpmn` composes of several)."""

    @property
    def text(self) -> str: ...

    def evaluate(self, names: Mapping[str, Any], env: Any) -> Any:
        """Raises ExpressionError."""
        ...


TimerKind = Literal["date", "duration", "cycle"]
TriggerKind = Literal[
    "none", "timer", "message", "signal", "error", "escalation", "terminate",
    "conditional", "link", "compensate", "cancel", "multiple",
]  # fmt: skip


class TimerDefinition(msgspec.Struct, frozen=True):
    """timeDate, timeDuration or timeCycle; evaluates to an ISO 8601 text or a FEEL value (BPMN 10.5.5).

    `end`: the last moment of a cycle, where it stands beside it.
    """

    kind: TimerKind
    value: Evaluable
    end: Evaluable | None = None


class Assignment(msgspec.Struct, frozen=True):
    """target = source: an input or output parameter, or a variable passed to or from a called process."""

    target: str
    source: Evaluable
    is_local: bool = (
        False  # into a call: of the locals of the call activity; out of one, of a listener: to these locals
    )


class TaskSetting(msgspec.Struct, frozen=True):
    """What a listener gives a user task that is made: a property of `UserTaskCreated`."""

    property: str
    source: Evaluable


class Trigger(msgspec.Struct, frozen=True):
    """The event definition of an event, or the message of a send or receive task.

    A multiple event has one in `parts` for each of its definitions; all have to happen if `is_parallel` (BPMN 10.5.4).
    """

    kind: TriggerKind = "none"
    name: Evaluable | None = None  # of the message or signal; evaluated when thrown or when waiting begins
    correlation_key: Evaluable | None = (
        None  # zeebe:subscription: what a message for this receiver says beside its name
    )
    code: str | None = None  # errorCode or escalationCode; None catches all
    thrown_code: Evaluable | None = None  # of a throwing event whose code is an expression (Camunda 8)
    code_variable: str | None = None  # camunda:errorCodeVariable, camunda:escalationCodeVariable
    message_variable: str | None = None  # camunda:errorMessageVariable
    thrown_message: Evaluable | None = None  # camunda:errorMessage of the error that is thrown
    timer: TimerDefinition | None = None
    handler: "HandlerCall | None" = None  # a throwing message event that a handler carries out
    activity_ref: str | None = None  # the activity to compensate; None: all that completed in the scope
    waits: bool = True  # waitForCompletion: a thrown compensation is over before the event is left
    reach: Literal["scope", "loop", "all"] = "scope"  # of a terminate end event: what ends with it
    condition: Evaluable | None = None  # None: any change of the variable
    variable_name: str | None = None  # only a change of this variable is looked at
    variable_changes: tuple[str, ...] = ()  # "create", "update"; empty: either
    passes_all: bool = False  # a thrown signal carries all variables that its thrower sees
    payload: tuple[Assignment, ...] = ()  # what a signal is given; what a catcher takes of what it is brought
    is_async: bool = False  # the catchers of a thrown signal are served after the commit
    is_local: bool = False  # a signal stays inside its family, when it is thrown and when it is waited for
    parts: tuple["Trigger", ...] = ()
    is_parallel: bool = False

    @property
    def each(self) -> tuple["Trigger", ...]:
        """Itself, or the parts of a multiple event."""
        return self.parts or (self,)


NONE = Trigger()


class Retry(msgspec.Struct, frozen=True):
    """camunda:failedJobRetryTimeCycle: how often a job is tried, and the waits in seconds between the tries."""

    attempts: int = 3
    waits: tuple[float, ...] = (10.0, 60.0)


class HandlerCall(msgspec.Struct, frozen=True):
    """Which handler carries out a service-like task: a topic, or a Java class or delegate name mapped to a handler."""

    name: str
    result_variable: str | None = None
    is_expression: bool = False  # camunda:expression: `expression` is evaluated instead, inside the step
    expression: Evaluable | None = None


class ImplicitThrow(msgspec.Struct, frozen=True):
    """What a multi-instance throws when a body completes (BPMN 10.3.8: behavior, complexBehaviorDefinition)."""

    trigger: Trigger
    only_first: bool = False  # when the first body completes, and never again
    condition: Evaluable | None = None


class MultiInstance(msgspec.Struct, frozen=True):
    """multiInstanceLoopCharacteristics (BPMN 13.3.7)."""

    is_sequential: bool = False
    cardinality: Evaluable | None = None
    collection: Evaluable | None = None
    item_variable: str | None = None
    index_variable: str | None = None  # flowable:elementIndexVariable, besides loopCounter
    counts_from: int = 0  # of loopCounter: 1 in Camunda 8
    completion_condition: Evaluable | None = None
    output_collection: str | None = None  # the variable that gets what each body leaves, in the order of the items
    output_item: Evaluable | None = None  # evaluated in each body when it completes
    output_variables: tuple[str, ...] = ()  # locals of each body, from which the output is made
    shows_outputs: bool = False  # the variable holds what the bodies have left so far
    throws: tuple[ImplicitThrow, ...] = ()


class StandardLoop(msgspec.Struct, frozen=True):
    """standardLoopCharacteristics: one body after the other while the condition holds (BPMN 13.3.6)."""

    tests_before: bool = False
    maximum: int | None = None
    condition: Evaluable | None = None


class Flow(msgspec.Struct, frozen=True):
    """A sequence flow; `is_default` when its source names it as default."""

    id: str
    source: str
    target: str
    name: str | None = None
    condition: Evaluable | None = None
    is_default: bool = False
    skip: Evaluable | None = None  # flowable:skipExpression: decides instead of the condition, where skipping is on
    on_take: tuple[Assignment, ...] = ()  # what execution listeners set in the scope around
    line: int = 0


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """What all flow nodes share. `tag` is the BPMN local name, `scope` the enclosing sub-process or None."""

    id: str
    tag: str
    name: str | None = None
    scope: str | None = None
    line: int = 0
    documentation: str | None = None
    incoming: tuple[str, ...] = ()  # flow ids, in document order
    outgoing: tuple[str, ...] = ()
    lane: str | None = None
    properties: dict[str, str] = {}  # camunda:properties
    job_priority: Evaluable | None = None  # of its timers and jobs; its own, else that of the process
    on_start: tuple[Assignment, ...] = ()  # what execution listeners set, after the inputs
    on_end: tuple[Assignment, ...] = ()  # and before the outputs


class Event(Element, frozen=True, kw_only=True):
    trigger: Trigger = NONE
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    keeps_given: bool = False  # zeebe:output: of what it is handed only that goes out


class StartEvent(Event, frozen=True, kw_only=True):
    initiator: str | None = None  # camunda:initiator: variable that gets the starter's id
    form_key: str | None = None
    is_interrupting: bool = True  # of an event sub-process


class EndEvent(Event, frozen=True, kw_only=True):
    pass


class CatchEvent(Event, frozen=True, kw_only=True):
    """intermediateCatchEvent"""


class ThrowEvent(Event, frozen=True, kw_only=True):
    """intermediateThrowEvent"""


class BoundaryEvent(Event, frozen=True, kw_only=True):
    attached_to: str
    is_interrupting: bool = True


class Gateway(Element, frozen=True, kw_only=True):
    """tag: exclusiveGateway, parallelGateway, inclusiveGateway, eventBasedGateway or complexGateway."""

    activation: Evaluable | None = None  # activationCondition of a complex gateway
    is_instantiating: bool = False  # event-based: the first event begins the instance
    is_parallel: bool = False  # event-based and instantiating: all events have to happen


class Activity(Element, frozen=True, kw_only=True):
    """Tasks, sub-processes and call activities; a plain `Activity` (task, manualTask) does not wait."""

    boundary: tuple[str, ...] = ()  # ids of attached boundary events, in document order
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    keeps_given: bool = False  # zeebe:output: of what it is handed only that goes out
    loop: MultiInstance | StandardLoop | None = None
    start_quantity: int = 1  # tokens that one passage needs
    completion_quantity: int = 1  # tokens that it puts on each flow it leaves by
    is_for_compensation: bool = False  # begins only to compensate another activity
    compensated_by: str | None = None  # the activity that its compensation boundary event is associated with
    skip: Evaluable | None = None  # flowable:skipExpression: passed at once when it is true, where skipping is on


class UserTask(Activity, frozen=True, kw_only=True):
    """Attributes as Camunda Modeler writes them; lists evaluate to a comma-separated text or a list."""

    assignee: Evaluable | None = None
    candidate_users: Evaluable | None = None
    candidate_groups: Evaluable | None = None
    due_date: Evaluable | None = None  # to an ISO date-time, a date-time, or a duration from now
    follow_up_date: Evaluable | None = None
    priority: Evaluable | None = None
    name_expression: Evaluable | None = None
    documentation_expression: Evaluable | None = None
    form_key: str | None = None  # camunda:formKey or camunda:formRef: the id of a deployed form
    form_key_expression: Evaluable | None = None
    id_variable: Evaluable | None = None  # flowable:taskIdVariableName: gets the id of the task
    on_create: tuple[Assignment | TaskSetting, ...] = ()  # what task listeners set
    on_update: tuple[Assignment, ...] = ()
    on_assignment: tuple[Assignment, ...] = ()
    on_complete: tuple[Assignment, ...] = ()
    on_delete: tuple[Assignment, ...] = ()  # when it is cancelled
    timeout: Trigger | None = None  # the time at which `on_timeout` is told; it changes nothing else
    on_timeout: tuple[Assignment, ...] = ()


class ServiceTask(Activity, frozen=True, kw_only=True):
    """serviceTask, sendTask, and a businessRuleTask that names a handler."""

    call: HandlerCall
    retry: Retry = Retry()


class ScriptTask(Activity, frozen=True, kw_only=True):
    """Runs inside the step: FEEL when `script` is compiled, else the pure executor registered for the format."""

    script_format: str = "feel"
    text: str = ""
    script: Evaluable | None = None
    result_variable: str | None = None


class DecisionTask(Activity, frozen=True, kw_only=True):
    """businessRuleTask with camunda:decisionRef."""

    decision_ref: Evaluable
    binding: Literal["latest", "deployment", "version", "versionTag"] = "latest"
    version: str | None = None
    result_variable: str | None = None
    map_result: str | None = None  # singleEntry, singleResult, collectEntries, resultList


class ReceiveTask(Activity, frozen=True, kw_only=True):
    trigger: Trigger
    is_instantiating: bool = False  # its message begins the instance


class SendTask(Activity, frozen=True, kw_only=True):
    """A sendTask that names a message and no handler: it throws the message, as an event does (BPMN 13.3.3)."""

    trigger: Trigger


class SubProcess(Activity, frozen=True, kw_only=True):
    """Embedded; its elements carry its id as `scope`. Its tag may be transaction (10.3.5)."""

    is_event: bool = False  # an event sub-process: it begins by its start events


class AdHocSubProcess(SubProcess, frozen=True, kw_only=True):
    """Its activities have no set order (10.3.5)."""

    is_sequential: bool = False
    completion_condition: Evaluable | None = None
    cancels_remaining: bool = True
    active: Evaluable | None = None  # zeebe:adHoc: ids of the activities that begin by themselves; None: all


class CallActivity(Activity, frozen=True, kw_only=True):
    called: Evaluable  # key of the process
    binding: Literal["latest", "deployment", "version", "versionTag"] = "latest"
    version: str | None = None
    business_key: Evaluable | None = None
    passes_all_in: bool = False  # camunda:in variables="all"
    passes_all_out: bool = False
    passes_locals_in: bool = False  # camunda:in variables="all" local="true": what the call activity itself holds
    keeps_all_out: bool = False  # camunda:out variables="all" local="true": as locals of the call activity
    id_variable: Evaluable | None = None  # flowable:idVariableName: gets the id of the called instance
    ins: tuple[Assignment, ...] = ()
    outs: tuple[Assignment, ...] = ()


class DiagramForm(msgspec.Struct, frozen=True):
    """A form that an element of the diagram holds itself. `schema` is JSON of form-js.

    `defaults` are what its fields begin with, where their variables (dotted paths into them) are not there yet.
    """

    schema: str
    defaults: tuple[Assignment, ...] = ()
    element_id: str = ""
    line: int = 0


class ProcessDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """One executable process of one version. `starts` lists the start events of each scope (None: the process).

    `event_starts` lists those of the event sub-processes in each scope.
    """

    key: str
    version: int = 0  # given at deployment
    deployment_id: str = ""
    name: str | None = None
    version_tag: str | None = None
    elements: dict[str, Element]
    flows: dict[str, Flow]
    starts: dict[str | None, tuple[str, ...]]
    event_starts: dict[str | None, tuple[str, ...]] = {}
    properties: dict[str, str] = {}
    holds: tuple[Assignment, ...] = ()  # what its data objects hold when an instance begins
    forms: dict[str, DiagramForm] = {}  # by form key
    business_key: Evaluable | None = None  # property businessKey: the key of an instance that is started without one
    lanes: tuple[str, ...] = ()
    candidate_starter_groups: tuple[str, ...] = ()
    candidate_starter_users: tuple[str, ...] = ()
    on_end: tuple[Assignment, ...] = ()  # what execution listeners set before an instance is completed
    searchable: dict[str, str] = {}  # variables to search its cases by, and their types
    line: int = 0

    @property
    def id(self) -> str:
        return f"{self.key}:{self.version}"


def event_starts(
    elements: Mapping[str, Element], starts: Mapping[str | None, tuple[str, ...]]
) -> dict[str | None, tuple[str, ...]]:
    """The start events of the event sub-processes in each scope, in document order."""
    found: dict[str | None, tuple[str, ...]] = {}
    for each in elements.values():
        if isinstance(each, SubProcess) and each.is_event:
            found[each.scope] = found.get(each.scope, ()) + starts.get(each.id, ())
    return found


class Catalog(msgspec.Struct, frozen=True):
    """What is deployed already, or comes in the same deployment: a diagram may refer to it."""

    processes: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    handlers: frozenset[str] = frozenset()
    script_formats: frozenset[str] = frozenset()
    groups: frozenset[str] | None = None  # None: not checked
