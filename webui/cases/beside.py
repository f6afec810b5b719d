"""What stands beside a case and each of its forms: its owner, its customer with earlier cases, remarks, files."""

from dataclasses import dataclass

from engine.api import Engine
from engine.identity.actor import Actor
from engine.identity.permission import Permission
from engine.model.view import (
    AttachmentView,
    CaseLine,
    CommentView,
    CustomerView,
    DeviceView,
    InstanceView,
    UserView,
)


@dataclass(frozen=True)
class Beside:
    """`root` is the case that the instance is part of; `related` led to it or came from it; `colleagues` may be named
    as owner by the reader; by `contact`, a phone number, a record is looked for where there is none."""

    root: InstanceView
    related: list[CaseLine]
    comments: list[CommentView]
    attachments: list[AttachmentView]
    customer: CustomerView | None
    devices: list[DeviceView]
    device: DeviceView | None
    earlier: list[CaseLine]
    colleagues: list[UserView]
    contact: str


def beside(engine: Engine, actor: Actor, instance: InstanceView) -> Beside:
    """Raises Forbidden."""
    root = instance if instance.id == instance.root_id else engine.instance(actor, instance.root_id)
    customer_id = root.customer_id if actor.has(Permission.CUSTOMER_READ) else None
    cases = engine.customer_cases(actor, customer_id) if customer_id else []
    return Beside(
        root=root,
        related=engine.related(actor, root.id),
        comments=engine.comments(actor, root.id),
        attachments=engine.attachments(actor, root.id),
        customer=engine.customer(actor, customer_id) if customer_id else None,
        devices=engine.devices(actor, customer_id) if customer_id else [],
        device=engine.device(actor, root.device_id) if customer_id and root.device_id else None,
        earlier=[each for each in cases if each.id != root.id],
        colleagues=_colleagues(engine, actor),
        contact=engine.contact(actor, root.id) if customer_id is None else "",
    )


def _colleagues(engine: Engine, actor: Actor) -> list[UserView]:
    if not actor.has(Permission.CASE_OWN):
        return []
    return [user for user in engine.users(actor) if user.is_active]
