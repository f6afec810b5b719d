"""The clock of a demo, and calendars: kept in the store, followed by every process."""

from datetime import timedelta
from typing import Any

from engine.calendar.china import china_calendar
from engine.calendar.record import from_record, to_record
from engine.clock import OffsetClock
from engine.errors import Conflict, Rejected
from engine.identity.actor import SYSTEM, Actor
from engine.model import command as c
from engine.model import event as e
from engine.runtime.dispatch import Outcome
from engine.runtime.facts import note
from engine.runtime.services import CENTRE, Services
from engine.store.unit_of_work import UnitOfWork

YEARS = range(2024, 2041)  # seeded; beyond what is announced they are provisional
LONGEST_STEP = timedelta(days=366)

Facts = tuple[list[e.Event], Any]


def create_demo(services: Services, command: c.CreateDemo, actor: Actor) -> Outcome:
    """Only in a database in which nothing has happened yet. Answers the business time."""
    offset = command.begins_at - services.store.real_clock.now()

    def change(work: UnitOfWork) -> Facts:
        if work.definitions() or work.users() or work.setting("demo") is not None:
            raise Conflict("demo.not_empty")
        return [e.DemoCreated(begins_at=command.begins_at, offset=offset.total_seconds())], command.begins_at

    outcome = note(services, command, actor, change, at=command.begins_at)
    load_clock(services)
    return outcome


def advance_clock(services: Services, command: c.AdvanceClock, actor: Actor) -> Outcome:
    """Moves business time ahead, in a demo only. Answers the new time."""
    step = timedelta(seconds=command.seconds) if abs(command.seconds) < LONGEST_STEP.total_seconds() else None
    if step is None or step <= timedelta():
        raise Rejected("clock.bad_step", seconds=command.seconds)

    def change(work: UnitOfWork) -> Facts:
        if work.setting("demo") is None:
            raise Rejected("clock.no_demo")
        offset = timedelta(seconds=float(work.setting("clock_offset") or 0)) + step
        return [e.ClockAdvanced(offset=offset.total_seconds())], services.store.real_clock.now() + offset

    outcome = note(services, command, actor, change)
    refresh_clock(services)
    return outcome


def load_clock(services: Services) -> None:
    """The offset of a demo, when the database is opened or becomes one."""
    offset = _offset(services)
    if isinstance(services.clock, OffsetClock) and offset is not None:
        services.clock.begin(offset)


def refresh_clock(services: Services) -> None:
    """Follow the offset in the store, which another process may have moved."""
    if not isinstance(services.clock, OffsetClock):
        return
    offset = _offset(services)
    if offset is not None and offset > services.clock.offset:
        services.clock.move_to(offset)


def _offset(services: Services) -> timedelta | None:
    with services.store.glance() as reader:
        found = reader.setting("clock_offset")
    return None if found is None else timedelta(seconds=float(found))


def set_calendar(services: Services, command: c.SetCalendar, actor: Actor) -> Outcome:
    """Raises Rejected for a record that is no calendar."""
    calendar = from_record(command.calendar)
    record = to_record(calendar)
    outcome = note(services, command, actor, lambda work: ([e.CalendarSet(key=command.key, calendar=record)], None))
    services.calendars.put(command.key, calendar)
    return outcome


def load_calendar(services: Services) -> None:
    """The centre's calendar from the store; a new database gets the usual hours and holidays of China."""
    if not refresh_calendar(services):
        set_calendar(services, c.SetCalendar(key=CENTRE, calendar=to_record(china_calendar(YEARS, key=CENTRE))), SYSTEM)


def refresh_calendar(services: Services) -> bool:
    """Follow the calendar in the store, which another process may have changed; False where there is none."""
    with services.store.read() as reader:
        kept = reader.calendar(CENTRE)
    if kept is None:
        return False
    calendar = from_record(kept)
    if calendar != services.calendars.find():  # it remembers what it has worked out
        services.calendars.put(CENTRE, calendar)
    return True
