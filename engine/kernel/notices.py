"""Notices to people: sent in the commit of the step that asks for them, so exactly once."""

from typing import Any

from engine.expr.values import stored
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.command import NoticeRequest
from engine.model.instance import UserTask

HANDLER = "notify"  # topic of the built-in handler


def notify(run: Run, activity_id: str) -> None:
    """The built-in handler; its input parameters are `template`, `toUsers`, `toGroups`, `toTask`."""
    names = run.names(activity_id)
    template = names.get("template")
    if not isinstance(template, str):
        raise incident("notice.no_template")
    users, groups = _list(names.get("toUsers")), _list(names.get("toGroups"))
    for element_id in _list(names.get("toTask")):
        for task in _open_tasks(run, element_id):
            users += [task.assignee] if task.assignee else task.candidate_users
            groups += [] if task.assignee else task.candidate_groups
    send(run, NoticeRequest(template=template, users=users, groups=groups), activity_id)


def send(run: Run, request: NoticeRequest, activity_id: str) -> None:
    """Render and send; a request that brings its own title needs no template."""
    title, body, level = request.title, request.body, request.level
    if not title:
        key = run.definition.key
        title, body, level = run.world.library.rendered(key, request.template, run.names(activity_id), run.world.env)
    run.emit(
        e.NoticeSent(
            notice_id=run.new_id(),
            element_id=run.activity(activity_id).element_id,
            template=request.template,
            users=sorted(set(request.users)),
            groups=sorted(set(request.groups)),
            title=title,
            body=body,
            level=level,  # type: ignore[arg-type]
        )
    )


def _open_tasks(run: Run, element_id: str) -> list[UserTask]:
    instance = run.instance
    return [task for task in instance.user_tasks.values() if instance.activities[task.id].element_id == element_id]


def _list(value: Any) -> list[str]:
    if value is None:
        return []
    parts = value if isinstance(value, list) else str(value).split(",")
    return [part for part in (str(each).strip() for each in parts) if part]


def plain(value: Any) -> Any:
    """Inputs and outputs of a decision as JSON."""
    return stored(list(value) if isinstance(value, tuple) else value)
