"""Reading the files of a deployment: all together, all problems at once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from msgspec.structs import replace

import engine.bpmn.read
import forms.schema
from engine.bpmn.drawings import Drawing, drawings
from engine.bpmn.keys import process_keys
from engine.bpmn.source import is_literal
from engine.dmn.model import Decisions
from engine.errors import DeploymentRefused, EngineError
from engine.expr.expression import Env
from engine.kernel.notices import HANDLER
from engine.model.definition import CallActivity, Catalog, DiagramForm, ProcessDefinition, StartEvent
from engine.model.problem import Problem
from engine.notify import template
from engine.runtime import start_timers, texts
from engine.runtime.library import Library
from engine.runtime.listeners import listeners, starts
from engine.runtime.models import Uploaded
from engine.runtime.services import Services
from engine.store.reader import Reader

TEMPLATES = (".notices.yaml", ".notices.yml")
DIAGRAMS = (".bpmn", ".xml")
LARGEST = 5 * 1024 * 1024  # bytes of all files together
MOST_FILES = 200


@dataclass
class Reading:
    """What the files of one deployment hold, and what is wrong with them."""

    files: dict[str, bytes]
    forms: dict[str, str] = field(default_factory=dict)  # file -> form id
    decisions: dict[str, Decisions] = field(default_factory=dict)
    models: Uploaded = field(init=False)
    templates: dict[str, str] = field(default_factory=dict)  # file -> process key
    texts: dict[str, str] = field(default_factory=dict)  # file -> key and language
    processes: dict[str, tuple[ProcessDefinition, ...]] = field(default_factory=dict)
    drawings: dict[str, tuple[Drawing, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    def versioned(self) -> Iterator[tuple[str, str, str]]:
        """(kind, key, file) of everything that gets a version."""
        yield from (("form", form_id, name) for name, form_id in self.forms.items())
        yield from (("templates", key, name) for name, key in self.templates.items())
        yield from (("texts", key, name) for name, key in self.texts.items())
        yield from (("decision", found.id, name) for name, found in self.decisions.items())
        yield from (("process", each.key, name) for name, found in self.processes.items() for each in found)
        yield from (("drawing", each.key, name) for name, found in self.drawings.items() for each in found)


def read_files(services: Services, files: dict[str, bytes], reader: Reader, *, keeps_drawings: bool = True) -> Reading:
    """Read everything; forms and decisions first, so that diagrams may refer to what comes with them."""
    reading = Reading(files)
    reading.models = Uploaded(files, Library(services.compiled, reader).model)
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        reading.problems.append(Problem("deployment.too_large", params={"bytes": LARGEST, "files": MOST_FILES}))
        return reading
    diagrams = [name for name in files if name.lower().endswith(DIAGRAMS)]
    for name in files:
        if name not in diagrams:
            _attempt(reading, name, _read_other)
    catalog = catalog_of(services, reader, reading, diagrams)
    for name in diagrams:
        _attempt(reading, name, lambda reading, name: _read_diagram(reading, name, catalog, services.env()))
        if keeps_drawings:
            _keep_drawing(reading, name, reader)
    _check_twice(reading)
    reading.problems += _not_together(reading)
    return reading


def _attempt(reading: Reading, name: str, read: Callable[[Reading, str], None]) -> None:
    try:
        read(reading, name)
    except DeploymentRefused as refusal:
        reading.problems += refusal.problems
    except EngineError as failure:
        params = dict(failure.params)
        reading.problems.append(Problem(failure.code, line=params.pop("line", None), file=name, params=params))


def _read_other(reading: Reading, name: str) -> None:
    """Forms, decisions, templates and texts."""
    data, lower = reading.files[name], name.lower()
    if lower.endswith(".form"):
        reading.forms[name] = forms.schema.read(data, name).id
    elif lower.endswith(".dmn"):
        reading.decisions[name] = reading.models.read(name)
    elif lower.endswith(TEMPLATES):
        template.read(data, name)
        reading.templates[name] = PurePath(name).name.rpartition(".notices.")[0]
    elif texts.is_texts(name):
        texts.read(data, name)
        reading.texts[name] = texts.key_of(name)
    else:
        reading.problems.append(Problem("deployment.unknown_file", file=name))


def _read_diagram(reading: Reading, name: str, catalog: Catalog, env: Env) -> None:
    found = engine.bpmn.read.read(reading.files[name], name, catalog)
    reading.problems += found.problems
    reading.processes[name] = found.processes
    for definition in found.processes:
        reading.problems += _start_problems(definition, name, env)
        for form in definition.forms.values():
            reading.problems += _form_problems(form, name)


def _form_problems(form: DiagramForm, file: str) -> list[Problem]:
    """Of a form that an element holds itself; the same rules as for one in a file."""
    try:
        forms.schema.read(form.schema)
    except DeploymentRefused as refusal:
        return [replace(each, element_id=form.element_id, line=form.line, file=file) for each in refusal.problems]
    return []


def _keep_drawing(reading: Reading, name: str, reader: Reader) -> None:
    """What cannot be executed and is not meant to be; never in the place of a process that runs."""
    own = [each for each in reading.problems if each.file == name]
    if all(each.severity == "warning" for each in own):
        return
    found = drawings(reading.files[name])
    if not found or any(reader.latest("process", each.key) for each in found):
        return
    reading.processes.pop(name, None)
    reading.drawings[name] = found
    kept = Problem("deployment.drawing", file=name, severity="warning")
    warnings = [replace(each, severity="warning") if each.file == name else each for each in reading.problems]
    reading.problems[:] = [kept, *warnings]


def _start_problems(definition: ProcessDefinition, file: str, env: Env) -> Iterator[Problem]:
    """What begins an instance must be known before anything runs; a message or signal begins at one place only."""
    for event in starts(definition):
        if not event.trigger.is_parallel and any(each.timer is not None for each in event.trigger.each):
            yield from _timer_problems(event, file, env)
    seen: set[tuple[str, str]] = set()
    for each in listeners(definition, env):
        if each.name is None:
            yield Problem("deployment.message_name", each.element_id, each.line, file)
        elif (each.kind, each.name) in seen:
            yield Problem("deployment.message_twice", each.element_id, each.line, file, params={"name": each.name})
        else:
            seen.add((each.kind, each.name))


def _timer_problems(event: StartEvent, file: str, env: Env) -> Iterator[Problem]:
    try:
        due_at = min(start_timers.due_times(event, env))
    except (EngineError, ValueError) as failure:
        text = " ".join(each.timer.value.text for each in event.trigger.each if each.timer is not None)
        yield Problem(
            "deployment.timer_value", event.id, event.line, file, params={"text": text, "reason": str(failure)}
        )
    else:
        if due_at < env.now:
            yield Problem("deployment.timer_past", event.id, event.line, file, "warning")


def _check_twice(reading: Reading) -> None:
    """Two files with one key would be two versions of it, in no order."""
    files = defaultdict(list)
    for kind, key, file in reading.versioned():
        files[kind, key].append(file)
    for (kind, key), names in files.items():
        for name in names[1:]:
            params = {"key": key, "kind": kind, "other": names[0]}
            reading.problems.append(Problem("deployment.key_twice", file=name, params=params))


def _not_together(reading: Reading) -> Iterator[Problem]:
    """What is bound to its deployment is looked for there, and there alone."""
    keys = {key for kind, key, _ in reading.versioned() if kind == "process"}
    keys |= {decision for found in reading.decisions.values() for decision in found.decisions}
    for file, found in reading.processes.items():
        for element in (each for definition in found for each in definition.elements.values()):
            wanted = element.called if isinstance(element, CallActivity) else getattr(element, "decision_ref", None)
            if wanted is None or getattr(element, "binding", None) != "deployment":
                continue
            if is_literal(wanted.text) and wanted.text not in keys:
                params = {"element": element.name or element.id, "key": wanted.text}
                yield Problem("deployment.not_together", element.id, element.line, file, "warning", params)


def catalog_of(services: Services, reader: Reader, reading: Reading, diagrams: list[str]) -> Catalog:
    """What is deployed already, and what comes with these files."""
    with_files = {decision for found in reading.decisions.values() for decision in found.decisions}
    keys = {key for name in diagrams for key in process_keys(reading.files[name])}
    return Catalog(
        processes=frozenset(view.key for view in reader.definitions("process")) | keys,
        decisions=frozenset(reader.decision_ids()) | with_files,
        forms=frozenset(view.key for view in reader.definitions("form")) | frozenset(reading.forms.values()),
        handlers=frozenset(services.handlers) | services.external_topics | {HANDLER},
        script_formats=frozenset(services.scripts) | {"feel"},
    )
