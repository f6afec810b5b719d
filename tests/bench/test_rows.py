"""The rows that the figures are measured on: both engines pass the same elements, as often."""

import pytest

from tests.bench import diagrams
from tests.bench.diagrams import ELEMENTS, FEEL, PYTHON, Piece, row
from tests.bench.passing import kernel_events, kernel_passages, spiff_passages, spiff_tasks
from tests.bench.quick import spec_of, world_of

PIECES = {
    **ELEMENTS,
    "parallel diamond": diagrams.parallel,
    "mixed": diagrams.mixed,
    "user tasks at once": diagrams.multi_instance(3, is_manual=True),
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_both_pass_the_same(piece: Piece) -> None:
    passed = kernel_passages(world_of(row(piece, 3, FEEL)))
    assert passed == spiff_passages(spec_of(row(piece, 3, PYTHON)))
    assert passed["end"] == 1


def test_size_of_mixed_is_what_is_told() -> None:
    definition = world_of(row(diagrams.mixed, 4, FEEL)).library.definition("bench:1")
    assert len(definition.elements) == 4 * diagrams.MIXED + 2


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_events_grow_with_the_row(piece: Piece) -> None:
    """Each further piece costs as many events as the one before."""
    one, two, four = (kernel_events(world_of(row(piece, count, FEEL))).total() for count in (1, 2, 4))
    assert four - two == 2 * (two - one)


def test_parallel_diamonds_double_the_tasks_of_the_other_engine() -> None:
    counts = [spiff_tasks(spec_of(row(diagrams.parallel, count, PYTHON))) for count in (4, 5, 6)]
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])
