"""Files of decisions: refused with reasons, or evaluated to a value or a failure of ours."""

from pathlib import Path
from random import Random
from typing import Any

from engine.dmn.evaluate import evaluate
from engine.dmn.read import read
from engine.errors import EngineError
from tests.dmn import test_boxed, test_graph
from tests.dmn.tables import decision, definitions
from tests.fuzz import trees
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
    return trees.changed(random, source, CHANGES)


def _text(random: Random, elements: list[Any]) -> None:
    texts = [each for each in elements if each.tag.endswith("}text")]
    if texts:
        random.choice(texts).text = trees.plain(expression(random))


def _attribute(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.attrib:
        name = random.choice(list(element.attrib))
        element.set(name, random.choice((*VALUES, trees.plain(expression(random))[:50])))


CHANGES = (_text, _text, _text, _attribute, _attribute, trees.remove, trees.double, trees.move)


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
