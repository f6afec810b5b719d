"""A worker: functions by topic, called with the tasks that the server has for them.

worker = Worker("http://127.0.0.1:8080", token)

@worker.topic("credit.check")
def check(task: Task) -> dict[str, object]:
    return {"score": 7}

worker.run()
"""

import logging
import os
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Event, Thread
from typing import Any

from engine.client.http import Http, Refused, Unreachable
from engine.client.locks import Locks
from engine.client.task import BpmnError, Failure, Task, task_from, typed

log = logging.getLogger(__name__)

Function = Callable[[Task], Mapping[str, Any] | None]
ANSWERED_IN = 30.0  # seconds
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before asking a server again that did not answer; the last one stays
LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Topic:
    """`lock` and `waits` in seconds: how long a claim holds without being renewed; how long between the tries.

    The waits are counted from the last try: the last of them comes before it.
    """

    name: str
    function: Function
    lock: float = 60.0
    waits: tuple[float, ...] = (10.0,)
    variables: tuple[str, ...] | None = None

    def asked(self) -> dict[str, Any]:
        asked = {"topicName": self.name, "lockDuration": int(self.lock * 1000), "includeExtensionProperties": True}
        return asked if self.variables is None else {**asked, "variables": list(self.variables)}


class Worker:
    """`slots`: tasks at the same time, each in a thread. `patience`: seconds that one question waits at the server."""

    def __init__(self, url: str, token: str, *, name: str = "", slots: int = 1, patience: float = 30.0) -> None:
        self.name = name or f"{socket.gethostname()}-{os.getpid()}"
        self._http = Http(url, token)
        self._topics: dict[str, Topic] = {}
        self._patience = patience
        self._slots = slots
        self._free = BoundedSemaphore(slots)
        self._stopped = Event()
        self._locks = Locks(self._extend)

    def topic(
        self,
        name: str,
        *,
        lock: float = 60.0,
        waits: Sequence[float] = (10.0,),
        variables: Sequence[str] | None = None,
    ) -> Callable[[Function], Function]:
        """What it returns are the variables to set. Raising BpmnError or anything else is told to the server."""

        def known(function: Function) -> Function:
            wanted = None if variables is None else tuple(variables)
            self._topics[name] = Topic(name, function, lock, tuple(waits), wanted)
            return function

        return known

    def run(self, grace: float = 30.0) -> bool:
        """Until `stop`, or SIGTERM or Ctrl-C in the main thread. Whether all that was in hand came to its end in time.

        What did not is fetched by another worker when its lock is over.
        """
        with self._signals():
            poller = Thread(target=self._poll, name="poll", daemon=True)
            keeper = Thread(target=self._locks.keep, args=(self._stopped,), name="locks", daemon=True)
            poller.start()
            keeper.start()
            while not self._stopped.wait(0.5):  # a signal is heard between two waits
                pass
            until = time.monotonic() + grace
            poller.join(grace)
            return self._rest(until)

    def stop(self) -> None:
        """Nothing more is fetched; what is in hand is finished."""
        self._stopped.set()
        self._http.close()

    def _rest(self, until: float) -> bool:
        """All slots come free, and their locks are renewed so long."""
        for _ in range(self._slots):
            while not self._free.acquire(timeout=0.2):
                self._locks.renew()
                if time.monotonic() > until:
                    return False
        return True

    @contextmanager
    def _signals(self) -> Iterator[None]:
        try:
            before = {each: signal.signal(each, lambda *_: self.stop()) for each in (signal.SIGTERM, signal.SIGINT)}
        except ValueError:  # not the main thread
            before = {}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    # fetching

    def _poll(self) -> None:
        failures = 0
        while not self._stopped.is_set():
            taken = self._take_slots()
            try:
                tasks = self._fetch(taken) if taken else []
                failures = 0
            except (Refused, Unreachable) as failure:
                tasks = []
                if not self._stopped.is_set():
                    log.warning("nothing fetched: %s", failure)
                    self._stopped.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                    failures += 1
            for _ in range(taken - len(tasks)):
                self._free.release()
            for task in tasks:
                self._begin(task)

    def _take_slots(self) -> int:
        """All that are free; waits for the first."""
        if not self._free.acquire(timeout=0.5):
            return 0
        taken = 1
        while self._free.acquire(blocking=False):
            taken += 1
        return taken

    def _fetch(self, limit: int) -> list[Task]:
        """Raises Refused, Unreachable."""
        body = {
            "workerId": self.name,
            "maxTasks": limit,
            "asyncResponseTimeout": int(self._patience * 1000),
            "topics": [each.asked() for each in self._topics.values()],
        }
        began = time.monotonic()
        found = self._http.post("/external-task/fetchAndLock", body, self._patience + ANSWERED_IN, is_waiting=True)
        if not found and time.monotonic() - began < min(PAUSES[0], self._patience):
            self._stopped.wait(PAUSES[0])  # the server has too many who wait
        return [task_from(each) for each in found]

    def _begin(self, task: Task) -> None:
        if self._stopped.is_set():
            self._give_back(task)
        else:
            Thread(target=self._work, args=(task,), name=f"task {task.id}", daemon=True).start()

    def _give_back(self, task: Task) -> None:
        try:
            self._http.post(f"/external-task/{task.id}/unlock", {}, ANSWERED_IN)
        except (Refused, Unreachable) as failure:
            log.warning("task %s is free when its lock is over: %s", task.id, failure)
        self._free.release()

    # working

    def _work(self, task: Task) -> None:
        topic = self._topics[task.topic]
        try:
            with self._locks.held(task.id, topic.lock):
                action, body = self._outcome(topic, task)
                self._bring(task, action, body)
        finally:
            self._free.release()

    def _outcome(self, topic: Topic, task: Task) -> tuple[str, dict[str, Any]]:
        """What is to be told of a call of its function."""
        try:
            return "complete", {"variables": typed(topic.function(task))}
        except BpmnError as error:
            told = {"errorCode": error.code, "errorMessage": error.message, "variables": typed(error.variables)}
            return "bpmnError", told
        except Failure as failure:
            return "failure", _failure(topic, task, failure)
        except Exception as failure:
            log.info("task %s (%s) failed", task.id, task.topic, exc_info=failure)
            message = f"{type(failure).__name__}: {failure}"
            return "failure", _failure(topic, task, Failure(message, traceback.format_exc()))

    def _bring(self, task: Task, action: str, body: dict[str, Any]) -> None:
        """Again and again while nobody answers: under the same key it counts once."""
        failures = 0
        while True:
            try:
                path, told = f"/external-task/{task.id}/{action}", {"workerId": self.name, **body}
                self._http.post(path, told, ANSWERED_IN, f"{action}/{task.id}/{task.lock}")
                return
            except TypeError as failure:
                action, body = "failure", _failure(self._topics[task.topic], task, Failure(str(failure), retries=0))
            except Refused as refusal:
                log.warning("task %s (%s) was not taken: %s", task.id, task.topic, refusal)
                return
            except Unreachable as failure:
                log.warning("task %s (%s) is sent again: %s", task.id, task.topic, failure)
                time.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    def _extend(self, task_id: str, seconds: float) -> None:
        """Raises Refused, Unreachable."""
        body = {"workerId": self.name, "newDuration": int(seconds * 1000)}
        self._http.post(f"/external-task/{task_id}/extendLock", body, ANSWERED_IN)


def _failure(topic: Topic, task: Task, failure: Failure) -> dict[str, Any]:
    left = max(task.retries - 1, 0) if failure.retries is None else failure.retries
    wait = topic.waits[-min(max(left, 1), len(topic.waits))] if topic.waits else 0.0
    seconds = wait if failure.retry_after is None else failure.retry_after
    return {
        "errorMessage": failure.message[:LONGEST_MESSAGE],
        "errorDetails": failure.details,
        "retries": left,
        "retryTimeout": int(seconds * 1000),
    }
