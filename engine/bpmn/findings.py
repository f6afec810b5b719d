"""Collects what is wrong with a file, so that its author sees everything at once."""

from collections.abc import Iterable
from typing import Any

from engine.errors import DeploymentRefused
from engine.model.problem import Problem, Severity

MAX_FINDINGS = 200


class Findings:
    """Errors and warnings of one file; beyond `MAX_FINDINGS` of a kind nobody reads on."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []
        self._said: set[str] = set()

    def error(self, code: str, element: Any = None, /, **params: Any) -> None:
        self._add(self._errors, code, element, "error", params)

    def warn(self, code: str, element: Any = None, /, **params: Any) -> None:
        self._add(self._warnings, code, element, "warning", params)

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            kept = self._errors if problem.severity == "error" else self._warnings
            kept.extend([problem][: MAX_FINDINGS - len(kept)])

    def refuse(self) -> None:
        """Raises DeploymentRefused with all findings when there is an error among them."""
        if self._errors:
            raise DeploymentRefused(self.problems())

    def problems(self) -> tuple[Problem, ...]:
        """Errors first, each kind in the order of the file; never more than `MAX_FINDINGS`."""
        ordered = sorted(self._errors, key=_line) + sorted(self._warnings, key=_line)
        return tuple(ordered[:MAX_FINDINGS])

    def _add(self, kept: list[Problem], code: str, element: Any, severity: Severity, params: dict[str, Any]) -> None:
        if len(kept) >= MAX_FINDINGS:
            return
        line = None if element is None else element.sourceline
        problem = Problem(code, owner_id(element), line, self.file or None, severity, params)
        said = repr(problem)
        if said not in self._said:
            self._said.add(said)
            kept.append(problem)


def owner_id(element: Any) -> str | None:
    """The id of the element, or of the nearest one around it that has one."""
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent()
    return None


def _line(problem: Problem) -> int:
    return problem.line or 0
