"""Exporting the history of a family, with the diagrams that it ran on; the form is that of `document`."""

from engine.history.document import Document, InstanceHistory, Source
from engine.model import chain
from engine.model.event import InstanceMigrated
from engine.model.seal import canonical
from engine.store.reader import Reader


def export(reader: Reader, root_id: str) -> bytes:
    """JSON in UTF-8; the same state of the database gives the same bytes."""
    return canonical(family(reader, root_id)).encode()


def family(reader: Reader, root_id: str) -> Document:
    """All that is known of it."""
    instances = [_history(reader, stream) for stream in sorted(reader.streams(root_id))]
    used = sorted({each for history in instances for each in _ran_on(history)})
    definitions = [_source(reader, definition_id) for definition_id in used]
    return Document(root_id=root_id, instances=instances, definitions=[each for each in definitions if each])


def _ran_on(history: InstanceHistory) -> set[str]:
    """The version that it is on, and those that it was migrated from."""
    found = {history.snapshot.definition_id} if history.snapshot is not None else set()
    events = (event for commit in history.commits for event in chain.read(commit))
    return found | {event.from_definition_id for event in events if isinstance(event, InstanceMigrated)}


def _history(reader: Reader, stream: str) -> InstanceHistory:
    commits, found = reader.raw_commits(stream), reader.stored_instance(stream)
    if found is None:
        return InstanceHistory(id=stream, commits=commits)
    return InstanceHistory(id=stream, commits=commits, snapshot=found.instance, head=(found.version, found.hash))


def _source(reader: Reader, definition_id: str) -> Source | None:
    view = reader.definition(definition_id, "process")
    source = reader.resource(view.digest) if view is not None else None
    if view is None or source is None:
        return None
    return Source(id=view.id, file=view.file, digest=view.digest, source=source)
