"""Users, the demo clock, calendars, and what somebody has read. Facts of the `system` stream."""

from datetime import UTC, datetime, timedelta

from engine.calendar.china import china_calendar
from engine.calendar.record import from_record, to_record
from engine.clock import OffsetClock
from engine.errors import Conflict, NotFound, Rejected
from engine.identity.actor import SYSTEM, Actor, assignable_role
from engine.identity.password import hash_password
from engine.identity.role import Role
from engine.model import command as c
from engine.model import event as e
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome, identified
from engine.runtime.services import CENTRE, Services
from engine.store.unit_of_work import UnitOfWork

STREAM = "system"
YEARS = range(2024, 2041)  # seeded; beyond what is announced they are provisional
LONGEST_STEP = timedelta(days=366)


def create_user(services: Services, command: c.CreateUser, actor: Actor) -> Outcome:
    """Answers the user id. Raises Rejected for unknown roles or a short password, Conflict when the id is taken."""
    authorise(actor, command)
    _check_roles(command.roles)
    if not command.user_id.replace("_", "a").replace("-", "a").isalnum():
        raise Rejected("user.bad_id", user=command.user_id)
    hashed = hash_password(command.password) if command.password else None
    event = e.UserCreated(
        user_id=command.user_id, name=command.name, roles=list(command.roles), groups=list(command.groups)
    )
    with services.store.write() as work:
        if work.user(command.user_id) is not None:
            raise Conflict("user.exists", user=command.user_id)
        if hashed is None:
            _record(services, work, command, actor, event)
        else:
            _record(services, work, command, actor, event, e.PasswordChanged(user_id=command.user_id))
            work.put_credential(command.user_id, hashed)  # refers to the row of the user, which the event makes
    return Outcome(command.user_id)


def change_user(services: Services, command: c.ChangeUser, actor: Actor) -> Outcome:
    authorise(actor, command)
    _check_roles(command.roles)
    if command.user_id == actor.user_id and not (command.is_active and Role.ADMIN in command.roles):
        raise Rejected("user.self_lockout")
    event = e.UserChanged(
        user_id=command.user_id,
        name=command.name,
        roles=list(command.roles),
        groups=list(command.groups),
        is_active=command.is_active,
    )
    with services.store.write() as work:
        _known_user(work, command.user_id)
        _record(services, work, command, actor, event)
    return Outcome()


def change_password(services: Services, command: c.ChangePassword, actor: Actor) -> Outcome:
    authorise(actor, command)
    hashed = hash_password(command.password)
    with services.store.write() as work:
        _known_user(work, command.user_id)
        _record(services, work, command, actor, e.PasswordChanged(user_id=command.user_id))
        work.put_credential(command.user_id, hashed)
    return Outcome()


def _known_user(work: UnitOfWork, user_id: str) -> None:
    if work.user(user_id) is None:
        raise NotFound("user.unknown", user=user_id)


def _check_roles(roles: list[str]) -> None:
    for role in roles:
        assignable_role(role)


def create_demo(services: Services, command: c.CreateDemo, actor: Actor) -> Outcome:
    """Only in a database in which nothing has happened yet. Answers the business time."""
    authorise(actor, command)
    offset = (command.begins_at - datetime.now(UTC)).total_seconds()
    with services.store.write() as work:
        if work.definitions():
            raise Conflict("demo.not_empty")
        _record(services, work, command, actor, e.DemoCreated(begins_at=command.begins_at, offset=offset))
    load_clock(services)
    return Outcome(services.clock.now())


def advance_clock(services: Services, command: c.AdvanceClock, actor: Actor) -> Outcome:
    """Moves business time ahead, in a demo only. Answers the new time."""
    authorise(actor, command)
    if not 0 < command.seconds <= LONGEST_STEP.total_seconds():
        raise Rejected("clock.bad_step", seconds=command.seconds)
    with services.store.write() as work:
        demo = work.setting("demo")
        if demo is None:
            raise Rejected("clock.no_demo")
        offset = float(work.setting("clock_offset") or 0) + command.seconds
        _record(services, work, command, actor, e.ClockAdvanced(offset=offset))
    refresh_clock(services)
    return Outcome(services.clock.now())


def load_clock(services: Services) -> None:
    """The offset of a demo, when the database is opened or becomes one."""
    offset = _offset(services)
    if isinstance(services.clock, OffsetClock) and offset is not None:
        services.clock.begin(offset)


def _offset(services: Services) -> timedelta | None:
    with services.store.read() as reader:
        found = reader.setting("clock_offset")
    return None if found is None else timedelta(seconds=float(found))


def refresh_clock(services: Services) -> None:
    """Follow the offset in the store, which another process may have moved."""
    if not isinstance(services.clock, OffsetClock):
        return
    offset = _offset(services)
    if offset is not None and offset > services.clock.offset:
        services.clock.move_to(offset)


def set_calendar(services: Services, command: c.SetCalendar, actor: Actor) -> Outcome:
    """Raises Rejected for a record that is no calendar."""
    authorise(actor, command)
    calendar = from_record(command.calendar)
    event = e.CalendarSet(key=command.key, calendar=to_record(calendar))
    with services.store.write() as work:
        _record(services, work, command, actor, event)
    services.calendars.put(command.key, calendar)
    return Outcome()


def load_calendar(services: Services) -> None:
    """The centre's calendar from the store; a new database gets the usual hours and holidays of China."""
    with services.store.read() as reader:
        kept = reader.calendar(CENTRE)
    if kept is None:
        set_calendar(services, c.SetCalendar(key=CENTRE, calendar=to_record(china_calendar(YEARS, key=CENTRE))), SYSTEM)
    else:
        services.calendars.put(CENTRE, from_record(kept))


def read_notices(services: Services, command: c.ReadNotices, actor: Actor) -> Outcome:
    """What somebody has read is no fact of a case: no event."""
    authorise(actor, command)
    with services.store.write() as work:
        work.mark_notices_read(actor.user_id, actor.groups, command.notice_ids, services.clock.now())
    return Outcome()


def _record(services: Services, work: UnitOfWork, command: c.Command, actor: Actor, *events: e.Event) -> None:
    work.record(
        STREAM,
        None,
        None,
        list(events),
        after=None,
        command_id=identified(command).command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )
