"""Who is meant by a message: by name, and by everything else that it says about its receiver."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from engine.errors import EngineError, Rejected
from engine.expr.values import stored
from engine.model import command as c
from engine.model.instance import Instance
from engine.model.view import SubscriptionView
from engine.store.reader import Reader


def receivers(reader: Reader, command: c.CorrelateMessage, most: int | None = None) -> list[SubscriptionView]:
    """Whoever waits and fits all that is said, in the order of their ids; what is not said does not matter.

    No more than `most`: however many cases wait for a message of this name, who is meant is found by the keys.
    """
    has_variables = bool(command.correlation_keys or command.local_correlation_keys)
    waiting = reader.subscriptions(
        command.instance_id,
        command.name,
        command.business_key,
        "message",
        command.correlation_key,
        command.subscription_id,
        None if has_variables else most,
    )
    if not has_variables:
        return waiting
    wanted = _checked(command.correlation_keys), _checked(command.local_correlation_keys)
    return list(islice((each for each in waiting if _has(reader, each, *wanted)), most))


def _checked(keys: Mapping[str, Any]) -> dict[str, Any]:
    """As variables are kept. Raises Rejected for what cannot be one."""
    try:
        return {name: stored(value) for name, value in keys.items()}
    except EngineError as failure:
        raise Rejected(failure.code, **failure.params) from None


def _has(reader: Reader, subscription: SubscriptionView, keys: Mapping[str, Any], local: Mapping[str, Any]) -> bool:
    """Whether the instance has these variables, and the waiting activity, or the scope around it, these locals."""
    found = reader.stored_instance(subscription.instance_id)
    if found is None:
        return False
    waiting = subscription.activity_id.rpartition(".")[2]
    return _holds(found.instance.variables, keys) and _holds(_locals(found.instance, waiting), local)


def _locals(instance: Instance, activity_id: str) -> Mapping[str, Any]:
    activity = instance.activities.get(activity_id)
    if activity is None:
        return {}
    around = instance.activities.get(activity.scope_id or "")
    return {**(around.variables if around else {}), **activity.variables}


def _holds(variables: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(name in variables and _same(variables[name], value) for name, value in wanted.items())


def _same(left: Any, right: Any) -> bool:
    """True is not 1 here."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)
