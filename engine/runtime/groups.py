"""Many commands of one sender, committed in groups: the commit is what costs.

A group is one transaction. Where one of its commands is rejected nothing of the group was written: it is carried out
again without that one, which then comes by itself; so each command is obeyed or rejected as if it had come alone. No
order is promised among the commands of a group.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime.access import authorise
from engine.runtime.commands import CAPABILITIES, execute
from engine.runtime.dispatch import Outcome, root_of, wanted_by
from engine.runtime.observer import Observed
from engine.runtime.retrying import patiently
from engine.runtime.services import Passing, Services
from engine.store.busy import Busy
from engine.store.store import Joined

SIZE = 50  # commands in a transaction
TRIES = 4  # of a group, each with one command less

GROUPED = (
    c.StartInstance,
    c.CompleteUserTask,
    c.ClaimUserTask,
    c.ReleaseUserTask,
    c.ChangeDueDate,
    c.SetFollowUp,
    c.SetVariables,
    c.CancelInstance,
)
"""Those that are about one family; all others are carried out one by one."""

Group = Mapping[int, c.Command]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one command."""

    outcome: Outcome = Outcome()
    rejection: Rejected | None = None


class LeftOut(Exception):
    """One command of the group was rejected."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


def execute_all(services: Services, commands: Sequence[c.Command], actor: Actor) -> Iterator[Carried]:
    """In the order of the commands; each group is committed before its answers come."""
    for start in range(0, len(commands), SIZE):
        group = dict(enumerate(commands[start : start + SIZE], start))
        carried = _together(services, group, actor)
        for place, command in group.items():
            yield carried.get(place) or _alone(services, command, actor)


def _together(services: Services, group: Group, actor: Actor) -> dict[int, Carried]:
    """Of as many as go together; those that are not named are still to be carried out."""
    left = _fit(group)
    for _ in range(TRIES):
        try:
            return patiently(partial(_in_one, services, left, actor)) if len(left) > 1 else {}
        except LeftOut as rejected:
            del left[rejected.place]
        except (Busy, UnicodeEncodeError):  # which of them cannot be written down, each by itself will tell
            return {}
    return {}


def _fit(group: Group) -> dict[int, c.Command]:
    """The same command twice is carried out once: the second one comes by itself, and is told the answer."""
    seen: set[str] = set()
    fit: dict[int, c.Command] = {}
    for place, command in group.items():
        if isinstance(command, GROUPED) and command.command_id not in seen:
            fit[place] = command
            seen.update([command.command_id] if command.command_id else [])
    return fit


def _in_one(services: Services, group: Group, actor: Actor) -> dict[int, Carried]:
    """In one transaction. Raises LeftOut and Busy; nothing was written then."""
    carried: dict[int, Carried] = {}
    with services.store.write() as work:
        work.leaves_jobs = True
        inside = replace(services, store=Joined(services.store, work), passing=_before_commit(services.passing))
        work.look_up(*(wanted_by(each, _root_of(each), is_chosen=bool(each.command_id)) for each in group.values()))
        for place, command in group.items():
            try:
                with Observed(services.observer, command):
                    authorise(actor, command)
                    carried[place] = Carried(CAPABILITIES[type(command)](inside, command, actor))
            except Busy:
                raise
            except Rejected as rejection:
                raise LeftOut(place) from rejection
    for command in group.values():
        services.passing("committed", command)
    if work.has_external_jobs:
        services.arrivals.ring()
    return carried


def _before_commit(passing: Passing) -> Passing:
    """None of them is committed before the group is."""
    return lambda point, command: None if point == "committed" else passing(point, command)


def _root_of(command: c.Command) -> str | None:
    """The family that is there already."""
    if isinstance(command, c.StartInstance):
        return None
    named = (getattr(command, name, "") for name in ("task_id", "instance_id", "scope_id"))
    return root_of(next(filter(None, named), "")) or None


def _alone(services: Services, command: c.Command, actor: Actor) -> Carried:
    try:
        return Carried(execute(services, command, actor))
    except Rejected as rejection:
        return Carried(rejection=rejection)
