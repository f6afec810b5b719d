"""Ad-hoc sub-processes (BPMN 10.3.5, 13.3.5): what no flow leads to begins by itself, and can be begun again by hand.

Without a completion condition it is over when nothing is left to do; with one it is open until that holds.
"""

from engine.errors import Rejected
from engine.kernel.cancel import clear
from engine.kernel.compensable import is_busy
from engine.kernel.instances import begin_scope, place
from engine.kernel.notices import listed
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import AdHocSubProcess
from engine.model.instance import Activity as Running


def start(run: Run, element: AdHocSubProcess, activity_id: str) -> None:
    """All that can begin, or what is named; one after the other when it is sequential."""
    begins = list(beginnings(run, element))
    if element.active is not None:
        begins = listed(run.evaluate(element.active, activity_id))
        unknown = [each for each in begins if each not in beginnings(run, element)]
        if unknown:
            raise incident("ad_hoc.unknown_activity", element=element.id, activity=unknown[0])
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="children"))
    first, queue = (begins[:1], begins[1:]) if element.is_sequential else (begins, [])
    if queue:
        run.emit(e.AdHocPlanned(activity_id=activity_id, queue=queue))
    begin_scope(run, first, activity_id)


def beginnings(run: Run, element: AdHocSubProcess) -> tuple[str, ...]:
    """What can be begun: everything that no flow leads to."""
    return run.definition.starts.get(element.id, ())


def go_on(run: Run, element: AdHocSubProcess, activity_id: str) -> bool:
    """After something inside has ended: True when the whole is over. Otherwise the next in the queue may begin."""
    activity = run.activity(activity_id)
    is_enough = activity.is_enough or _is_enough(run, element, activity_id)
    if is_enough and element.cancels_remaining:
        clear(run, activity_id)
        return True
    if is_enough and not activity.is_enough:
        run.emit(e.AdHocPlanned(activity_id=activity_id, queue=[], is_enough=True))
    if is_busy(run, activity_id):
        return False
    if activity.queue:
        place_next(run, activity)
        return False
    return is_enough or element.completion_condition is None


def place_next(run: Run, activity: Running) -> None:
    following, *queue = activity.queue
    run.emit(e.AdHocPlanned(activity_id=activity.id, queue=queue))
    place(run, [following], activity.id)


def begin_by_hand(run: Run, activity: Running, element_id: str) -> None:
    """Somebody begins one of the activities, as often as they like. Raises Rejected."""
    element = _opened(run, activity)
    if element is None:
        raise Rejected("ad_hoc.not_active", element=activity.element_id)
    if element_id not in beginnings(run, element):
        raise Rejected("ad_hoc.unknown_activity", element=element.id, activity=element_id)
    if not choices(run, activity):
        raise Rejected("ad_hoc.not_now", element=element.id)
    place(run, [element_id], activity.id)


def choices(run: Run, activity: Running) -> tuple[str, ...]:
    """What somebody may begin by hand in this activity now; nothing where it is no ad-hoc sub-process."""
    element = _opened(run, activity)
    if element is None or activity.is_enough or (element.is_sequential and is_busy(run, activity.id)):
        return ()
    return beginnings(run, element)


def _opened(run: Run, activity: Running) -> AdHocSubProcess | None:
    """None for everything else, the process itself among it."""
    if activity.loop is not None or activity.waits_for != "children":
        return None
    element = run.definition.elements.get(activity.element_id)
    return element if isinstance(element, AdHocSubProcess) else None


def _is_enough(run: Run, element: AdHocSubProcess, activity_id: str) -> bool:
    condition = element.completion_condition
    if condition is None:
        return False
    value = run.evaluate(condition, activity_id)
    if not isinstance(value, bool):
        raise incident("loop.not_boolean", text=condition.text, value=repr(value)[:100])
    return value
