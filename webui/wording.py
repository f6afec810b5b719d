"""Names of people and groups, and the sentences behind the engine's codes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from flask import g

from engine.errors import EngineError
from engine.locale.words import catalogue, remedy, words
from webui.catalogue import language, t
from webui.moments import short
from webui.session import current_engine
from webui.texts import said


def person(user_id: str | None) -> str:
    """The display name; the id where there is none."""
    return _names().get(user_id, user_id) if user_id else ""


def actor_name(kind: str, user_id: str) -> str:
    """Who acted: a person's name, or which part of the engine."""
    return person(user_id) if kind == "user" else t(f"actor.{kind}")


def group_name(group_id: str) -> str:
    return catalogue(language()).get(f"group.{group_id}", group_id)


def role_name(role: str) -> str:
    return catalogue(language()).get(f"role.{role}", role)


def permission_name(permission: str) -> str:
    """What it allows to do."""
    return catalogue(language()).get(f"permission.{permission}", permission)


def advice(code: str) -> str:
    """What to do about a problem, in the reader's language; "" where its own words say it."""
    return remedy(code, language())


def phrase(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a code in the reader's language, with people, groups and times as they are known here."""
    given = params or {}
    shown = {name: _shown(name, given.get(f"{name}_{language()}", value)) for name, value in given.items()}
    if "moves" in given:  # of a modification: each has words of its own
        shown["moves"] = [phrase(f"move.{each['action']}", each) for each in given["moves"]]
    if "problem" in given:  # of an incident: its code has words of its own
        shown["code"] = phrase(given["code"], given["problem"])
    return words(code, shown, language())


def own(thing: Any, name: str) -> str:
    """A text of a notice in the reader's language where it was written in it too: `title_en` for `title`."""
    text: str = getattr(thing, f"{name}_{language()}", None) or getattr(thing, name)
    return text


def message_of(error: EngineError) -> str:
    is_held = error.code == "task.not_yours" and error.params.get("assignee")
    return phrase("task.held_by" if is_held else error.code, error.params)


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return short(value)
    if isinstance(value, (list, tuple)):
        return [_shown(name, each) for each in value]
    return _NAMED[name](value) if isinstance(value, str) and name in _NAMED else value


def _names() -> Mapping[str, str]:
    if "names" not in g:
        g.names = current_engine().names()
    return cast(Mapping[str, str], g.names)


_PEOPLE = ("user", "users", "assignee", "actor", "by", "starter", "from_user", "to_user")
_NAMED: Mapping[str, Callable[[str], str]] = {  # parameter -> what an id in it is called
    **dict.fromkeys(_PEOPLE, person),
    **dict.fromkeys(("group", "groups"), group_name),
    **dict.fromkeys(("task", "element"), said),  # names that stand in a process
    "permission": permission_name,
}
