"""A node of the cluster, as `kefuflow web` and `kefuflow worker` are, with the handlers of the campaigns.

Run as a program: `python node.py web|worker`; the settings come from the environment.
"""

import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.api import Engine
from engine.server import node
from engine.settings import from_environment
from tests.faults import wrong_time
from tests.faults.office import HANDLERS

RUN = {"web": node.web, "worker": node.work, "serve": node.serve}


def main(kind: str) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    place = from_environment()
    if name := os.environ.get("FAULTS_CLOCK"):
        wrong_time.install(place.data, name)
    with Engine.open(place.database_url, handlers=HANDLERS, lease=place.lease) as engine:
        return RUN[kind](engine, place)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
