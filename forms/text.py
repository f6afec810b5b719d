"""Text fields and text areas."""

import re
from dataclasses import dataclass
from typing import Any

import re2

from engine.errors import FieldProblem
from forms.component import Component
from forms.number import Limit, limit
from forms.scope import Scope

EMAIL = re2.compile(
    r"^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$"
)
PHONE = re2.compile(r"^(?:\+|00)[1-9]\d{6,14}$")  # ITU-T E.164: at most 15 digits
FORMATS = {"email": EMAIL, "phone": PHONE}

_quiet = re2.Options()
_quiet.log_errors = False
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database takes them
_JS_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}")


@dataclass(frozen=True, slots=True)
class Text:
    shortest: Limit = None
    longest: Limit = None
    pattern: Any = None  # compiled by re2; searched, not matched from the start
    format: str = ""

    @property
    def empty(self) -> str:
        return ""

    def typed(self, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or _UNSTORABLE.search(value):
            raise FieldProblem("form.not_text")
        return value if value.strip() else ""

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        length = _units(value.strip())
        shortest, longest = limit(self.shortest, scope), limit(self.longest, scope)
        if shortest is not None and length < shortest:
            raise FieldProblem("form.min_length", limit=str(shortest), length=length)
        if longest is not None and length > longest:
            raise FieldProblem("form.max_length", limit=str(longest), length=length)
        if self.pattern is not None and not self.pattern.search(value):
            raise FieldProblem("form.pattern", pattern=self.pattern.pattern)
        if self.format and not FORMATS[self.format].search(value):
            raise FieldProblem("form.email" if self.format == "email" else "form.phone")

    def shown(self, value: Any) -> Any:
        return value


def read_text(component: Component) -> Text:
    return Text(
        shortest=component.number("validate.minLength"),
        longest=component.number("validate.maxLength"),
        pattern=_pattern(component),
        format=_format(component),
    )


def _pattern(component: Component) -> Any:
    """JavaScript's syntax, as far as a linear-time engine goes."""
    source = component.text("validate.pattern")
    if not source:
        return None
    try:
        return re2.compile(_JS_ESCAPE.sub(lambda match: rf"\x{{{match[1] or match[2]}}}", source), _quiet)
    except re2.error as problem:
        component.report("form.pattern_unsupported", pattern=source, reason=_reason(problem))
        return None


def _format(component: Component) -> str:
    name = component.text("validate.validationType")
    if name in FORMATS or name in ("", "custom"):
        return name if name in FORMATS else ""
    component.report("form.property_invalid", property="validate.validationType")
    return ""


def _reason(problem: Exception) -> str:
    reason = problem.args[0] if problem.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _units(text: str) -> int:
    """Length as the browser counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
