"""Engine: the only door. Commands are obeyed or rejected; reads check the rights of whoever asks."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from engine.archiving import Archiver
from engine.checkpoints import Checkpoints, Held, held_against
from engine.clock import Clock, OffsetClock
from engine.handlers import Handler, ScriptExecutor
from engine.history.checkpoint import Signed
from engine.identity.actor import SYSTEM, Actor
from engine.identity.password import verify_password
from engine.jobs.courier import Courier
from engine.jobs.fetching import Fetching, always
from engine.jobs.forgetting import KEPT, Forgetting
from engine.jobs.hint import Hint
from engine.jobs.ticker import Ticker
from engine.jobs.worker import Worker
from engine.kernel.evolve.fold import fold
from engine.model.archive import ArchiveView
from engine.model.command import Command
from engine.model.external_task import FetchRequest, LockedTask
from engine.model.view import Refusal, Result
from engine.monitoring.metrics import Metrics
from engine.notify.outside import Outside
from engine.reads.archives import ArchiveReads
from engine.reads.cases import CaseReads
from engine.reads.checkpoints import CheckpointReads
from engine.reads.customers import CustomerReads
from engine.reads.definition_drafts import DefinitionDraftReads
from engine.reads.definitions import DefinitionReads
from engine.reads.deliveries import DeliveryReads
from engine.reads.desk import DeskReads
from engine.reads.element_templates import ElementTemplateReads
from engine.reads.erasure import ErasureReads
from engine.reads.external_tasks import ExternalTaskReads
from engine.reads.history import HistoryReads
from engine.reads.instances import InstanceReads
from engine.reads.monitoring import MonitoringReads
from engine.reads.operations import OperationReads
from engine.reads.people import PeopleReads, actor_of
from engine.reads.tokens import TokenReads
from engine.reads.trials import TrialReads
from engine.reads.user_tasks import UserTaskReads
from engine.runtime import business_time, throttle
from engine.runtime.commands import execute
from engine.runtime.groups import Carried, execute_all
from engine.runtime.services import LEASE, Services
from engine.store.store import Store

__all__ = ["SYSTEM", "Actor", "Engine"]


class Engine(
    UserTaskReads,
    InstanceReads,
    HistoryReads,
    DefinitionReads,
    DefinitionDraftReads,
    PeopleReads,
    CaseReads,
    CustomerReads,
    ErasureReads,
    DeskReads,
    DeliveryReads,
    TrialReads,
    ElementTemplateReads,
    OperationReads,
    TokenReads,
    ArchiveReads,
    CheckpointReads,
    MonitoringReads,
    ExternalTaskReads,
):
    """Safe to share between threads. The reads are in `engine.reads`."""

    def __init__(self, services: Services) -> None:
        metrics = Metrics(self.figures)
        super().__init__(replace(services, observer=metrics.observe))
        self._metrics = metrics
        services = self._services
        self._ticker: Ticker | None = None
        self._hint = Hint(services.store)
        self._chores: list[Callable[[], object]] = []  # that take long, once an hour
        self._worker = Worker(services, self._wake, self._hint.give)
        self._courier = Courier(services)
        self._fetching = Fetching(services)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        handlers: Mapping[str, Handler] | None = None,
        script_executors: Mapping[str, ScriptExecutor] | None = None,
        outside: Outside | None = None,
        external_topics: Collection[str] = (),
        lease: float = LEASE,
        archive: Path | None = None,
        checkpoints: tuple[Path, Path] | None = None,
        answers: timedelta = KEPT,
    ) -> "Engine":
        """Open or create the database behind a SQLAlchemy URL; `clock` defaults to real time, ahead in a demo.

        `outside`: the channels by which notices leave the house; none by default. `external_topics`: of service
        tasks that workers outside fetch; "*": all that no handler is registered for. `archive`: the folder that ended
        cases go to by themselves once their time is over. `checkpoints`: folder of those that are signed once a day,
        and file of the key. `answers`: how long a command that is sent again gets the answer that it had.
        """
        store = Store.open(url, fold=fold)
        services = Services(
            store=store,
            clock=clock or OffsetClock(store.real_clock),
            handlers=dict(handlers or {}),
            scripts=dict(script_executors or {}),
            outside=outside or Outside(),
            external_topics=frozenset(external_topics),
            lease=lease,
        )
        try:
            business_time.load_clock(services)
            business_time.load_calendar(services)
        except BaseException:
            services.store.close()
            raise
        made = cls(services)
        made._chores.append(Forgetting(services, answers).run)
        if archive is not None:
            made._chores.append(Archiver(services, archive).run)
        if checkpoints is not None:
            made._chores.append(Checkpoints(services, *checkpoints).make_if_due)
        return made

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop working and let go of the database."""
        self._services.arrivals.end()
        self.stop()
        self._worker.close()
        self._courier.close()
        self._services.store.close()

    # commands

    def execute(self, command: Command, actor: Actor) -> Any:
        """Obey the command and carry out the jobs that it wrote, for at most two seconds; the answer is the command's.

        Raises Rejected and its kinds (NotFound, Forbidden, Conflict, Invalid, DeploymentRefused); nothing was written.
        """
        outcome = execute(self._services, command, actor)
        self._worker.follow_up(outcome.jobs)
        if outcome.jobs or outcome.has_timers:
            self._wake()
        return outcome.answer

    def execute_all(self, commands: Sequence[Command], actor: Actor) -> list[Result]:
        """Each as `execute`, but committed in groups of up to fifty, and without waiting for the jobs that they write.

        What became of each, in their order. Commands with ids of their own can be sent again, when the caller was
        interrupted: those that were obeyed get the same answer.
        """
        results = []
        for each in execute_all(self._services, commands, actor):
            self._worker.leave(each.outcome.jobs)
            results.append(_result(each))
        self._wake()
        return results

    def _wake(self) -> None:
        ticker = self._ticker
        if ticker is not None:
            ticker.wake()

    def settle(self) -> None:
        """Carry out everything that is due at the present moment, until the engine is quiet."""
        business_time.refresh_clock(self._services)
        self._worker.settle()

    def deliver(self) -> None:
        """Send what is due to leave the house at the present moment; what failed is left for later."""
        business_time.refresh_clock(self._services)
        self._courier.settle()

    def start(self, *, has_jobs: bool = True) -> None:
        """Begin to carry out due jobs in the background; without jobs, only what this process needs for its own."""
        if self._ticker is None:
            self._ticker = Ticker(self._services, self._worker, self._courier)
            self._ticker.start(has_jobs=has_jobs)
            if has_jobs:
                self._hint.listen(self._wake)
            for chore in self._chores if has_jobs else ():
                self._ticker.repeat_slowly(chore)

    def archive(self, folder: Path) -> tuple[list[ArchiveView], list[str]]:
        """Ended cases whose time is over go to files there. Answers the files, and cases that do not prove themselves.

        Those stay where they are. Raises OSError when the folder cannot be written.
        """
        archiver = Archiver(self._services, folder)
        return archiver.run(), archiver.broken

    def checkpoint(self, folder: Path, key: Path) -> Path:
        """The heads of all streams, signed with the key in that file, are written there. Answers the file.

        Raises EngineError for a key that others may read, OSError when the folder cannot be written.
        """
        return Checkpoints(self._services, folder, key).make()

    def held_against(self, signed: Signed, archives: Path, key: str | None = None) -> Held:
        """Whether all that was signed is still there, here or in archives in that folder."""
        return held_against(self._services, signed, archives, key)

    def halt(self) -> None:
        """Begin no more work in the background; what is in hand goes on. Nothing is begun again after this.

        Whoever waits for external tasks gets none.
        """
        self._services.arrivals.end()
        if self._ticker is not None:
            self._ticker.halt()
        self._worker.halt()
        self._courier.halt()

    def drain(self, until: float) -> bool:
        """After `halt`: whether all that was in hand ended before this moment of the monotonic clock.

        What did not is given back, for another process to begin anew; a result that comes later is refused.
        """
        is_sent = self._courier.drain(max(0.0, until - time.monotonic()))
        return self._worker.drain(max(0.0, until - time.monotonic())) and is_sent

    def stop(self) -> None:
        """End that; handlers that run go on until `close`."""
        if self._ticker is not None:
            self._hint.stop()
            self._ticker.stop()
            self._ticker = None

    def fetch(
        self, actor: Actor, request: FetchRequest, patience: float = 0.0, is_there: Callable[[], bool] = always
    ) -> list[LockedTask]:
        """Lock due external tasks for a worker, the highest priority first; wait up to `patience` real seconds for one.

        It comes back with CompleteExternalTask and its like before the lock is over. Raises Forbidden, Rejected.
        """
        return self._fetching.fetch(actor, request, patience, is_there)

    def metrics(self) -> bytes:
        """Figures of this process and of its database, in the text format of Prometheus."""
        return self._metrics.text()

    # who is there, and when

    def admit_login(self, user_id: str, address: str) -> timedelta:
        """Zero when a password may be tried, which counts; else how long to wait. Over all processes."""
        return throttle.admit(self._services, user_id, address)

    def forgive_login(self, user_id: str, address: str) -> None:
        """After the right password."""
        throttle.forgive(self._services, user_id, address)

    def authenticate(self, user_id: str, password: str) -> Actor | None:
        """The actor, when the password is right and the account is active."""
        with self._services.store.read() as reader:
            is_right = verify_password(reader.credential(user_id), password)
            user = reader.user(user_id) if is_right else None
        return actor_of(user) if user is not None else None

    @property
    def is_shared(self) -> bool:
        """Whether other processes can open the database too."""
        return self._services.store.is_shared

    def now(self) -> datetime:
        """Business time, in UTC."""
        return self._services.clock.now()

    def real_now(self) -> datetime:
        """Real time, in UTC, the same for all nodes of a database server."""
        return self._services.store.real_clock.now()


def _result(carried: Carried) -> Result:
    reason = carried.rejection
    if reason is None:
        return Result(answer=carried.outcome.answer)
    return Result(refusal=Refusal(id="", code=reason.code, params=dict(reason.params)))
