"""Small diagrams as values, for tests: elements by short functions, flows as lines of text.

    process(start("s"), user("a"), end("e"), flows="s -> a -> e")

A line may chain several flows; `[condition]` or `[default]` behind it belongs to its last flow.
Flow ids are "<source>_<target>".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from engine.expr.compile import condition, feel, text
from engine.model import definition as d

LINE = re.compile(r"\s*(?P<path>[\w\s>-]+?)\s*(\[(?P<condition>.*)\])?\s*$")


def process(
    *elements: d.Element,
    flows: str = "",
    key: str = "p",
    version: int = 1,
    compensated_by: Mapping[str, str] | None = None,
) -> d.ProcessDefinition:
    """Elements inside a sub-process are given to `sub`; a flow may not cross its border."""
    undone = compensated_by or {}
    drawn = [
        structs.replace(each, compensated_by=undone[each.id]) if each.id in undone else each
        for each in unfolded(elements)
    ]
    lines = [flow for line in flows.split("\n") if line.strip() for flow in drawn_flows(line)]
    by_id = {each.id: each for each in drawn}
    assert len(by_id) == len(drawn), "an id twice"
    linked = {each.id: with_flows(each, lines, drawn) for each in drawn}
    scopes = [None, *(each.id for each in drawn if isinstance(each, d.SubProcess))]
    starts = {scope: begins for scope in scopes if (begins := beginnings(linked.values(), scope))}
    return d.ProcessDefinition(
        key=key,
        version=version,
        elements=linked,
        flows={flow.id: flow for flow in lines},
        starts=starts,
        event_starts=d.event_starts(linked, starts),
    )


def unfolded(elements: Iterable[Any], scope: str | None = None) -> Iterable[d.Element]:
    for each in elements:
        if isinstance(each, tuple):
            yield structs.replace(each[0], scope=scope)
            yield from unfolded(each[1:], each[0].id)
        else:
            yield structs.replace(each, scope=scope)


def drawn_flows(line: str) -> list[d.Flow]:
    match = LINE.match(line)
    assert match, line
    names = [name.strip() for name in match["path"].split("->")]
    flows = [d.Flow(id=f"{a}_{b}", source=a, target=b) for a, b in zip(names, names[1:], strict=False)]
    given = match["condition"]
    if given == "default":
        flows[-1] = structs.replace(flows[-1], is_default=True)
    elif given:
        flows[-1] = structs.replace(flows[-1], condition=condition(given))
    return flows


def with_flows(element: d.Element, flows: Sequence[d.Flow], drawn: Sequence[d.Element]) -> d.Element:
    links: dict[str, Any] = {
        "incoming": tuple(flow.id for flow in flows if flow.target == element.id),
        "outgoing": tuple(flow.id for flow in flows if flow.source == element.id),
    }
    if isinstance(element, d.Activity):
        links["boundary"] = tuple(
            each.id for each in drawn if isinstance(each, d.BoundaryEvent) and each.attached_to == element.id
        )
    return structs.replace(element, **links)


def beginnings(elements: Iterable[d.Element], scope: str | None) -> tuple[str, ...]:
    """Start events of a scope, else what has no incoming flow."""
    inside = [each for each in elements if each.scope == scope]
    starts = [each.id for each in inside if isinstance(each, d.StartEvent)]
    others = [each.id for each in inside if not each.incoming and not is_detached(each)]
    return tuple(starts or others)


def is_detached(element: d.Element) -> bool:
    if isinstance(element, d.SubProcess) and element.is_event:
        return True
    return isinstance(element, d.BoundaryEvent) or (isinstance(element, d.Activity) and element.is_for_compensation)


# elements


def start(id: str = "start", **more: Any) -> d.StartEvent:
    return d.StartEvent(id=id, tag="startEvent", **more)


def end(id: str = "end", trigger: d.Trigger = d.NONE, **more: Any) -> d.EndEvent:
    return d.EndEvent(id=id, tag="endEvent", trigger=trigger, **more)


def catch(id: str, trigger: d.Trigger, **more: Any) -> d.CatchEvent:
    return d.CatchEvent(id=id, tag="intermediateCatchEvent", trigger=trigger, **more)


def throw(id: str, trigger: d.Trigger = d.NONE, **more: Any) -> d.ThrowEvent:
    return d.ThrowEvent(id=id, tag="intermediateThrowEvent", trigger=trigger, **more)


def boundary(id: str, attached_to: str, trigger: d.Trigger, is_interrupting: bool = True, **more: Any) -> d.Element:
    return d.BoundaryEvent(
        id=id, tag="boundaryEvent", attached_to=attached_to, trigger=trigger, is_interrupting=is_interrupting, **more
    )


def exclusive(id: str) -> d.Gateway:
    return d.Gateway(id=id, tag="exclusiveGateway")


def parallel(id: str) -> d.Gateway:
    return d.Gateway(id=id, tag="parallelGateway")


def inclusive(id: str) -> d.Gateway:
    return d.Gateway(id=id, tag="inclusiveGateway")


def complex_gateway(id: str, activation: str | None = None) -> d.Gateway:
    return d.Gateway(id=id, tag="complexGateway", activation=condition(activation) if activation else None)


def event_based(id: str) -> d.Gateway:
    return d.Gateway(id=id, tag="eventBasedGateway")


def task(id: str, **more: Any) -> d.Activity:
    return d.Activity(id=id, tag="task", **more)


def user(id: str, **more: Any) -> d.UserTask:
    return d.UserTask(id=id, tag="userTask", **more)


def service(id: str, handler: str = "work", result: str | None = None, **more: Any) -> d.ServiceTask:
    return d.ServiceTask(id=id, tag="serviceTask", call=d.HandlerCall(name=handler, result_variable=result), **more)


def script(id: str, result: str, expression: str, **more: Any) -> d.ScriptTask:
    return d.ScriptTask(id=id, tag="scriptTask", script=feel(expression), result_variable=result, **more)


def receive(id: str, name: str, **more: Any) -> d.ReceiveTask:
    return d.ReceiveTask(id=id, tag="receiveTask", trigger=message(name), **more)


def sub(id: str, *inside: Any, **more: Any) -> Any:
    return (d.SubProcess(id=id, tag="subProcess", **more), *inside)


def transaction(id: str, *inside: Any, **more: Any) -> Any:
    return (d.SubProcess(id=id, tag="transaction", **more), *inside)


def ad_hoc(id: str, *inside: Any, until: str | None = None, **more: Any) -> Any:
    ends = feel(until) if until else None
    return (d.AdHocSubProcess(id=id, tag="adHocSubProcess", completion_condition=ends, **more), *inside)


def handler(activity: Any) -> Any:
    """An activity, or a sub-process with what is in it, for compensation."""
    if isinstance(activity, tuple):
        return (handler(activity[0]), *activity[1:])
    return structs.replace(activity, is_for_compensation=True)


def compensated(activity: Any, by: Any) -> tuple[Any, ...]:
    """An activity with its compensation boundary event and handler."""
    host = activity[0] if isinstance(activity, tuple) else activity
    undo = by[0] if isinstance(by, tuple) else by
    marked = structs.replace(host, compensated_by=undo.id)
    first = (marked, *activity[1:]) if isinstance(activity, tuple) else marked
    return first, boundary(f"{host.id}_undone", host.id, compensate()), handler(by)


def event_sub(id: str, trigger: d.Trigger, *inside: Any, is_interrupting: bool = True) -> Any:
    """An event sub-process; its start event is called `<id>_start`."""
    begin = start(f"{id}_start", trigger=trigger, is_interrupting=is_interrupting)
    return (d.SubProcess(id=id, tag="subProcess", is_event=True), begin, *inside)


def call(id: str, called: str, **more: Any) -> d.CallActivity:
    return d.CallActivity(id=id, tag="callActivity", called=text(called), **more)


# triggers and mappings


def timer(kind: d.TimerKind, value: str) -> d.Trigger:
    return d.Trigger(kind="timer", timer=d.TimerDefinition(kind, text(value)))


def message(name: str) -> d.Trigger:
    return d.Trigger(kind="message", name=text(name))


def signal(name: str, **more: Any) -> d.Trigger:
    return d.Trigger(kind="signal", name=text(name), **more)


def conditional(expression: str | None, **more: Any) -> d.Trigger:
    return d.Trigger(kind="conditional", condition=condition(expression) if expression else None, **more)


def several(*parts: d.Trigger, is_parallel: bool = False) -> d.Trigger:
    return d.Trigger(kind="multiple", parts=parts, is_parallel=is_parallel)


def error(code: str | None = None, **more: Any) -> d.Trigger:
    return d.Trigger(kind="error", code=code, **more)


def escalation(code: str | None = None, **more: Any) -> d.Trigger:
    return d.Trigger(kind="escalation", code=code, **more)


def compensate(activity: str | None = None, waits: bool = True) -> d.Trigger:
    return d.Trigger(kind="compensate", activity_ref=activity, waits=waits)


TERMINATE = d.Trigger(kind="terminate")
CANCEL = d.Trigger(kind="cancel")


def mapping(**sources: str) -> tuple[d.Assignment, ...]:
    """target="FEEL" """
    return tuple(d.Assignment(target, feel(source)) for target, source in sources.items())


def over(
    collection: str | None = None,
    item: str | None = None,
    *,
    count: str | None = None,
    sequential: bool = False,
    until: str | None = None,
    into: str | None = None,
    leaves: str | None = None,
    throws: tuple[d.ImplicitThrow, ...] = (),
) -> d.MultiInstance:
    return d.MultiInstance(
        is_sequential=sequential,
        cardinality=feel(count) if count else None,
        collection=feel(collection) if collection else None,
        item_variable=item,
        completion_condition=feel(until) if until else None,
        output_collection=into,
        output_item=feel(leaves) if leaves else None,
        output_variables=(leaves,) if leaves and leaves.isidentifier() else (),
        throws=throws,
    )


def again(condition: str | None = None, *, most: int | None = None, before: bool = False) -> d.StandardLoop:
    return d.StandardLoop(tests_before=before, maximum=most, condition=feel(condition) if condition else None)
