"""What variables are called on the forms of a case, so that people read 客户 and not `customer`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from engine.api import Engine
from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.model.view import InstanceView
from webui.catalogue import t
from webui.texts import said


def labels_of(engine: Engine, actor: Actor, instance: InstanceView) -> dict[str, str]:
    """Variable to label, from the latest forms that its start and its tasks so far were filled in with."""
    start_form = engine.definition(actor, instance.definition_id).start_form
    forms = dict.fromkeys([start_form, *(task.form_key for task in engine.instance_tasks(actor, instance.id))])
    found: dict[str, str] = {}
    for form_key in filter(None, forms):
        for key, label in _labels(_schema(engine, actor, form_key, instance.definition_id).get("components", ())):
            found.setdefault(key, label)
    return _distinct(found)


def _distinct(labels: dict[str, str]) -> dict[str, str]:
    """Two variables that forms call the same are told apart by their names."""
    times = Counter(labels.values())
    return {
        key: label if times[label] == 1 else t("text.aside", text=label, aside=key) for key, label in labels.items()
    }


def _schema(engine: Engine, actor: Actor, form_key: str, definition_id: str) -> dict[str, Any]:
    try:
        return engine.form_schema(actor, form_key, definition_id)
    except NotFound:
        return {}


def _labels(components: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Of fields that fill a variable of their own; a label that is an expression is none."""
    for component in components:
        key, label = component.get("key"), component.get("label")
        if isinstance(key, str) and isinstance(label, str) and label and not label.startswith("="):
            yield key, said(label)
        if not component.get("path"):
            yield from _labels(component.get("components", ()))
