"""Families as the members of an archive, read from the database one after the other."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import structs

from engine.errors import EngineError
from engine.history.archive import Case, Manifest, Origin, attachment_member, case_member, resource_member
from engine.history.document import Document
from engine.history.export import family
from engine.model.seal import canonical
from engine.store.reader import Reader


class Packing:
    """`members` is gone through once; then `manifest` knows what there was."""

    def __init__(self, reader: Reader, root_ids: Sequence[str]) -> None:
        self._reader = reader
        self._root_ids = root_ids
        self._cases: list[Case] = []
        self._origins: dict[str, Origin] = {}

    def members(self) -> Iterator[tuple[str, bytes]]:
        for root_id in self._root_ids:
            document = family(self._reader, root_id)
            self._cases.append(self._case(document))
            yield case_member(root_id), canonical(structs.replace(document, definitions=[])).encode()
            for source in document.definitions:
                self._origins[source.id] = Origin(id=source.id, file=source.file, digest=source.digest)
                yield resource_member(source.digest), source.source
            yield from self._attachments(root_id)

    def manifest(self, archive_id: str, made_at: datetime, members: dict[str, str]) -> Manifest:
        origins = [self._origins[each] for each in sorted(self._origins)]
        return Manifest(id=archive_id, made_at=made_at, cases=self._cases, definitions=origins, members=members)

    def _case(self, document: Document) -> Case:
        root = self._reader.instance(document.root_id)
        if root is None or root.ended_at is None:
            raise EngineError("archive.not_ended", case=document.root_id)
        return Case(
            root_id=root.id,
            process_key=root.process_key,
            process_name=root.process_name,
            business_key=root.business_key,
            started_at=root.started_at,
            ended_at=root.ended_at,
            heads={each.id: each.head for each in document.instances if each.head is not None},
        )

    def _attachments(self, root_id: str) -> Iterator[tuple[str, bytes]]:
        for digest in sorted({each.digest for each in self._reader.attachments(root_id)}):
            content = self._reader.attachment_content(digest)
            if content is not None:
                yield attachment_member(digest), content
