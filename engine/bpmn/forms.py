"""Which form a user task or a start event opens."""

from typing import Any

from engine.bpmn.source import Source, is_known, is_literal
from engine.bpmn.vendor import attribute, zeebe


def form_key(source: Source, element: Any) -> str | None:
    """camunda:formRef, camunda:formKey or zeebe:formDefinition: the id of a deployed form."""
    definition = zeebe(element, "formDefinition")
    reference = attribute(element, "formRef") or (None if definition is None else definition.get("formId"))
    key = reference or attribute(element, "formKey") or (None if definition is None else definition.get("formKey"))
    binding = attribute(element, "formRefBinding")
    if binding not in (None, "latest"):
        source.unsupported(element, f"formRefBinding={binding}")
    if key is None:
        return None
    if not is_literal(key):
        source.unsupported(element, f"formKey={key}")
    elif not is_known(key, source.catalog.forms):
        say = source.findings.error if reference else source.findings.warn
        say("bpmn.unknown_form", element, form=key)
    return str(key)
