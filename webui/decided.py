"""What a decision found, by what people call it, its columns and their values."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.api import Engine
from engine.identity.actor import Actor
from engine.model.view import DecisionWords
from webui import moments
from webui.catalogue import t
from webui.reading import brief
from webui.texts import said, together
from webui.wording import group_name

Words = Mapping[str, DecisionWords]
"""By the id of the decision."""

DECIDED = "timeline.decision_evaluated"


def words_of(engine: Engine, actor: Actor, happened: Iterable[tuple[str, Mapping[str, Any]]]) -> Words:
    """Of all decisions among these kinds and params of a timeline."""
    ids = {params["decision"] for kind, params in happened if kind == DECIDED}
    return {name: words for each in sorted(ids) for name, words in engine.decision_words(actor, each).items()}


def columns(words: Words) -> dict[str, str]:
    """What the outputs of all these decisions are called."""
    return {name: said(label) for each in words.values() for name, label in each.outputs.items()}


def details(params: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    """A line for each table that was asked on the way, and for the decision itself."""
    return tuple(_step(each["params"], words) for each in params.get("details", ()))


def flat(outputs: Any) -> dict[str, Any]:
    """Of a list of hits each output by name, the values of several hits together; a literal expression has the name
    of its decision. Durations are told in hours and minutes."""
    found: dict[str, list[Any]] = {}
    for hit in outputs if isinstance(outputs, list) else [outputs]:
        for name, value in hit.items() if isinstance(hit, dict) else ():
            for each, inner in value.items() if isinstance(value, dict) else ((name, value),):
                found.setdefault(each, []).append(_worded(inner))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _worded(value: Any) -> Any:
    return (moments.length(value) or value) if isinstance(value, str) else value


def _step(params: Mapping[str, Any], words: Words) -> str:
    known = words.get(params["decision"], DecisionWords(name=params["decision"]))
    called = columns(words)
    given = [_value(name, value) for name, value in zip(known.inputs, _listed(params["inputs"]), strict=False)]
    result = [
        _value(called[name], _grouped(value)) for name, value in flat(params["outputs"]).items() if name in called
    ]
    arrow = " → ".join(together(each) for each in (given, result) if each)
    line = t("timeline.step", decision=said(known.name), found=arrow) if arrow else said(known.name)
    if not params["rows"]:
        return line
    return t("text.aside", text=line, aside=t("timeline.rows", rows=together(map(str, params["rows"]))))


def _value(label: str, value: Any) -> str:
    return t("timeline.value", name=said(label), value=brief(value))


def _grouped(value: Any) -> Any:
    """Groups by their names; tables give work to them."""
    if isinstance(value, list):
        return [_grouped(each) for each in value]
    return group_name(value) if isinstance(value, str) else value


def _listed(inputs: Any) -> list[Any]:
    return inputs if isinstance(inputs, list) else []
