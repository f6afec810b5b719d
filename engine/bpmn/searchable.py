"""Variables that the cases of a process can be searched by: extension properties `search.<name>` of the process.

The value of the property is the type: text, number, date or boolean. Camunda 7 and Zeebe write properties alike.
"""

from typing import Any, NamedTuple

from engine.bpmn.vendor import extension, parts, zeebe

PREFIX = "search."


class Declaration(NamedTuple):
    """`property` is the element that says it."""

    name: str
    type: str
    property: Any


def declarations(process: Any) -> list[Declaration]:
    """In the order of the file, also what is wrong with them."""
    named = [*parts(extension(process, "properties"), "property"), *parts(zeebe(process, "properties"), "property")]
    keyed = [((each.get("name") or each.get("id") or "").strip(), each) for each in named]
    return [
        Declaration(key.removeprefix(PREFIX), (each.get("value") or "").strip(), each)
        for key, each in keyed
        if key.startswith(PREFIX)
    ]
