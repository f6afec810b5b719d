"""Context functions (DMN 1.5, 10.3.4.11)."""

from typing import Any

from engine.errors import ExpressionError
from engine.expr.run import Run
from engine.expr.signature import builtin


@builtin("get value(m: context, key: string)")
def get_value(run: Run, m: dict[str, Any], key: str) -> Any:
    return m.get(key)


@builtin("get value(m: context, keys: list)")
def get_value_by_path(run: Run, m: dict[str, Any], keys: list[Any]) -> Any:
    value: Any = m
    for key in keys:
        value = value.get(key) if type(value) is dict and type(key) is str else None
    return value if keys else None


@builtin("get entries(m: context)")
def get_entries(run: Run, m: dict[str, Any]) -> list[dict[str, Any]]:
    run.length(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context(entries: list)")
def context(run: Run, entries: list[Any]) -> dict[str, Any]:
    run.length(len(entries))
    result: dict[str, Any] = {}
    for entry in entries:
        key = entry.get("key") if type(entry) is dict and "value" in entry else None
        if type(key) is not str or key in result:
            raise ExpressionError("expression.argument", function="context")
        result[key] = entry["value"]
    return result


@builtin("context put(context: context, key: string, value)")
def context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.length(len(context) + 1)
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value)")
def context_put_by_path(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    if not keys or type(keys[0]) is not str:
        raise ExpressionError("expression.argument", function="context put")
    key, rest = keys[0], keys[1:]
    inner = context.get(key)
    if rest and type(inner) is not dict and inner is not None:
        raise ExpressionError("expression.argument", function="context put")
    run.length(len(context) + 1)
    return {**context, key: context_put_by_path(run, inner or {}, rest, value) if rest else value}


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for context in contexts:
        if type(context) is not dict:
            raise ExpressionError("expression.argument", function="context merge")
        run.length(len(context))
        merged |= context
    return merged
