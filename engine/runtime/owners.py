"""Who answers for a case towards the customer (首问负责人): whoever took it first, until somebody else is named."""

from typing import Any

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import Instance
from engine.runtime.cases import add_to_case
from engine.runtime.dispatch import Outcome, root_of
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork


def set_owner(services: Services, command: c.SetOwner, actor: Actor) -> Outcome:
    """Of the whole family. Raises Rejected for somebody who does not work here."""

    def addition(work: UnitOfWork, instance: Instance) -> tuple[list[e.Event], Any]:
        user = work.user(command.user_id)
        if user is None or not user.is_active:
            raise Rejected("user.unknown", user=command.user_id)
        return [e.OwnerSet(user_id=command.user_id)], None

    return add_to_case(services, command, actor, root_of(command.instance_id), addition)
