"""What a worker outside pays for a page of ten tasks, with few and with very many of them due.

.venv/bin/python -m tests.bench.fetching
"""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import psycopg
from sqlalchemy import make_url

from engine.model.external_task import ExternalTaskFilter, FetchRequest, TopicRequest
from engine.store.external_tasks import fetch
from engine.store.store import Store
from tests.bench.lists import MILLI, p95
from tests.bench.loading import load, open_patterns
from tests.bench.pattern import BEGINS
from tests.bench.server import server

FEW, MANY, CALLS = 1_000, 100_000, 60
TOPICS = tuple(TopicRequest(topic=f"topic{number}") for number in range(3))
NOW = BEGINS + timedelta(days=100)
ROWS = """
INSERT INTO job (id, kind, root_id, instance_id, activity_id, element_id, due_at, created_at, retries, attempts, fence,
                 waits, is_dead, handler, priority, lane)
SELECT 'x' || n, 'external', id, id, 'a', 'e', %(now)s - n * interval '1 second', %(now)s - n * interval '1 second',
       3, 3, 0, '[]', false, 'topic' || n %% 3, n %% 5, 20
FROM generate_series(1, %(total)s) AS n
JOIN (SELECT id, row_number() OVER () AS r FROM instance) AS i ON r = 1 + n %% 100
"""


class _Undone(Exception):
    """Each fetch finds all of them again."""


def works(store: Store) -> dict[str, Callable[[], object]]:
    def fetched() -> None:
        try:
            with store.write() as unit:
                fetch(unit, FetchRequest(worker_id="w", topics=TOPICS, limit=10), NOW, NOW)
                raise _Undone
        except _Undone:
            return

    def listed(sort: str) -> Callable[[], object]:
        def read() -> None:
            with store.read() as reader:
                reader.external_tasks(ExternalTaskFilter(), NOW, sort=sort)

        return read

    def looked() -> None:
        with store.read() as reader:
            reader.due_topics(NOW, NOW)

    sorts = ("id", "taskPriority", "createTime", "lockExpirationTime")
    return {"fetch, 3 topics": fetched, "due topics": looked} | {f"by {sort}": listed(sort) for sort in sorts}


def filled(url: str, total: int) -> Store:
    store = Store.open(url)
    load(url, open_patterns(), 100, processes=1)
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    with closing(psycopg.connect(plain, autocommit=True)) as connection:
        connection.execute(ROWS, {"now": NOW, "total": total})
        connection.execute("VACUUM ANALYZE job")
    return store


def main() -> None:
    with (
        server() as running,
        closing(filled(running.create(), FEW)) as few,
        closing(filled(running.create(), MANY)) as many,
    ):
        there = works(many)
        for name, work in works(few).items():
            here, much = p95(work, CALLS) * MILLI, p95(there[name], CALLS) * MILLI
            print(f"{name:24} {here:7.1f} ms {much:7.1f} ms  ratio {much / here:.1f}")


if __name__ == "__main__":
    main()
