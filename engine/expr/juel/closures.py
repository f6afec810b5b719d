"""Nodes of `${...}` to closures. Whatever is not known here is refused when compiled."""

from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.arithmetic import negate
from engine.expr.function import Code
from engine.expr.juel import methods, spin, variable_functions
from engine.expr.juel.values import arithmetic, as_boolean, as_number, as_text, equality, is_empty, order
from engine.expr.kinds import kind
from engine.expr.numbers import is_number
from engine.expr.run import Run, Scope
from engine.expr.syntax import Node
from engine.expr.values import PLAIN
from engine.expr.variables import imported, imported_entry

EXECUTION = "execution"
FACTS_OF_IT = "execution:facts"
"""The name by which the engine tells them; no variable is called so."""
TASK = "task:get"
FACTS = frozenset(
    {"processBusinessKey", "businessKey", "processInstanceId", "processDefinitionId", "id"}
    | {"currentActivityId", "currentActivityName"}
)
USER = "authenticatedUserId"
"""Who has sent the command that is carried out; null when nobody did, as when a timer fires."""
ASKED = {"getVariable": True, "getVariableLocal": True, "hasVariable": False, "hasVariableLocal": False}
"""Methods of `execution`: whether the value is asked for."""
ORDERS = ("<", "<=", ">", ">=")


