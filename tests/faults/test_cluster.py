"""Processes over one database, one of them killed under load. The long form: `python -m tests.faults.cluster`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.api import Engine
from engine.errors import EngineError
from engine.server import node
from engine.settings import Settings, from_environment
from tests.faults.cluster import Cluster
from tests.faults.load import Load
from tests.faults.proof import proof

ENOUGH = 8  # commands of each kind before the fault, and after it


def test_nodes_over_one_database_lose_and_repeat_nothing(tmp_path: Path) -> None:
    """On SQLite; on PostgreSQL it is the short campaign."""
    with Cluster(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, webs=1, workers=1) as cluster:
        cluster.start(agents=3)
        with Load([web.address for web in cluster.webs], agents=3) as load:
            load.reach(ENOUGH)
            cluster.workers[0].kill()
            cluster.workers[0].start()
            cluster.workers[0].wait_ready()
            load.reach(ENOUGH)
        codes = cluster.end()
        said = "\n".join(each.said() for each in cluster.nodes)
        with cluster.open() as engine:
            found = proof(engine, load.heard)
    assert found.problems == [], said
    assert set(codes.values()) == {0}, said
    assert "Traceback" not in said
    assert found.events["TimerFired"] == found.cases >= 2 * ENOUGH


@pytest.mark.parametrize("run", [node.web, node.work])
def test_a_database_in_memory_is_not_shared(run: Callable[[Engine, Settings], int]) -> None:
    with Engine.open("sqlite://") as engine, pytest.raises(EngineError, match=r"server\.not_shared"):
        run(engine, from_environment({"PORT": "0"}))
