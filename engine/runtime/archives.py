"""How long ended cases are kept, and their leaving for an archive."""

from engine.errors import Conflict, NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import event as e
from engine.model.archive import ArchiveCases, SetRetention
from engine.runtime.dispatch import Outcome, once
from engine.runtime.facts import Facts, note, record
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork

LONGEST = 36_500  # days


def set_retention(services: Services, command: SetRetention, actor: Actor) -> Outcome:
    """The same once more changes nothing. Raises NotFound for an unknown process, Rejected `archive.bad_days`."""
    if command.days is not None and not 1 <= command.days <= LONGEST:
        raise Rejected("archive.bad_days", days=command.days, longest=LONGEST)

    def change(work: UnitOfWork) -> Facts:
        if work.latest("process", command.process_key) is None:
            raise NotFound("process.unknown", process=command.process_key)
        if work.retentions().get(command.process_key) == command.days:
            return [], None
        reason = command.reason.strip()
        return [e.RetentionSet(process_key=command.process_key, days=command.days, reason=reason)], None

    return note(services, command, actor, change)


def archive(services: Services, command: ArchiveCases, actor: Actor) -> Outcome:
    """Raises Conflict `archive.changed` when something happened in a family since the file was written."""

    def carry_out(work: UnitOfWork, known: ArchiveCases) -> Outcome:
        work.lock_roots(known.root_ids)
        if work.family_heads(known.root_ids) != known.heads:
            raise Conflict("archive.changed", file=known.file)
        record(services, work, known, actor, [_archived(known)])
        work.take_out(known.archive_id, known.root_ids)
        return Outcome()

    return once(services, command, carry_out)


def _archived(command: ArchiveCases) -> e.CasesArchived:
    return e.CasesArchived(
        archive_id=command.archive_id,
        file=command.file,
        digest=command.digest,
        size=command.size,
        root_ids=sorted(command.root_ids),
    )
