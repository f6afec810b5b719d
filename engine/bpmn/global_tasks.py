"""Global tasks (BPMN 10.3.7): what is called is a process with this task and nothing else."""

from typing import Any

from lxml import etree

from engine.bpmn.names import bpmn_name, qualified, unprefixed

KINDS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
    "globalManualTask": "manualTask",
}
OF_WHAT_IS_CALLED = frozenset({"documentation", "supportedInterfaceRef", "ioSpecification", "ioBinding"})
"""Parts that belong to the process; the task sees its data as variables."""


def unfold(root: Any) -> None:
    """Put a process around every global task that a call activity of this file names; others are left as they are."""
    declared = {each.get("id"): each for each in root if bpmn_name(each) in KINDS and each.get("id")}
    for call in list(root.iter(qualified("callActivity"))) if declared else ():
        task = declared.pop(unprefixed(call.get("calledElement") or ""), None)
        if task is not None:
            _enclose(task, next(call.iterancestors(qualified("process")), None))


def _enclose(task: Any, caller: Any) -> None:
    process = etree.Element(qualified("process"), nsmap=task.nsmap)
    task.addprevious(process)
    process.sourceline = task.sourceline
    process.set("id", task.get("id"))
    for attribute, value in (("name", task.get("name")), ("isExecutable", _executable(caller))):
        if value is not None:
            process.set(attribute, value)
    process.extend([each for each in task if bpmn_name(each) in OF_WHAT_IS_CALLED])
    task.tag = qualified(KINDS[bpmn_name(task)])
    task.set("id", f"_task_of_{task.get('id')}")
    language = task.attrib.pop("scriptLanguage", None)
    if language is not None:
        task.set("scriptFormat", language)
    process.append(task)


def _executable(caller: Any) -> str | None:
    """It runs where its caller does."""
    return None if caller is None else caller.get("isExecutable")
