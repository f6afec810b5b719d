"""Whose list an open task stands in: that of its assignee, else those of the users and groups that it is offered to."""

from collections.abc import Collection, Sequence


def mine(user_id: str) -> str:
    return f"mine/{user_id}"


def offered(users: Collection[str], groups: Collection[str]) -> list[str]:
    """The first one stands in the row of the task itself, and nearly always it is the only one."""
    named = [f"user/{each}" for each in users] + [f"group/{each}" for each in groups]
    return list(dict.fromkeys(named))


def first(assignee: str | None, offers: Sequence[str]) -> str | None:
    return mine(assignee) if assignee is not None else next(iter(offers), None)


def work_lists(user_id: str, groups: Collection[str]) -> list[str]:
    """Those that this user may take work from."""
    return offered([user_id], sorted(groups))
