"""What those who keep cases running ask before they do something."""

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.kernel.mapping import Versions
from engine.model import operation as o
from engine.model.view import EarlierTask, Effect, Forecast, Page
from engine.reads.base import Reads, bounded
from engine.runtime.preview import Previewed, preview
from engine.runtime.returning import earlier_tasks, may_withdraw


class OperationReads(Reads):
    def preview(self, actor: Actor, command: Previewed) -> list[Effect]:
        """What the command would do if it were obeyed now. Raises whatever it would raise; nothing is written."""
        with self._services.store.read() as reader:
            return preview(self._services, reader, command, actor)

    def forecast(self, actor: Actor, command: o.MigrateInstances) -> list[Forecast]:
        """For each instance what would become of it, or why it cannot be migrated."""
        actor.require(P.INSTANCE_OPERATE)
        return [self._forecast(actor, command, instance_id) for instance_id in command.instance_ids]

    def _forecast(self, actor: Actor, command: o.MigrateInstances, instance_id: str) -> Forecast:
        single = o.MigrateInstance(instance_id=instance_id, version=command.version, mapping=command.mapping)
        try:
            return Forecast(instance_id=instance_id, effects=self.preview(actor, single))
        except Rejected as rejection:
            return Forecast(instance_id=instance_id, code=rejection.code, params=dict(rejection.params))

    def earlier_tasks(self, actor: Actor, task_id: str) -> list[EarlierTask]:
        """The tasks that led to an open one, the latest first; with `code` those that cannot be gone back to."""
        instance_id, _, local_id = task_id.rpartition(".")
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            found = reader.stored_instance(instance_id)
            if found is None or local_id not in found.instance.user_tasks:
                raise NotFound("task.unknown", task=task_id)
            definition = self._library(reader).definition(found.instance.definition_id)
            return earlier_tasks(reader, definition, found.instance, local_id)

    def may_withdraw(self, actor: Actor, task_id: str) -> bool:
        """Whether a completed task could be taken back by the actor now."""
        with self._services.store.read() as reader:
            return may_withdraw(self._services, reader, task_id, actor)

    def running_on(self, actor: Actor, definition_id: str, *, at: str | None = None, limit: int = 50) -> Page:
        """Active instances of this version, called ones too, in order of starting."""
        actor.require(P.INSTANCE_READ)
        with self._services.store.read() as reader:
            return reader.running_on(definition_id, at, bounded(limit))

    def flow_ends(self, actor: Actor, definition_id: str) -> dict[str, tuple[str, str]]:
        """Sequence flows by id, with the elements that they lead from and to."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            flows = self._library(reader).definition(definition_id).flows
            return {flow.id: (flow.source, flow.target) for flow in flows.values()}

    def unmatched(self, actor: Actor, old_id: str, new_id: str) -> list[str]:
        """Elements on which something runs in the old version, and which the new one does not have, or as another."""
        actor.require(P.INSTANCE_OPERATE)
        with self._services.store.read() as reader:
            library = self._library(reader)
            versions = Versions(library.definition(old_id), library.definition(new_id), {})
            return [each for each in reader.active_elements(old_id) if not versions.is_found(each)]
