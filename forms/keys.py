"""The keys of a form: each a variable name or a dotted path into an object, none twice, none inside another."""

import re
from collections.abc import Sequence

from forms.component import Component
from forms.fields import Field
from forms.path import Path, dotted

_KEY = re.compile(r"\w+(?:\.\w+)*")
_FORBIDDEN = frozenset({"__proto__", "constructor", "prototype"})  # harmless here, not in the browser


def path_of(component: Component, place: str, needed: bool) -> Path:
    """The steps of `key` or `path`; an unusable one is reported and becomes empty."""
    text = component.text(place)
    if not text:
        if needed:
            component.report("form.key_missing", property=place)
        return ()
    path = tuple(text.split("."))
    if not _KEY.fullmatch(text) or _FORBIDDEN.intersection(path):
        component.report("form.key_invalid", key=text)
        return ()
    return path


def check_keys(fields: Sequence[Field], owner: Component) -> None:
    """Reports two fields with the same key, and a key that lies inside another field's value."""
    paths: set[Path] = set()
    for field in fields:
        if field.path and field.path in paths:
            owner.report("form.key_duplicate", key=dotted(field.path))
        paths.add(field.path)
    for path in sorted(paths):
        for length in range(1, len(path)):
            if path[:length] in paths:
                owner.report("form.key_conflict", key=dotted(path), outer=dotted(path[:length]))
