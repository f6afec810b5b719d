"""The process in which inputs are judged: little memory, two seconds of work for each, nothing else at stake.

    python -m tests.fuzz.child KIND [SECONDS]

One JSON text per line comes in, one verdict per line goes out: "" when all is well, else what happened.
"""

import json
import resource
import signal
import sys
import traceback
from types import FrameType, ModuleType

from tests.fuzz.kinds import ALL

MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 2.0  # of work, so that a busy machine does not count


class Hang(BaseException):
    """The input took longer than it may."""


def verdict(kind: ModuleType, text: str, seconds: float) -> str:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        kind.judge(text)
    except Hang:
        return "hang: " + traceback.format_exc(limit=-3)
    except BaseException:  # whatever it is, it is a finding
        return "crash: " + traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return ""


def _ring(number: int, frame: FrameType | None) -> None:
    raise Hang


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _ring)
    kind = ALL[sys.argv[1]]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    for line in sys.stdin:
        print(json.dumps(verdict(kind, json.loads(line), seconds)), flush=True)


if __name__ == "__main__":
    main()
