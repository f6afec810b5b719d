"""Files of a case."""

from sqlalchemy import func, select

from engine.model.view import AttachmentView
from engine.store.queries.base import Queries, columns
from engine.store.tables.attachment import attachment, attachment_content

row = attachment.c


class AttachmentQueries(Queries):
    def attachments(self, root_id: str) -> list[AttachmentView]:
        """Of the whole family, oldest first."""
        statement = select(*columns(attachment, AttachmentView)).where(row.root_id == root_id)
        return self._views(AttachmentView, statement.order_by(row.created_at, row.id))

    def attachment(self, attachment_id: str) -> AttachmentView | None:
        return self._view(AttachmentView, select(*columns(attachment, AttachmentView)).where(row.id == attachment_id))

    def attached_bytes(self, root_id: str) -> int:
        """What all files of the family weigh together."""
        return int(self._value(select(func.coalesce(func.sum(row.size), 0)).where(row.root_id == root_id)))

    def attachment_content(self, digest: str) -> bytes | None:
        """The file with this sha256."""
        found = self._value(select(attachment_content.c.body).where(attachment_content.c.digest == digest))
        return None if found is None else bytes(found)
