"""Starting instances: by key, by form, by message."""

import secrets
from typing import Any

from msgspec.structs import replace

from engine.errors import Forbidden, NotFound, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission
from engine.kernel.decide import decide
from engine.model import command as c
from engine.model.view import DefinitionView
from engine.runtime import dispatch
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.validation import validated
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork


def start(services: Services, command: c.StartInstance, actor: Actor) -> Outcome:
    """Answers the instance id."""
    authorise(actor, command)
    is_chosen = bool(command.command_id)
    command = dispatch.identified(command)
    with services.store.write() as work:
        done = work.answer(command.command_id) if is_chosen else None
        if done is not None:
            return Outcome(done.decode().strip('"'))
        return _start(services, work, command, actor, is_chosen)


def _start(
    services: Services, work: UnitOfWork, command: c.StartInstance, actor: Actor, is_remembered: bool
) -> Outcome:
    view = version_of(work, command)
    may_start(actor, view)
    world = dispatch.world_of(services, work)
    variables = command.variables
    if command.is_form:
        variables = validated(Library(services.compiled, work), view.start_form, variables, {}, world.env)
    instance_id = command.instance_id or new_instance_id()
    if "." in instance_id or "/" in instance_id:
        raise Rejected("instance.bad_id", instance=instance_id)
    resolved = replace(command, instance_id=instance_id, version=view.version, variables=variables)
    decision = decide(world, {}, resolved, actor.user_id if actor.kind == "user" else None)
    dispatch.record(work, decision, {}, instance_id, command.command_id, actor, world)
    if is_remembered:
        work.remember(command.command_id, dispatch.answer_text(instance_id), world.now)
    return dispatch.outcome_of(decision, instance_id)


def new_instance_id() -> str:
    """80 random bits in lower-case base 32: short enough to read out, without dots."""
    number = secrets.randbits(80)
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[(number >> shift) & 31] for shift in range(75, -1, -5))


def version_of(reader: Reader, command: c.StartInstance) -> DefinitionView:
    """Raises NotFound."""
    if command.version is None:
        view = reader.latest("process", command.key)
    else:
        view = reader.definition(f"{command.key}:{command.version}", "process")
    if view is None:
        raise NotFound("process.unknown", process=command.key)
    return view


def is_startable(actor: Actor, view: DefinitionView) -> bool:
    groups: Any = view.candidate_starter_groups
    return actor.has(Permission.CASE_START) and (not groups or not actor.groups.isdisjoint(groups))


def may_start(actor: Actor, view: DefinitionView) -> None:
    """Raises Forbidden for a person outside the groups that may start the process."""
    if actor.kind == "user" and not is_startable(actor, view):
        raise Forbidden("process.not_startable", process=view.key)
