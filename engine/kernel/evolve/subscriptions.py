"""Subscriptions: what is waited for, and what came."""

from datetime import datetime

from engine.kernel.evolve import owned
from engine.kernel.evolve.counters import number, waited
from engine.model import event as e
from engine.model.instance import Instance, Subscription


def opened(instance: Instance, event: e.SubscriptionOpened, at: datetime) -> None:
    number(instance, event.subscription_id)
    subscription = Subscription(
        id=event.subscription_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        kind=event.kind,
        name=event.name,
        correlation_key=event.correlation_key,
        part=event.part,
    )
    instance.subscriptions[subscription.id] = subscription
    owned.awaited(instance, subscription)


def closed(instance: Instance, event: e.SubscriptionClosed, at: datetime) -> None:
    owned.gone(instance, instance.subscriptions.pop(event.subscription_id))


def received(instance: Instance, event: e.MessageReceived | e.SignalReceived, at: datetime) -> None:
    waited(instance)
