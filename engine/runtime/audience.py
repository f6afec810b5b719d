"""Who is reached outside the house by a notice, and when it may leave for them."""

from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from engine.model.contact import Contact
from engine.model.event import PlannedDelivery
from engine.model.notice import IN_APP, TO_PERSONS
from engine.notify.quiet import leaves_at
from engine.store.reader import Reader


class Audience:
    """As the users and their contacts are now; `room` is the contact of channels that reach no single person.

    `set_up` are the channels of this house.
    """

    def __init__(self, reader: Reader, now: datetime, zone: tzinfo, room: Contact, set_up: Collection[str]) -> None:
        self._reader = reader
        self._now = now
        self._zone = zone
        self._room = room
        self._set_up = set_up

    def deliveries(
        self, channels: Sequence[str], level: str, users: Sequence[str], groups: Sequence[str]
    ) -> list[PlannedDelivery]:
        """One for each person by a channel that reaches persons, one for the room by another; none for nobody.

        A channel that is not set up is passed over while the notice is told in-app; else it is seen not to leave.
        """
        channels = [each for each in channels if each in self._set_up or IN_APP not in channels]
        if not (users or groups) or not set(channels) - {IN_APP}:
            return []
        contacts = self._contacts(users, groups) if TO_PERSONS.intersection(channels) else {}
        planned = []
        for channel in channels:
            if channel in TO_PERSONS:
                planned += [self._planned(channel, level, contacts[user_id], user_id) for user_id in contacts]
            elif channel != IN_APP:
                planned.append(self._planned(channel, level, self._room))
        return planned

    def _contacts(self, users: Sequence[str], groups: Sequence[str]) -> dict[str, Contact]:
        people = self._reader.notice_recipients(users, groups)
        known = self._reader.contacts(people)
        return {user_id: known.get(user_id, Contact()) for user_id in people}

    def _planned(self, channel: str, level: str, contact: Contact, user_id: str = "") -> PlannedDelivery:
        has_wishes = contact.quiet_from is not None or contact.digest_minutes
        due_at = leaves_at(self._now, contact, level, self._zone_of(user_id)) if has_wishes else self._now
        return PlannedDelivery(channel=channel, user_id=user_id, due_at=due_at, is_digest=due_at > self._now)

    def _zone_of(self, user_id: str) -> tzinfo:
        chosen = self._reader.preferences(user_id).time_zone if user_id else None
        return ZoneInfo(chosen) if chosen else self._zone
