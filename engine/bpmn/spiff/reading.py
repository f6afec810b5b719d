"""Diagrams as SpiffWorkflow reads them, with what its core has no word for put into its words."""

import re
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import NoneTask

from engine.bpmn.names import BPMN
from engine.xml import parse

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
NAME = re.compile(r"[$#]\{\s*(\w+)\s*\}|=?\s*(\w+)\s*")

Specs = tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]


class _Parser(BpmnParser):  # type: ignore[misc]
    """Its core has no business rule task; what one decides is taken from the course."""

    OVERRIDE_PARSER_CLASSES = {f"{{{BPMN}}}businessRuleTask": (TaskParser, NoneTask)}


def specs(files: dict[str, bytes], process: str) -> Specs:
    """Raises whatever SpiffWorkflow raises for what it cannot read."""
    parser = _Parser()
    for name, data in sorted(files.items()):
        root = parse(data)
        _in_plain_words(root)
        parser.add_bpmn_xml(root, filename=name)
    return parser.get_spec(process), parser.get_subprocess_specs(process)


def _in_plain_words(root: Any) -> None:
    """A send task without a message is work of a handler, as a business rule task may be."""
    for number, element in enumerate(root.iter(f"{{{BPMN}}}*")):
        if element.get("id") is None:
            element.set("id", f"without_id_{number}")  # it sees only what has an id
    for send in root.iter(f"{{{BPMN}}}sendTask"):
        if send.get("messageRef") is None:
            send.tag = f"{{{BPMN}}}businessRuleTask"
    for loop in root.iter(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
        _name_collection(loop)


def _name_collection(loop: Any) -> None:
    """camunda:collection and camunda:elementVariable as data references; only a plain name can be one."""
    found = NAME.fullmatch(loop.get(f"{{{CAMUNDA}}}collection", ""))
    if found is None or loop.find(f"{{{BPMN}}}loopDataInputRef") is not None:
        return
    item = loop.get(f"{{{CAMUNDA}}}elementVariable")
    if item:
        loop.insert(0, etree.Element(f"{{{BPMN}}}inputDataItem", id=item, name=item))
    reference = etree.Element(f"{{{BPMN}}}loopDataInputRef")
    reference.text = found.group(1) or found.group(2)
    loop.insert(0, reference)
