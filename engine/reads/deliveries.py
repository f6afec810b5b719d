"""What was sent to whom outside the house, what could not be, and how people are reached."""

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.contact import Contact
from engine.model.view import NoticeFailureView, Page
from engine.reads.base import Reads, bounded


class DeliveryReads(Reads):
    def deliveries(
        self,
        actor: Actor,
        *,
        state: str | None = None,
        channel: str | None = None,
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of DeliveryView, the newest first. state: waiting, failed, sent, dead; None: all."""
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.deliveries(state, channel, at, bounded(limit))

    def notice_failures(self, actor: Actor, *, state: str = "open", at: str | None = None, limit: int = 50) -> Page:
        """Page of NoticeFailureView: notices whose template failed. state: open, resolved."""
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.notice_failures(state, at, bounded(limit))

    def notice_failure(self, actor: Actor, notice_id: str) -> NoticeFailureView | None:
        actor.require(P.INCIDENT_READ)
        with self._services.store.read() as reader:
            return reader.notice_failure(notice_id)

    def user_contact(self, actor: Actor, user_id: str) -> Contact:
        """One's own, or anybody's for who keeps the users."""
        if actor.user_id != user_id:
            actor.require(P.USER_ADMIN)
        with self._services.store.read() as reader:
            return reader.contacts([user_id]).get(user_id, Contact())

    def channels(self) -> list[str]:
        """By which notices can leave the house."""
        return sorted(self._services.outside.channels)
