"""What stands around every page: navigation, counts, bell, demo clock. Asked only by pages that show it."""

from collections.abc import Mapping

from engine.identity.actor import Actor
from engine.identity.permission import Permission
from webui import navigation
from webui.session import current_actor, current_engine, is_signed_in

BADGE = 1_000  # the engine counts so far
CLOCK_STEPS = {  # seconds -> words
    600: "clock.ten_minutes",
    7200: "clock.two_hours",
    86400: "clock.one_day",
    604800: "clock.one_week",
}


def me() -> Actor | None:
    return current_actor() if is_signed_in() else None


def can(permission: str) -> bool:
    """Whether the reader has the permission, by its name such as `task.work`."""
    return is_signed_in() and current_actor().has(Permission(permission))


def menu() -> list[tuple[str, list[navigation.Entry]]]:
    return navigation.menu(current_actor())


def home_url() -> str:
    return navigation.home_of(current_actor())


def search_url() -> str | None:
    return navigation.search_url(current_actor())


def counts() -> Mapping[str, int | str]:
    """As they are shown: those that end at their limit as "999+"."""
    found = current_engine().user_task_counts(current_actor())
    return {name: count if count < BADGE else f"{BADGE - 1}+" for name, count in found.items()}


def unread_count() -> int:
    return current_engine().unread_count(current_actor())


def is_demo() -> bool:
    return current_engine().is_demo()


def clock_steps() -> Mapping[int, str]:
    """Empty where the reader may not move the clock."""
    return CLOCK_STEPS if is_demo() and current_actor().has(Permission.CLOCK_ADVANCE) else {}
