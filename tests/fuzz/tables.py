"""Files of decisions: refused with reasons, or evaluated to a value or a failure of ours."""

from pathlib import Path
from random import Random
from typing import Any

from lxml import etree

from engine.dmn.evaluate import evaluate
from engine.dmn.read import read
from engine.errors import EngineError
from tests.dmn import test_boxed, test_graph
from tests.dmn.tables import decision, definitions
from tests.fuzz.expressions import LENIENT, NAMES, STRICT
from tests.fuzz.expressions import made as expression
from tests.fuzz.mutation import mutated

PROCESSES = Path(__file__).parents[2] / "processes"
SEEDS = [
    *(path.read_text("utf-8") for path in sorted(PROCESSES.glob("*/*.dmn"))),
    *(definitions(decision(row[0])).decode() for row in test_boxed.BOXED),
    definitions(test_graph.ITEMS, test_graph.DOUBLE, *test_graph.SERVICE).decode(),
]
VALUES = (
    "UNIQUE",
    "ANY",
    "COLLECT",
    "PRIORITY",
    "SUM",
    "COUNT",
    "number",
    "string",
    "tTree",
    "",
    "#d",
    "#grade",
    "date",
)


def made(random: Random) -> str:
    """Elements moved about and texts replaced; now and then the bytes themselves are broken."""
    source = random.choice(SEEDS)
    if random.random() < 0.1:
        return mutated(random, [source])
    root = etree.fromstring(source.encode())
    for _ in range(random.randint(1, 5)):
        random.choice(CHANGES)(random, [each for each in root.iter() if isinstance(each.tag, str)])
    return etree.tostring(root, encoding="unicode")


def _text(random: Random, elements: list[Any]) -> None:
    texts = [each for each in elements if each.tag.endswith("}text")]
    if texts:
        random.choice(texts).text = _plain(expression(random))


def _attribute(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.attrib:
        name = random.choice(list(element.attrib))
        element.set(name, random.choice((*VALUES, _plain(expression(random))[:50])))


def _remove(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.getparent() is not None:
        element.getparent().remove(element)


def _double(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.getparent() is not None:
        element.getparent().append(etree.fromstring(etree.tostring(element)))


def _move(random: Random, elements: list[Any]) -> None:
    element, target = random.choice(elements), random.choice(elements)
    if element.getparent() is not None and element not in (target, *target.iterancestors()):
        target.append(element)


def _plain(text: str) -> str:
    """What XML can hold."""
    return "".join(each for each in text if each in "\t\n" or " " <= each < "\ud800" or "\ue000" <= each < "\ufffe")


CHANGES = (_text, _text, _text, _attribute, _attribute, _remove, _double, _move)


def judge(source: str) -> None:
    """Raises whatever is no failure of ours."""
    try:
        found = read(source.encode("utf-8", "replace"), "fuzz.dmn")
    except EngineError:
        return
    for element_id in [each.id for each in found.elements.values()][:10]:
        for env in (STRICT, LENIENT):
            try:
                evaluate(found, element_id, {**NAMES, "amount": 5}, env)
            except EngineError:
                pass
