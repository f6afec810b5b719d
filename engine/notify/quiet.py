"""When a notice may leave: not in somebody's quiet hours, and with others where a digest is wished for."""

from datetime import datetime, time, timedelta, tzinfo

from engine.model.contact import Contact
from engine.model.notice import ALERT


def leaves_at(now: datetime, contact: Contact, level: str, zone: tzinfo) -> datetime:
    """`now` for an alert, and for who wants everything at once. Quiet hours and digests are in the time of `zone`."""
    if level == ALERT:
        return now
    return awake(gathered(now, contact.digest_minutes, zone), contact, zone)


def gathered(now: datetime, minutes: int, zone: tzinfo) -> datetime:
    """The end of the present stretch of so many minutes, counted from midnight."""
    if minutes <= 0:
        return now
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    stretch = timedelta(minutes=minutes)
    return (midnight + ((now - midnight) // stretch + 1) * stretch).astimezone(now.tzinfo)


def awake(at: datetime, contact: Contact, zone: tzinfo) -> datetime:
    """This moment, or the end of the quiet hours that it lies in."""
    if contact.quiet_from is None or contact.quiet_until is None:
        return at
    local, begin, end = at.astimezone(zone), clock_time(contact.quiet_from), clock_time(contact.quiet_until)
    if not _is_within(local.time(), begin, end):
        return at
    wake = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return (wake if wake > local else wake + timedelta(days=1)).astimezone(at.tzinfo)


def clock_time(text: str) -> time:
    """From "HH:MM". Raises ValueError."""
    hour, _, minute = text.partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise ValueError(text)
    return time(int(hour), int(minute))


def _is_within(moment: time, begin: time, end: time) -> bool:
    return begin <= moment < end if begin <= end else moment >= begin or moment < end
