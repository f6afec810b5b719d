"""Who a user task is for: Camunda's attributes, the standard's performers (BPMN 10.3.4), or the lane it stands in."""

import re
from typing import Any, NamedTuple

from engine.bpmn.document import child, children, text_of
from engine.bpmn.mappings import properties
from engine.bpmn.names import bpmn_name
from engine.bpmn.source import Source, is_known, is_literal, listed
from engine.bpmn.values import Constant, Names
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import Evaluable

PERFORMERS = ("humanPerformer", "potentialOwner")
_COMMA = re.compile(r",(?![^{]*\})")  # not inside `${..}`
_MARKED = re.compile(r"(user|group)\s*\((.*)\)", re.DOTALL)


class Performers(NamedTuple):
    assignee: Evaluable | None
    candidate_users: Evaluable | None
    candidate_groups: Evaluable | None


def performers(source: Source, element: Any, lane: Any) -> Performers:
    """A task that names nobody is offered to its lane; `lane` is the innermost one, or None."""
    assignee = _attribute(source, element, "assignee") or _performer(source, element)
    users = _only(_attribute(source, element, "candidateUsers"))
    groups = _only(_attribute(source, element, "candidateGroups"))
    for owner in children(element, "potentialOwner"):
        for kind, value in _owners(source, owner):
            (users if kind == "user" else groups).append(value)
    if not (assignee or users or groups) and lane is not None:
        groups = [lane_groups(source, lane)]
    return Performers(assignee, _joined(users), _joined(groups))


def lane_groups(source: Source, lane: Any) -> Evaluable:
    """The property `candidateGroups` of the lane or of one around it; else the group that is called like the lane."""
    around: Any = lane
    while bpmn_name(around) == "lane":
        named = properties(around).get("candidateGroups")
        if named:
            _check_groups(source, around, named)
            return source.text(around, named)
        around = around.getparent().getparent()
    name = lane.get("name") or lane.get("id") or ""
    return Constant(name, [name])


def _attribute(source: Source, element: Any, name: str) -> Evaluable | None:
    assigned = zeebe(element, "assignmentDefinition")
    text = attribute(element, name) or (None if assigned is None else (assigned.get(name) or "").strip()) or None
    if name == "candidateGroups":
        _check_groups(source, element, text)
    several = _COMMA.split(text) if text and name != "assignee" and not text.lstrip().startswith("=") else ()
    if len(several) > 1 and not is_literal(text or ""):  # each may be a list
        return _joined([source.text(element, part.strip()) for part in several if part.strip()])
    return source.optional_text(element, text)


def _performer(source: Source, element: Any) -> Evaluable | None:
    """The one person of a humanPerformer."""
    performer = child(element, "humanPerformer")
    return None if performer is None else _resource(source, performer) or _assigned(source, performer)


def _owners(source: Source, owner: Any) -> list[tuple[str, Evaluable]]:
    """`user(kermit), group(desk), leads`: what is not marked is a group, as Camunda reads it."""
    resource = _resource(source, owner)
    if resource is not None:
        return [("group", resource)]
    text = _assignment(owner)
    if text.startswith("="):
        return [("group", source.text(owner, text))]
    marked = [(part.strip(), _MARKED.fullmatch(part.strip())) for part in _COMMA.split(text) if part.strip()]
    return [(found[1], source.text(owner, found[2].strip())) if found else ("group", source.text(owner, part))
            for part, found in marked]  # fmt: skip


def _resource(source: Source, role: Any) -> Evaluable | None:
    """The resource that is referred to, by its name."""
    reference = text_of(child(role, "resourceRef"))
    if not reference:
        return None
    declared = source.document.referenced(reference)
    return Constant(reference, reference if declared is None else declared.get("name") or reference)


def _assigned(source: Source, role: Any) -> Evaluable | None:
    return source.optional_text(role, _assignment(role) or None)


def _assignment(role: Any) -> str:
    assignment = child(role, "resourceAssignmentExpression")
    if assignment is None:
        return ""
    return text_of(child(assignment, "formalExpression")) or text_of(child(assignment, "expression"))


def _only(value: Evaluable | None) -> list[Evaluable]:
    return [] if value is None else [value]


def _joined(values: list[Evaluable]) -> Evaluable | None:
    if len(values) < 2:
        return values[0] if values else None
    return Names(", ".join(value.text for value in values), tuple(values))


def _check_groups(source: Source, element: Any, groups: str | None) -> None:
    known = source.catalog.groups
    for group in listed(groups) if known is not None and groups and is_literal(groups) else ():
        if not is_known(group, known or frozenset()):
            source.findings.warn("bpmn.unknown_group", element, group=group)