class Compilation:
    """Compiles the expressions of one text and collects the names that they read."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def code(self, node: Node) -> Code:
        return _COMPILERS[type(node)](self, node)

    def literal(self, node: syntax.Literal) -> Code:
        value = node.value
        return lambda scope, run: value

    def name(self, node: syntax.Name) -> Code:
        if node.name == EXECUTION:
            raise _unsupported(node.at, EXECUTION)
        if node.name == USER:
            return _told(USER, node.at)
        return self._variable(node.name, node.at)

    def _variable(self, name: str, at: int) -> Code:
        self.names.add(name)

        def read(scope: Scope, run: Run) -> Any:
            try:
                value = scope[name]
            except KeyError:
                return run.unknown(name, at)
            return value if type(value) in PLAIN else imported(name, value, scope, run)

        return read

    def unary(self, node: syntax.Unary) -> Code:
        operand, at = self.code(node.operand), node.at
        if node.operator == "!":
            return lambda scope, run: not as_boolean(operand(scope, run), run, at)
        if node.operator == "empty":
            return lambda scope, run: is_empty(operand(scope, run))

        def negated(scope: Scope, run: Run) -> Any:
            value = operand(scope, run)
            plain = as_number(value)
            return 0 if value is None else negate(value if plain is None else plain, run, at)

        return negated

    def binary(self, node: syntax.Binary) -> Code:
        left, right = self.code(node.left), self.code(node.right)
        symbol, at = node.operator, node.at
        if symbol == "==":
            return lambda scope, run: equality(left(scope, run), right(scope, run), run, at)
        if symbol == "!=":
            return lambda scope, run: not equality(left(scope, run), right(scope, run), run, at)
        operation = order if symbol in ORDERS else arithmetic
        return lambda scope, run: operation(symbol, left(scope, run), right(scope, run), run, at)

    def logical(self, node: syntax.Logical) -> Code:
        operands = [(self.code(operand), operand.at) for operand in node.operands]
        deciding = node.operator == "||"

        def joined(scope: Scope, run: Run) -> bool:
            for operand, at in operands:
                if as_boolean(operand(scope, run), run, at) is deciding:
                    return deciding
            return not deciding

        return joined

    def if_(self, node: syntax.If) -> Code:
        condition, then, otherwise = (self.code(part) for part in (node.condition, node.then, node.otherwise))
        at = node.at

        def choose(scope: Scope, run: Run) -> Any:
            return then(scope, run) if as_boolean(condition(scope, run), run, at) else otherwise(scope, run)

        return choose

    def path(self, node: syntax.Path) -> Code:
        if isinstance(node.source, syntax.Name) and node.source.name == EXECUTION:
            return _fact(node.name, node.at)
        source, name, at = self.code(node.source), node.name, node.at
        variable = node.source.name if isinstance(node.source, syntax.Name) else ""

        def read(scope: Scope, run: Run) -> Any:
            if type(scope) is dict and type(whole := scope.get(variable)) is dict:
                entry = whole.get(name)
                return entry if type(entry) in PLAIN else imported_entry(variable, name, entry, run)
            return _member(source(scope, run), name, run, at)

        return read

    def index(self, node: syntax.Filter) -> Code:
        source, key, at = self.code(node.source), self.code(node.condition), node.at
        return lambda scope, run: _member(source(scope, run), key(scope, run), run, at)

    def call(self, node: syntax.Call) -> Code:
        function = node.function
        if isinstance(function, syntax.Name):
            return self._function(function.name, node)
        if not isinstance(function, syntax.Path):
            raise _unsupported(node.at, "()")
        if isinstance(function.source, syntax.Name) and function.source.name == EXECUTION:
            return self._execution(function.name, node)
        if function.name not in methods.NAMES:
            raise _unsupported(function.at, f"{function.name}()")
        return self._method(function, node)

    def _method(self, function: syntax.Path, node: syntax.Call) -> Code:
        source, name, at = self.code(function.source), function.name, node.at
        arguments = [self.code(argument) for argument in node.arguments]

        def call(scope: Scope, run: Run) -> Any:
            return methods.call(name, source(scope, run), [argument(scope, run) for argument in arguments], run, at)

        return call

    def _task(self, argument: Node) -> Code:
        """The user task of this id, when it is the one at which the expression stands."""
        wanted = self.code(argument)

        def read(scope: Scope, run: Run) -> Any:
            found = scope.get(TASK)
            return found if type(found) is dict and found.get("id") == wanted(scope, run) else None

        return read

    def _of_variable(self, name: str, node: syntax.Call) -> Code:
        """The variable is named, as a name or as a text; its value is asked for when there is one."""
        first, at = node.arguments[0] if node.arguments else None, node.at
        variable = first.name if isinstance(first, syntax.Name) else None
        if isinstance(first, syntax.Literal) and type(first.value) is str:
            variable = first.value
        if variable is None or not variable_functions.takes(name.partition(":")[2], len(node.arguments) - 1):
            raise _unsupported(at, f"{name}()")
        named, others = variable, [self.code(each) for each in node.arguments[1:]]
        return lambda scope, run: variable_functions.call(
            name, named, [each(scope, run) for each in others], scope, run, at
        )

    def _function(self, name: str, node: syntax.Call) -> Code:
        if name in variable_functions.NAMES:
            return self._of_variable(name, node)
        if name == TASK and len(node.arguments) == 1:
            return self._task(node.arguments[0])
        if name in spin.READERS and len(node.arguments) == 1:
            return self._json(node)
        if name == "currentUser" and not node.arguments:
            return _told(USER, node.at)
        if name not in ("now", "dateTime") or node.arguments:
            raise _unsupported(node.at, f"{name}()")
        return lambda scope, run: run.env.now.astimezone(run.env.zone)

    def _json(self, node: syntax.Call) -> Code:
        source, at = self.code(node.arguments[0]), node.at
        return lambda scope, run: spin.value(source(scope, run), run, at)

    def _execution(self, method: str, node: syntax.Call) -> Code:
        """`getVariable` and `hasVariable` of a name, which may be worked out; the facts."""
        if method.startswith("get") and not node.arguments:
            return _fact(method[3:4].lower() + method[4:], node.at)
        argument = node.arguments[0] if len(node.arguments) == 1 else None
        if argument is None or method not in ASKED:
            raise _unsupported(node.at, f"execution.{method}()")
        if ASKED[method] and isinstance(argument, syntax.Literal) and type(argument.value) is str:
            self.names.add(argument.value)  # can be checked
        named = self.code(argument)
        if not ASKED[method]:
            return lambda scope, run: _is_known(scope, as_text(named(scope, run)))
        return lambda scope, run: _named(scope, run, as_text(named(scope, run)))


def _fact(name: str, at: int) -> Code:
    """What the engine tells of the instance and the activity, beside the variables."""
    if name not in FACTS:
        raise _unsupported(at, f"{EXECUTION}.{name}")
    return _told(name, at)


def _told(name: str, at: int) -> Code:
    def read(scope: Scope, run: Run) -> Any:
        facts = scope.get(FACTS_OF_IT)
        return facts.get(name) if isinstance(facts, dict) else run.unknown(EXECUTION, at)

    return read


def _named(scope: Scope, run: Run, name: str) -> Any:
    """Null for a variable that is not there: that is why models ask in this way."""
    try:
        value = scope[name]
    except KeyError:
        return None
    return imported(name, value, scope, run)


def _is_known(scope: Scope, name: str) -> bool:
    try:
        scope[name]
    except KeyError:
        return False
    return True


def _unsupported(at: int, construct: str) -> ExpressionError:
    return ExpressionError("juel.unsupported", construct=construct, position=at)


def _member(value: Any, key: Any, run: Run, at: int) -> Any:
    """An entry of a map, an element of a list (from 0); null where there is none, and of null."""
    if value is None or key is None:
        return None
    if type(value) is dict and type(key) is str:
        return value.get(key)
    place = as_number(key)
    if type(value) is list and is_number(place):
        return value[int(place)] if place is not None and 0 <= place < len(value) else None
    return run.fail("expression.property", at, property=key if type(key) is str else kind(key), type=kind(value))


_COMPILERS: dict[type[Node], Callable[[Compilation, Any], Code]] = {
    syntax.Literal: Compilation.literal,
    syntax.Name: Compilation.name,
    syntax.Unary: Compilation.unary,
    syntax.Binary: Compilation.binary,
    syntax.Logical: Compilation.logical,
    syntax.If: Compilation.if_,
    syntax.Path: Compilation.path,
    syntax.Filter: Compilation.index,
    syntax.Call: Compilation.call,
}
