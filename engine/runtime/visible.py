"""An instance as its elements see it, outside of any command."""

from collections.abc import Mapping
from typing import Any

from engine.kernel.step import Run, Step
from engine.kernel.world import World
from engine.model.instance import Instance
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.store.reader import Reader


def seen_from(services: Services, reader: Reader, instance: Instance) -> Run:
    """For looking only: what it would change is written nowhere."""
    now = services.clock.now()
    world = World(now, services.env(now), Library(services.compiled, reader))
    return Run(Step(world, {}), instance)


def visible_names(services: Services, reader: Reader, instance: Instance, activity_id: str) -> Mapping[str, Any]:
    """The variables of an activity and of the scopes around it, by its local id."""
    return dict(seen_from(services, reader, instance).names(activity_id))
