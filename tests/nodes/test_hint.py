"""A node that leaves a job to others tells them; who does not hear it looks by itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest

from engine.clock import SystemClock
from engine.jobs import hint, ticker, worker
from engine.jobs.hint import Hint
from engine.store.store import Store
from tests.jobs.test_sharing import CALLS, Counting, Held
from tests.jobs.test_ticker import until
from tests.runtime.office import Office


def listeners(url: str) -> int:
    """Who hears a hint by now; one that is given before is lost."""
    listening = "datname = current_database() AND state = 'idle' AND query ^@ 'LISTEN'"
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {listening}").fetchone()
        return int(found[0])


@pytest.mark.postgres
def test_others_begin_at_once(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    """Nobody looks by itself here for an hour."""
    if not database_url.startswith("postgresql"):
        pytest.skip("there are no hints")
    monkeypatch.setattr(ticker, "LONGEST_SLEEP", timedelta(hours=1))
    monkeypatch.setattr(worker, "PATIENCE", 0.5)
    held, work = Held(), Counting()
    busy, free = open_office(work=held, clock=SystemClock()), open_office(work=work, clock=SystemClock())
    heard: list[None] = []
    monkeypatch.setattr(free.engine, "_wake", lambda: (heard.append(None), free.engine._ticker.wake()))
    busy.deploy(CALLS)
    free.engine.start()
    assert until(lambda: listeners(database_url) == 1)
    with ThreadPoolExecutor(5) as pool:
        starting = [pool.submit(busy.start) for _ in range(5)]  # one more than there are hands
        assert until(lambda: len(work.keys) == 1)
        held.let_go.set()
        cases = [each.result() for each in starting]
    assert heard
    assert until(lambda: all(busy.state(each) == "completed" for each in cases))


@pytest.mark.postgres
def test_who_has_stopped_listens_no_more(open_office: Callable[..., Office], database_url: str) -> None:
    """Its connection goes with it."""
    if not database_url.startswith("postgresql"):
        pytest.skip("there are no hints")
    office = open_office(clock=SystemClock())
    for _ in range(2):
        office.engine.start()
        assert until(lambda: listeners(database_url) == 1)
        office.engine.stop()
        assert until(lambda: listeners(database_url) == 0)


class Silent:
    """A store whose hints nobody hears."""

    def __init__(self) -> None:
        self.given = 0

    def give_hint(self) -> None:
        self.given += 1
        raise ConnectionError


def test_no_storm_and_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    store, now = Silent(), [0.0]
    monkeypatch.setattr(hint.time, "monotonic", lambda: now[0])
    giving = Hint(store)  # type: ignore[arg-type]
    for tenth in range(20):
        now[0] = tenth * 0.01
        giving.give()
    assert store.given == 2


def test_without_a_server_nobody_listens(tmp_path: object) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/x.db")
    store.give_hint()
    store.await_hints(lambda: None, lambda: False)
    store.close()
