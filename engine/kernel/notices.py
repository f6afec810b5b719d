"""Notices to people: sent in the commit of the step that asks for them, so exactly once.

A template that fails is a failure of its notice: the case goes on, and the notice can be sent later.
"""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError, Rejected
from engine.kernel.step import Run, incident, plain_params, worded
from engine.model import event as e
from engine.model.command import NoticeRequest, SendNotice
from engine.model.instance import UserTask
from engine.model.notice import CHANNELS, IN_APP, NoticeText

HANDLER = "notify"  # topic of the built-in handler


def notify(run: Run, activity_id: str) -> None:
    """The built-in handler; its input parameters are `template`, `toUsers`, `toGroups`, `toTask`, `toChannels`."""
    names = run.names(activity_id)
    template = names.get("template")
    if not isinstance(template, str):
        raise incident("notice.no_template")
    users, groups = listed(names.get("toUsers")), listed(names.get("toGroups"))
    for element_id in listed(names.get("toTask")):
        for task in _open_tasks(run, element_id):
            users += [task.assignee] if task.assignee else task.candidate_users
            groups += [] if task.assignee else task.candidate_groups
    channels = listed(names.get("toChannels")) or None
    send(run, NoticeRequest(template=template, users=users, groups=groups, channels=channels), activity_id)


def send(run: Run, request: NoticeRequest, activity_id: str) -> None:
    """Render and send; a request that brings its own title needs no template."""
    names, element_id = run.names(activity_id), run.activity(activity_id).element_id
    try:
        run.emit(_sent(run, request, names, element_id))
    except EngineError as failure:
        run.emit(_failed(run, request, names, element_id, failure))


def send_again(run: Run, command: SendNotice) -> None:
    """With the locals that it saw, and the variables of the process as they are now.

    Raises Rejected while the template still fails: nothing is written then, and the notice stays failed.
    """
    names = {**run.instance.variables, **command.variables}
    try:
        run.emit(_sent(run, command.request, names, command.element_id, command.repairs))
    except EngineError as failure:
        raise Rejected(failure.code, **failure.params) from None


def _sent(
    run: Run, request: NoticeRequest, names: Mapping[str, Any], element_id: str, repairs: str | None = None
) -> e.NoticeSent:
    text = _text(run, request, names)
    channels = _known(text.channels if request.channels is None else request.channels)
    users, groups = sorted(set(request.users)), sorted(set(request.groups))
    return e.NoticeSent(
        notice_id=run.new_id(),
        element_id=element_id,
        template=request.template,
        users=users,
        groups=groups,
        title=text.title,
        body=text.body,
        level=text.level,  # type: ignore[arg-type]
        title_en=text.title_en,
        body_en=text.body_en,
        is_in_app=IN_APP in channels,
        deliveries=run.world.audience.deliveries(channels, text.level, users, groups),
        repairs=repairs,
    )


def _text(run: Run, request: NoticeRequest, names: Mapping[str, Any]) -> NoticeText:
    if request.title:
        return NoticeText(title=request.title, body=request.body, level=request.level)
    return run.world.library.rendered(run.definition.key, request.template, names, run.world.env)


def _known(channels: list[str] | tuple[str, ...]) -> list[str]:
    for channel in channels:
        if channel not in CHANNELS:
            raise incident("notice.unknown_channel", channel=channel)
    return [channel for channel in CHANNELS if channel in channels]


def _failed(
    run: Run, request: NoticeRequest, names: Mapping[str, Any], element_id: str, failure: EngineError
) -> e.NoticeFailed:
    return e.NoticeFailed(
        notice_id=run.new_id(),
        element_id=element_id,
        template=request.template,
        users=sorted(set(request.users)),
        groups=sorted(set(request.groups)),
        channels=request.channels,
        code=failure.code,
        params=plain_params(failure),
        variables=_locals(names),
    )


def _locals(names: Mapping[str, Any]) -> dict[str, Any]:
    """What an activity sees besides the variables of the process, which stay where they are."""
    return dict(ChainMap(*names.maps[:-1])) if isinstance(names, ChainMap) else {}


def _open_tasks(run: Run, element_id: str) -> list[UserTask]:
    instance = run.instance
    return [task for task in instance.user_tasks.values() if instance.activities[task.id].element_id == element_id]


def listed(value: Any) -> list[str]:
    """Names of users, groups or elements: a list, or a text with commas. Raises IncidentError for what is neither."""
    parts = [worded(each) or "" for each in value] if isinstance(value, list) else (worded(value) or "").split(",")
    return [part for part in (each.strip() for each in parts) if part]
