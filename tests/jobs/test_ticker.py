"""The ticker, in real time: the only tests that wait, with generous bounds for machines that are busy."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.clock import SystemClock
from engine.jobs import ticker
from engine.jobs.ticker import Ticker
from engine.model import command as c
from engine.model import event as e
from tests.runtime.diagram import catch, diagram, service, timer
from tests.runtime.office import Office

PAUSE = timedelta(seconds=0.3)
SOON = 60.0  # seconds within which everything here happens, also where many others share the machine
TIMED = diagram("p", "start > pause > end", catch("pause", timer("PT0.3S")))
CALLS = diagram("p", "start > pause > call > end", catch("pause", timer("PT0.1S")), service("call", "work"))


def until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def running(open_office: Callable[..., Office]) -> Iterator[Callable[..., Office]]:
    def opened(**handlers: Any) -> Office:
        office = open_office(clock=SystemClock(), **handlers)
        office.engine.start()
        return office

    yield opened


def lateness(office: Office, instance_id: str) -> timedelta:
    with office.engine._services.store.read() as reader:
        commits = reader.commits(instance_id)
    [due_at] = [event.due_at for commit in commits for event in commit.events if isinstance(event, e.TimerScheduled)]
    return commits[-1].at - due_at


def test_a_timer_fires_in_its_time(running: Callable[..., Office], monkeypatch: pytest.MonkeyPatch) -> None:
    """There is an appointment for it: nobody looks by chance here."""
    monkeypatch.setattr(ticker, "LONGEST_SLEEP", timedelta(hours=1))
    office = running()
    office.deploy(TIMED)
    instance_id = office.start()
    assert until(lambda: office.state(instance_id) == "completed")
    assert lateness(office, instance_id) >= timedelta()


def test_a_timer_that_another_process_wrote(running: Callable[..., Office], open_office: Callable[..., Office]) -> None:
    """Nobody wakes us for it: it is found by looking."""
    office, other = running(), open_office(clock=SystemClock())
    other.deploy(TIMED)
    instance_id = other.start()
    assert until(lambda: office.state(instance_id) == "completed")


def test_a_handler_after_a_timer(running: Callable[..., Office]) -> None:
    office = running(work=lambda variables, context: {"done": True})
    office.deploy(CALLS)
    instance_id = office.start()
    assert until(lambda: office.state(instance_id) == "completed")


def test_a_look_that_is_slow_to_return_costs_no_appointment(
    open_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next look is due before the scheduler knows that this one has ended: it must not be dropped for good."""
    real = Ticker._look

    def slow_to_return(looking: Ticker) -> None:
        real(looking)
        Event().wait(0.4)

    monkeypatch.setattr(Ticker, "_look", slow_to_return)
    office, other = open_office(clock=SystemClock()), open_office(clock=SystemClock())
    office.deploy(TIMED)
    office.start()
    office.engine.start()  # the timer is due while the first look returns
    instance_id = other.start()
    assert until(lambda: office.state(instance_id) == "completed")


def test_it_goes_on_after_a_failure(running: Callable[..., Office], monkeypatch: pytest.MonkeyPatch) -> None:
    office = running()
    broken = Event()
    begin_due = office.engine._worker.begin_due

    def once_broken() -> None:
        if not broken.is_set():
            broken.set()
            raise ZeroDivisionError
        begin_due()

    monkeypatch.setattr(office.engine._worker, "begin_due", once_broken)
    office.deploy(TIMED)
    instance_id = office.start()
    assert until(lambda: office.state(instance_id) == "completed")
    assert broken.is_set()


@pytest.mark.parametrize("number", range(3))
def test_stopping_is_clean_while_others_wake_it(number: int) -> None:
    """No appointment is made with a scheduler that is ending: it would wait for itself."""
    with Office("sqlite://", clock=SystemClock()).engine as engine:
        for _ in range(20):
            engine.start()
            for _ in range(5):
                engine._wake()
            engine.stop()
        assert engine._ticker is None


def test_waking_a_stopped_ticker_does_nothing() -> None:
    office = Office("sqlite://", clock=SystemClock())
    office.engine.start()
    stopped = office.engine._ticker
    assert stopped is not None
    office.engine.stop()
    stopped.wake()
    assert not stopped._scheduler.running
    office.close()


def test_closing_waits_for_the_handler_at_hand() -> None:
    """What it brought is written down before the database is let go."""
    began, let_go, finished = Event(), Event(), Event()

    def work(variables: Any, context: Any) -> None:
        began.set()
        let_go.wait(SOON)
        finished.set()

    office = Office("sqlite://", clock=SystemClock(), work=work)
    office.deploy(CALLS)
    office.engine.start()
    office.do(c.StartInstance(key="p"))
    assert began.wait(SOON)
    let_go.set()
    office.close()
    assert finished.is_set()


def test_leases_are_renewed_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    renewed = Event()
    office = Office("sqlite://", clock=SystemClock())
    object.__setattr__(office.engine._services, "lease", 0.15)
    monkeypatch.setattr(office.engine._worker, "renew", renewed.set)
    with office.engine as engine:
        assert isinstance(engine, Engine) and engine.instance_ids(SYSTEM) == []
        engine.start()
        assert renewed.wait(SOON)
