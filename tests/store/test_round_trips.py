"""What commands send to PostgreSQL, counted on the wire: statements without BEGIN and COMMIT, round trips with them."""

from collections.abc import Iterator

import pytest

from tests.bench.desk import Desk
from tests.bench.wire import Wire, wire_to
from tests.conftest import PostgresServer

pytestmark = pytest.mark.postgres

COUNTS = [
    ("start", 2, 2, "what is deployed is remembered: its state, then all rows at once"),
    ("claim", 2, 2, "the case is locked and read, then written"),
    ("complete", 2, 2, "with the next task, its timer and its candidates"),
    ("complete, chosen id", 3, 2, "the answer of before is looked for behind the lock"),
    ("complete, form", 3, 2, "the key of the form is asked beside"),
    ("complete, then a message", 4, 3, "whether it is kept is asked under a lock of its own"),
    ("complete, one of 200", 2, 2, "however many there are"),
    ("complete, the last", 2, 2, "the case ends"),
]


@pytest.fixture(scope="module")
def counted(postgres_server: PostgresServer) -> Iterator[tuple[Desk, Wire]]:
    name = postgres_server.create()
    with wire_to(postgres_server.url_of(name)) as wire:
        desk = Desk(wire.url)
        desk.open()
        yield desk, wire
        desk.close()
    postgres_server.drop(name)


@pytest.mark.parametrize(("kind", "statements", "round_trips", "why"), COUNTS, ids=[each[0] for each in COUNTS])
def test_exactly_so_many(counted: tuple[Desk, Wire], kind: str, statements: int, round_trips: int, why: str) -> None:
    desk, wire = counted
    prepare = desk.kinds()[kind]
    prepare()()  # definitions and forms are compiled once
    work = prepare()
    wire.take()
    work()
    traffic = wire.take()
    assert (len(traffic.statements), traffic.round_trips) == (statements, round_trips), traffic.statements
