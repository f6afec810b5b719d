"""What an instance counts: the ids given out, and the steps in a row without a wait."""

from datetime import datetime

from engine.model import event as e
from engine.model.instance import Instance


def number(instance: Instance, local_id: str) -> None:
    """Ids are counters: the highest one given out is remembered."""
    given = int(local_id.rpartition(".")[2])
    if given > instance.counter:
        instance.counter = given


def waited(instance: Instance) -> None:
    """Something came from outside: what follows is no loop without a wait."""
    instance.streak = instance.planned = 0


# what takes an id and changes nothing else


def notice(instance: Instance, event: e.NoticeSent | e.NoticeFailed, at: datetime) -> None:
    number(instance, event.notice_id)


def comment(instance: Instance, event: e.CommentAdded, at: datetime) -> None:
    number(instance, event.comment_id)


def attachment(instance: Instance, event: e.AttachmentAdded, at: datetime) -> None:
    number(instance, event.attachment_id)
