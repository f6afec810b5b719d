"""One instance from its start to its end, in memory, on the kernel and on SpiffWorkflow."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.kernel.decide import Decision, decide
from engine.kernel.world import World
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import Instance
from engine.model.seal import canonical
from tests.bench.diagrams import MESSAGE
from tests.bench.quick import spiff_started

VARIABLES: dict[str, Any] = {"amount": 200}


def decisions(world: World) -> Iterator[Decision]:
    """Whatever the instance waits for happens at once."""
    decision = decide(world, {}, c.StartInstance(key="bench", version=1, instance_id="i", variables=dict(VARIABLES)))
    yield decision
    while decision.family["i"].state == "active":
        decision = decide(world, decision.family, _next(decision.family["i"]))
        yield decision


def kernel_events(world: World) -> Counter[str]:
    """By kind."""
    return Counter(type(each).__name__ for found in decisions(world) for each in found.events["i"])


def kernel_passages(world: World) -> Counter[str]:
    """How often each element was completed."""
    events = (each for found in decisions(world) for each in found.events["i"])
    return Counter(each.element_id for each in events if isinstance(each, e.ActivityCompleted))


def spiff_passages(spec: Any) -> Counter[str]:
    """How often each element was completed; its own filter by state does not look behind a task still at work."""
    done = (each for each in pass_spiff(spec).get_tasks() if each.state == TaskState.COMPLETED)
    return Counter(each.task_spec.bpmn_id for each in done if each.task_spec.bpmn_id)


def spiff_tasks(spec: Any) -> int:
    """That it makes before anything has happened."""
    return len(BpmnWorkflow(*spec).get_tasks())


def widest_snapshot(world: World) -> int:
    """Bytes of the largest state that would be saved."""
    return max(len(canonical(found.family["i"])) for found in decisions(world))


def pass_kernel(world: World) -> None:
    for found in decisions(world):
        state = found.family["i"].state
    assert state == "completed"


def _next(instance: Instance) -> c.Command:
    if instance.user_tasks:
        return c.CompleteUserTask(task_id=f"i.{next(iter(instance.user_tasks))}")
    if instance.timers:
        return c.TriggerTimer(timer_id=f"i.{next(iter(instance.timers))}")
    if instance.subscriptions:
        return c.CorrelateMessage(name=MESSAGE, subscription_id=f"i.{next(iter(instance.subscriptions))}")
    return c.ContinueStep(job_id=f"i.{next(iter(instance.jobs))}", fence=0)


def pass_spiff(spec: Any) -> BpmnWorkflow:
    """Returns the ended workflow."""
    workflow = spiff_started(spec, **VARIABLES)
    while not workflow.completed:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if ready:
            ready[0].run()
        else:
            _happen(workflow)
        workflow.do_engine_steps()
    return workflow


def _happen(workflow: BpmnWorkflow) -> None:
    if any(each.event_type == "MessageEventDefinition" for each in workflow.waiting_events()):
        workflow.catch(BpmnEvent(MessageEventDefinition(MESSAGE), payload={}))
    else:
        workflow.refresh_timers()
