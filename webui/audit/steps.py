"""The steps of a replay as the replay island reads them (JSON)."""

from collections.abc import Mapping
from typing import Any

from engine.model.view import Replay, ReplayStep
from webui.decided import DECIDED, Words, columns
from webui.reading import readable
from webui.told import named, told
from webui.wording import actor_name


def replay_json(
    replay: Replay, element_names: Mapping[str, Mapping[str, str]], labels: Mapping[str, str], words: Words
) -> dict[str, Any]:
    """`{"steps": [...], "verified": bool}`, in the reader's words.

    `element_names`: of each version by its id; `words` are those of decisions.
    """
    decided = {**labels, **columns(words)}
    steps = [
        _step(each, element_names[each.definition_id], decided if each.kind == DECIDED else labels)
        for each in replay.steps
    ]
    return {"steps": steps, "verified": replay.is_verified}


def _step(step: ReplayStep, element_names: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Any]:
    element = element_names.get(step.element_id or "") or step.element_id or ""
    return {
        "index": step.index,
        "at": step.at.isoformat(),
        "actor": actor_name(step.actor_kind, step.actor_id),
        "title": told(step.kind, named(step.params, element_names), element, labels, is_start=step.version == 1),
        "kind": step.kind,
        "element": step.element_id,
        "flow": step.flow_id,
        "drawing": step.definition_id,
        "state": {"active": step.active, "done": step.done, "flows": step.flows, "incidents": step.incidents},
        "changes": [
            {"name": labels.get(name, name), "value": _shown(value)} for name, value in _labelled(step, labels)
        ],
        "hash_ok": step.is_hash_good,
    }


def _labelled(step: ReplayStep, labels: Mapping[str, str]) -> list[tuple[str, Any]]:
    """What people filled in comes before what the process keeps for itself."""
    return sorted(step.changes, key=lambda change: change[0] not in labels)


def _shown(value: Any) -> Any:
    """Texts for reading; numbers stay numbers."""
    return readable(value) if isinstance(value, (str, list)) else value
