"""Faults in a cluster under load, counted, with the proof afterwards that nothing was lost, repeated or left stuck.

    python -m tests.faults.campaign                     all of them, in the long form
    python -m tests.faults.campaign --only kill cut --times 20

Each campaign has a cluster (three web and four worker processes) on a PostgreSQL of its own with fsync.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from tests.faults.cluster import Cluster, Node
from tests.faults.load import Load
from tests.faults.postgres import Postgres
from tests.faults.proof import proof
from tests.faults.small_disk import SmallDisk
from tests.faults.wrong_time import SERVER, put_ahead

RAISED = re.compile(r"^[a-z_]+(\.\w+)*\.[A-Z]\w*\b|^[A-Z]\w*Error\b")  # the last line of a trace
LEASE = 2  # seconds, so that a held node is held past it
AGENTS = 6
FULL = 3.0  # seconds that a disk stays full
MEGABYTES = 400
WAL = {"max_wal_size": "64MB", "min_wal_size": "32MB"}
CLOCKS = (-7200.0, -30.0, -1.0, 0.0, 1.0, 30.0, 7200.0)  # seconds ahead
LEAST = 4  # commands of each kind that are still carried out after the last fault


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a fault happens."""

    cluster: Cluster
    postgres: Postgres
    chance: random.Random
    disk: SmallDisk | None = None

    def node(self) -> Node:
        return self.chance.choice(self.cluster.nodes)


def kill(ground: Ground) -> None:
    """kill -9 of any process, which is started again."""
    node = ground.node()
    node.kill()
    node.start()
    node.wait_ready()


def hold(ground: Ground) -> None:
    """A process stands still for longer than its leases, and goes on as if nothing had been."""
    node = ground.node()
    node.hold()
    time.sleep(LEASE * 1.5)  # another process stands still: there is no clock to set
    node.go_on()


def drain(ground: Ground) -> None:
    """SIGTERM, as in a rolling upgrade; the process must end cleanly."""
    node = ground.node()
    code = node.end()
    assert code == 0, f"{node.name} ended with {code}: {node.said()}"
    node.start()
    node.wait_ready()


def cut(ground: Ground) -> None:
    """Every connection, wherever its command is, in the middle of a commit too."""
    ground.postgres.cut()


def restart(ground: Ground) -> None:
    ground.postgres.restart()


def power(ground: Ground) -> None:
    """The server ends as when the machine loses power, and recovers from its log."""
    ground.postgres.restart("immediate")


def clock(ground: Ground) -> None:
    """The clock of one machine is set, by two hours or by little, forward or back; those of two nodes are apart."""
    node = ground.node()
    put_ahead(node.folder, node.name, ground.chance.choice(CLOCKS))


def server_clock(ground: Ground) -> None:
    """The clock of the database server is set; the nodes follow within ten seconds."""
    put_ahead(ground.cluster.folder, SERVER, ground.chance.choice(CLOCKS))


def full_disk(ground: Ground) -> None:
    """No space is left for a while; a server that ended of it is started again."""
    assert ground.disk is not None
    ground.disk.fill()
    time.sleep(FULL)  # the others go on
    ground.disk.free()
    if not ground.postgres.is_running:
        ground.postgres.start()


@dataclass(frozen=True, slots=True)
class Campaign:
    """`times` and `pause` (seconds between two faults) of the long form. `on_disk`: what lies on one that is small."""

    fault: Callable[[Ground], None]
    times: int
    pause: float
    on_disk: Literal["", "tables", "all"] = ""


CAMPAIGNS = {
    "kill": Campaign(kill, 300, 0.3),
    "hold": Campaign(hold, 50, 0.5),
    "drain": Campaign(drain, 50, 0.3),
    "cut": Campaign(cut, 200, 0.2),
    "restart": Campaign(restart, 60, 2.0),
    "power": Campaign(power, 50, 2.0),
    "clock": Campaign(clock, 100, 0.5),
    "server-clock": Campaign(server_clock, 10, 12.0),
    "full-tables": Campaign(full_disk, 20, 2.0, "tables"),
    "full-disk": Campaign(full_disk, 10, 4.0, "all"),
}


Found = tuple[dict[str, object], list[str]]


def run(campaign: Campaign, folder: Path, times: int, seed: int, webs: int = 3, workers: int = 4) -> Found:
    """What was tried and found, and the problems. `folder`: for logs."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="kfp")))
        disk = stack.enter_context(SmallDisk(place / "disk", MEGABYTES)) if campaign.on_disk else None
        home = disk.folder if disk and campaign.on_disk == "all" else place
        postgres = stack.enter_context(Postgres(home / "pg", WAL if disk else None))
        if disk and campaign.on_disk == "tables":
            postgres.put_tables_on(disk.folder)
        return _run(campaign, postgres, disk, folder, times, seed, webs, workers)


def _run(
    campaign: Campaign,
    postgres: Postgres,
    disk: SmallDisk | None,
    folder: Path,
    times: int,
    seed: int,
    webs: int,
    workers: int,
) -> Found:
    postgres.run("CREATE DATABASE faults" + (" TABLESPACE small" if campaign.on_disk == "tables" else ""))
    url = postgres.url_of("faults")
    with Cluster(url, folder, webs, workers, environment={"KEFUFLOW_LEASE": str(LEASE)}) as cluster:
        cluster.start(AGENTS)
        ground = Ground(cluster, postgres, random.Random(seed), disk)
        with Load([web.address for web in cluster.webs], AGENTS, seed) as load:
            for _ in range(times):
                time.sleep(campaign.pause)
                load.reach(1)
                campaign.fault(ground)
            load.reach(LEAST)
        codes = cluster.end()
        with cluster.open() as engine:
            found = proof(engine, load.heard)
    unclean = [f"{node} ended with {code}" for node, code in codes.items() if code]
    return {
        "faults": times,
        "errors in logs": _errors(cluster),
        **load.heard.figures(),
        **found.figures(),
    }, found.problems + unclean


def _errors(cluster: Cluster) -> dict[str, int]:
    """How often each error that ended in a trace was logged."""
    found: Counter[str] = Counter()
    for node in cluster.nodes:
        lines = node.log.read_text("utf-8", "replace").splitlines()
        found.update(line.partition(":")[0] for line in lines if RAISED.match(line))
    return dict(found)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.campaign", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=CAMPAIGNS, default=list(CAMPAIGNS))
    parser.add_argument("--times", type=int, help="faults in each, instead of those of the long form")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="an empty folder in which what the nodes logged is kept")
    options = parser.parse_args(arguments)
    failed = 0
    with TemporaryDirectory(prefix="kfl") as place:
        for name in options.only:
            campaign = CAMPAIGNS[name]
            folder = (options.logs or Path(place)) / name
            folder.mkdir(parents=True)
            figures, problems = run(campaign, folder, options.times or campaign.times, options.seed)
            print(f"\n{name}: {(campaign.fault.__doc__ or 'the server is restarted').partition('.')[0]}")
            print("\n".join(f"{key:>32} {value}" for key, value in figures.items()))
            print("\n".join(f"    {each}" for each in problems), flush=True)
            failed += bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
