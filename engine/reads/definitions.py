"""What is deployed, and what a deployment would say."""

from engine.dmn.model import Decision
from engine.errors import DeploymentRefused, Forbidden, NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.definition import DecisionTask
from engine.model.problem import Problem
from engine.model.view import DecisionWords, DefinitionView, JobView
from engine.reads.base import Reads
from engine.runtime import access, reading
from engine.runtime.deploy import stream_of
from engine.store.reader import Reader


class DefinitionReads(Reads):
    def startable(self, actor: Actor) -> list[DefinitionView]:
        with self._services.store.read() as reader:
            return [view for view in reader.definitions("process") if access.is_startable(actor, view)]

    def definitions(self, actor: Actor, kind: str | None = None, *, is_counted: bool = False) -> list[DefinitionView]:
        """The latest version of each key; `is_counted`: with what runs on it."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.definitions(kind, is_counted=is_counted)

    def versions(self, actor: Actor, kind: str, key: str) -> list[DefinitionView]:
        """The newest first."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.versions(kind, key)

    def definition(self, actor: Actor, definition_id: str, kind: str = "process") -> DefinitionView:
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return _known(reader, definition_id, kind)

    def start_timers(self, actor: Actor, key: str | None = None) -> list[JobView]:
        """The timers that will begin instances, of one process or of all, the next one first."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.start_timers(None if key is None else stream_of("process", key))

    def decisions_in(self, actor: Actor, definition_id: str) -> list[str]:
        """Ids of the decisions in a file of decisions: what diagrams refer to."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            found = self._library(reader).decision_version(_known(reader, definition_id, "decision"))
            return list(found.decisions)

    def decision_words(self, actor: Actor, decision_id: str) -> dict[str, DecisionWords]:
        """Of every decision in the latest file that holds this one, by id; nothing where there is no such file."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            file = reader.decision_file(decision_id)
            found = self._library(reader).decision_version(file).decisions.values() if file is not None else ()
            return {each.id: _words(each) for each in found}

    def decided_words(self, actor: Actor, definition_id: str) -> dict[str, str]:
        """What the outputs of the decisions that a process asks are called, by name."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            elements = self._library(reader).definition(definition_id).elements.values()
        asked = sorted({each.decision_ref.text for each in elements if isinstance(each, DecisionTask)})
        words = [each for decision in asked for each in self.decision_words(actor, decision).values()]
        return {name: label for each in words for name, label in each.outputs.items() if label}

    def source(self, actor: Actor, definition_id: str, kind: str = "process") -> bytes:
        """The file as it was deployed."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return reader.resource(_known(reader, definition_id, kind).digest) or b""

    def element_names(self, actor: Actor, definition_id: str) -> dict[str, str]:
        """Names of the elements of a process; the id where there is none."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            definition = self._library(reader).definition(definition_id)
            return {element.id: element.name or element.id for element in definition.elements.values()}

    def element_kinds(self, actor: Actor, definition_id: str) -> dict[str, str]:
        """What BPMN calls the kinds of the elements of a process (`exclusiveGateway`), by id."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            definition = self._library(reader).definition(definition_id)
            return {element.id: element.tag for element in definition.elements.values()}

    def texts(self, language: str) -> dict[str, str]:
        """What processes say -> in that language, of all deployed texts; of several the last by key."""
        with self._services.store.read() as reader:
            return self._library(reader).said(language)

    def check(self, actor: Actor, files: dict[str, bytes], *, keeps_drawings: bool = True) -> list[Problem]:
        """What a deployment of these files would say; without drawings, of files that are to be executed."""
        if not (actor.has(P.DEFINITION_DEPLOY) or actor.has(P.HISTORY_READ)):
            raise Forbidden("identity.permission_missing", permission=P.DEFINITION_DEPLOY.value)
        with self._services.store.read() as reader:
            try:
                return reading.read_files(self._services, files, reader, keeps_drawings=keeps_drawings).problems
            except DeploymentRefused as refusal:
                return list(refusal.problems)


def _words(decision: Decision) -> DecisionWords:
    table = decision.table
    if table is None:
        return DecisionWords(name=decision.name)
    outputs = {each.name: each.label for each in table.outputs}
    return DecisionWords(name=decision.name, inputs=tuple(each.label for each in table.inputs), outputs=outputs)


def _known(reader: Reader, definition_id: str, kind: str) -> DefinitionView:
    view = reader.definition(definition_id, kind)
    if view is None:
        raise NotFound("definition.unknown", definition=definition_id)
    return view
