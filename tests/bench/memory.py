"""Memory of one web and one worker process: idle, and whether it grows under a long load."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.report import Report
from tests.bench.server import Server
from tests.faults.cluster import Cluster, Node
from tests.faults.load import Load

AGENTS = 4


def of_processes(report: Report, server: Server, seconds: float, rounds: int) -> None:
    """The same load in rounds: what the last holds beyond the first is growth."""
    title = f"megabytes of resident memory; each round is {seconds:.0f} s of load by {AGENTS} agents over HTTP"
    report.table(title)
    url = server.create()
    with TemporaryDirectory(prefix="kfb") as folder, Cluster(url, Path(folder), webs=1, workers=1) as cluster:
        cluster.start(AGENTS)
        sizes = [_sizes(cluster)]
        for number in range(rounds):
            with Load([cluster.webs[0].address], AGENTS, number):
                time.sleep(seconds)  # other processes work meanwhile
            sizes.append(_sizes(cluster))
        cluster.end()
    for name in sizes[0]:
        report.row(title, process=name, idle=sizes[0][name], first=sizes[1][name], last=sizes[-1][name])
        report.ratio(f"memory of {name}: last round to first", [sizes[-1][name]], [sizes[1][name]])
    server.drop(url)


def _sizes(cluster: Cluster) -> dict[str, float]:
    return {node.kind: _resident(node) for node in cluster.nodes}


def _resident(node: Node) -> float:
    lines = Path(f"/proc/{node.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
