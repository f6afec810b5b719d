"""Many inputs through few processes: a process that dies or hangs costs the input in hand, and is replaced."""

import json
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz.kinds import KINDS

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds; the process itself stops after two of work, unless it hangs where nothing can stop it


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    text: str
    what: str


def fuzz(kind: str, count: int, seed: int) -> list[Finding]:
    """Judge so many inputs; the same seed makes the same ones."""
    random = Random(f"{kind} {seed}")
    return list(judged(kind, [KINDS[kind].made(random) for _ in range(count)]))


def judged(kind: str, texts: Sequence[str], *seconds: float) -> Iterator[Finding]:
    """`seconds` instead of the two that each may take."""
    child = _Child(kind, *seconds)
    for text in texts:
        what = child.verdict(text)
        if what is None:
            yield Finding(kind, text, f"died: {child.end()}")
            child = _Child(kind, *seconds)
        elif what:
            yield Finding(kind, text, what)
    child.end()


class _Child:
    def __init__(self, kind: str, *seconds: float) -> None:
        command = [sys.executable, "-m", "tests.fuzz.child", kind, *map(str, seconds)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)

    def verdict(self, text: str) -> str | None:
        """None when the process died, or does not answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(text).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return None
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            return None
        line = self._process.stdout.readline()
        return str(json.loads(line)) if line else None

    def end(self) -> str:
        """What it had to say at the end."""
        self._process.kill()
        _, said = self._process.communicate()
        return said.decode(errors="replace")[-500:]
