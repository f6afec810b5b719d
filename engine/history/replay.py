"""A history as steps that can be played on the diagram: one for each thing that an onlooker would see happen."""

from collections.abc import Sequence
from typing import Any

from engine.history.line import Line, line, variables_line
from engine.history.picture import Picture
from engine.history.seen import Seen
from engine.model import event as e
from engine.model.view import CommitView, Replay, ReplayStep, Verification

ENTERED = "timeline.element_entered"
WAITING = "timeline.join_waiting"
MOVED = "timeline.moved"

SEEN = (
    e.InstanceModified, e.InstanceMigrated, e.InstanceRestarted, e.UserTaskReturned, e.UserTaskWithdrawn,
    e.TokenRemoved, e.JobRetriesSet, e.JobPrioritySet,
    e.InstanceStarted, e.InstanceCompleted, e.InstanceCancelled, e.InstanceSuspended, e.InstanceResumed,
    e.ActivityStarted, e.TokenArrived,
    e.UserTaskClaimed, e.UserTaskReleased, e.UserTaskAssigned, e.UserTaskDueChanged, e.UserTaskCompleted,
    e.TimerFired, e.MessageReceived, e.MessageSent, e.MessageDelivered, e.EscalationThrown, e.ErrorThrown,
    e.SignalReceived, e.SignalThrown, e.ConditionMet,
    e.DecisionEvaluated, e.JobCompleted, e.JobFailed, e.IncidentRaised, e.IncidentResolved, e.NoticeSent,
    e.NoticeFailed,
    e.UserTaskFollowUpSet, e.CommentAdded, e.PersonErased, e.AttachmentAdded, e.CustomerLinked, e.CaseLinked,
)  # fmt: skip
"""Each of them is a step, unless it says more about the element that was entered just now."""

TELLING = (
    e.ActivityWaiting, e.UserTaskCreated, e.JobCreated, e.TimerScheduled, e.SubscriptionOpened,
    e.DecisionEvaluated, e.NoticeSent, e.NoticeFailed, e.MessageSent, e.EscalationThrown, e.ErrorThrown, e.SignalThrown,
)  # fmt: skip
"""They say what was entered; of something else they are no step of their own, if they are not SEEN."""

MOVING = (
    e.ActivityCompleted, e.ActivityCancelled, e.FlowTaken, e.TokenPlaced, e.ScopeCleared,
    e.StepPaused, e.StepContinued, e.TimerCancelled, e.SubscriptionClosed, e.JobCancelled, e.SignalDelivered,
)  # fmt: skip
"""The way from one step to the next: they belong to the step that they lead to."""

HAPPENED = (
    "timeline.timer_fired", "timeline.message_received", "timeline.signal_received", "timeline.condition_met",
)  # fmt: skip
"""After these the element is entered that is meant, and that is the same step."""


def replay(commits: Sequence[CommitView], verification: Verification) -> Replay:
    """Steps of all commits of one stream, with the proof of `verify`: commits that it names are marked."""
    playing = _Playing(bad={problem.params.get("version") for problem in verification.problems})
    for commit in commits:
        playing.commit(commit)
    return Replay(steps=playing.steps, is_verified=verification.is_whole)


class _Step:
    """A step that is still being put together."""

    def __init__(self, told: Line, flow_id: str | None = None) -> None:
        self.told = told
        self.flow_id = flow_id
        self.changes: list[tuple[str, Any]] = []


class _Playing:
    def __init__(self, bad: set[Any]) -> None:
        self.steps: list[ReplayStep] = []
        self._bad = bad
        self._picture = Picture()
        self._seen = Seen()
        self._open: _Step | None = None
        self._pending: list[e.Event] = []

    def commit(self, commit: CommitView) -> None:
        for event in commit.events:
            self._seen.learn(event)
            self._take(commit, event)
            self._seen.forget(event)
        self._end(commit)

    def _take(self, commit: CommitView, event: e.Event) -> None:
        if isinstance(event, MOVING) or (self._pending and isinstance(event, e.VariableSet)):
            self._pending.append(event)
        elif self._says_more(event):
            self._add(event)
        elif isinstance(event, SEEN):
            self._close(commit)
            self._open = _Step(self._told(event), getattr(event, "flow_id", None))
            self._add(event)
        elif self._open is not None and not self._pending:
            self._add(event)
        else:
            self._pending.append(event)

    def _says_more(self, event: e.Event) -> bool:
        """The event is about what the open step shows: it is told instead, or beside it."""
        if self._open is None:
            return False
        element_id, kind = self._seen.element(event), self._open.told.kind
        if isinstance(event, e.ActivityStarted):
            if kind not in HAPPENED or element_id != self._open.told.element_id:
                return False
            self._open.flow_id = event.flow_id
            return True
        if kind == ENTERED and isinstance(event, TELLING) and element_id == self._open.told.element_id:
            self._open.told = line(event, self._seen) or self._open.told
            return True
        return False

    def _told(self, event: e.Event) -> Line:
        if isinstance(event, e.ActivityStarted):
            return Line(ENTERED, event.element_id, {})
        if isinstance(event, e.TokenArrived):
            return Line(WAITING, event.element_id, {})
        return line(event, self._seen) or Line(MOVED, self._seen.element(event), {})

    def _add(self, event: e.Event) -> None:
        """What led here happens in the same moment."""
        assert self._open is not None
        for each in [*self._pending, event]:
            self._picture.apply(each)
            if isinstance(each, e.VariableSet):
                self._open.changes.append((each.name, each.value))
        self._pending = []

    def _end(self, commit: CommitView) -> None:
        """What is left belongs to the last step, or is one of its own."""
        if self._pending and self._open is None:
            changes = [(each.name, each.value) for each in self._pending if isinstance(each, e.VariableSet)]
            told = next(filter(None, (line(each, self._seen) for each in self._pending)), Line(MOVED, None, {}))
            self._open = _Step(variables_line(changes) if changes else told)
        if self._pending:
            self._add(self._pending.pop())
        self._close(commit)

    def _close(self, commit: CommitView) -> None:
        step, self._open = self._open, None
        if step is None:
            return
        self.steps.append(
            ReplayStep(
                index=len(self.steps),
                version=commit.version,
                at=commit.at,
                actor_kind=commit.actor_kind,
                actor_id=commit.actor_id,
                kind=step.told.kind,
                params=step.told.params,
                element_id=step.told.element_id,
                flow_id=step.flow_id,
                definition_id=self._picture.definition_id,
                active=self._picture.active,  # type: ignore[arg-type]  # shared, and never written to
                done=self._picture.done,  # type: ignore[arg-type]
                flows=self._picture.flows,  # type: ignore[arg-type]
                incidents=list(self._picture.incidents),
                changes=step.changes,
                hash=commit.hash,
                is_hash_good=commit.version not in self._bad,
            )
        )
