"""Files on a case: their bytes by sha256 beside the history, their names and types in it."""

from hashlib import sha256
from pathlib import PurePosixPath

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import Instance
from engine.runtime import media_type
from engine.runtime.cases import add_to_case, next_id
from engine.runtime.dispatch import Outcome
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LARGEST = 10 * 1024 * 1024
LARGEST_OF_CASE = 20 * LARGEST
LONGEST_NAME = 200


def add(services: Services, command: c.AddAttachment, actor: Actor) -> Outcome:
    """Answers the id. Raises Rejected for what is empty, too large, of no known type, or named like another type."""
    name = clean_name(command.name)
    size = len(command.content)
    if not size:
        raise Rejected("attachment.empty", name=name)
    if size > LARGEST:
        raise Rejected("attachment.too_large", name=name, megabytes=LARGEST // 1024**2)
    kind = media_type.of(name, command.content)
    digest = sha256(command.content).hexdigest()

    def addition(work: UnitOfWork, instance: Instance) -> tuple[list[e.Event], str]:
        if work.attached_bytes(instance.root_id) + size > LARGEST_OF_CASE:
            raise Rejected("attachment.case_full", megabytes=LARGEST_OF_CASE // 1024**2)
        work.put_attachment(digest, command.content)
        added = e.AttachmentAdded(attachment_id=next_id(instance), digest=digest, name=name, size=size, media_type=kind)
        return [added], f"{instance.id}.{added.attachment_id}"

    return add_to_case(services, command, actor, command.instance_id, addition)


def clean_name(name: str) -> str:
    """The last part of a path of either kind, of printable characters only. Raises Rejected."""
    last = PurePosixPath(name.replace("\\", "/")).name
    found = "".join(each for each in last if each.isprintable()).strip(" .")
    if not found:
        raise Rejected("attachment.no_name")
    if len(found) > LONGEST_NAME:
        raise Rejected("text.too_long", field="name", longest=LONGEST_NAME)
    return found
