"""Deployment: all files together, all problems at once, nothing stored when there is an error."""

import hashlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import engine.bpmn.read
import engine.dmn.read
import forms.schema
from engine.bpmn.keys import process_keys
from engine.dmn.model import Decisions
from engine.errors import Conflict, DeploymentRefused, EngineError, Rejected
from engine.identity.actor import Actor
from engine.kernel.notices import HANDLER
from engine.model import command as c
from engine.model import event as e
from engine.model.definition import Catalog, ProcessDefinition, StartEvent
from engine.model.problem import Problem
from engine.model.view import DefinitionView, Deployment
from engine.notify import template
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome, identified
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

TEMPLATES = (".notices.yaml", ".notices.yml")
LARGEST = 5 * 1024 * 1024  # bytes of all files together
MOST_FILES = 200


@dataclass
class Reading:
    """What the files of one deployment hold, and what is wrong with them."""

    files: dict[str, bytes]
    forms: dict[str, str] = field(default_factory=dict)  # file -> form id
    decisions: dict[str, Decisions] = field(default_factory=dict)
    templates: list[str] = field(default_factory=list)
    processes: dict[str, tuple[ProcessDefinition, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def deploy(services: Services, command: c.DeployFiles, actor: Actor) -> Outcome:
    """Answers a Deployment. Raises DeploymentRefused, or Conflict when somebody published meanwhile."""
    authorise(actor, command)
    command = identified(command)
    with services.store.read() as reader:
        reading = read_files(services, command.files, reader)
    if reading.errors:
        raise DeploymentRefused(reading.problems)
    _check_keys(reading, command)
    with services.store.write() as work:
        _check_expected(work, command)
        ids = _Recorder(services, work, command, actor).all(reading)
    return Outcome(Deployment(id=command.command_id, definition_ids=ids, warnings=reading.problems))


def read_files(services: Services, files: dict[str, bytes], reader: Reader) -> Reading:
    """Read everything; forms and decisions first, so that diagrams may refer to what comes with them."""
    reading = Reading(files)
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        reading.problems.append(Problem("deployment.too_large", params={"bytes": LARGEST, "files": MOST_FILES}))
        return reading
    diagrams = [name for name in files if not _read_other(reading, name)]
    catalog = catalog_of(services, reader, reading, diagrams)
    for name in diagrams:
        try:
            found = engine.bpmn.read.read(files[name], name, catalog)
        except DeploymentRefused as refusal:
            reading.problems += refusal.problems
        except EngineError as failure:
            reading.problems.append(Problem(failure.code, file=name, params=dict(failure.params)))
        else:
            reading.problems += found.problems
            reading.processes[name] = found.processes
    return reading


def _read_other(reading: Reading, name: str) -> bool:
    """Forms, decisions and templates; False for a diagram."""
    data = reading.files[name]
    try:
        if name.endswith(".form"):
            reading.forms[name] = forms.schema.read(data, name).id
        elif name.endswith(".dmn"):
            reading.decisions[name] = engine.dmn.read.read(data, name)
        elif name.endswith(TEMPLATES):
            template.read(data, name)
            reading.templates.append(name)
        elif name.endswith((".bpmn", ".xml")):
            return False
        else:
            reading.problems.append(Problem("deployment.unknown_file", file=name))
    except DeploymentRefused as refusal:
        reading.problems += refusal.problems
    except EngineError as failure:
        reading.problems.append(Problem(failure.code, file=name, params=dict(failure.params)))
    return True


def catalog_of(services: Services, reader: Reader, reading: Reading, diagrams: list[str]) -> Catalog:
    """What is deployed already, and what comes with these files."""
    with_files = {decision for found in reading.decisions.values() for decision in found.decisions}
    keys = {key for name in diagrams for key in process_keys(reading.files[name])}
    return Catalog(
        processes=frozenset(view.key for view in reader.definitions("process")) | keys,
        decisions=frozenset(reader.decision_ids()) | with_files,
        forms=frozenset(view.key for view in reader.definitions("form")) | frozenset(reading.forms.values()),
        handlers=frozenset(services.handlers) | {HANDLER},
        script_formats=frozenset(services.scripts) | {"feel"},
    )


def _check_keys(reading: Reading, command: c.DeployFiles) -> None:
    """The author meant to publish the next version of these; a changed process id would make another process."""
    keys = {each.key for processes in reading.processes.values() for each in processes}
    for key in command.expected_versions:
        if key not in keys:
            raise Rejected("definition.key_missing", process=key, found=sorted(keys))


def _check_expected(work: UnitOfWork, command: c.DeployFiles) -> None:
    """Somebody else published since the author began: tell, do not overwrite."""
    for key, seen in command.expected_versions.items():
        latest = work.latest("process", key)
        if (latest.version if latest else 0) != seen:
            by = latest.deployed_by if latest else None
            raise Conflict("definition.changed_meanwhile", process=key, version=latest.version if latest else 0, by=by)


class _Recorder:
    """Writes the new versions of one deployment; an unchanged file keeps its version."""

    def __init__(self, services: Services, work: UnitOfWork, command: c.DeployFiles, actor: Actor) -> None:
        self._services = services
        self._work = work
        self._command = command
        self._actor = actor

    def all(self, reading: Reading) -> list[str]:
        ids = [self._one("form", form_id, name, e.FormDeployed) for name, form_id in reading.forms.items()]
        for name in reading.templates:
            ids.append(self._one("templates", PurePath(name).name.split(".notices.")[0], name, e.TemplatesDeployed))
        for name, found in reading.decisions.items():
            more = {"name": found.name, "ids": sorted(found.decisions)}
            ids.append(self._one("decision", found.id, name, e.DecisionDeployed, more))
        for name, processes in reading.processes.items():
            ids += [self._one("process", each.key, name, e.ProcessDeployed, self._facts(each)) for each in processes]
        return ids

    def _facts(self, definition: ProcessDefinition) -> dict[str, Any]:
        starts = [definition.elements[each] for each in definition.starts.get(None, ())]
        events = [each for each in starts if isinstance(each, StartEvent)]
        env = self._services.env()
        messages = {
            str(each.trigger.name.evaluate({}, env)): each.id
            for each in events
            if each.trigger.kind == "message" and each.trigger.name is not None
        }
        return {
            "name": definition.name,
            "comment": self._command.comment,
            "message_starts": messages,
            "candidate_starter_groups": list(definition.candidate_starter_groups),
            "start_form": next((each.form_key for each in events if each.trigger.kind == "none"), None),
        }

    def _one(self, kind: str, key: str, file: str, event: type[e.Event], more: dict[str, Any] | None = None) -> str:
        data = self._command.files[file]
        digest = hashlib.sha256(data).hexdigest()
        latest: DefinitionView | None = self._work.latest(kind, key)
        if latest is not None and latest.digest == digest and not self._command.is_forced:
            return latest.id
        version = latest.version + 1 if latest else 1
        definition_id = f"{key}:{version}"
        self._work.put_resource(digest, data)
        made = event(
            definition_id=definition_id,
            key=key,
            version=version,
            deployment_id=self._command.command_id,
            digest=digest,
            file=PurePath(file).name,
            **(more or {}),
        )
        self._work.record(
            f"definition:{kind}:{key}",
            None,
            None,
            [made],
            after=None,
            command_id=self._command.command_id,
            actor=self._actor.ref,
            at=self._services.clock.now(),
        )
        return definition_id
