"""What one command costs on PostgreSQL: statements, round trips, bytes to the server, write-ahead log."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Engine, create_engine, make_url, text

from tests.bench.wire import Traffic, Wire


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one command. `texts`: its statements in order, BEGIN and COMMIT left out; the round trips count them too."""

    texts: tuple[str, ...]
    round_trips: int
    bytes_sent: int
    wal_bytes: int

    @property
    def statements(self) -> int:
        return len(self.texts)


class Log:
    """The write-ahead log of a server; the connection goes past the wire."""

    def __init__(self, server_url: str) -> None:
        url = make_url(server_url).set(drivername="postgresql+psycopg")
        self._engine: Engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)

    def position(self) -> int:
        """Bytes written so far, by everybody."""
        with self._engine.connect() as connection:
            found = connection.execute(text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))
            return int(found.scalar_one())

    def close(self) -> None:
        self._engine.dispose()


def cost(wire: Wire, log: Log, work: Callable[[], object]) -> Cost:
    """Of what `work` sends; nobody else may use the wire meanwhile."""
    wire.take()
    before = log.position()
    work()
    written = log.position() - before
    traffic: Traffic = wire.take()
    return Cost(tuple(traffic.statements), traffic.round_trips, traffic.bytes_sent, written)


def usual(costs: list[Cost]) -> Cost:
    """The last of them, with the median of what varies: pages are logged whole now and then."""
    last = costs[-1]
    wal = int(median(each.wal_bytes for each in costs))
    return Cost(last.texts, last.round_trips, last.bytes_sent, wal)
