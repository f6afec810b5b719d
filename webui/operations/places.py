"""Where an instance stands, and where it could stand: elements and flows, by the names that people know."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.api import Engine
from engine.identity.actor import Actor
from engine.model.view import ActivityView, InstanceView
from webui import moments
from webui.catalogue import t
from webui.texts import element_names


@dataclass(frozen=True, slots=True)
class Place:
    """`count`: how often it is active now."""

    id: str
    name: str
    count: int = 0
    is_flow: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One of several at the same element: which of them is meant. `id` is local."""

    id: str
    name: str


def places(engine: Engine, actor: Actor, instance: InstanceView) -> list[Place]:
    """What is active first, then the other elements as drawn, then the flows."""
    names = element_names(engine, actor, instance.definition_id)
    active = [each.element_id for each in engine.activities(actor, instance.id) if each.state == "active"]
    elements = [Place(id, name, active.count(id)) for id, name in names.items()]
    flows = engine.flow_ends(actor, instance.definition_id)
    drawn = [
        Place(id, t("operations.flow", source=names[source], target=names[target]), is_flow=True)
        for id, (source, target) in flows.items()
    ]
    return [*sorted(elements, key=lambda place: not place.count), *drawn]


def passages(engine: Engine, actor: Actor, instance: InstanceView, names: Mapping[str, str]) -> list[Passage]:
    """Of elements that are active more than once, and of sub-processes: those that somebody may have to choose from."""
    active = [each for each in engine.activities(actor, instance.id) if each.state == "active"]
    often = [each for each in active if _is_one_of_several(each, active)]
    return [Passage(each.id.rpartition(".")[2], _called(each, names)) for each in often]


def _is_one_of_several(activity: ActivityView, active: list[ActivityView]) -> bool:
    return sum(each.element_id == activity.element_id for each in active) > 1 and not activity.is_loop


def _called(activity: ActivityView, names: Mapping[str, str]) -> str:
    name = names.get(activity.element_id, activity.element_id)
    local = activity.id.rpartition(".")[2]
    return t("text.aside", text=f"{name} #{local}", aside=moments.short(activity.started_at))
