"""Deployment: every file gets its version, or nothing is stored."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from engine.errors import Conflict, DeploymentRefused, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.definition import ProcessDefinition, StartEvent
from engine.model.view import DefinitionView, Deployment
from engine.runtime import start_timers
from engine.runtime.dispatch import Outcome, once
from engine.runtime.listeners import listeners, starts
from engine.runtime.reading import Reading, read_files
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork


def deploy(services: Services, command: c.DeployFiles, actor: Actor) -> Outcome:
    """Answers a Deployment. Raises DeploymentRefused, or Conflict when somebody published meanwhile."""
    reading = accepted(services, command)
    return once(services, command, lambda work, known: Outcome(deployed(services, work, reading, known, actor)))


def accepted(services: Services, command: c.DeployFiles) -> Reading:
    """Its files, read before anything is locked. Raises DeploymentRefused."""
    with services.store.read() as reader:
        reading = read_files(services, command.files, reader, keeps_drawings=not command.expected_versions)
    if reading.errors:
        raise DeploymentRefused(reading.problems)
    _check_keys(reading, command)
    return reading


def deployed(
    services: Services, work: UnitOfWork, reading: Reading, command: c.DeployFiles, actor: Actor
) -> Deployment:
    """Inside a transaction that has begun. Raises Conflict."""
    _check_expected(work, command)
    ids = _Recorder(services, work, command, actor).all(reading)
    return Deployment(id=command.command_id, definition_ids=ids, warnings=reading.problems)


def _check_keys(reading: Reading, command: c.DeployFiles) -> None:
    """The author meant to publish the next version of these; a changed process id would make another process."""
    found = {(kind, key) for kind, key, _ in reading.versioned()}
    for expected in command.expected_versions:
        kind, key = _named(expected)
        if (kind, key) not in found:
            same = sorted(each for its_kind, each in found if its_kind == kind)
            raise Rejected("definition.key_missing", process=key, found=same)


def _check_expected(work: UnitOfWork, command: c.DeployFiles) -> None:
    """Somebody else published since the author began: tell, do not overwrite."""
    for expected, seen in command.expected_versions.items():
        kind, key = _named(expected)
        work.head(stream_of(kind, key))  # whoever publishes the same meanwhile waits, or is waited for
        latest = work.latest(kind, key)
        version = latest.version if latest else 0
        if version != seen:
            by = (latest.deployed_by if latest else None) or ""
            raise Conflict("definition.changed_meanwhile", process=key, version=version, by=by)


def _named(expected: str) -> tuple[str, str]:
    """Kind and key: `form/start` is a form, a key alone is a process."""
    kind, _, key = expected.rpartition("/")
    return kind or "process", key


def _binds(reading: Reading) -> bool:
    """Whether anything in it calls, or decides by, what is deployed with it."""
    definitions = [each for found in reading.processes.values() for each in found]
    elements = (element for each in definitions for element in each.elements.values())
    return any(getattr(element, "binding", None) == "deployment" for element in elements)


def stream_of(kind: str, key: str) -> str:
    return f"definition:{kind}:{key}"


def _kinds(event: StartEvent) -> set[str]:
    """Of what begins an instance here; the rest of a parallel one is waited for inside."""
    return set() if event.trigger.is_parallel else {each.kind for each in event.trigger.each}


class _Recorder:
    """Writes the new versions of one deployment; an unchanged file keeps its version, unless something is bound to it
    by the deployment: that is found beside a new version only when it gets one too."""

    def __init__(self, services: Services, work: UnitOfWork, command: c.DeployFiles, actor: Actor) -> None:
        self._env = services.env()
        self._now = services.clock.now()
        self._work = work
        self._command = command
        self._actor = actor
        self._is_forced = command.is_forced

    def all(self, reading: Reading) -> list[str]:
        self._is_forced |= _binds(reading) and any(self._is_changed(*each) for each in reading.versioned())
        ids = [self._one("form", form_id, name, e.FormDeployed) for name, form_id in reading.forms.items()]
        ids += [self._one("templates", key, name, e.TemplatesDeployed) for name, key in reading.templates.items()]
        ids += [self._one("texts", key, name, e.TextsDeployed) for name, key in reading.texts.items()]
        for name, found in reading.decisions.items():
            more = {"name": found.name, "ids": sorted(found.decisions)}
            ids.append(self._one("decision", found.id, name, e.DecisionDeployed, more))
        for name, processes in reading.processes.items():
            ids += [self._process(each, name) for each in processes]
        for name, drawn in reading.drawings.items():
            ids += [self._one("drawing", each.key, name, e.DrawingDeployed, {"name": each.name}) for each in drawn]
        return ids

    def _is_changed(self, kind: str, key: str, file: str) -> bool:
        self._work.head(stream_of(kind, key))
        latest = self._work.latest(kind, key)
        return latest is None or latest.digest != self._digest(file)

    def _digest(self, file: str) -> str:
        return hashlib.sha256(self._command.files[file]).hexdigest()

    def _process(self, definition: ProcessDefinition, file: str) -> str:
        """A new version takes the place of the timers that began instances of the one before."""
        stream = stream_of("process", definition.key)

        def timers(definition_id: str) -> list[e.Event]:
            ours = start_timers.armed(definition_id, starts(definition), self._env)
            return [*start_timers.replaced(self._work, stream), *ours]

        return self._one("process", definition.key, file, e.ProcessDeployed, self._facts(definition), timers)

    def _facts(self, definition: ProcessDefinition) -> dict[str, Any]:
        events = starts(definition)
        return {
            "name": definition.name,
            "message_starts": self._listeners(definition, "message"),
            "signal_starts": self._listeners(definition, "signal"),
            "condition_starts": [each.id for each in events if _kinds(each) & {"conditional"}],
            "candidate_starter_groups": list(definition.candidate_starter_groups),
            "candidate_starter_users": list(definition.candidate_starter_users),
            "start_form": next((each.form_key for each in events if each.trigger.kind == "none"), None),
            "searchable": definition.searchable,
        }

    def _listeners(self, definition: ProcessDefinition, kind: str) -> dict[str, str]:
        found = [each for each in listeners(definition, self._env) if each.kind == kind]
        return {each.name: each.element_id for each in found if each.name is not None}

    def _one(
        self,
        kind: str,
        key: str,
        file: str,
        event: type[e.Event],
        more: dict[str, Any] | None = None,
        then: Callable[[str], list[e.Event]] = lambda definition_id: [],
    ) -> str:
        data = self._command.files[file]
        digest = self._digest(file)
        self._work.head(stream_of(kind, key))
        latest: DefinitionView | None = self._work.latest(kind, key)
        if latest is not None and latest.digest == digest and not self._is_forced:
            return latest.id
        version = latest.version + 1 if latest else 1
        definition_id = f"{key}:{version}"
        self._work.put_resource(digest, data)
        self._record(
            stream_of(kind, key),
            event(
                definition_id=definition_id,
                key=key,
                version=version,
                deployment_id=self._command.command_id,
                digest=digest,
                file=PurePath(file).name,
                comment=self._command.comment,
                **(more or {}),
            ),
            *then(definition_id),
        )
        return definition_id

    def _record(self, stream: str, *events: e.Event) -> None:
        self._work.record(
            stream,
            None,
            None,
            events,
            after=None,
            command_id=self._command.command_id,
            actor=self._actor.ref,
            at=self._now,
        )
