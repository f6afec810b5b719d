"""Back to an earlier user task: which ones can be gone back to, and what they were like (退回, 撤回)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from engine.errors import Conflict, Forbidden, NotFound, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.kernel.world import World
from engine.model import command as c
from engine.model import operation as o
from engine.model.definition import ProcessDefinition, UserTask
from engine.model.instance import Instance
from engine.model.view import EarlierTask
from engine.runtime.access import works
from engine.runtime.assignment import tell
from engine.runtime.dispatch import Family, Outcome, on_family, once, root_of
from engine.runtime.lineage import MISSING, NONE, Lineage, Passage
from engine.runtime.services import Services
from engine.runtime.world import world_of
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

Command = o.ReturnUserTask | o.WithdrawUserTask


def back(services: Services, command: Command, actor: Actor) -> Outcome:
    """Whoever gets the task again is told, and finds what was filled in then as a draft."""
    found: list[tuple[o.GoBack, Passage]] = []

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: Command) -> c.Command:
        found.append(way_back(work, world, loaded, known, actor))
        return found[-1][0]

    def carry_out(work: UnitOfWork, known: Command) -> Outcome:
        outcome = on_family(services, work, known, actor, root_of(known.task_id), prepare)
        _hand_back(services, work, known, actor, *found[-1])
        return outcome

    return once(services, command, carry_out)


def way_back(reader: Reader, world: World, loaded: Family, command: Command, actor: Actor) -> tuple[o.GoBack, Passage]:
    """What the command comes to. Raises Forbidden, NotFound, Conflict, Rejected."""
    instance_id, _, task_id = command.task_id.rpartition(".")
    _check_task(reader, loaded, command, actor)
    instance = loaded[instance_id].instance
    lineage = Lineage(reader.commits(instance_id))
    definition = world.library.definition(instance.definition_id)
    if isinstance(command, o.WithdrawUserTask):
        passage = _untouched(lineage, definition, instance, task_id)
    else:
        passage = _earlier(lineage, definition, task_id, command.element_id)
    restored, removed = _differences(lineage, instance, passage)
    made = o.GoBack(
        command_id=command.command_id,
        task_id=command.task_id,
        element_id=passage.element_id,
        scope_id=passage.scope_id,
        index=passage.index,
        is_uncounted=passage.index is not None and passage.is_done,
        cancelled=_outermost(instance, passage, lineage.descendants(passage.id)),
        dropped=lineage.waiting(passage.id),
        restored=restored,
        forgotten=lineage.undoable(passage.id),
        removed=removed,
        assignee=_again(reader, passage),
        reason=command.reason,
        is_withdrawal=isinstance(command, o.WithdrawUserTask),
    )
    return made, passage


def earlier_tasks(reader: Reader, definition: ProcessDefinition, instance: Instance, task_id: str) -> list[EarlierTask]:
    """The tasks that led to this one, the latest first, each with the reason why it cannot be gone back to."""
    lineage = Lineage(reader.commits(instance.id))
    passages = {each.element_id: each for each in _led(lineage, task_id)}
    return [
        EarlierTask(
            element_id=passage.element_id,
            done_by=passage.done_by,
            code=_reason(partial(_earlier, lineage, definition, task_id, passage.element_id)),
        )
        for passage in reversed(passages.values())
    ]


def may_withdraw(services: Services, reader: Reader, task_id: str, actor: Actor) -> bool:
    loaded = reader.family_states(root_of(task_id))
    try:
        way_back(reader, world_of(services, reader, loaded), loaded, o.WithdrawUserTask(task_id=task_id), actor)
    except Rejected:
        return False
    return True


def _reason(check: Callable[[], object]) -> str | None:
    try:
        check()
    except Rejected as rejection:
        return rejection.code
    return None


def _check_task(reader: Reader, loaded: Family, command: Command, actor: Actor) -> None:
    """Raises Forbidden, NotFound, Conflict, Rejected."""
    view = reader.user_task(command.task_id)
    if view is None:
        raise NotFound("task.unknown", task=command.task_id)
    is_withdrawal = isinstance(command, o.WithdrawUserTask)
    _authorise(actor, view.completed_by if is_withdrawal else view.assignee)
    found = loaded.get(view.instance_id)
    if found is None or found.instance.state != "active":
        raise Rejected("instance.ended", instance=view.instance_id)
    if not is_withdrawal and view.state != "open":
        raise Conflict("task.not_open", task=command.task_id)


def _authorise(actor: Actor, own: str | None) -> None:
    """Whoever watches over instances may; else who has the task, to return it, or completed it, to take it back."""
    is_own = own == actor.user_id and actor.has(P.TASK_WORK)
    if actor.kind == "user" and not is_own and not actor.has(P.INSTANCE_OPERATE):
        raise Forbidden("task.not_yours", assignee="")


def _earlier(lineage: Lineage, definition: ProcessDefinition, task_id: str, element_id: str) -> Passage:
    """Raises Rejected when the task does not descend from it alone."""
    found = [each for each in _led(lineage, task_id) if each.element_id == element_id]
    if not found:
        raise Rejected("return.not_earlier", element=element_id)
    passage, around = found[-1], _around(lineage.instance, task_id)
    _check_place(lineage.instance, definition, passage)
    beside = [each for each in lineage.descendants(passage.id) if each != task_id and each not in around]
    if beside or lineage.waiting(passage.id):
        raise Rejected("return.parallel", element=element_id)
    return passage


def _led(lineage: Lineage, task_id: str) -> list[Passage]:
    """Passages that led to the task; of a sequential multi-instance that it is a body of, the bodies before it."""
    led = lineage.marks.get(task_id, NONE) - {task_id, *_around(lineage.instance, task_id)}
    return [each for each in lineage.passages.values() if each.id in led]


def _untouched(lineage: Lineage, definition: ProcessDefinition, instance: Instance, task_id: str) -> Passage:
    """Raises Rejected when somebody or something has gone on with what came of it."""
    passage = lineage.passages.get(task_id)
    if passage is None or not passage.is_done:
        raise Rejected("withdraw.not_done")
    _check_place(instance, definition, passage)
    came = lineage.descendants(task_id)
    failed = {each.activity_id for each in instance.incidents.values()}
    is_waiting = all(instance.activities[each].waits_for in ("user_task", "event", "children") for each in came)
    if passage.is_touched or not is_waiting or failed.intersection(came) or lineage.claimed.intersection(came):
        raise Rejected("withdraw.gone_on")
    if not came and not lineage.waiting(task_id) and passage.index is None:
        raise Rejected("withdraw.gone_on")
    return passage


def _check_place(instance: Instance, definition: ProcessDefinition, passage: Passage) -> None:
    """The scope in which it was still runs, and the element is there (in this version)."""
    element = definition.elements.get(passage.element_id)
    if passage.scope_id not in instance.activities or not isinstance(element, UserTask):
        raise Rejected("return.no_scope", element=passage.element_id)


def _around(instance: Instance, activity_id: str) -> list[str]:
    """The scopes around an activity, from the inside."""
    found, scope_id = [], instance.activities[activity_id].scope_id
    while scope_id is not None:
        found.append(scope_id)
        scope_id = instance.activities[scope_id].scope_id
    return found


def _outermost(instance: Instance, passage: Passage, activity_ids: list[str]) -> list[str]:
    """What is inside of others goes with them."""
    return [each for each in activity_ids if instance.activities[each].scope_id == passage.scope_id]


def _differences(
    lineage: Lineage, instance: Instance, passage: Passage
) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """Variables to set and to remove, of those that were written last by what is taken back."""
    restored: dict[str, dict[str, Any]] = {}
    removed: dict[str, list[str]] = {}
    kept = [passage.scope_id, *_around(instance, passage.scope_id)]
    for (scope_id, name), old in sorted(passage.before.items(), key=lambda each: each[0]):
        scope = instance.activities[scope_id] if scope_id in kept else None
        if scope is None or name not in scope.variables or not lineage.wrote(passage.id, (scope_id, name)):
            continue
        if old is MISSING:
            removed.setdefault(scope_id, []).append(name)
        elif old != scope.variables[name]:
            restored.setdefault(scope_id, {})[name] = old
    return restored, removed


def _again(reader: Reader, passage: Passage) -> str | None:
    """Whoever did it then, if they are still here to do it."""
    user = reader.user(passage.done_by) if passage.done_by else None
    return user.id if user is not None and user.is_active and works(user) else None


def _hand_back(
    services: Services, work: UnitOfWork, command: Command, actor: Actor, made: o.GoBack, passage: Passage
) -> None:
    """The draft, and word to whoever gets the task again."""
    instance_id = made.task_id.rpartition(".")[0]
    for task in work.user_tasks(instance_id=instance_id, sort="newest", limit=1).items:
        if task.element_id != made.element_id or task.assignee is None:
            continue
        if task.form_key and passage.given:
            work.put_draft(task.id, task.assignee, passage.given, services.clock.now())
        if task.assignee != actor.user_id:
            tell(services, work, command, actor, [task.id], task.assignee)
