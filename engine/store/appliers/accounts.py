"""Rows of users, settings and calendars."""

from engine.model.event import CalendarSet, ClockAdvanced, DemoCreated, UserChanged, UserCreated
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.account import calendar, setting, user_account

CLOCK_OFFSET = "clock_offset"  # seconds that business time is ahead of real time
DEMO = "demo"  # {"begins_at": ISO time}


def user_created(rows: Rows, context: Context, event: UserCreated) -> None:
    rows.insert(user_account, id=event.user_id, name=event.name, roles=event.roles, groups=event.groups, is_active=True)


def user_changed(rows: Rows, context: Context, event: UserChanged) -> None:
    rows.update(
        user_account,
        event.user_id,
        name=event.name,
        roles=event.roles,
        groups=event.groups,
        is_active=event.is_active,
    )


def clock_advanced(rows: Rows, context: Context, event: ClockAdvanced) -> None:
    rows.insert(setting, name=CLOCK_OFFSET, value=event.offset)


def demo_created(rows: Rows, context: Context, event: DemoCreated) -> None:
    rows.insert(setting, name=DEMO, value={"begins_at": event.begins_at.isoformat()})
    rows.insert(setting, name=CLOCK_OFFSET, value=event.offset)


def calendar_set(rows: Rows, context: Context, event: CalendarSet) -> None:
    rows.insert(calendar, key=event.key, body=event.calendar)
