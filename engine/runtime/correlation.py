"""Who is meant by a message: by name, and by everything else that it says about its receiver."""

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError, Rejected
from engine.expr.values import stored
from engine.model import command as c
from engine.model.instance import Instance
from engine.model.view import SubscriptionView
from engine.store.reader import Reader


def receivers(reader: Reader, command: c.CorrelateMessage) -> list[SubscriptionView]:
    """Whoever waits and fits all that is said, the longest waiting first; what is not said does not matter."""
    waiting = [each for each in reader.subscriptions(name=command.name) if _fits(each, command)]
    if not (command.correlation_keys or command.local_correlation_keys):
        return waiting
    wanted = _checked(command.correlation_keys), _checked(command.local_correlation_keys)
    return [each for each in waiting if _has(reader, each, *wanted)]


def _fits(subscription: SubscriptionView, command: c.CorrelateMessage) -> bool:
    return (
        subscription.kind == "message"
        and command.subscription_id in (None, subscription.id)
        and command.instance_id in (None, subscription.instance_id)
        and command.business_key in (None, subscription.business_key)
        and command.correlation_key in (None, subscription.correlation_key)
    )


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
