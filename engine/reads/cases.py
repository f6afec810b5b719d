"""What people added to a case: remarks and files."""

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.model.view import AttachmentView, CaseLine, CommentView
from engine.reads.base import Reads


class CaseReads(Reads):
    def related(self, actor: Actor, instance_id: str) -> list[CaseLine]:
        """The case that this one came from, and those that came from it; the oldest first."""
        with self._services.store.read() as reader:
            return reader.related(self._seen(reader, actor, instance_id).root_id)

    def comments(self, actor: Actor, instance_id: str) -> list[CommentView]:
        """Of the whole family, oldest first."""
        with self._services.store.read() as reader:
            return reader.comments(self._seen(reader, actor, instance_id).root_id)

    def attachments(self, actor: Actor, instance_id: str) -> list[AttachmentView]:
        """Of the whole family, oldest first."""
        with self._services.store.read() as reader:
            return reader.attachments(self._seen(reader, actor, instance_id).root_id)

    def attachment(self, actor: Actor, attachment_id: str) -> tuple[AttachmentView, bytes]:
        """The file and its bytes."""
        with self._services.store.read() as reader:
            found = reader.attachment(attachment_id)
            content = reader.attachment_content(found.digest) if found is not None else None
            if found is None or content is None:
                raise NotFound("attachment.unknown", attachment=attachment_id)
            self._seen(reader, actor, found.instance_id)
            return found, content
