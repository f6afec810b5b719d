"""A worker process for the fault campaigns: starts cases, completes tasks, and says what was acknowledged.

Run as a program: `python desk.py URL SEED`. Every line it prints is one acknowledged command: its id and the answer.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.model import command as c
from tests.faults.office import DIAGRAM, HANDLERS, KEY

__all__ = ["DIAGRAM", "HANDLERS"]


def main(url: str, seed: str) -> None:
    chance = random.Random(seed)
    engine = Engine.open(url, handlers=HANDLERS)
    engine.start()
    number = 0
    while True:
        number += 1
        if chance.random() < 0.5:
            say(f"{seed}-{number}", engine.execute(c.StartInstance(key=KEY, command_id=f"{seed}-{number}"), SYSTEM))
        else:
            complete_one(engine, chance, f"{seed}-{number}")


def complete_one(engine: Engine, chance: random.Random, command_id: str) -> None:
    tasks = engine.user_tasks(SYSTEM, "all", limit=20).items
    if not tasks:
        return
    task = chance.choice(tasks)
    try:
        engine.execute(c.CompleteUserTask(task_id=task.id, command_id=command_id), SYSTEM)
    except Rejected:
        return
    say(command_id, task.id)


def say(command_id: str, answer: str) -> None:
    print(command_id, answer, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
