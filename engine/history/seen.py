"""What the ids of a history stand for, learnt event by event. Asking for an unknown id never fails."""

from typing import Any

from engine.model import event as e


class Seen:
    """Element ids of the activities, jobs and incidents that are there now, and what the activities wait for."""

    def __init__(self) -> None:
        self.elements: dict[str, str] = {}
        self.jobs: dict[str, str] = {}
        self.incidents: dict[str, str] = {}
        self.waits: dict[str, str] = {}
        self.values: dict[tuple[str, str], Any] = {}  # scope and name of a variable -> its value

    def learn(self, event: e.Event) -> None:
        """Before the event is told."""
        match event:
            case e.ActivityStarted():
                self.elements[event.activity_id] = event.element_id
            case e.ActivityWaiting():
                self.waits[event.activity_id] = event.waits_for
            case e.JobCreated() | e.MessageSent():
                self.jobs[event.job_id] = event.element_id
            case e.SignalThrown() if event.job_id is not None:
                self.jobs[event.job_id] = event.element_id
            case e.IncidentRaised():
                self.incidents[event.incident_id] = event.element_id
            case e.InstanceMigrated():
                for ids in (self.elements, self.jobs, self.incidents):
                    ids.update({id: event.elements.get(element, element) for id, element in ids.items()})
            case _:
                pass

    def forget(self, event: e.Event) -> None:
        """After the event was told."""
        match event:
            case e.ActivityCompleted() | e.ActivityCancelled():
                self.elements.pop(event.activity_id, None)
                self.waits.pop(event.activity_id, None)
            case e.JobCompleted() | e.JobCancelled() | e.MessageDelivered() | e.SignalDelivered():
                self.jobs.pop(event.job_id, None)
            case e.VariableSet():
                self.values[event.scope_id, event.name] = event.value
            case e.VariableRemoved():
                self.values.pop((event.scope_id, event.name), None)
            case e.IncidentResolved():
                self.incidents.pop(event.incident_id, None)
            case _:
                pass

    def element(self, event: Any) -> str | None:
        """The element that an event is about."""
        named = getattr(event, "element_id", None)
        if named is not None:
            return str(named)
        if isinstance(event, e.IncidentResolved):
            return self.incidents.get(event.incident_id)
        if hasattr(event, "activity_id"):
            return self.elements.get(event.activity_id)
        return self.jobs.get(getattr(event, "job_id", ""))
