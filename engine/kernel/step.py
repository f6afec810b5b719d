"""One step: what happens until nothing can move without the outside.

`Step` holds the family and collects the events; `Run` is the step as seen from one instance of the family.
"""

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from engine.errors import EngineError, IncidentError
from engine.expr.values import stored, text_of
from engine.kernel.evolve import owned
from engine.kernel.evolve.fold import evolve
from engine.kernel.facts import facts
from engine.kernel.world import World
from engine.model import event as e
from engine.model.definition import (
    Assignment,
    Element,
    Evaluable,
    MultiInstance,
    ProcessDefinition,
    StandardLoop,
    Trigger,
)
from engine.model.instance import PROCESS_SCOPE, Activity, Instance, Stage

Family = dict[str, Instance]


class Change(NamedTuple):
    """A variable was written, for the first time in its scope or once more."""

    scope_id: str
    name: str
    is_new: bool


class Unseen:
    """What conditions have not been looked at for yet, per instance: what was written, and who began to wait."""

    def __init__(self) -> None:
        self.changes: dict[str, list[Change]] = {}
        self.opened: dict[str, list[str]] = {}


class Implicit(NamedTuple):
    """A body of a multi-instance has completed; what the whole throws then, before it goes on."""

    instance_id: str
    activity_id: str
    triggers: list[Trigger]


class Step:
    """The private copies of a family's instances, and the events so far, per instance, in order."""

    def __init__(self, world: World, family: Family, actor_id: str | None = None) -> None:
        self.world = world
        self.family = family
        self.actor_id = actor_id
        self.events: dict[str, list[e.Event]] = {}
        self.spent = 0
        self.unseen = Unseen()
        self.implicit: list[Implicit] = []
        self._runs: dict[str, Run] = {}

    def run(self, instance_id: str) -> "Run":
        """One for each instance, and another one when it has come to another version."""
        instance, run = self.family[instance_id], self._runs.get(instance_id)
        if run is None or run.definition_id != instance.definition_id:
            run = self._runs[instance_id] = Run(self, instance)
        return run

    def begin(self, started: e.InstanceStarted) -> "Run":
        """A new instance of the family."""
        instance = Instance(id="", definition_id="", root_id="")
        self.family[started.instance_id] = evolve(instance, started, self.world.now)
        self.events[started.instance_id] = [started]
        run = self.run(started.instance_id)
        run.assign_locals(run.definition.holds, PROCESS_SCOPE)
        return run


