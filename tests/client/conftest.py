"""A server in this process, with tasks for workers that speak to it over HTTP."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.client.worker import Worker
from engine.identity.token import new_token
from engine.model import command as c
from engine.model.token import CreateToken
from tests.rest.conftest import CALLS, CATCHES
from tests.served import PATIENCE, served


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine.open("sqlite://", external_topics=["credit", "check"]) as engine:
        engine.execute(c.DeployFiles(files={"calls.bpmn": CALLS, "catches.bpmn": CATCHES}), SYSTEM)
        yield engine


@pytest.fixture
def token(engine: Engine) -> str:
    new = new_token()
    engine.execute(CreateToken(token_id=new.id, digest=new.digest, name="worker", topics=["*"]), SYSTEM)
    return new.text


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with served(engine) as address:
        yield address


@pytest.fixture
def worker(address: str, token: str) -> Worker:
    return Worker(address, token, name="one", slots=2, patience=5.0)


@contextmanager
def running(worker: Worker) -> Iterator[Worker]:
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(is_so: Callable[[], Any]) -> None:
    end = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < end, "it never came to be"
        sleep(0.01)
