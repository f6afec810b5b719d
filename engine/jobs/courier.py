"""Carries notices out of the house: claims what is due, sends outside every transaction, writes down what came of it.

Each channel has its own turn and its own rest after a failure, so one that is down holds up nothing else.
"""

import logging
import secrets
from collections import defaultdict
from collections.abc import Sequence
from threading import Lock

from engine.errors import EngineError
from engine.identity.actor import WORKER
from engine.jobs.hands import Hands
from engine.jobs.letters import letter
from engine.model import command as c
from engine.model.notice import OUTSIDE
from engine.model.view import DeliveryView
from engine.notify.channel import Undelivered
from engine.notify.retrying import Circuit, next_try
from engine.runtime.commands import execute
from engine.runtime.services import Services
from engine.store import deliveries

log = logging.getLogger(__name__)

LEASE = 120.0  # seconds of real time; longer than any channel is patient
LONGEST_TEXT = 300  # characters of a parameter of a failure


class Courier:
    """One per process; safe to use from several threads. Each channel is worked off by one thread at a time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._outside = services.outside
        self._circuits: defaultdict[str, Circuit] = defaultdict(Circuit)
        self._under_way: set[str] = set()
        self._lock = Lock()
        self._hands = Hands(len(OUTSIDE))
        self._is_closed = False
        self.is_paused = False  # begins nothing until it is unset

    def begin_due(self) -> None:
        """Without waiting for any channel."""
        for channel in self._due():
            if self._begin(channel):
                self._hands.give(self._work_off, channel)

    def settle(self) -> None:
        """Until nothing is due, or what is due rests."""
        for channel in self._due():
            if self._begin(channel):
                self._work_off(channel)

    def halt(self) -> None:
        """Begins no other message."""
        self._is_closed = True

    def drain(self, patience: float) -> bool:
        """Whether the messages at hand were sent, or failed, within so many seconds."""
        return self._hands.rested(patience)

    def close(self) -> None:
        """Waits for the messages at hand; begins no others."""
        self.halt()
        self._hands.close()

    def _due(self) -> list[str]:
        now = self._services.clock.now()
        found = deliveries.channels_due(self._services.store, now)
        return [channel for channel in found if self._circuits[channel].is_closed(now)]

    def _begin(self, channel: str) -> bool:
        with self._lock:
            is_free = channel not in self._under_way
            self._under_way.add(channel)
            return is_free

    def _work_off(self, channel: str) -> None:
        try:
            while self._may_go_on(channel) and self._one(channel):
                pass
        except Exception:
            log.exception("the deliveries of channel %s could not be worked off; trying again", channel)
        finally:
            with self._lock:
                self._under_way.discard(channel)

    def _may_go_on(self, channel: str) -> bool:
        return not (self._is_closed or self.is_paused) and self._circuits[channel].is_closed(self._services.clock.now())

    def _one(self, channel: str) -> bool:
        """Whether there was a message to send."""
        services = self._services
        claimed = deliveries.claim(services.store, channel, services.clock.now(), services.owner, LEASE)
        if claimed:
            results = self._tried(channel, claimed)
            execute(services, c.SettleDeliveries(results=results), WORKER)
        return bool(claimed)

    def _tried(self, channel: str, claimed: Sequence[DeliveryView]) -> list[c.DeliveryResult]:
        circuit, carrier = self._circuits[channel], self._outside.channels.get(channel)
        try:
            if carrier is None:
                raise Undelivered("delivery.no_channel", is_final=True)
            address = carrier.send(letter(self._services, claimed))
        except Undelivered as failure:
            if failure.is_channel_down:
                circuit.failed(self._services.clock.now())
            return [self._failed(each, failure, is_final=failure.is_final) for each in claimed]
        except Exception as failure:  # of ours: what cannot be sent now may be sent by the next version
            log.exception("a message by %s could not be sent", channel)
            strange = EngineError("delivery.failed", reason=type(failure).__name__)
            return [self._failed(each, strange) for each in claimed]
        circuit.worked()
        return [c.DeliveryResult(delivery_id=each.id, fence=each.fence, address=address) for each in claimed]

    def _failed(self, delivery: DeliveryView, failure: EngineError, *, is_final: bool = False) -> c.DeliveryResult:
        now, spread = self._services.clock.now(), secrets.randbelow(1000) / 1000
        return c.DeliveryResult(
            delivery_id=delivery.id,
            fence=delivery.fence,
            code=failure.code,
            params={name: _plain(value) for name, value in failure.params.items()},
            retry_at=None if is_final else next_try(delivery.attempts + 1, now, spread),
        )


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)[:LONGEST_TEXT]
