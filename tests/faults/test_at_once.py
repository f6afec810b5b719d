"""Processes that do the same at the same moment; the long form is `python -m tests.faults.at_once`."""

from tests.faults.at_once import KINDS, RACERS, race

TIMES = 3


def test_processes_that_do_the_same_at_once(database_url: str) -> None:
    found = race(database_url, TIMES)
    assert {kind: counted["wrong"] for kind, counted in found.items()} == dict.fromkeys([*KINDS, "histories"], 0), found
    assert {found[kind]["tried"] for kind in KINDS} == {TIMES}
    assert found["join"]["accepted"] == RACERS * TIMES
