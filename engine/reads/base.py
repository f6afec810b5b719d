"""What all reads share: the services, bounds of pages, and the rule of who sees an instance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.model.view import InstanceView
from engine.runtime import access
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.visible import visible_names
from engine.store.reader import Reader

LARGEST_PAGE = 200


class Reads:
    """Every answer is a frozen view of `engine.model.view`. Raises Forbidden and NotFound."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def _now(self) -> datetime:
        return self._services.clock.now()

    def _library(self, reader: Reader) -> Library:
        return Library(self._services.compiled, reader)

    def _seen(self, reader: Reader, actor: Actor, instance_id: str) -> InstanceView:
        """The instance, when the actor may see it."""
        instance = reader.instance(instance_id)
        if instance is None:
            raise NotFound("instance.unknown", instance=instance_id)
        access.see_instance(actor, instance, reader)
        return instance

    def _names(self, reader: Reader, instance_id: str, activity_id: str) -> Mapping[str, Any]:
        """What is visible from an activity, or from the process once the activity has ended."""
        found = reader.stored_instance(instance_id)
        if found is None:
            raise NotFound("instance.unknown", instance=instance_id)
        if activity_id not in found.instance.activities:
            return found.instance.variables
        return visible_names(self._services, reader, found.instance, activity_id)


def bounded(limit: int) -> int:
    """How many rows a page has, whatever was asked for."""
    return min(max(limit, 1), LARGEST_PAGE)
