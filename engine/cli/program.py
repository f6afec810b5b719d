"""The command `kefuflow`."""

import argparse
import sys
from collections.abc import Callable, Sequence

from engine import settings
from engine.cli import (
    archives,
    checkpoints,
    copying,
    definitions,
    erasure,
    events,
    history,
    nodes,
    scenarios,
    start,
    tokens,
    upkeep,
    users,
)
from engine.cli.printing import print_problems, said
from engine.errors import DeploymentRefused, EngineError
from engine.monitoring import log

# In the order in which the help tells of them.
COMMANDS = (
    nodes,
    definitions,
    start,
    events,
    users,
    tokens,
    checkpoints,
    erasure,
    archives,
    upkeep,
    copying,
    history,
    scenarios,
)
INTERRUPTED = 130  # as shells have it


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done. 1: a check failed. 2: it could not be carried out."""
    options = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        place = settings.from_environment()
        log.configure(place.log_format, place.log_level)
        return run(options)
    except DeploymentRefused as refusal:
        print_problems(refusal.problems)
        return 2
    except EngineError as failure:
        print(said(failure.code, failure.params), file=sys.stderr)
        return 2
    except OSError as failure:  # a file that is not there, a folder that may not be written
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kefuflow", description="Kefuflow 客服流程: a BPM engine for service centres")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for each in COMMANDS:
        each.add(commands)
    return parser
