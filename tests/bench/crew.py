"""Worker processes that carry instances through, each with an engine of its own on the same database."""

import logging
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from queue import Empty
from time import perf_counter, process_time
from typing import Any

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from tests.bench.shapes import Shape, Work, shapes, yardstick

LOADED = ["tests.bench.crew", "tests.bench.growth", "engine.store.databases.postgres"]
LONGEST = 300.0  # seconds that a worker may take beyond its time


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker did. `starts` and `tasks`: seconds that each command took; `processor`: of its own process."""

    instances: int
    starts: list[float]
    tasks: list[float]
    seconds: float
    processor: float


@dataclass(frozen=True, slots=True)
class Load:
    """All workers together."""

    parts: tuple[Part, ...]

    @property
    def instances_per_second(self) -> float:
        return sum(each.instances / each.seconds for each in self.parts)

    @property
    def tasks_per_second(self) -> float:
        return sum(len(each.tasks) / each.seconds for each in self.parts)

    @property
    def commands(self) -> int:
        return sum(len(each.starts) + len(each.tasks) for each in self.parts)

    @property
    def processor(self) -> float:
        """Seconds per command, of the workers without the database."""
        return sum(each.processor for each in self.parts) / max(1, self.commands)

    def took(self, share: float, kind: str = "tasks") -> float:
        """Seconds within which that share of the commands was obeyed; 0 where there was none."""
        times = sorted(second for each in self.parts for second in getattr(each, kind))
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def load(url: str, shape: Shape, workers: int, seconds: float) -> Load:
    """The shape must be deployed. All workers begin at the same moment, when the last of them is ready."""
    context = multiprocessing.get_context("forkserver")  # of a process that has loaded the engine, and nothing else
    context.set_forkserver_preload(LOADED)
    results: Any = context.Queue()
    ready = [context.Event() for _ in range(workers)]
    go = context.Event()
    crew = [context.Process(target=_work, args=(url, shape.name, seconds, each, go, results)) for each in ready]
    for process in crew:
        process.start()
    try:
        for each in ready:
            if not each.wait(LONGEST):
                raise RuntimeError(f"a worker of {shape.name!r} did not get ready")
        go.set()
        parts = tuple(_next(results, crew, seconds + LONGEST) for _ in crew)
    finally:
        for process in crew:
            process.join(LONGEST)
    return Load(parts)


def _next(results: Any, crew: list[Any], patience: float) -> Part:
    try:
        found: Part | str = results.get(timeout=patience)
    except Empty:
        raise RuntimeError(f"a worker brought nothing; exit codes {[each.exitcode for each in crew]}") from None
    if isinstance(found, str):
        raise RuntimeError(found)
    return found


def shape_named(name: str) -> Shape:
    """Raises KeyError."""
    return {each.name: each for each in shapes()}.get(name) or yardstick(int(name.split()[1]))


def _work(url: str, name: str, seconds: float, ready: Event, go: Event, results: Any) -> None:
    logging.disable(logging.CRITICAL)
    try:
        shape = shape_named(name)
        with Engine.open(url, handlers=shape.handlers) as engine:
            course = shape.course(engine)
            results_of = _carrying(engine, shape, course)
            results_of(0.2)  # warm: everything compiled, every statement prepared
            ready.set()
            go.wait(LONGEST)
            results.put(results_of(seconds))
    except BaseException as failure:
        ready.set()
        results.put(f"worker {os.getpid()}: {failure!r}")


def _carrying(engine: Engine, shape: Shape, course: tuple[Work, ...]) -> Callable[[float], Part]:
    def carry(seconds: float) -> Part:
        starts: list[float] = []
        tasks: list[float] = []
        instances, began, processor = 0, perf_counter(), process_time()
        instance_id = ""
        while perf_counter() - began < seconds:
            instance_id = _timed(lambda: engine.execute(shape.start, shape.starter), starts)
            for work in course:
                _timed(lambda each=work, of=instance_id: shape.complete(engine, of, each), tasks)  # type: ignore[misc]
            instances += 1
        part = Part(instances, starts, tasks, perf_counter() - began, process_time() - processor)
        if engine.instance(SYSTEM, instance_id).state != "completed":
            raise Rejected("bench.unfinished", instance=instance_id)
        return part

    return carry


def _timed(command: Callable[[], Any], into: list[float]) -> Any:
    began = perf_counter()
    answer = command()
    into.append(perf_counter() - began)
    return answer
