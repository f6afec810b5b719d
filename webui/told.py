"""One thing that happened, in the reader's words: what forms call the values, and times in the reader's zone."""

from collections.abc import Callable, Mapping
from typing import Any

from webui.catalogue import t
from webui.decided import flat
from webui.reading import brief
from webui.texts import together
from webui.wording import phrase

MOST = 8  # values of one line
EMPTY: tuple[Any, ...] = (None, "", [], {})

Labels = Mapping[str, str]


def told(kind: str, params: Mapping[str, Any], element: str, labels: Labels, *, is_start: bool = False) -> str:
    """`kind` and `params` as in a TimelineEntry. What a start form left empty is nothing that happened."""
    tell = TELL.get(kind)
    if tell is not None:
        return tell(params, element, labels, is_start)
    return phrase(kind, {"element": element, **params})


def named(params: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    """Elements that a line tells of besides its own, by their names."""
    if "target" in params:
        return {**params, "target": names.get(params["target"], params["target"])}
    if "moves" in params:
        moves = [each | {"element": names.get(each["element"], each["element"])} for each in params["moves"]]
        return {**params, "moves": moves}
    return params


def _corrected(params: Mapping[str, Any], element: str, labels: Labels, is_start: bool) -> str:
    """By hand: each value as it was and as it is."""
    changes = [
        t("timeline.correction", name=labels.get(name, name), was=brief(was), value=brief(value))
        for name, (was, value) in params["values"].items()
    ]
    return t("timeline.corrected", changes=together(changes))


def _changed(params: Mapping[str, Any], element: str, labels: Labels, is_start: bool) -> str:
    values = {name: value for name, value in params["values"].items() if not (is_start and value in EMPTY)}
    shown, rest = _labelled(values, labels)
    if not shown:
        return t("timeline.kept", count=rest)
    return t("timeline.changed", changes=together([*shown, *_more(rest)]))


def _decided(params: Mapping[str, Any], element: str, labels: Labels, is_start: bool) -> str:
    shown, _ = _labelled(flat(params["outputs"]), labels)
    if not shown:
        return t("timeline.decided", element=element)
    return t("timeline.decided_that", element=element, result=together(shown))


def _labelled(values: Mapping[str, Any], labels: Labels) -> tuple[list[str], int]:
    """The first of those that a form has a name for, and how many there are besides."""
    named = [name for name in values if name in labels][:MOST]
    shown = [t("timeline.value", name=labels[name], value=brief(values[name])) for name in named]
    return shown, len(values) - len(shown)


def _more(count: int) -> list[str]:
    return [t("timeline.more", count=count)] if count else []


TELL: Mapping[str, Callable[[Mapping[str, Any], str, Labels, bool], str]] = {
    "timeline.variables_set": _changed,
    "timeline.variables_corrected": _corrected,
    "timeline.decision_evaluated": _decided,
}
