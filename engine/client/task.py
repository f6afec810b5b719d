"""What a function of a worker gets, and what it may raise."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


class BpmnError(Exception):
    """A modelled error, caught in the diagram by a boundary event with this code."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class Failure(Exception):
    """It did not work. `retries`: tries that are left, None: one less; `retry_after`: seconds, None: the topic's."""

    def __init__(
        self, message: str, details: str = "", retries: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.retries = retries
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Task:
    """A locked external task. `retries`: tries left, this one counted; `lock` names this claim of it."""

    id: str
    topic: str
    variables: Mapping[str, Any]
    instance_id: str
    element_id: str
    process_key: str
    retries: int
    priority: int = 0
    business_key: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    lock: str = ""


def task_from(given: Mapping[str, Any]) -> Task:
    """As the server writes it."""
    return Task(
        id=given["id"],
        topic=given["topicName"],
        variables={name: _plain(each) for name, each in given["variables"].items()},
        instance_id=given["processInstanceId"],
        element_id=given["activityId"],
        process_key=given["processDefinitionKey"],
        retries=given["retries"] if given["retries"] is not None else 3,
        priority=given["priority"],
        business_key=given["businessKey"],
        properties=given.get("extensionProperties") or {},
        lock=given["lockExpirationTime"] or "",
    )


def _plain(given: Mapping[str, Any]) -> Any:
    value = given["value"]
    return parsed(value) if given["type"] == "Json" and isinstance(value, str) else value


def typed(variables: Mapping[str, Any] | None) -> dict[str, Any]:
    """Without types: values of JSON say themselves what they are."""
    return {name: {"value": value} for name, value in (variables or {}).items()}


def parsed(text: str | bytes) -> Any:
    """Fractions stay exact."""
    return json.loads(text, parse_float=Decimal)


def written(value: Any) -> bytes:
    return json.dumps(value, default=_number).encode()


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no value of JSON")
