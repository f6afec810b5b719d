"""The short form of `make fuzz`, and proof that the harness sees what it looks for."""

from random import Random

import pytest

from engine.bpmn.read import ANYTHING, read
from tests.bpmn.conftest import file_of
from tests.fuzz import diagrams, expressions
from tests.fuzz.kinds import KINDS
from tests.fuzz.rows import ROWS
from tests.fuzz.runner import fuzz, judged
from tests.kernel.desk import Desk

BOMBS = [
    "9**9**9**9**9**9",
    "(" * 50_000,
    "for i in 1..1000000000 return i",
    '{d: function(s, n) if n = 0 then s else d(s + s, n - 1), r: d("aaaaaaaaaa", 60)}.r',
    "{d: function(l, n) if n = 0 then l else d([l, l], n - 1), r: string(d([], 60))}.r",
    "string join(for i in 1..90000 return s)",
    'replace(s, "a", s)',
    'matches(s, "(a*)*b")',
    'matches(s, "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]$")',
    "decimal(1/3, 6176) * decimal(1/7, 6176)",
    "exp(6000) ** 99",
    "number(s)",
    "sort(for i in 1..90000 return -i)",
    'count(for i in 1..90000 return split(s, "a"))',
    'date("2026-01-01") + @"P1Y" * 9**99',
    "${" + "!" * 50_000 + "x}",
    "${s.contains(s).toString().length()}",
    "${''.getClass().forName('java.lang.Runtime').getRuntime().exec('id')}",
    "().__class__.__base__.__subclasses__()",
    '"{0.__class__.__init__.__globals__}".format(a)',
]


@pytest.mark.parametrize("kind", KINDS)
def test_random_inputs_end_with_a_value_or_a_failure(kind: str) -> None:
    assert not fuzz(kind, 300, seed=7)


def test_bombs_end_too() -> None:
    assert not list(judged("expressions", BOMBS))


def test_hostile_files_end_too() -> None:
    texts = [diagrams.SHIPPED[0].replace("<", f"{each}<", 1) for each in diagrams.HOSTILE]
    assert not list(judged("diagrams", texts))


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_the_small_diagrams_are_accepted_and_start(row: tuple[str, str]) -> None:
    found = read(file_of(*row), "row.bpmn", ANYTHING)
    main = next(each for each in found.processes if each.key == "p")
    assert Desk(main, *found.processes).start(n=1, items=["a"]).saved


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("raise", "crash"),
        ("loop", "hang"),
        ("memory", "crash"),
        ("die", "died"),
    ],
)
def test_the_harness_sees(text: str, what: str) -> None:
    found = list(judged("broken", [text, "fine"], 0.3))
    assert [(each.text, each.what.partition(":")[0]) for each in found] == [(text, what)]


def test_the_same_seed_makes_the_same_inputs() -> None:
    assert [expressions.made(Random(3)) for _ in range(3)] == [expressions.made(Random(3)) for _ in range(3)]
