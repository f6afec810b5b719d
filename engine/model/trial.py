"""What came of running the scenarios of a process against a diagram that is not published yet."""

from typing import Any

import msgspec


class TrialFailure(msgspec.Struct, frozen=True):
    """At which step (0 is the start), and what: a code of the locale with its parameters."""

    step: int
    code: str
    params: dict[str, Any] = {}


class TrialResult(msgspec.Struct, frozen=True):
    """Of one scenario; `elements` and `flows` are the ids that it went through."""

    name: str
    failures: list[TrialFailure] = []
    elements: list[str] = []
    flows: list[str] = []

    @property
    def passed(self) -> bool:
        return not self.failures


class Trial(msgspec.Struct, frozen=True):
    """In the order of the file. `is_complete` is false when time ran out before all of `count` scenarios had run.

    `names`: element id -> name, of the diagrams that were tried.
    """

    results: list[TrialResult]
    count: int
    names: dict[str, str] = {}

    @property
    def is_complete(self) -> bool:
        return len(self.results) == self.count


_encoder = msgspec.json.Encoder(enc_hook=str)  # times and numbers of a failure are there to be read
_decoder = msgspec.json.Decoder(TrialResult)


def line(result: TrialResult) -> bytes:
    """One line of JSON."""
    return _encoder.encode(result) + b"\n"


def read_lines(output: bytes) -> list[TrialResult]:
    """Of whole lines only: the last one may have been cut off."""
    return [_decoder.decode(each) for each in output.splitlines(keepends=True) if each.endswith(b"\n")]
