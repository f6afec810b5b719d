"""Tokens: on their way, and waiting at a join."""

from datetime import datetime

from engine.kernel.evolve import compensation, gateways, loops
from engine.model import event as e
from engine.model.instance import Instance, Token


def flow_taken(instance: Instance, event: e.FlowTaken, at: datetime) -> None:
    _put(instance, Token(event.target_id, event.scope_id, event.flow_id))


def placed(instance: Instance, event: e.TokenPlaced, at: datetime) -> None:
    _put(instance, Token(event.element_id, event.scope_id, None, event.index, event.compensates))
    if event.compensates is not None:
        compensation.placed(instance, event.compensates)
    if event.index is not None:
        loops.placed(instance, event.scope_id, event.index)


def arrived(instance: Instance, event: e.TokenArrived, at: datetime) -> None:
    consume(instance, Token(event.element_id, event.scope_id, event.flow_id or None))
    gateways.wait(instance, f"{event.scope_id}/{event.element_id}", event.flow_id)


def removed(instance: Instance, event: e.TokenRemoved, at: datetime) -> None:
    if event.is_waiting:
        gateways.join(instance, f"{event.scope_id}/{event.element_id}", {event.flow_id or "": 1})
    else:
        consume(instance, Token(event.element_id, event.scope_id, event.flow_id, event.index))


def scope_cleared(instance: Instance, event: e.ScopeCleared, at: datetime) -> None:
    instance.tokens = [token for token in instance.tokens if token.scope_id != event.scope_id]
    instance.cursor = 0
    gateways.clear(instance, event.scope_id)


def _put(instance: Instance, token: Token) -> None:
    instance.tokens.insert(instance.cursor, token)
    instance.cursor += 1


def consume(instance: Instance, token: Token) -> None:
    """What it leads to is put first: flows are followed depth first."""
    if token in instance.tokens:
        instance.tokens.remove(token)
    instance.cursor = 0
