"""Language and time zone of the reader: in the session for each page, in the engine for the next signing in."""

from functools import cache
from zoneinfo import available_timezones

from flask import session

from engine.identity.actor import Actor
from engine.model.command import ChangePreferences
from webui.catalogue import LANGUAGES
from webui.session import current_actor, current_engine, is_signed_in

_NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/")


def take_up(actor: Actor, asked: str | None) -> None:
    """What the actor chose once, whoever sat at this desk before; else the language that was asked for at the door."""
    kept = current_engine().preferences(actor)
    _in_session(kept.language, kept.time_zone)
    if kept.language is None and asked is not None:
        choose(asked)


def asked_at_door() -> str | None:
    """The language that somebody chose before signing in."""
    return session.get("asked_language")


def choose(language: str | None = None, time_zone: str | None = None) -> None:
    """What is None stays as it is. Raises Rejected for a time zone that does not exist."""
    known = language if language in LANGUAGES else None
    if is_signed_in():
        current_engine().execute(ChangePreferences(language=known, time_zone=time_zone), current_actor())  # type: ignore[arg-type]
    elif known is not None:
        session["asked_language"] = known
    _in_session(known, time_zone)


@cache
def time_zones() -> tuple[str, ...]:
    """Places, by name; and UTC."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(_NOT_PLACES))
    return (*sorted(places), "UTC")


def _in_session(language: str | None, time_zone: str | None) -> None:
    for name, value in (("language", language), ("time_zone", time_zone)):
        if value is not None:
            session[name] = value
