"""Messages, signals and conditions from outside."""

from typing import Any

import msgspec

from engine.model import command as c
from webui.rest.route import command


class Correlated(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that received it or that it began; none: it is kept."""

    instance_ids: list[str]


class Broadcast(msgspec.Struct, frozen=True, kw_only=True):
    """How many waited for it."""

    receivers: int


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that began."""

    instance_ids: list[str]


def _begun(answer: list[str]) -> Begun:
    return Begun(instance_ids=answer)


def _correlated(answer: Any) -> Correlated:
    if answer is None:
        return Correlated(instance_ids=[])
    return Correlated(instance_ids=list(answer) if isinstance(answer, list) else [answer])


def _broadcast(answer: int) -> Broadcast:
    return Broadcast(receivers=answer)


ROUTES = (
    command("POST", "/messages", c.CorrelateMessage, "Send a message", answer=Correlated, shown=_correlated),
    command("POST", "/signals", c.BroadcastSignal, "Broadcast a signal", answer=Broadcast, shown=_broadcast),
    command(
        "POST",
        "/conditions",
        c.EvaluateConditions,
        "Begin what is true with these variables",
        answer=Begun,
        shown=_begun,
    ),
)
