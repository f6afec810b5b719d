"""The campaigns in their short form; the long one is `make faults`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaign import LEAST, Campaign, Ground, clock, cut, kill, restart, run

ROOT = Path(__file__).parents[2]


def all_of_them(ground: Ground) -> None:
    """One after the other; the clocks too."""
    for fault in (cut, clock, kill, cut, restart):
        fault(ground)


@pytest.mark.postgres
def test_a_cluster_survives_what_its_server_and_its_processes_do_not(tmp_path: Path) -> None:
    figures, problems = run(Campaign(all_of_them, 1, 0.3), tmp_path, 1, 1, webs=1, workers=1)
    assert problems == []
    assert min(figures[name] for name in ("starts accepted", "completes accepted", "timers fired once")) >= LEAST


def test_a_crash_at_every_point_by_name_loses_and_repeats_nothing(database_url: str) -> None:
    program = [sys.executable, "-m", "tests.faults.crashing", database_url]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "46 crashes, 0 wrong"
