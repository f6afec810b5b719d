"""Which form a user task or a start event opens."""

from typing import Any

from engine.bpmn.form_data import own_form_key
from engine.bpmn.form_fields import has_fields
from engine.bpmn.source import Source, is_known, is_literal
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import Evaluable


def form_key(source: Source, element: Any) -> str | None:
    """camunda:formRef, camunda:formKey or zeebe:formDefinition: the id of a deployed form, when it is plain text.

    Else the key of the form that the diagram holds itself.
    """
    key, is_reference = _written(element)
    own = own_form_key(element)
    if own is not None:
        if key is not None and has_fields(element):
            source.unsupported(element, f"formKey={key}, formData")  # one task, two forms
        return own
    binding = attribute(element, "formRefBinding") or _binding_of_camunda_8(element)
    if binding not in (None, "latest"):
        source.unsupported(element, f"formRefBinding={binding}")
    if key is None or not is_literal(key):
        return None
    if not is_known(key, source.catalog.forms):
        say = source.findings.error if is_reference else source.findings.warn
        say("bpmn.unknown_form", element, form=key)
    return key


def form_key_expression(source: Source, element: Any) -> Evaluable | None:
    """Of a user task whose form is chosen when it begins."""
    key, _ = _written(element)
    return None if key is None or is_literal(key) else source.text(element, key)


def _binding_of_camunda_8(element: Any) -> str | None:
    definition = zeebe(element, "formDefinition")
    return None if definition is None else definition.get("bindingType")


def _written(element: Any) -> tuple[str | None, bool]:
    """The text, and whether it refers to a form that has to be there."""
    definition = zeebe(element, "formDefinition")
    reference = attribute(element, "formRef") or (None if definition is None else definition.get("formId"))
    key = attribute(element, "formKey") or (
        None if definition is None else definition.get("formKey") or definition.get("externalReference")
    )
    return (str(reference or key), reference is not None) if reference or key else (None, False)
