"""Rows of notices: in-app, failed, and on their way out."""

from engine.model.event import NoticeFailed, NoticeSent, PlannedDelivery
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.delivery import delivery, notice_failure
from engine.store.tables.notice import notice, notice_recipient


def notice_sent(rows: Rows, context: Context, event: NoticeSent) -> None:
    notice_id = context.id(event.notice_id)
    rows.insert(
        notice,
        id=notice_id,
        instance_id=context.instance_id,
        root_id=context.root_id,
        element_id=event.element_id,
        template=event.template,
        title=event.title,
        body=event.body,
        level=event.level,
        created_at=context.at,
        title_en=event.title_en or None,
        body_en=event.body_en or None,
        is_in_app=event.is_in_app,
    )
    _to_recipients(rows, context, notice_id, event)
    for planned in event.deliveries:
        _on_its_way(rows, context, notice_id, planned)
    if event.repairs is not None:
        rows.update(notice_failure, context.id(event.repairs), state="resolved", resolved_at=context.at)


def _to_recipients(rows: Rows, context: Context, notice_id: str, event: NoticeSent) -> None:
    shown_at = None if event.is_in_app is False else context.at
    for kind, names in (("user", event.users), ("group", event.groups)):
        for name in names:
            rows.insert(notice_recipient, notice_id=notice_id, kind=kind, name=name, created_at=shown_at)


def _on_its_way(rows: Rows, context: Context, notice_id: str, planned: PlannedDelivery) -> None:
    rows.insert(
        delivery,
        id="/".join(each for each in (notice_id, planned.channel, planned.user_id) if each),
        notice_id=notice_id,
        instance_id=context.instance_id,
        root_id=context.root_id,
        channel=planned.channel,
        user_id=planned.user_id,
        is_digest=planned.is_digest,
        state="waiting",
        attempts=0,
        created_at=context.at,
        due_at=planned.due_at,
        fence=0,
    )


def notice_failed(rows: Rows, context: Context, event: NoticeFailed) -> None:
    request = {"users": event.users, "groups": event.groups, "channels": event.channels}
    rows.insert(
        notice_failure,
        id=context.id(event.notice_id),
        instance_id=context.instance_id,
        root_id=context.root_id,
        definition_id=context.definition_id,
        process_name=context.process.name,
        business_key=context.business_key,
        element_id=event.element_id,
        template=event.template,
        request=request,
        variables=event.variables,
        code=event.code,
        params=event.params,
        state="open",
        created_at=context.at,
    )
