"""Several threads may read at once: the first to do so build the schema, which must not happen side by side."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from engine.bpmn.spiff.schema import schema_warnings
from engine.xml import parse

SPACE = b"http://www.omg.org/spec/BPMN/20100524/MODEL"
SOURCE = b'<definitions xmlns="%s" id="d" targetNamespace="t"><process id="p"/></definitions>' % SPACE
barrier = Barrier(8)

def read(number):
    barrier.wait()
    return len(schema_warnings(parse(SOURCE), "p.bpmn"))

with ThreadPoolExecutor(8) as pool:
    print(sum(pool.map(read, range(8))))
"""


def test_eight_threads_read_their_first_diagram_at_once() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (run.returncode, run.stdout.strip()) == (0, "0"), run.stderr
