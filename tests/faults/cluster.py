"""PostgreSQL, web and worker processes on this machine, with load on them, and proof afterwards that all is whole.

    .venv/bin/python -m tests.faults.cluster --webs 3 --workers 4 --seconds 20 --kills 5

prints what was tried and found. Campaigns use the parts: Cluster starts, ends, kills and holds nodes, Load sends
commands until it is told to stop, `proof` counts and checks.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from engine.api import Engine
from tests.faults.load import Load
from tests.faults.office import HANDLERS, furnish
from tests.faults.postgres import Postgres
from tests.faults.proof import proof
from tests.ports import free_port, is_up

PROGRAM = Path(__file__).with_name("node.py")
SECRET = "a-secret-that-all-nodes-of-the-cluster-share"
PATIENCE = 300.0  # seconds, for a machine that is busy


class Node:
    """One process: `kind` is web, worker or serve. It can be started again after it has ended, on the same port."""

    def __init__(
        self, kind: str, number: int, url: str, folder: Path, environment: Mapping[str, str], program: Path = PROGRAM
    ) -> None:
        self.kind, self.name, self.folder = kind, f"{kind}{number}", folder
        self.port = free_port()
        self._program = program
        self.log = folder / f"{self.name}.log"
        self._environment = {
            **os.environ,
            "KEFUFLOW_DATA": str(folder),
            "KEFUFLOW_DATABASE_URL": url,
            "KEFUFLOW_SECRET_KEY": SECRET,
            "PORT": str(self.port),
            "FAULTS_CLOCK": self.name,
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, f"{self.name} was never started"
        return self._process

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Without waiting until it is ready."""
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, str(self._program), self.kind], env=self._environment, stdout=log, stderr=log
            )

    def is_ready(self) -> bool:
        if self.kind == "worker":
            return "at work" in self.log.read_text("utf-8", "replace")[self._said_before :]
        return is_up(self.address)

    def wait_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.is_ready():
            assert self.is_running, self.said()
            assert time.monotonic() < until, f"{self.name} does not get ready: {self.said()}"
            time.sleep(0.02)  # a process of its own: there is nothing to set here

    def kill(self) -> None:
        """As the machine does that loses power."""
        self.process.kill()
        self.process.wait()

    def end(self, patience: float = PATIENCE) -> int:
        """SIGTERM; answers the exit code."""
        self.process.terminate()
        return self.process.wait(patience)

    def hold(self) -> None:
        """Nothing runs in it until `go_on`; to the others it looks dead."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")[-4000:] if self.log.exists() else ""


class Cluster:
    """`url`: of an empty database with all its tables, or none yet. `folder`: for logs.

    `program`: that of another version's nodes.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        webs: int = 3,
        workers: int = 4,
        environment: Mapping[str, str] | None = None,
        program: Path | None = None,
    ) -> None:
        self.url, self.folder = url, folder
        given = environment or {}
        of = program or PROGRAM
        self.webs = [Node("web", number, url, folder, given, of) for number in range(webs)]
        self.workers = [Node("worker", number, url, folder, given, of) for number in range(workers)]

    @property
    def nodes(self) -> list[Node]:
        return self.webs + self.workers

    def open(self) -> Engine:
        """An engine beside the nodes, which carries out nothing by itself."""
        return Engine.open(self.url, handlers=HANDLERS)

    def furnish(self, agents: int = 6) -> None:
        """The process and its people."""
        with self.open() as engine:
            furnish(engine, agents)

    def start(self, agents: int = 6) -> None:
        """The process and its people first, then all nodes; ready when it returns."""
        self.furnish(agents)
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait_ready()

    def end(self) -> dict[str, int]:
        """All nodes by SIGTERM; exit codes by name."""
        running = [node for node in self.nodes if node.is_running]
        for node in running:
            node.process.terminate()
        return {node.name: node.process.wait(PATIENCE) for node in running}

    def close(self) -> None:
        for node in self.nodes:
            if node.is_running:
                node.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Load on a cluster of this machine, and the proof that all is whole.")
    parser.add_argument("--webs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--agents", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--kills", type=int, default=0, help="nodes that are killed on the way, and started again")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kefuflow-cluster-") as folder:
        with Postgres(Path(folder) / "pg") as postgres:
            with Cluster(postgres.url, Path(folder), options.webs, options.workers) as cluster:
                return _run(cluster, options)


def _run(cluster: Cluster, options: argparse.Namespace) -> int:
    cluster.start(options.agents)
    chance = random.Random(options.seed)
    with Load([web.address for web in cluster.webs], options.agents, options.seed) as load:
        for _ in range(options.kills):
            time.sleep(options.seconds / (options.kills + 1))
            node = chance.choice(cluster.nodes)
            node.kill()
            node.start()
            node.wait_ready()
        time.sleep(options.seconds / (options.kills + 1))
    heard = load.heard
    codes = cluster.end()
    with cluster.open() as engine:
        found = proof(engine, heard)
    print("\n".join(f"{name:>32} {value}" for name, value in {**heard.figures(), **found.figures()}.items()))
    print(f"{'nodes that ended cleanly':>32} {sum(code == 0 for code in codes.values())} of {len(codes)}")
    print("\n".join(found.problems))
    return 1 if found.problems or any(codes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
