"""Resolves definitions, decisions, forms and templates: from memory, else from the resources in the store."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

import engine.bpmn.read
import engine.dmn.read
import forms.schema
from engine.bpmn.form_data import PREFIX as FORM_PREFIX
from engine.dmn.model import Decisions
from engine.errors import IncidentError, NotFound
from engine.expr.expression import Env
from engine.model.definition import ProcessDefinition
from engine.model.notice import NoticeText
from engine.model.view import DefinitionView
from engine.notify import template
from engine.runtime import models, texts
from engine.runtime.compiled import Compiled
from engine.runtime.open_form import OpenForm
from engine.store.reader import Reader


class Library:
    """Bound to one transaction or read; what it answers outlives it."""

    def __init__(self, compiled: Compiled, reader: Reader) -> None:
        self._compiled = compiled
        self._reader = reader

    def definition(self, definition_id: str) -> ProcessDefinition:
        """Raises NotFound."""
        return self._compiled.get("process", definition_id, lambda: self._process(definition_id))

    def _process(self, definition_id: str) -> ProcessDefinition:
        view = self._reader.definition(definition_id, "process")
        if view is None:
            raise NotFound("definition.unknown", definition=definition_id)
        return compile_process(view, self._source(view))

    def _source(self, view: DefinitionView) -> bytes:
        found = self._reader.resource(view.digest)
        if found is None:
            raise NotFound("definition.no_source", definition=view.id)
        return found

    def called(self, key: str, binding: str, version: str | None, caller: ProcessDefinition) -> ProcessDefinition:
        """The process that a call activity names. Raises IncidentError."""
        view = self._bound("process", key, binding, version, caller)
        if view is None:
            raise IncidentError("call.unknown_process", process=key, binding=binding, version=version or "")
        if view.is_suspended:
            raise IncidentError("call.suspended_process", process=key, version=view.version)
        return self.definition(view.id)

    def decisions(
        self, decision_id: str, binding: str, version: str | None, caller: ProcessDefinition
    ) -> tuple[Decisions, int]:
        """The file that holds the decision, and its version. Raises IncidentError."""
        latest = self._reader.decision_file(decision_id)
        if latest is None:
            view = None
        elif binding == "versionTag":
            view = self._tagged(latest.key, decision_id, version)
        else:
            view = self._bound("decision", latest.key, binding, version, caller)
        if view is None:
            raise IncidentError("decision.unknown", decision=decision_id, binding=binding, version=version or "")
        return self.decision_version(view), view.version

    def _tagged(self, key: str, decision_id: str, tag: str | None) -> DefinitionView | None:
        """The latest version of the file in which the decision has this camunda:versionTag."""
        for view in self._reader.versions("decision", key):
            decision = self.decision_version(view).decisions.get(decision_id)
            if decision is not None and decision.version_tag == tag:
                return view
        return None

    def decision_version(self, view: DefinitionView) -> Decisions:
        return self._compiled.get("decision", view.id, lambda: self._decisions(view))

    def _decisions(self, view: DefinitionView) -> Decisions:
        data = self._source(view)
        imports = (self.model(each, view) for each in engine.dmn.read.imported_by(data, view.file))
        return engine.dmn.read.read(data, view.file, [each for each in imports if each])

    def model(self, namespace: str, importer: DefinitionView | None = None) -> Decisions | None:
        """The decision model with this namespace, as it was when the importer was deployed."""
        view = models.stored(self._reader, self._source, namespace, importer)
        return None if view is None else self.decision_version(view)

    def texts(self, view: DefinitionView) -> Mapping[str, str]:
        return self._compiled.get("texts", view.id, lambda: texts.read(self._source(view), view.file))

    def said(self, language: str) -> dict[str, str]:
        """What processes say -> in that language, of all deployed texts; of several the last by key."""
        found = [each for each in self._reader.definitions("texts") if each.key.endswith(f".{language}")]
        return {text: shown for each in found for text, shown in self.texts(each).items()}

    def _bound(
        self, kind: str, key: str, binding: str, version: str | None, caller: ProcessDefinition
    ) -> DefinitionView | None:
        if binding == "latest":
            return self._reader.latest(kind, key)
        versions = self._reader.versions(kind, key)
        if binding == "deployment":
            return next((view for view in versions if view.deployment_id == caller.deployment_id), None)
        if binding == "version":
            return next((view for view in versions if str(view.version) == version), None)
        return next((view for view in versions if self.definition(view.id).version_tag == version), None)

    def form(self, form_key: str, definition_id: str) -> OpenForm:
        """The form that the process itself holds, else the latest version of the one deployed. Raises NotFound."""
        if form_key.startswith(FORM_PREFIX):
            own = self.definition(definition_id).forms.get(form_key)
            if own is None:
                raise NotFound("form.unknown", form=form_key)
            kept = f"{definition_id}/{form_key}"
            return OpenForm(self._compiled.get("form", kept, lambda: forms.schema.read(own.schema)), own.defaults)
        view = self._reader.latest("form", form_key)
        if view is None:
            raise NotFound("form.unknown", form=form_key)
        return OpenForm(self._compiled.get("form", view.id, lambda: forms.schema.read(self._source(view))))

    def rendered(self, process_key: str, name: str, names: Mapping[str, Any], env: Env) -> NoticeText:
        """Raises IncidentError, ExpressionError."""
        view = self._reader.latest("templates", process_key)
        if view is None:
            raise IncidentError("notice.unknown_template", template=name)
        found = self._compiled.get("templates", view.id, lambda: template.read(self._source(view), view.file))
        return found.rendered(name, names, env)


def compile_process(view: DefinitionView, source: bytes) -> ProcessDefinition:
    """A stored version: it was checked when it was deployed, so what it refers to is not asked for again."""
    processes = engine.bpmn.read.reread(source, view.file)
    return versioned(next(each for each in processes if each.key == view.key), view)


def versioned(definition: ProcessDefinition, view: DefinitionView) -> ProcessDefinition:
    return replace(definition, version=view.version, deployment_id=view.deployment_id)
