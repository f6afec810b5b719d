"""The engine that the settings describe."""

import os

from engine import settings
from engine.api import Engine
from engine.handlers import Handler
from engine.notify.outside import from_environment
from engine.scenario.folder import registered_handlers


def configured_engine() -> Engine:
    """On the configured database, with the handlers of the shipped processes."""
    place = settings.from_environment()
    if place.database_url.startswith("sqlite:"):
        place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Engine.open(
        place.database_url,
        handlers=shipped_handlers(),
        lease=place.lease,
        answers=place.answers,
        outside=from_environment(os.environ),
        external_topics=place.external_topics,
        archive=place.archive if place.keeps_archive else None,
        checkpoints=(place.checkpoints, place.checkpoint_key) if place.makes_checkpoints else None,
    )


def shipped_handlers() -> dict[str, Handler]:
    return registered_handlers(settings.SHIPPED / "processes")
