"""FEEL beside Python's eval and CEL, and a table of a hundred rules: ratios of one run, each the median of five.

    .venv/bin/python tests/bench/expressions.py        (from the top folder of the project)

Every side is compiled beforehand and gets the same variables; nothing is asserted but that the answers agree.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import celpy

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.dmn.evaluate import evaluate
from engine.dmn.read import read
from engine.expr.compile import condition, juel
from engine.expr.env import Env
from tests.dmn.tables import decision, definitions, table

ENV = Env(now=datetime(2026, 1, 5, 1, tzinfo=UTC))
ROUNDS, SECONDS = 5, 0.2
NAMES: dict[str, Any] = {
    "amount": 200,
    "grade": "A",
    "customer": {"years": 5, "tags": ["vip", "north"]},
    "price": 12.5,
    "code": "TS-2026-0001",
}
NO_BUILTINS: dict[str, Any] = {"__builtins__": {}}


class Case(NamedTuple):
    name: str
    feel: str
    juel: str
    python: str
    cel: str


CASES = (
    Case(
        "three comparisons",
        'amount > 100 and grade = "A" and customer.years >= 3',
        "${amount > 100 && grade == 'A' && customer.years >= 3}",
        'amount > 100 and grade == "A" and customer["years"] >= 3',
        'amount > 100 && grade == "A" && customer.years >= 3',
    ),
    Case(
        "arithmetic with a decimal",
        "price * amount - 10 > 2000",
        "${price * amount - 10 > 2000}",
        "price * amount - 10 > 2000",
        "price * double(amount) - 10.0 > 2000.0",
    ),
    Case(
        "a text and a list",
        'starts with(code, "TS-") and list contains(customer.tags, "vip")',
        "${code.startsWith('TS-') && customer.tags.contains('vip')}",
        'code[:3] == "TS-" and "vip" in customer["tags"]',
        'code.startsWith("TS-") && "vip" in customer.tags',
    ),
)
RULES = 100


def per_second(call: Callable[[], Any]) -> float:
    """The median of five rounds."""
    rounds = []
    for _ in range(ROUNDS):
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            for _ in range(20):
                call()
            count += 20
        rounds.append(count / (time.perf_counter() - began))
    return median(rounds)


def sides(case: Case) -> dict[str, Callable[[], Any]]:
    feel, expression = condition(case.feel), juel(case.juel)
    code = compile(case.python, "<bench>", "eval")
    cel_env = celpy.Environment(runner_class=celpy.CompiledRunner)
    program = cel_env.program(cel_env.compile(case.cel))
    activation = celpy.json_to_cel(NAMES)
    return {
        "FEEL": lambda: feel.evaluate(NAMES, ENV),
        "${...}": lambda: expression.evaluate(NAMES, ENV),
        "Python eval": lambda: eval(code, NO_BUILTINS, NAMES),
        "CEL": lambda: program.evaluate(activation),
    }


def table_of_rules() -> dict[str, Callable[[], Any]]:
    """The last of a hundred rules matches; Python asks a hundred compiled conditions in turn."""
    rows = [(f"> {place * 1000}", '"B"', "-", f'"{place}"') for place in range(1, RULES)] + [
        ("-", '"A"', ">= 3", '"last"')
    ]
    model = read(definitions(decision(table(["amount", "grade", "customer.years"], ["o"], rows, 'hitPolicy="FIRST"'))))
    texts = [f'amount > {place * 1000} and grade == "B"' for place in range(1, RULES)]
    codes = [compile(each, "<bench>", "eval") for each in [*texts, 'grade == "A" and customer["years"] >= 3']]
    return {
        "table": lambda: evaluate(model, "grade", NAMES, ENV).result,
        "Python eval": lambda: next(place for place, each in enumerate(codes) if eval(each, NO_BUILTINS, NAMES)),
    }


def line(name: str, calls: dict[str, Callable[[], Any]]) -> None:
    rates = {side: per_second(call) for side, call in calls.items()}
    base = next(iter(rates.values()))
    shown = "  ".join(f"{side} {rate:>11,.0f}/s ({base / rate:.2f})" for side, rate in rates.items())
    print(f"{name:<28} {shown}")


def main() -> None:
    print("in brackets: how many times as fast the first column is")
    for case in CASES:
        calls = sides(case)
        assert {bool(call()) for call in calls.values()} == {True}, case.name
        line(case.name, calls)
    calls = table_of_rules()
    assert (calls["table"](), calls["Python eval"]()) == ("last", RULES - 1)
    line(f"{RULES} rules, the last matches", calls)


if __name__ == "__main__":
    main()
