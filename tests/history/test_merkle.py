"""One hash for all lines, and short proofs that a line is among them."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history import merkle

LINES = st.lists(st.text(max_size=3), min_size=1, max_size=40)


def test_the_tree_is_that_of_the_standard() -> None:
    """RFC 6962 2.1: seven leaves are four and three."""

    def leaf(text: str) -> bytes:
        return sha256(b"\0" + text.encode()).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return sha256(b"\1" + left + right).digest()

    a, b, c, d, e, f, g = map(leaf, "abcdefg")
    expected = node(node(node(a, b), node(c, d)), node(node(e, f), g))
    assert merkle.root(list("abcdefg")) == expected.hex()
    assert merkle.root([]) == sha256().hexdigest()


@given(LINES, st.data())
def test_every_line_has_a_path_to_the_root(lines: list[str], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(lines) - 1))
    [path] = merkle.paths(lines, [position])
    assert merkle.root_from(lines[position], position, len(lines), path) == merkle.root(lines)
    assert merkle.root_from(lines[position] + "!", position, len(lines), path) != merkle.root(lines)


@given(LINES, st.data())
def test_another_line_has_another_root(lines: list[str], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(lines) - 1))
    changed = [*lines[:position], lines[position] + "!", *lines[position + 1 :]]
    assert len({merkle.root(each) for each in (lines, changed, lines[:-1], [*lines, ""])}) == 4


@pytest.mark.parametrize(("position", "count"), [(-1, 3), (3, 3), (0, 0)])
def test_a_position_outside_leads_nowhere(position: int, count: int) -> None:
    assert merkle.root_from("a", position, count, []) is None


def test_a_path_of_another_length_leads_nowhere() -> None:
    [path] = merkle.paths(list("abcde"), [1])
    assert merkle.root_from("b", 1, 5, path[:-1]) is None
    assert merkle.root_from("b", 1, 5, [*path, path[0]]) is None
