"""The BPMN 2.0 schema of SpiffWorkflow as a second opinion: warnings, never a veto."""

import re
from functools import cache
from threading import Lock
from typing import Any

from lxml import etree

from engine.bpmn.findings import owner_id
from engine.model.problem import Problem

MAX_WARNINGS = 50
ONE_AT_A_TIME = Lock()  # libxml2 dies of two threads that build a schema, and the log is the schema's own
STRICTER_THAN_PRACTICE = (
    # calledElement, messageRef and the like are QNames in the schema; every engine allows an expression there
    re.compile(r"'[^']*[$#]\{[^']*' is not a valid value of the atomic type '[^']*QName'"),
    re.compile(r"'=[^']*' is not a valid value of the atomic type '[^']*QName'"),
)
"""Findings about models that are right by everybody's reading."""


def schema_warnings(root: Any, file: str) -> list[Problem]:
    """What the schema says about a parsed tree: `bpmn.schema` with line, element id and the schema's own words."""
    with ONE_AT_A_TIME:
        schema = _schema()
        schema.validate(root)
        entries = [entry for entry in schema.error_log if not _is_practice(entry.message)]
    return [_problem(root, entry, file) for entry in entries[:MAX_WARNINGS]]


@cache
def _schema() -> Any:
    """Imported late: only who deploys pays for it."""
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

    return BpmnValidator().validator


def _is_practice(message: str) -> bool:
    return any(pattern.search(message) for pattern in STRICTER_THAN_PRACTICE)


def _problem(root: Any, entry: Any, file: str) -> Problem:
    message = re.sub(r"\{[^}]*\}", "", entry.message)
    element_id = owner_id(_element_at(root, entry.path))
    return Problem("bpmn.schema", element_id, entry.line, file or None, "warning", {"message": message})


def _element_at(root: Any, path: str | None) -> Any:
    prefixes = {prefix: space for prefix, space in root.nsmap.items() if prefix}
    try:
        return next(iter(root.getroottree().xpath(path or "/*", namespaces=prefixes)), None)
    except etree.XPathError:  # a prefix that is declared deeper in the file
        return None
