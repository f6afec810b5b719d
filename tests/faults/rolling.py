"""A rolling upgrade: processes of an older version and of this one over one database, with load on both, and the proof.

    python -m tests.faults.rolling CHECKOUT --seconds 10

`CHECKOUT`: of the older version. Its nodes begin on tables of their own; then those of this version come and migrate
them; both work side by side; then the older ones end. With `--stops` the older ones must stop by themselves instead,
and say why: a migration came between that does not suit them.
"""

import argparse
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.cluster import Cluster, Node
from tests.faults.load import Load
from tests.faults.postgres import Postgres
from tests.faults.proof import Proof, proof

AGENTS = 6
LARGE = {"text": "字" * 6000}  # so that a state is kept in the way of large ones
FURNISH = "import sys; from engine.api import Engine; from tests.faults.office import HANDLERS, furnish\n"
FURNISH += "with Engine.open(sys.argv[1], handlers=HANDLERS) as engine: furnish(engine, int(sys.argv[2]))"


def furnished(url: str, checkout: Path) -> None:
    """By the older version, on tables as it makes them."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    program = [sys.executable, "-c", FURNISH, url, str(AGENTS)]
    subprocess.run(program, check=True, cwd=checkout, env=environment)


def cluster_of(url: str, folder: Path, program: Path | None = None) -> Cluster:
    folder.mkdir()
    return Cluster(url, folder, 2, 2, program=program)


def begin(cluster: Cluster) -> None:
    for node in cluster.nodes:
        node.start()
    for node in cluster.nodes:
        node.wait_ready()


def has_stopped(node: Node) -> bool:
    """A web process asks nobody any more to come; a worker claims nothing."""
    if node.kind == "worker":
        return "store.newer" in node.said()
    try:
        urllib.request.urlopen(f"{node.address}/readyz", timeout=5).close()
    except urllib.error.HTTPError as answer:
        return answer.code == 503
    return False


def upgraded(url: str, place: Path, checkout: Path, seconds: float, *, stops: bool) -> tuple[dict[str, object], Proof]:
    furnished(url, checkout)
    node_program = checkout / "tests" / "faults" / "node.py"
    with cluster_of(url, place / "old", node_program) as old, cluster_of(url, place / "new") as new:
        begin(old)
        addresses = [web.address for web in (new if stops else old).webs]
        if not stops:
            addresses += [web.address for web in new.webs]
        else:
            begin(new)
        with Load(addresses, AGENTS, variables=LARGE) as load:
            time.sleep(seconds)
            if not stops:
                begin(new)  # the first one migrates, and waits for no command longer than that takes
            time.sleep(seconds)
            stopped = sum(map(has_stopped, old.nodes))
            codes = old.end()  # one by one would only take longer
            time.sleep(seconds)
        codes |= {f"new {name}": code for name, code in new.end().items()}
        with new.open() as engine:
            found = proof(engine, load.heard)
        found.check(not any(codes.values()), f"ended with {codes}")
        found.check(stopped == (len(old.nodes) if stops else 0), f"{stopped} of the old stopped by themselves")
        errors = sum(node.log.read_text("utf-8", "replace").count("Traceback") for node in old.nodes + new.nodes)
    return {**load.heard.figures(), "traces in logs": errors, "stopped by themselves": stopped}, found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.rolling", description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--stops", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kfr") as place, Postgres(Path(place) / "pg") as postgres:
        figures, found = upgraded(
            postgres.url, Path(place), options.checkout.absolute(), options.seconds, stops=options.stops
        )
    print("\n".join(f"{name:>32} {value}" for name, value in {**figures, **found.figures()}.items()))
    print("\n".join(found.problems))
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
