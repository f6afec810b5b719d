"""Built-in functions: their signatures, and how arguments are fitted to them (DMN 1.5, 10.3.2.9.4 and 10.3.4)."""

import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from engine.errors import ExpressionError
from engine.expr.function import Function
from engine.expr.range import Range
from engine.expr.run import BudgetExceeded, Run
from engine.expr.syntax import Type
from engine.expr.temporal import YearMonthDuration
from engine.expr.types import midnight
from engine.expr.wide import WIDE, WideDate, WideMoment, WideTime

Types = frozenset[type]
TYPES: dict[str, Types] = {
    "number": frozenset({int, Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "list": frozenset({list}),
    "context": frozenset({dict}),
    "range": frozenset({Range}),
    "date": frozenset({date, WideDate}),
    "time": frozenset({time, WideTime}),
    "datetime": frozenset({datetime, WideMoment}),
    "day": frozenset({date, datetime, WideDate, WideMoment}),
    "days": frozenset({timedelta}),
    "months": frozenset({YearMonthDuration}),
    "duration": frozenset({timedelta, YearMonthDuration}),
    "point": frozenset({int, Decimal, str, date, time, datetime, timedelta, YearMonthDuration, *WIDE}),
    "function": frozenset(),
    "any": frozenset(),
}


TYPE_OF = {
    "days": Type("days and time duration"),
    "months": Type("years and months duration"),
    "datetime": Type("date and time"),
    **{name: Type(name) for name in ("number", "string", "boolean", "list", "context", "date", "time")},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    optional: bool

    def fitted(self, value: Any) -> Any:
        """The argument as the function wants it. Raises TypeError where it does not fit."""
        if self.type == "any" or type(value) in TYPES[self.type] or (value is None and self.optional):
            return value
        if self.type == "function" and isinstance(value, Function):
            return value
        if type(value) is list and len(value) == 1 and type(value[0]) in TYPES[self.type]:
            return value[0]
        if self.type == "list" and value is not None:
            return [value]
        if self.type == "datetime" and type(value) is date:
            return midnight(value)
        raise TypeError


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function; a variadic one takes a list, or its elements one by one."""

    parameters: tuple[Parameter, ...]
    variadic: bool
    function: Callable[..., Any]
    least: int

    def by_position(self, values: Sequence[Any]) -> list[Any]:
        """Fitted arguments. Raises TypeError where they do not fit."""
        if self.variadic:
            return self._gathered(values)
        if not self.least <= len(values) <= len(self.parameters):
            raise TypeError
        return [
            value if type(value) in TYPES[parameter.type] else parameter.fitted(value)
            for parameter, value in zip(self.parameters, values, strict=False)
        ]

    def _gathered(self, values: Sequence[Any]) -> list[Any]:
        fixed = len(self.parameters) - 1
        if len(values) <= fixed:
            raise TypeError
        given = [parameter.fitted(value) for parameter, value in zip(self.parameters, values[:fixed], strict=False)]
        rest = list(values[fixed:])
        if fixed or self.parameters[-1].type == "list":  # what is given are elements, never the list of them
            return [*given, [self.parameters[-1].fitted(value) for value in rest]]
        if rest == [None]:
            raise TypeError
        return [rest[0] if len(rest) == 1 and type(rest[0]) is list else rest]

    def by_name(self, values: Mapping[str, Any]) -> list[Any]:
        """Fitted arguments. Raises TypeError where they do not fit."""
        names = [parameter.name for parameter in self.parameters]
        if not values.keys() <= set(names):
            raise TypeError
        if any(not p.optional and p.name not in values for p in self.parameters):
            raise TypeError
        given = [parameter.fitted(values.get(parameter.name)) for parameter in self.parameters]
        return [*given[:-1], [given[-1]]] if self.variadic and len(given) > 1 else given


class Builtin(Function):
    """A function of the library; `signatures` are tried in order."""

    __slots__ = ("name", "signatures")

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    def call(self, run: Run, arguments: Sequence[Any], at: int) -> Any:
        for signature in self.signatures:
            try:
                fitted = signature.by_position(arguments)
            except TypeError:
                continue
            return self._apply(signature.function, fitted, run, at)
        return None if None in arguments else run.fail("expression.arguments", at, function=self.name)

    def call_named(self, run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        for signature in self.signatures:
            try:
                fitted = signature.by_name(arguments)
            except TypeError:
                continue
            return self._apply(signature.function, fitted, run, at)
        is_null = any(value is None for value in arguments.values())
        return None if is_null else run.fail("expression.arguments", at, function=self.name)

    def signatures_of_types(self) -> Sequence[Sequence[Type | None]]:
        return [[TYPE_OF.get(each.type) for each in signature.parameters] for signature in self.signatures]

    def _apply(self, function: Callable[..., Any], arguments: list[Any], run: Run, at: int) -> Any:
        run.use(1)
        try:
            return function(run, *arguments)
        except BudgetExceeded:
            raise
        except ExpressionError as error:
            if run.env.strict or error.code.startswith("expression.unknown"):
                raise ExpressionError(error.code, **{"position": at, **error.params}) from None
            return None
        except (decimal.DecimalException, OverflowError, ValueError, TypeError, ZeroDivisionError):
            return run.fail("expression.arguments", at, function=self.name)


BUILTINS: dict[str, Builtin] = {}
F = TypeVar("F", bound=Callable[..., Any])


def builtin(signature: str) -> Callable[[F], F]:
    """Register `name(parameter: type, optional?: type, *rest)`; the function gets the run, then the arguments."""
    name, _, rest = signature.partition("(")
    parameters = [part.strip() for part in rest.rstrip(")").split(",") if part.strip()]
    variadic = bool(parameters) and parameters[-1].startswith("*")

    def register(function: F) -> F:
        known = BUILTINS.setdefault(name, Builtin(name))
        made = tuple(map(_parameter, parameters))
        least = sum(1 for each in made if not each.optional)
        known.signatures.append(Signature(made, variadic, function, least))
        return function

    return register


def _parameter(text: str) -> Parameter:
    name, _, type_ = text.lstrip("*").partition(":")
    optional = name.endswith("?")
    type_ = type_.strip() or "any"
    TYPES[type_]  # a misspelt type fails at import
    return Parameter(name.rstrip("?"), type_, optional)
