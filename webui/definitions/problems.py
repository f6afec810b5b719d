"""What a deployment says about files, as pages and the modeler show it."""

from collections.abc import Iterable
from typing import Any

from engine.model.problem import Problem
from webui.wording import advice, phrase

_FIRST = {"error": 0, "warning": 1}


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then as they stand in the files."""
    return sorted(problems, key=lambda each: (_FIRST[each.severity], each.file or "", each.line or 0))


def problems_json(problems: Iterable[Problem], own: str) -> list[dict[str, Any]]:
    """For an editor: `{severity, file, line, element, code, message, remedy}`.

    `file` where it is not the edited one, `own`.
    """
    return [
        {
            "severity": problem.severity,
            "file": problem.file if problem.file != own else None,
            "line": problem.line,
            "element": problem.element_id,
            "code": problem.code,
            "message": phrase(problem.code, problem.params),
            "remedy": advice(problem.code),
        }
        for problem in ordered(problems)
    ]
