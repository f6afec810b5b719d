"""Lists over all cases: commits by case, person, kind and time; jobs by state and kind."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from engine.errors import Rejected
from engine.store.lanes import lane_of
from engine.store.store import Store
from engine.store.tables.job import job
from tests.store.build import AT, deploy, start, task

SECOND = timedelta(seconds=1)


def test_commits_are_found_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(store)
    for number in range(7):
        start(store, f"i{number}", task("1"), at=AT + number * SECOND)
    with store.read() as reader:
        seen, at = [], None
        while True:
            page = reader.found_commits(since=AT + SECOND, until=AT + 6 * SECOND, at=at, limit=2)
            seen += [each.stream for each in page.items]
            if (at := page.next) is None:
                break
        assert seen == ["i5", "i4", "i3", "i2", "i1"]
        assert [each.stream for each in reader.found_commits(case="i3").items] == ["i3"]
        assert len(reader.found_commits(case="TS-1").items) == 7
        assert (reader.found_commits(user_id="lu").total, reader.found_commits(user_id="li").total) == (8, 0)
        assert "UserTaskCreated" in reader.found_commits(case="i3").items[0].kinds
        monkeypatch.setattr("engine.store.queries.commit_search.WINDOW", 3)
        page, pages = reader.found_commits(kind="ProcessDeployed", limit=2), 1
        while page.next is not None:
            pages += 1
            found, page = page, reader.found_commits(kind="ProcessDeployed", at=page.next, limit=2)
            assert found.items == [] or page.items == []
        assert ([each.stream for each in page.items], pages) == (["definition:process:complaint"], 3)


JOBS = [  # id, kind, seconds until due, seconds of the lease, whether it is dead
    ("late", "timer", -60, None, False),
    ("later", "handler", -30, None, False),
    ("held", "handler", -90, 60, False),
    ("lapsed", "timer", -10, -5, False),
    ("future", "timer", 60, None, False),
    ("dead", "handler", -99, None, True),
]


@pytest.mark.parametrize(
    ("state", "kind", "expected"),
    [
        ("due", None, ["late", "later", "lapsed"]),
        ("due", "timer", ["late", "lapsed"]),
        ("due", "external", []),
        ("leased", None, ["held"]),
        ("leased", "timer", []),
        ("failed", None, ["dead"]),
        ("failed", "timer", []),
    ],
)
def test_jobs_are_listed_by_state_and_kind(store: Store, state: str, kind: str | None, expected: list[str]) -> None:
    rows = [
        {
            "id": id,
            "kind": of,
            "root_id": "i1",
            "instance_id": "i1",
            "due_at": AT + due * SECOND,
            "retries": 3,
            "attempts": 3,
            "waits": (),
            "lane": lane_of(of, 0),
            "is_dead": dead,
            "fence": 0,
            "leased_until": None if lease is None else AT + lease * SECOND,
        }
        for id, of, due, lease, dead in JOBS
    ]
    with store.write() as unit:
        unit.connection.execute(insert(job), rows)
    with store.read() as reader:
        assert [each.id for each in reader.job_lines(state, AT, AT, kind).items] == expected
        with pytest.raises(Rejected):
            reader.job_lines("else", AT, AT)
