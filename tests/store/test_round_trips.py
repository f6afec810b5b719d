"""What commands send to PostgreSQL, counted on the wire: statements without BEGIN and COMMIT, round trips with them."""

from collections.abc import Iterator

import pytest

from engine.api import SYSTEM
from engine.identity.token import new_token
from engine.jobs.carrying_out import carry_out
from engine.model import command as c
from engine.model.token import CreateToken
from engine.runtime.commands import execute
from tests.bench.desk import AGENT, Desk
from tests.bench.wire import Wire, wire_to
from tests.conftest import PostgresServer

pytestmark = pytest.mark.postgres

COUNTS = [
    ("start", 2, 2, "what is deployed is remembered: its state, then all rows at once"),
    ("start, called", 3, 2, "who has the number is asked beside; nobody has"),
    ("start, on a record", 3, 2, "the link is a commit of its own, in the same statement"),
    ("start, about a device", 4, 3, "what the customer has is asked once it is known who that is"),
    ("claim", 2, 2, "the case is locked and read, then written"),
    ("complete", 2, 2, "with the next task, its timer and its candidates"),
    ("complete, chosen id", 3, 2, "the answer of before is looked for behind the lock"),
    ("complete, form", 3, 2, "the key of the form is asked beside"),
    ("complete, then a message", 4, 3, "whether it is kept is asked under a lock of its own"),
    ("complete, one of 200", 2, 2, "however many there are"),
    ("complete, the last", 2, 2, "the case ends"),
    ("complete, searched by two", 2, 2, "their rows go with the others"),
    ("complete, one value gone", 2, 2, "so does what is taken away"),
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


def test_a_handler_costs_three_round_trips_more(counted: tuple[Desk, Wire]) -> None:
    """Its job was written with its lease: the state is looked at, and the result comes like any other command."""
    desk, wire = counted
    services = desk.engine._services
    for is_warm in (False, True):
        task_id = desk.new_task("called")
        [job] = execute(services, c.CompleteUserTask(task_id=task_id), AGENT).jobs
        wire.take()
        carry_out(services, job)
        traffic = wire.take()
        if is_warm:
            assert (len(traffic.statements), traffic.round_trips) == (4, 3), traffic.statements


def test_a_handler_from_the_table_costs_five_round_trips(counted: tuple[Desk, Wire]) -> None:
    """What is due, the claim, the state, and the result; then one that finds nothing more."""
    desk, wire = counted
    services, worker = desk.engine._services, desk.engine._worker
    for is_warm in (False, True):
        task_id = desk.new_task("called")
        worker.leave(execute(services, c.CompleteUserTask(task_id=task_id), AGENT).jobs)
        wire.take()
        worker.begin_due()
        worker._hands.rest()
        traffic = wire.take()
        if is_warm:
            assert (len(traffic.statements), traffic.round_trips) == (6 + 1, 5 + 1), traffic.statements


def test_looking_for_what_is_due_costs_one_round_trip(counted: tuple[Desk, Wire]) -> None:
    """Every process does so once a second."""
    desk, wire = counted
    for _ in range(2):
        wire.take()
        desk.engine._worker.begin_due()
    assert wire.take().round_trips == 1


def test_who_asks_is_known_after_one_round_trip(counted: tuple[Desk, Wire]) -> None:
    """Before every page and every request of a program."""
    desk, wire = counted
    token = new_token()
    desk.engine.execute(CreateToken(token_id=token.id, digest=token.digest, name="t", roles=["agent"]), SYSTEM)
    for look in (lambda: desk.engine.token_holder(token.text), lambda: desk.engine.signed_in("lin", "")):
        look()  # the first time it is written down that the token was used
        wire.take()
        assert look() is not None
        traffic = wire.take()
        assert (len(traffic.statements), traffic.round_trips) == (1, 1), traffic.statements
