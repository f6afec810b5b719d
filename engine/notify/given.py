"""What is told to somebody who was given work by another person: in one language, in their zone."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from engine.locale.words import words
from engine.model.view import UserTaskView

NAMED = 10  # tasks that a notice names


def title(giver: str, tasks: Sequence[UserTaskView], language: str, said: Mapping[str, str]) -> str:
    """`giver` is empty when it was no person; `said`: names of tasks in this language, where they have another one."""
    giver = giver or words("notice.given_by_system", {}, language)
    if len(tasks) > 1:
        return words("notice.given_many", {"giver": giver, "count": len(tasks)}, language)
    return words("notice.given", {"giver": giver, "task": _name(tasks[0], said)}, language)


def body(tasks: Sequence[UserTaskView], language: str, said: Mapping[str, str], zone: tzinfo) -> str:
    """A line for each of the first tasks; of a single one also what it is about."""
    lines = [_line(task, language, said, zone) for task in tasks[:NAMED]]
    if len(tasks) > NAMED:
        lines.append(words("notice.given_more", {"count": len(tasks) - NAMED}, language))
    if len(tasks) == 1 and tasks[0].description:
        lines.append(tasks[0].description)
    return "\n".join(lines)


def _line(task: UserTaskView, language: str, said: Mapping[str, str], zone: tzinfo) -> str:
    params = {"task": _name(task, said), "case": task.business_key or task.root_id}
    if task.due_at is None:
        return words("notice.given_task", params, language)
    due = task.due_at.astimezone(zone).strftime("%m-%d %H:%M")
    return words("notice.given_task_due", {**params, "due": due}, language)


def _name(task: UserTaskView, said: Mapping[str, str]) -> str:
    return said.get(task.name, task.name)
