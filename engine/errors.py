"""Every failure the engine tells somebody about: a code and parameters, never prose.

The words come from `engine.locale`, in the reader's language.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class EngineError(Exception):
    """Base of all failures; `code` is a stable name such as `task.not_open`, `params` fill the words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, Any] = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})" if details else self.code


class Rejected(EngineError):
    """A command that cannot be obeyed. Nothing was written; the caller is told why."""


class NotFound(Rejected):
    """The thing that the command or the read names does not exist."""


class Forbidden(Rejected):
    """The actor lacks the permission, on this object."""


class Conflict(Rejected):
    """Somebody else was first, or the caller saw a stale state."""


class InVain(Conflict):
    """A lock that was never let go, a connection that was lost before the commit: the same command again may do."""


class Invalid(Rejected):
    """Values that do not fit the form; `fields` names each field and the code of its problem."""

    def __init__(self, fields: Mapping[str, "FieldProblem"]) -> None:
        super().__init__("form.invalid", fields=sorted(fields))
        self.fields = fields


class Unavailable(EngineError):
    """The database cannot be reached, or takes nothing any more.

    Nothing was written, but for `store.in_doubt`: the connection was lost while the commit was on its way. Sending the
    command again with the same id tells, and does it once.
    """


class FieldProblem(EngineError):
    """What is wrong with one form field; collected in `Invalid`, not raised by itself."""


class ExpressionError(EngineError):
    """An expression that does not compile, or failed at run time; params hold `text` and, where known, `position`."""


class XmlError(EngineError):
    """A document that is refused before it is understood: not well-formed, DOCTYPE, too large, too deep."""


class DeploymentRefused(EngineError):
    """The diagram or table is not accepted; carries all problems at once (`engine.model.problem.Problem`)."""

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__("deployment.refused", count=len(problems))
        self.problems = tuple(problems)


class IncidentError(EngineError):
    """A failure inside an instance; becomes an incident on the element where it is raised."""


class BpmnError(Exception):
    """Thrown by a handler or a script: a modelled error, caught by a boundary event with this code (BPMN 10.5.7)."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})
