"""Starting instances: by key, by form, by message."""

import re
import secrets
from datetime import UTC, datetime

from msgspec.structs import replace

from engine.errors import Conflict, NotFound, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission
from engine.model import command as c
from engine.model.view import DefinitionView
from engine.runtime.access import may_start
from engine.runtime.cases import write
from engine.runtime.customers import links_of
from engine.runtime.dispatch import Outcome, once, recorded
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.suspension import check_startable
from engine.runtime.validation import validated
from engine.runtime.world import world_of
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

INSTANCE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # a dot would make it a called instance
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
UNIT = 4  # seconds; the bits of the time last until 2156
TIME_BITS, RANDOM_BITS = 30, 50
SHIFTS = range(75, -1, -5)


def start(services: Services, command: c.StartInstance, actor: Actor) -> Outcome:
    """Answers the instance id. Elsewhere than at the start, or as if a message had come: for those who may mend."""
    if any((command.element_id, command.message, command.signal, command.source_id)):
        actor.require(Permission.VARIABLES_SET)

    def carry_out(work: UnitOfWork, known: c.StartInstance) -> Outcome:
        view = version_of(work, known)
        may_start(actor, view)
        return _begin(services, work, known, view, actor)

    return once(services, command, carry_out)


def begin(services: Services, work: UnitOfWork, command: c.StartInstance, actor: Actor) -> Outcome:
    """Whoever the actor is."""
    return _begin(services, work, command, version_of(work, command), actor)


def _begin(
    services: Services, work: UnitOfWork, command: c.StartInstance, view: DefinitionView, actor: Actor
) -> Outcome:
    check_startable(view)
    world = world_of(services, work)
    variables = command.variables
    if command.is_form:
        variables = validated(Library(services.compiled, work), view.start_form, view.id, variables, {}, world.env)
    if command.instance_id:
        _check_id(work, command.instance_id)
    instance_id = command.instance_id or new_instance_id(services.clock.now())
    found = replace(command, instance_id=instance_id, version=view.version, variables=variables)
    links = links_of(work, found)
    outcome = recorded(services, work, world, {}, found, actor)
    if links:
        write(services, work, work.written(instance_id), found, actor, links)
    return Outcome(instance_id, outcome.jobs, outcome.has_timers)


def _check_id(work: UnitOfWork, instance_id: str) -> None:
    if not INSTANCE_ID.fullmatch(instance_id):
        raise Rejected("instance.bad_id", instance=instance_id)
    if work.instance(instance_id) is not None:
        raise Conflict("instance.exists", instance=instance_id)


def new_instance_id(now: datetime) -> str:
    """80 bits in lower-case base 32, short enough to read out, without dots: 30 of the time, 50 random ones.

    Cases that begin together have ids that stand together, so that what is written about them falls on the same few
    pages of every index, however large it has become.
    """
    units = int((now - EPOCH).total_seconds()) // UNIT
    number = (units % (1 << TIME_BITS)) << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
    return "".join([LETTERS[(number >> shift) & 31] for shift in SHIFTS])


def version_of(reader: Reader, command: c.StartInstance) -> DefinitionView:
    """Raises NotFound."""
    if command.version is None:
        view = reader.latest("process", command.key)
    else:
        view = reader.version("process", command.key, command.version)
    if view is None and reader.latest("drawing", command.key) is not None:
        raise Rejected("process.is_drawing", process=command.key)
    if view is None:
        raise NotFound("process.unknown", process=command.key)
    return view
