"""Many tasks at once: what can be done is done, what cannot is told."""

from collections.abc import Callable, Iterable, Sequence

from flask import flash

from engine.errors import Rejected
from engine.model.command import Command
from webui.session import current_actor, current_engine
from webui.wording import message_of


def obeyed(task_ids: Sequence[str], command_of: Callable[[str], Command]) -> int:
    """How many were. Raises Rejected when none was chosen."""
    if not task_ids:
        raise Rejected("page.nothing_chosen")
    problems = [problem for task_id in task_ids if (problem := _problem(command_of(task_id)))]
    tell(problems)
    return len(task_ids) - len(problems)


def tell(problems: Iterable[str]) -> None:
    """Each once."""
    for problem in dict.fromkeys(problems):
        flash(problem, "warning")


def _problem(command: Command) -> str | None:
    try:
        current_engine().execute(command, current_actor())
    except Rejected as rejected:
        return message_of(rejected)
    return None
