"""Rows of in-app notices."""

from engine.model.event import NoticeSent
from engine.store.appliers.context import Context
from engine.store.rows import Rows
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
    )
    for kind, names in (("user", event.users), ("group", event.groups)):
        for name in names:
            rows.insert(notice_recipient, notice_id=notice_id, kind=kind, name=name)
