"""How often two things can be done in a second, in turns, so that what else the machine does meets both."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple

ROUNDS = 5


class Rates(NamedTuple):
    """Per second; each figure is the median of the rounds, the ratio is the median of theirs."""

    ours: float
    theirs: float
    ratio: float

    def times(self, steps: int) -> "Rates":
        return Rates(self.ours * steps, self.theirs * steps, self.ratio)


def per_second(
    ours: Callable[[], object], theirs: Callable[[], object], seconds: float, clock: Callable[[], float] = perf_counter
) -> Rates:
    """`seconds` for each side, in all rounds; `clock` is `process_time` where only the processor counts."""
    ours(), theirs()
    rounds = [tuple(_rate(each, seconds / ROUNDS, clock) for each in (ours, theirs)) for _ in range(ROUNDS)]
    return Rates(median(a for a, _ in rounds), median(b for _, b in rounds), median(a / b for a, b in rounds))


def _rate(work: Callable[[], object], seconds: float, clock: Callable[[], float]) -> float:
    count, began = 0, clock()
    while not count or clock() - began < seconds:
        work()
        count += 1
    return count / (clock() - began)


def told(name: str, rates: Rates, sides: tuple[str, str] = ("Kefuflow", "SpiffWorkflow")) -> None:
    ours, theirs, ratio = rates
    print(f"{name:<46}{sides[0]} {ours:>9,.0f}   {sides[1]} {theirs:>9,.0f}   ratio {ratio:8.2f}", flush=True)
