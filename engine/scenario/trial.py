"""Runs the scenarios of a folder against other files, in a process of its own.

    python -m engine.scenario.trial FOLDER SECONDS

It ends after so many seconds of processor time, so that a busy machine does not count.
On standard input a JSON object, file name -> content in Base64; on standard output one JSON line per scenario as soon
as it has run (engine.model.trial.TrialResult), so that whoever loses patience keeps what is done. Nothing is stored.
"""

import base64
import json
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.api import Engine
from engine.model.trial import TrialFailure, TrialResult, line
from engine.scenario.folder import SCENARIOS, registered_handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import Outcome, run


def results(folder: Path, files: Mapping[str, bytes]) -> Iterator[TrialResult]:
    """One after the other. Raises Rejected for scenarios that cannot be read."""
    functions, people = registered_handlers(folder.parent), staff(folder)
    for scenario in load(folder / SCENARIOS):
        yield _result(
            run(scenario, files, people, lambda clock: Engine.open("sqlite://", clock=clock, handlers=functions))
        )


def _result(outcome: Outcome) -> TrialResult:
    failures = [TrialFailure(each.step, each.code, dict(each.params)) for each in outcome.failures]
    return TrialResult(outcome.name, failures, sorted(outcome.elements), sorted(outcome.flows))


def main() -> None:
    signal.setitimer(signal.ITIMER_PROF, float(sys.argv[2]))  # whose signal nobody handles
    files = {name: base64.b64decode(content) for name, content in json.load(sys.stdin).items()}
    for result in results(Path(sys.argv[1]), files):
        sys.stdout.buffer.write(line(result))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
