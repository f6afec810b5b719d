"""That a checkpoint was signed is a fact too."""

from engine.identity.actor import Actor
from engine.model import event as e
from engine.model.checkpoint import RecordCheckpoint
from engine.runtime.dispatch import Outcome
from engine.runtime.facts import note
from engine.runtime.services import Services


def record(services: Services, command: RecordCheckpoint, actor: Actor) -> Outcome:
    made = e.CheckpointMade(
        digest=command.digest,
        root=command.root,
        count=command.count,
        key=command.key,
        file=command.file,
        made_at=command.made_at,
    )
    return note(services, command, actor, lambda work: ([made], None))
