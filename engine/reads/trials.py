"""A diagram tried out before it is published: the scenarios that come with its process, run against it."""

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

from engine.bpmn.keys import process_keys
from engine.bpmn.read import reread
from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.trial import Trial, TrialResult, read_lines
from engine.reads.base import Reads
from engine.scenario.folder import SCENARIOS, files, process_folder
from engine.scenario.format import load
from engine.settings import SHIPPED
from engine.store.reader import Reader

SECONDS = 20.0  # of processor time, for all scenarios together
PATIENCE = 100.0  # seconds on the clock, where the machine has other work
AT_ONCE = 2  # trials in this process: each takes a core of the machine
_KINDS = ("process", "decision", "form", "templates")


class TrialReads(Reads):
    """Nothing is stored: each scenario has an engine of its own, in memory, in another process that can be stopped."""

    shipped = SHIPPED
    _turns = BoundedSemaphore(AT_ONCE)

    def try_out(self, actor: Actor, key: str, changed: Mapping[str, bytes], seconds: float = SECONDS) -> Trial:
        """Run the scenarios of a shipped process against changed files, with what is published beside them.

        Raises NotFound when no scenarios come with the process, Rejected when they could not be run, and
        `scenario.busy` while as many trials run as may at once.
        """
        actor.require(P.DEFINITION_DEPLOY)
        folder = process_folder(self.shipped / "processes", key)
        if folder is None:
            raise NotFound("scenario.none", process=key)
        scenarios = load(folder / SCENARIOS)
        with self._services.store.read() as reader:
            deployed = _beside(_published(reader, files(folder)), changed) | dict(changed)
        if not self._turns.acquire(blocking=False):
            raise Rejected("scenario.busy", most=AT_ONCE)
        try:
            return Trial(_run(folder, deployed, seconds), len(scenarios), _names(deployed))
        finally:
            self._turns.release()


def _published(reader: Reader, shipped: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the folder, each as it was last published, where it was."""
    latest = {view.file: view.digest for kind in _KINDS for view in reader.definitions(kind)}
    return {name: (name in latest and reader.resource(latest[name])) or data for name, data in shipped.items()}


def _beside(published: dict[str, bytes], changed: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without diagrams of the changed processes, which may have been published under another file name."""
    keys = {key for name, data in changed.items() if name.endswith(".bpmn") for key in process_keys(data)}
    return {
        name: data for name, data in published.items() if not (name.endswith(".bpmn") and keys & process_keys(data))
    }


def _names(deployed: Mapping[str, bytes]) -> dict[str, str]:
    """Element to name, of every diagram."""
    diagrams = (reread(data, name) for name, data in deployed.items() if name.endswith(".bpmn"))
    elements = (each for processes in diagrams for process in processes for each in process.elements.values())
    return {each.id: each.name for each in elements if each.name}


def _run(folder: Path, deployed: dict[str, bytes], seconds: float) -> list[TrialResult]:
    """What was done in time. Nothing of this process's environment is handed on but the way to the program."""
    sent = json.dumps({name: base64.b64encode(data).decode() for name, data in deployed.items()}).encode()
    command = [sys.executable, "-m", "engine.scenario.trial", str(folder), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, on a folder of ours
            command, input=sent, capture_output=True, timeout=PATIENCE, env={"PYTHONPATH": str(SHIPPED)}, check=False
        )
    except subprocess.TimeoutExpired as late:
        return read_lines(late.stdout or b"")
    if done.returncode not in (0, -signal.SIGPROF):
        raise Rejected("scenario.trial_failed", process=folder.name)
    return read_lines(done.stdout)
