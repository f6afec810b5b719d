"""What the author of a handler sees: a function of variables and context, registered by name, never in a diagram."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.errors import BpmnError as BpmnError  # part of what an author sees
from engine.model.command import NoticeRequest as NoticeRequest


@dataclass(frozen=True, slots=True)
class Context:
    """Where a handler is called. `idempotency_key` is the same for every try of one job."""

    instance_id: str
    element_id: str
    idempotency_key: str
    now: datetime
    business_key: str | None = None
    attempt: int = 1
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandlerResult:
    """Variables to set, and notices to send in the same commit: exactly once, however often the handler ran."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[NoticeRequest, ...] = ()


NOTICE_LEVELS = ("info", "warning", "alert")

Handler = Callable[[Mapping[str, Any], Context], Mapping[str, Any] | HandlerResult | None]
ScriptExecutor = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""(script text, visible variables) -> variables to set; pure; may raise BpmnError."""


def pure(handler: Handler) -> Handler:
    """Mark a handler without side effects: it runs inside the step instead of as a job."""
    handler.is_pure = True  # type: ignore[attr-defined]
    return handler


def is_pure(handler: Handler) -> bool:
    return bool(getattr(handler, "is_pure", False))


def result_of(answer: Any) -> HandlerResult:
    """What a handler returned, in one shape. Raises TypeError for anything but a mapping, a HandlerResult or None."""
    result = answer if isinstance(answer, HandlerResult) else HandlerResult({} if answer is None else answer)
    if not isinstance(result.variables, Mapping) or not all(isinstance(name, str) for name in result.variables):
        raise TypeError(f"a handler returns variables by name, not {type(answer).__name__}")
    for name in result.variables:
        name.encode()  # half of a surrogate pair can be no part of a name
    for notice in result.notices:
        _check_notice(notice)
    return HandlerResult(dict(result.variables), tuple(result.notices))


def _check_notice(notice: Any) -> None:
    if not isinstance(notice, NoticeRequest):
        raise TypeError(f"a notice is a NoticeRequest, not {type(notice).__name__}")
    if not all(isinstance(names, list | tuple) for names in (notice.users, notice.groups)):
        raise TypeError("a notice goes to lists of users and groups")
    texts = [notice.template, notice.title, notice.body, *notice.users, *notice.groups]
    if not all(isinstance(text, str) for text in texts) or notice.level not in NOTICE_LEVELS:
        raise TypeError(f"a notice holds texts, and a level of {', '.join(NOTICE_LEVELS)}")