class Run:
    """A step inside one instance: reading and changing it, always through events."""

    def __init__(self, step: Step, instance: Instance) -> None:
        self.step = step
        self.world = step.world
        self.instance = instance
        self.definition_id = instance.definition_id
        self.definition: ProcessDefinition = step.world.library.definition(instance.definition_id)

    def emit(self, event: e.Event) -> None:
        evolve(self.instance, event, self.world.now)
        self.step.events.setdefault(self.instance.id, []).append(event)

    def new_id(self) -> str:
        """The next local id; it counts once an event carries it."""
        return str(self.instance.counter + 1)

    def activity(self, activity_id: str) -> Activity:
        return self.instance.activities[activity_id]

    def is_alive(self, activity_id: str) -> bool:
        return self.instance.state == "active" and activity_id in self.instance.activities

    def element(self, activity: Activity) -> Element:
        return self.definition.elements[activity.element_id]

    def children(self, scope_id: str) -> list[Activity]:
        """In the order in which they were started."""
        return [self.instance.activities[each] for each in owned.inside(self.instance, scope_id)]

    # variables

    def names(self, activity_id: str) -> Mapping[str, Any]:
        """What is visible from an activity: its locals, then those of the scopes around it."""
        layers: list[dict[str, Any]] = []
        activity: Activity | None = self.instance.activities[activity_id]
        while activity is not None:
            if activity.loop is not None:
                layers.append(_counts(self, activity))
            if activity.variables or activity.scope_id is None:
                layers.append(activity.variables)
            activity = self.instance.activities[activity.scope_id] if activity.scope_id else None
        return layers[0] if len(layers) == 1 else ChainMap(*layers)

    def set_local(self, activity_id: str, name: str, value: Any) -> None:
        change = Change(activity_id, name, name not in self.instance.activities[activity_id].variables)
        self.emit(e.VariableSet(scope_id=activity_id, name=name, value=stored(value)))
        self.step.unseen.changes.setdefault(self.instance.id, []).append(change)

    def set(self, activity_id: str, name: str, value: Any) -> None:
        """Write to the nearest scope that has the name, else to the process (as Camunda 7 does)."""
        holder = activity_id
        while holder != PROCESS_SCOPE and name not in self.instance.activities[holder].variables:
            holder = self.instance.activities[holder].scope_id or PROCESS_SCOPE
        self.set_local(holder, name, value)

    def set_all(self, activity_id: str, variables: Mapping[str, Any]) -> None:
        for name, value in variables.items():
            self.set(activity_id, name, value)

    def give(self, activity_id: str, variables: Mapping[str, Any]) -> None:
        """What an activity is handed; it keeps that to itself where the diagram names what goes out (Camunda 8)."""
        if getattr(self.element(self.activity(activity_id)), "keeps_given", False):
            for name, value in variables.items():
                self.set_local(activity_id, name, value)
        else:
            self.set_all(activity_id, variables)

    # expressions

    def evaluate(self, expression: Evaluable, activity_id: str, more: Mapping[str, Any] | None = None) -> Any:
        """`more`: names that are known here only."""
        names = self.names(activity_id)
        if more is not None:
            names = ChainMap(dict(more), cast(dict[str, Any], names))
        told = facts(self, expression.text, activity_id)
        if told is not None:
            names = ChainMap(cast(dict[str, Any], told), cast(dict[str, Any], names))
        return expression.evaluate(names, self.world.env)

    def job_priority(self, element_id: str, activity_id: str) -> int:
        """Of a job or timer of this element. Raises IncidentError when it is no whole number."""
        expression = self.definition.elements[element_id].job_priority
        return 0 if expression is None else integer(self.evaluate(expression, activity_id), "job.bad_priority")

    def assign_locals(self, assignments: tuple[Assignment, ...], activity_id: str) -> None:
        """Input parameters, in order: a later one sees the earlier ones."""
        for assignment in assignments:
            self.set_local(activity_id, assignment.target, self.evaluate(assignment.source, activity_id))

    def assign(self, assignments: tuple[Assignment, ...], activity_id: str) -> None:
        """Variables that are set on the way in or out, wherever they are."""
        for assignment in assignments:
            self.write(assignment, activity_id, self.evaluate(assignment.source, activity_id))

    def write(self, assignment: Assignment, activity_id: str, value: Any) -> None:
        write = self.set_local if assignment.is_local else self.set
        write(activity_id, assignment.target, value)

    def assign_outwards(self, assignments: tuple[Assignment, ...], activity_id: str) -> None:
        """Evaluated inside, written from the scope around; what is collected from a body is written there."""
        if not assignments:
            return
        activity = self.activity(activity_id)
        loop = getattr(self.element(activity), "loop", None) if activity.index is not None else None
        kept = loop.output_variables if isinstance(loop, MultiInstance) else ()
        outside = activity.scope_id or PROCESS_SCOPE
        for assignment in assignments:
            holder = activity_id if assignment.target in kept else outside
            self.set(holder, assignment.target, self.evaluate(assignment.source, activity_id))

    # failures

    def attempt(self, activity_id: str, stage: Stage, work: Callable[[], None]) -> None:
        """Do the work; a failure becomes an incident on the activity, from which a retry goes on."""
        try:
            work()
        except EngineError as failure:
            self.raise_incident(activity_id, stage, failure)

    def raise_incident(
        self,
        activity_id: str,
        stage: Stage,
        failure: EngineError,
        job_id: str | None = None,
        element_id: str | None = None,
    ) -> None:
        """`element_id`: where it happened, if that is not the activity."""
        activity = self.activity(activity_id)
        self.emit(
            e.IncidentRaised(
                incident_id=self.new_id(),
                activity_id=activity_id,
                element_id=element_id or activity.element_id,
                code=failure.code,
                params=plain_params(failure),
                stage=stage,
                job_id=job_id,
            )
        )


def _counts(run: Run, activity: Activity) -> dict[str, Any]:
    """The variables that a loop offers to its bodies and its condition (BPMN 13.3.6, 13.3.7)."""
    loop = activity.loop
    assert loop is not None
    if isinstance(getattr(run.element(activity), "loop", None), StandardLoop):
        return {"loopCounter": loop.completed}
    return counts(loop.total, loop.completed, loop.active)


def counts(total: int, completed: int, active: int) -> dict[str, Any]:
    """Of a multi-instance, by the names of Camunda 7 and Flowable, and by those of the standard (table 10.30)."""
    named = {"OfInstances": total, "OfCompletedInstances": completed, "OfActiveInstances": active}
    return {f"{prefix}{name}": number for prefix in ("nr", "number") for name, number in named.items()}


def plain_params(failure: EngineError) -> dict[str, Any]:
    """As an event keeps them."""
    return {name: _plain(value) for name, value in failure.params.items()}


def _plain(value: Any) -> Any:
    """A parameter of a failure as JSON."""
    if value is None or isinstance(value, bool | int | str):
        return value
    try:
        return stored(value)
    except EngineError:
        return str(value)


def incident(code: str, **params: Any) -> IncidentError:
    """A failure inside the instance, to be raised where it is found."""
    return IncidentError(code, **params)


def worded(value: Any) -> str | None:
    """A name, a key, a label as text; null and the empty string are none.

    Raises IncidentError(`value.no_text`) for a list or a context, whose text would be nobody's name.
    """
    if isinstance(value, list | dict):
        raise incident("value.no_text", value=(text_of(value) or "")[:100])
    return text_of(value) or None


def integer(value: Any, code: str) -> int:
    """Raises IncidentError `code`."""
    try:
        return int(value)
    except (TypeError, ValueError, ArithmeticError):
        raise incident(code, value=repr(value)[:100]) from None
