"""The two references that nobody here chose: PostgreSQL with the rows of one completed task, and SpiffWorkflow."""

import json
import re
import subprocess
import sys

from tests.bench.server import Server
from tests.bench.shapes import YARDSTICKS

LIMIT = YARDSTICKS / "limit"
RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


def prepare_limit(server: Server) -> str:
    """The url of a database with the rows of the limit."""
    url = server.create()
    server.program("psql", url, "-q", "-v", "ON_ERROR_STOP=1", "-f", str(LIMIT / "schema.sql"), "-d")
    return url


def limit(server: Server, url: str, clients: int, seconds: float, script: str = "complete_task.sql") -> float:
    """Completed tasks per second, as pgbench does them."""
    size = ["-c", str(clients), "-j", str(clients), "-T", str(max(1, round(seconds)))]
    said = server.program("pgbench", url, "-n", "-M", "prepared", "-f", str(LIMIT / script), *size)
    found = RATE.search(said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1])


def spiff(url: str, tasks: int, workers: int, seconds: float) -> float:
    """Tasks per second of SpiffWorkflow with one row of JSON for each instance, and no history."""
    program = [sys.executable, str(YARDSTICKS / "spiff_baseline.py"), "--url", url, "--tasks", str(tasks)]
    program += ["--workers", str(workers), "--seconds", str(seconds)]
    said = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    return float(json.loads(said.splitlines()[-1])["tasks_per_s"])
