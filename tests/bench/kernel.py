"""The kernel beside SpiffWorkflow, by element and by size of the diagram, and beside itself in long instances.

    .venv/bin/python tests/bench/kernel.py [--seconds N]        (from the top folder of the project)

In memory, without reading the diagram; processor time, each figure the median of five rounds in turns.
A step is an element that was passed; both sides pass the same. Sizes and counts are exact.
"""

import argparse
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from tests.bench import diagrams
from tests.bench.diagrams import ELEMENTS, FEEL, MIXED, PYTHON, Piece, row
from tests.bench.passing import kernel_events, kernel_passages, pass_kernel, pass_spiff, spiff_tasks, widest_snapshot
from tests.bench.quick import loop, pass_again, snapshot_at, spec_of, spiff_pass_again, spiff_snapshot_at, world_of
from tests.bench.rates import Rates, per_second, told

IN_A_ROW = 10
DIAMONDS = (1, 3, 5, 10)
NODES = (10, 50, 200)
BODIES = (10, 100, 1000)
EARLY, LATE, THEIR_LATE = 10, 10_000, 300  # passes of the loop; SpiffWorkflow's ends after 333


def steps(piece: Piece, count: int, seconds: float) -> Rates:
    """Per second."""
    world, spec = world_of(row(piece, count, FEEL)), spec_of(row(piece, count, PYTHON))
    rates = per_second(lambda: pass_kernel(world), lambda: pass_spiff(spec), seconds, process_time)
    return rates.times(kernel_passages(world).total())


def by_element(seconds: float) -> None:
    print(f"steps per second, {IN_A_ROW} of an element in a row")
    for name, piece in ELEMENTS.items():
        told(name, steps(piece, IN_A_ROW, seconds))


def by_size(seconds: float) -> None:
    print("\nsteps per second, by nodes of the diagram (user tasks and exclusive gateways)")
    for nodes in NODES:
        told(f"{nodes} nodes", steps(diagrams.mixed, nodes // MIXED, seconds))


def parallel_diamonds(seconds: float) -> None:
    print("\nsteps per second, parallel diamonds in a row")
    for count in DIAMONDS:
        events = kernel_events(world_of(row(diagrams.parallel, count, FEEL))).total()
        tasks = spiff_tasks(spec_of(row(diagrams.parallel, count, PYTHON)))
        told(f"{count}: {events} events; {tasks:,} tasks there", steps(diagrams.parallel, count, seconds))


def multi_instances(seconds: float) -> None:
    for is_manual in (False, True):
        print(f"\nsteps per second, one parallel multi-instance of a {'user task' if is_manual else 'script'}")
        for size in BODIES:
            piece = diagrams.multi_instance(size, is_manual=is_manual)
            world = world_of(row(piece, 1, FEEL))
            events, widest = kernel_events(world).total(), widest_snapshot(world)
            told(f"{size}: {events:,} events, at most {widest:,} bytes", steps(piece, 1, seconds))


def long_loop(seconds: float) -> None:
    world, codec = world_of(loop()), BpmnWorkflowSerializer()
    early, late = snapshot_at(world, EARLY), snapshot_at(world, LATE)
    then, now = spiff_snapshot_at(EARLY), spiff_snapshot_at(THEIR_LATE)
    print("\npasses of a loop per second, each loaded and saved")
    rates = per_second(lambda: pass_again(world, late), lambda: pass_again(world, early), seconds, process_time)
    told(f"Kefuflow, {len(late)} and {len(early)} bytes", rates, (f"pass {LATE:,}", f"pass {EARLY}"))
    rates = per_second(
        lambda: spiff_pass_again(codec, now), lambda: spiff_pass_again(codec, then), seconds, process_time
    )
    told(f"SpiffWorkflow, {len(now):,} and {len(then):,} bytes", rates, (f"pass {THEIR_LATE}", f"pass {EARLY}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="for each side of a figure")
    seconds = parser.parse_args().seconds
    for figures in (by_element, by_size, parallel_diamonds, multi_instances, long_loop):
        figures(seconds)


if __name__ == "__main__":
    main()
