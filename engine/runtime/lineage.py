"""What came of what: from which passages of user tasks everything that is there now descends.

Made from the history of one instance. A token descends from what its source descends from; where branches are joined,
from what all of them descend from. So whatever was passed inside one branch only is no longer behind the join.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.kernel.evolve.fold import evolve
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE, Activity, Instance
from engine.model.view import CommitView

Marks = frozenset[str]
"""Ids of the passages that something descends from."""

NONE: Marks = frozenset()

Place = tuple[str, str]  # scope and name of a variable
MISSING = object()


@dataclass(slots=True)
class Passage:
    """The latest one through a user task in its scope; of a multi-instance also through each body (`index`).

    `before`: what it, and what came of it, wrote over; MISSING where there was nothing. `given`: what it was completed
    with. `is_touched`: something that came of it was done already.
    """

    id: str
    element_id: str
    scope_id: str
    origin: Marks
    index: int | None = None
    done_by: str | None = None
    is_done: bool = False
    is_touched: bool = False
    before: dict[Place, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Moving:
    """A token on its way."""

    place: tuple[str, str, str | None, int | None]  # element, scope, flow, index
    marks: Marks


class Lineage:
    """`instance` is the state that the history leads to."""

    def __init__(self, commits: Sequence[CommitView]) -> None:
        self.instance = Instance(id="", definition_id="", root_id="")
        self.passages: dict[str, Passage] = {}
        self.marks: dict[str, Marks] = {PROCESS_SCOPE: NONE}
        self.arrived: dict[tuple[str, str, str], list[Marks]] = {}  # scope, join, flow
        self.claimed: set[str] = set()
        self._writers: dict[Place, list[Marks]] = {}  # of what each variable holds, the last one last
        self._undoable: dict[str, Marks] = {}  # what could be compensated
        self._moving: list[Moving] = []
        self._left: tuple[str | None, Marks] = (None, NONE)  # scope and marks of what has just ended
        self._current: str | None = None
        self._returning: str | None = None  # the element
        for commit in commits:
            self._commit(commit)

    def descendants(self, passage_id: str) -> list[str]:
        """Activities that came of the passage, and are there now."""
        return [id for id, marks in self.marks.items() if passage_id in marks and id != passage_id]

    def waiting(self, passage_id: str) -> list[tuple[str, str, str]]:
        """Tokens at joins that came of the passage: scope, join, flow."""
        return [place for place, all_marks in self.arrived.items() for marks in all_marks if passage_id in marks]

    def undoable(self, passage_id: str) -> list[str]:
        """Records by which the passage, or what came of it, could be compensated."""
        return [id for id, marks in self._undoable.items() if passage_id in marks and id in self.instance.compensations]

    def wrote(self, passage_id: str, place: Place) -> bool:
        """Whether what the variable holds now came of the passage."""
        return passage_id in self._writers[place][-1]

    def _commit(self, commit: CommitView) -> None:
        self._current, self._left = None, (None, NONE)
        given: dict[str, Any] = {}
        for number, event in enumerate(commit.events):
            if isinstance(event, e.VariableSet):
                given[event.name] = event.value
                self._written(event, commit.events[number + 1 :])
            else:
                self._follow(event, given)
            evolve(self.instance, event, commit.at)
            if isinstance(event, e.UserTaskCreated):
                self._begin(event)

    def _written(self, event: e.VariableSet, later: Iterable[Any]) -> None:
        """By the activity at work, or by the one that is told of next. What somebody sets by hand is nobody's.

        What a return restores was written by whoever wrote it then.
        """
        if self._returning is not None:
            return
        current = self._current
        if current not in self.marks:
            named = (getattr(each, "activity_id", None) for each in later)
            current = next((each for each in named if each in self.marks), None)
        place, marks = (event.scope_id, event.name), self.marks.get(current or "", NONE)
        writers = self._writers.setdefault(place, [NONE])
        if writers[-1] != marks:
            writers.append(marks)
        old = self.instance.activities[event.scope_id].variables.get(event.name, MISSING)
        for passage_id in marks:
            self.passages[passage_id].before.setdefault(place, old)

    def _begin(self, event: e.UserTaskCreated) -> None:
        """The bodies of a multi-instance are also one passage, which begins with the first of them."""
        activity = self.instance.activities[event.activity_id]
        if activity.index is not None:
            whole = self.instance.activities[activity.scope_id or PROCESS_SCOPE]
            if whole.id not in self.passages:
                self._pass(whole)
            self.marks[activity.id] |= {whole.id}
            for token in self._moving:
                if token.place[1] == whole.id:
                    token.marks |= {whole.id}
        self._pass(activity)

    def _pass(self, activity: Activity) -> None:
        """What was known of an earlier passage through the same place is forgotten."""
        assert activity.scope_id is not None
        place = (activity.element_id, activity.scope_id, activity.index)
        for known in list(self.passages.values()):
            if (known.element_id, known.scope_id, known.index) == place:
                self._forget(known.id)
        origin = self.marks[activity.id].intersection(self.passages)
        self.passages[activity.id] = Passage(
            activity.id, activity.element_id, activity.scope_id, origin, activity.index
        )
        self.marks[activity.id] = origin | {activity.id}

    def _forget(self, passage_id: str) -> None:
        """It was passed again."""
        del self.passages[passage_id]
        self.marks = {id: marks - {passage_id} for id, marks in self.marks.items()}
        self.arrived = {place: [each - {passage_id} for each in all_] for place, all_ in self.arrived.items()}
        for token in self._moving:
            token.marks -= {passage_id}

    def _follow(self, event: e.Event, given: dict[str, Any]) -> None:
        match event:
            case e.ActivityStarted():
                self._started(event)
            case e.FlowTaken():
                self._put(event.target_id, event.scope_id, event.flow_id, None)
            case e.TokenPlaced():
                self._put(event.element_id, event.scope_id, None, event.index)
            case e.TokenArrived():
                marks = self._take((event.element_id, event.scope_id, event.flow_id, None), event.scope_id)
                self.arrived.setdefault((event.scope_id, event.element_id, event.flow_id), []).append(marks)
            case e.ActivityCompleted() | e.ActivityCancelled():
                scope_id = self.instance.activities[event.activity_id].scope_id
                self._ended(event)
                self._left = scope_id, self.marks.pop(event.activity_id, NONE)
            case e.CompensationRecorded():
                self._undoable[event.compensation_id] = self.marks.get(event.activity_id, NONE)
            case e.ScopeCleared():
                self._moving = [each for each in self._moving if each.place[1] != event.scope_id]
                self.arrived = {place: all_ for place, all_ in self.arrived.items() if place[0] != event.scope_id}
            case e.TokenRemoved():
                self._removed(event)
            case e.UserTaskReturned():
                self._returning = event.to_element_id
            case e.UserTaskWithdrawn():
                self._returning = event.element_id
            case e.InstanceMigrated():
                self._migrated(event)
            case _:
                self._worked(event, given)

    def _ended(self, event: e.ActivityCompleted | e.ActivityCancelled) -> None:
        """A multi-instance is done when it has completed, and by nobody alone."""
        passage = self.passages.get(event.activity_id)
        if passage is not None and self.instance.activities[event.activity_id].loop is not None:
            passage.is_done = isinstance(event, e.ActivityCompleted)

    def _started(self, event: e.ActivityStarted) -> None:
        if event.joined is None:
            marks = self._take((event.element_id, event.scope_id, event.flow_id, event.index), event.scope_id)
        else:
            places = [(event.scope_id, event.element_id, flow_id) for flow_id in event.joined]
            joined = [self.arrived[place].pop(0) for place in places if self.arrived.get(place)]
            self.arrived = {place: all_ for place, all_ in self.arrived.items() if all_}
            marks = frozenset.intersection(*joined) if joined else NONE
        self.marks[event.activity_id] = marks.intersection(self.passages)
        self._current = event.activity_id

    def _put(self, element_id: str, scope_id: str, flow_id: str | None, index: int | None) -> None:
        """From what has just ended in the same scope; else it begins the scope, or happens beside what is in it."""
        left_scope, marks = self._left
        if self._returning == element_id:
            marks, self._returning = self._take_back((element_id, scope_id, index)), None
        elif left_scope != scope_id:
            marks = self.marks.get(scope_id, NONE)
        self._moving.append(Moving((element_id, scope_id, flow_id, index), marks))

    def _take_back(self, place: tuple[str, str, int | None]) -> Marks:
        """What the passage that begins anew descends from; what it wrote is no longer there."""
        known = [each for each in self.passages.values() if (each.element_id, each.scope_id, each.index) == place]
        if not known:
            return NONE
        for name, writers in self._writers.items():
            self._writers[name] = [each for each in writers if known[-1].id not in each] or [NONE]
        return known[-1].origin

    def _take(self, place: tuple[str, str, str | None, int | None], scope_id: str) -> Marks:
        token = next((each for each in self._moving if each.place == place), None)
        self._left = (None, NONE)
        if token is None:
            return self.marks.get(scope_id, NONE)
        self._moving.remove(token)
        return token.marks

    def _removed(self, event: e.TokenRemoved) -> None:
        place = (event.scope_id, event.element_id, event.flow_id or "")
        if event.is_waiting and self.arrived.get(place):
            self.arrived[place].pop(0)
        elif not event.is_waiting:
            self._take((event.element_id, event.scope_id, event.flow_id, event.index), event.scope_id)

    def _migrated(self, event: e.InstanceMigrated) -> None:
        def named(id: str) -> str:
            return event.elements.get(id, id)

        for passage in self.passages.values():
            passage.element_id = named(passage.element_id)
        self.arrived = {
            (scope, named(join), event.flows.get(flow, flow)): all_
            for (scope, join, flow), all_ in self.arrived.items()
        }

    def _worked(self, event: e.Event, given: dict[str, Any]) -> None:
        activity_id = getattr(event, "activity_id", None)
        if isinstance(event, e.MessageReceived | e.SignalReceived):
            subscription = self.instance.subscriptions.get(event.subscription_id or "")
            activity_id = subscription.activity_id if subscription is not None else None
        if activity_id is not None:
            self._current = activity_id
        if isinstance(event, e.UserTaskClaimed | e.UserTaskAssigned) and event.assignee is not None:
            self.claimed.add(event.activity_id)
        elif isinstance(event, e.UserTaskReleased | e.UserTaskAssigned):
            self.claimed.discard(event.activity_id)
        elif isinstance(event, TOUCHES):
            self._touch(activity_id or self._current)
        if isinstance(event, e.UserTaskCompleted) and event.activity_id in self.passages:
            passage = self.passages[event.activity_id]
            passage.is_done, passage.done_by, passage.given = True, event.user_id, dict(given)

    def _touch(self, activity_id: str | None) -> None:
        for passage_id in self.marks.get(activity_id or "", NONE) - {activity_id}:
            self.passages[passage_id].is_touched = True


TOUCHES = (e.UserTaskCompleted, e.JobCompleted, e.MessageReceived, e.MessageSent, e.SignalReceived, e.SignalThrown)
"""Something that came of a passage was done, and cannot simply be taken back."""
