"""What can be called: functions written in FEEL, built-in ones (`signature`), and those that the engine passes in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.errors import ExpressionError
from engine.expr.run import Local, Run, Scope
from engine.expr.syntax import Type

Code = Callable[[Scope, Run], Any]


class Function:
    """Base of all function values; compared by identity."""

    __slots__ = ()

    def call(self, run: Run, arguments: Sequence[Any], at: int) -> Any:
        """Call by position."""
        return run.fail("expression.arguments", at)

    def call_named(self, run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        """Call by name."""
        return run.fail("expression.arguments", at)

    def signatures_of_types(self) -> Sequence[Sequence[Type | None]]:
        """The parameter types of each way to call it; None where any value will do."""
        return ()


class UserFunction(Function):
    """`function(a, b) body`, with the scope in which it was written. `convert` fits a value to a declared type."""

    __slots__ = ("body", "convert", "names", "scope", "types")

    def __init__(
        self,
        parameters: Sequence[tuple[str, Type | None]],
        body: Code,
        scope: Scope,
        convert: Callable[[Any, Type, Run, int], Any],
    ) -> None:
        self.names = tuple(name for name, _ in parameters)
        self.types = tuple(type_ for _, type_ in parameters)
        self.body = body
        self.scope = scope
        self.convert = convert

    def call(self, run: Run, arguments: Sequence[Any], at: int) -> Any:
        if len(arguments) != len(self.names):
            return run.fail("expression.arguments", at, expected=len(self.names), given=len(arguments))
        local = Local(self.scope)
        for name, type_, value in zip(self.names, self.types, arguments, strict=True):
            local[name] = fitted = value if type_ is None else self.convert(value, type_, run, at)
            if fitted is None and value is not None:
                return None  # a function is not called with what does not fit
        run.enter()
        result = self.body(local, run)
        run.leave()
        return result

    def call_named(self, run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        if arguments.keys() != set(self.names):
            return run.fail("expression.arguments", at, expected=sorted(self.names), given=sorted(arguments))
        return self.call(run, [arguments[name] for name in self.names], at)

    def signatures_of_types(self) -> Sequence[Sequence[Type | None]]:
        return (self.types,)


class ExtraFunction(Function):
    """A function that the engine passes in through `Env.functions`; `names` are its parameters where known."""

    __slots__ = ("function", "name", "names")

    def __init__(self, name: str, function: Callable[..., Any], names: tuple[str, ...] | None) -> None:
        self.name = name
        self.function = function
        self.names = names

    def call(self, run: Run, arguments: Sequence[Any], at: int) -> Any:
        run.use(1)
        if self.names is not None and len(arguments) != len(self.names):
            return run.fail("expression.arguments", at, function=self.name)
        try:
            return self.function(*arguments)
        except ExpressionError as error:
            raise ExpressionError(error.code, **{"position": at, **error.params}) from None
        except (TypeError, ValueError, ArithmeticError, LookupError):
            return run.fail("expression.arguments", at, function=self.name)

    def call_named(self, run: Run, arguments: Mapping[str, Any], at: int) -> Any:
        if self.names is None or arguments.keys() != set(self.names):
            return run.fail("expression.arguments", at, function=self.name)
        return self.call(run, [arguments[name] for name in self.names], at)
