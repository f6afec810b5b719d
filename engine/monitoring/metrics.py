"""Figures for Prometheus: commands as they pass through this process, and what the database holds when it is asked."""

import time
from collections.abc import Callable, Iterable
from functools import cache
from threading import Lock

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from engine.model.view import Figures

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
KEPT = 5.0  # seconds at least that figures of the database count: who asks more often gets the same again
REST = 20  # times as long as counting took: with very many rows the database has better things to do


class Metrics:
    """Of one process. `figures` asks the database; every process over one database tells the same of those."""

    def __init__(self, figures: Callable[[], Figures], seconds: Callable[[], float] = time.monotonic) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._commands = Histogram(
            "kefuflow_command_seconds",
            "Commands by kind and outcome: obeyed, rejected, busy, failed",
            ("command", "outcome"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._of = cache(self._commands.labels)
        self._registry.register(_Held(figures, seconds))

    def observe(self, kind: str, outcome: str, seconds: float) -> None:
        self._of(kind, outcome).observe(seconds)

    def text(self) -> bytes:
        """In the text format of Prometheus, UTF-8."""
        return generate_latest(self._registry)


class _Held(Collector):
    """What the database holds, asked for when somebody looks."""

    def __init__(self, figures: Callable[[], Figures], seconds: Callable[[], float]) -> None:
        self._ask, self._seconds = figures, seconds
        self._lock = Lock()
        self._known: tuple[float, Figures] | None = None  # with the end of its time

    def describe(self) -> Iterable[Metric]:
        return ()  # nothing is asked of the database before somebody looks

    def collect(self) -> Iterable[Metric]:
        found = self._figures()
        jobs = GaugeMetricFamily(
            "kefuflow_jobs", "Jobs by kind and state: due, leased, failed", labels=("kind", "state")
        )
        oldest = GaugeMetricFamily("kefuflow_oldest_due_seconds", "Age of the longest due job", labels=("kind",))
        for each in found.backlog:
            for state in ("due", "leased", "failed"):
                jobs.add_metric((each.kind, state), getattr(each, state))
            oldest.add_metric((each.kind,), each.age)
        yield jobs
        yield oldest
        for name, help in _GAUGES.items():
            yield GaugeMetricFamily(f"kefuflow_{name}", help, value=getattr(found, name))

    def _figures(self) -> Figures:
        with self._lock:
            begins = self._seconds()
            if self._known is None or begins > self._known[0]:
                found = self._ask()
                ends = self._seconds()
                self._known = (ends + max(KEPT, REST * (ends - begins)), found)
            return self._known[1]


_GAUGES = {
    "open_tasks": "User tasks that are open",
    "overdue_tasks": "Open user tasks past their due time",
    "active_instances": "Process instances that have not ended",
    "open_incidents": "Incidents that nobody has resolved",
    "waiting_deliveries": "Notices that have not left the house yet",
    "connections_in_use": "Connections of this process that are in use",
    "connections_limit": "Connections that this process may use at once",
}
