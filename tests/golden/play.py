"""Leaves a database behind as a version of the program made it, with cases at every kind of wait.

Runs on any version, with that version's checkout before this one in PYTHONPATH, and needs nothing else of this one:

    cd <checkout> && python <here>/play.py <file>.json.gz
"""

import gzip
import json
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c

BEGINS = datetime(2026, 1, 5, 1, tzinfo=UTC)
DESK = Path(__file__).parent / "desk"
FAILS = "钱进"  # a customer whom nobody can look up


def look_up(variables: Any, context: Any) -> dict[str, Any]:
    if variables["customer"] == FAILS:
        raise RuntimeError("no such customer")
    return {"level": "gold"}


class Player:
    def __init__(self, engine: Any, clock: ManualClock, path: Path) -> None:
        self._engine, self._clock, self._path = engine, clock, path

    def start(self, instance_id: str, way: str, customer: str = "赵强") -> None:
        variables = {"customer": customer, "way": way, "people": ["甲", "乙", "丙"], "amount": 12.5}
        self.do(
            c.StartInstance(key="desk", instance_id=instance_id, business_key=f"TS-{instance_id}", variables=variables)
        )

    def complete(self, instance_id: str, **variables: Any) -> None:
        """The first open task of the family."""
        with sqlite3.connect(self._path) as found:
            sql = "SELECT id FROM user_task WHERE root_id = ? AND state = 'open' ORDER BY created_at, id"
            [task_id, *_] = next(found.execute(sql, [instance_id]))
        self.do(c.CompleteUserTask(task_id=task_id, variables=variables))

    def do(self, command: Any) -> None:
        self._engine.execute(command, SYSTEM)
        self._engine.settle()

    def wait(self, **time: float) -> None:
        self._clock.set(self._clock.now() + timedelta(**time))
        self._engine.settle()


def play(player: Player) -> None:
    """What each case is called says where it stays."""
    player.do(c.DeployFiles(files={each.name: each.read_bytes() for each in sorted(DESK.glob("*.bpmn"))}))
    player.start("late", "ask")
    player.wait(hours=3)
    player.start("ended", "all")
    player.complete("ended", note="已登记")
    for _ in range(5):
        player.complete("ended")
    player.start("cancelled", "ask")
    player.do(c.CancelInstance(instance_id="cancelled", reason="客户撤诉"))
    for name, way in (("asks", "ask"), ("surveys", "all"), ("visits", "call"), ("closes", "ask")):
        player.start(name, way)
        player.complete(name, note="已登记")
    player.complete("surveys", opinion="同意")
    player.do(c.CorrelateMessage(name="reply", business_key="TS-closes", variables={"answer": "可以"}))
    player.complete("closes")
    player.start("failed", "ask", FAILS)
    player.complete("failed")
    for _ in range(4):  # its tries
        player.wait(minutes=10)
    player.start("registers", "ask")
    player.start("travels", "call")
    player.complete("travels")


def rows_of(path: Path) -> dict[str, Any]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    tables = [
        each[0] for each in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    rows = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in tables}
    [version] = [each["version_num"] for each in rows.pop("alembic_version")]
    return {"revision": version, "tables": {name: found for name, found in sorted(rows.items()) if found}}


def _plain(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def main(target: Path) -> None:
    with TemporaryDirectory() as folder:
        path, clock = Path(folder) / "then.db", ManualClock(BEGINS)
        with Engine.open(f"sqlite:///{path}", clock=clock, handlers={"look_up": look_up}) as engine:
            play(Player(engine, clock, path))
        text = json.dumps(rows_of(path), default=_plain, ensure_ascii=False, sort_keys=True, indent=0)
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
