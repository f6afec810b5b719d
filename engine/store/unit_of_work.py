"""One transaction: what a command reads with locks held, and everything it writes, flushed at the end."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, CursorResult, bindparam, func, literal_column, select

from engine.clock import Clock
from engine.errors import Conflict, Rejected
from engine.model import chain
from engine.model.actor import ActorRef
from engine.model.event import Event, JobCreated, MessageSent, SignalThrown, StepPaused
from engine.model.instance import FORMAT, Instance
from engine.model.view import DefinitionView, JobView
from engine.store import tail as tails
from engine.store.appliers.context import Context, Held
from engine.store.appliers.registry import apply
from engine.store.catalogue import Catalogue
from engine.store.databases.database import Asked, Found, Session
from engine.store.erasure import erase
from engine.store.leases import Lease, take_these, take_unwritten
from engine.store.loaded import Fold, Loaded, snapshot
from engine.store.lookahead import ANSWER, FENCE, FORM, TURN, Ask, Lookahead, Wanted
from engine.store.period import LASTING, period_of
from engine.store.queries.definitions import ProcessName
from engine.store.queries.states import FAMILY, LOCKED_ROOT, may_have_called
from engine.store.removal import remove
from engine.store.searching import Searched
from engine.store.tables.history import command, history, payload, stream_head
from engine.store.tables.instance import instance
from engine.store.tables.job import job
from engine.store.tables.message import buffered_message
from engine.store.tables.tail import tail
from engine.store.tail import TAILED, Base
from engine.store.unrecorded import Unrecorded

Head = tuple[int, str]
"""Version and hash of the last commit of a stream."""

URGENT = (JobCreated, StepPaused, MessageSent, SignalThrown)  # make jobs that are carried out after the commit

_LISTEN = select(func.pg_advisory_xact_lock_shared(func.hashtextextended(bindparam("id"), literal_column("0"))))
_KEPT = select(func.min(buffered_message.c.position)).where(buffered_message.c.name == bindparam("id"))
_HEAD = (
    select(stream_head.c.version, stream_head.c.hash).where(stream_head.c.stream == bindparam("id")).with_for_update()
)


class UnitOfWork(Unrecorded):
    """Made by `Store.write`. Reads see what was written before in the same unit."""

    def __init__(
        self,
        session: Session,
        catalogue: Catalogue,
        processes: Mapping[str, ProcessName],
        real_clock: Clock,
        fold: Fold | None = None,
        locks_rows: bool = False,
    ) -> None:
        super().__init__(lambda: session.connection, fold)
        self.leaves_jobs = False  # to whoever is free: nobody here waits for them
        self._session = session
        self._locks_rows = locks_rows
        self._lookahead = Lookahead(session, self._rows, locks_rows=locks_rows)
        self._catalogue = catalogue
        self._catalogue_state: str | None = None
        self._processes = processes
        self.named: dict[str, ProcessName] = {}  # processes that were not known before
        self._real_clock = real_clock
        self._heads: dict[str, Head] = {}
        self._periods: dict[str, int] = {}
        self._written: dict[str, Loaded] = {}
        self._held: dict[str, Held] = {}
        self._searched: dict[str, Searched] = {}
        self._new_jobs: list[str] = []
        self.has_external_jobs = False

    @property
    def connection(self) -> Connection:
        """For statements of other modules of the store; what was collected is written first."""
        self.flush()
        return self._session.connection

    def flush(self) -> None:
        if self._rows:
            self._session.exchange(self._rows)

    def finish(self) -> None:
        """Writes what is left, and commits."""
        self._session.finish(self._rows)

    def look_up(self, *wanted: Wanted) -> None:
        """Asks at once what `answer`, `family`, `lease_of`, `form_key` and the catalogue are going to be asked."""
        state = self._lookahead.look_up(*wanted, knows_catalogue=self._catalogue_state is not None)
        if state is not None:
            self._know(state)

    def look_ahead(self, fenced: Mapping[str, str]) -> set[str]:
        """As `look_up`, of several families and one job of each. Answers the roots of those that are ours now.

        A family that somebody else works on is passed over, and not waited for.
        """
        return self._lookahead.look_ahead(fenced)

    # commands

    def answer(self, command_id: str) -> bytes | None:
        """What a command was answered that was obeyed before. The same command elsewhere is waited for."""
        found = self._lookahead.answer((ANSWER, command_id))
        return found[0][0].encode() if found else None

    def remember(self, command_id: str, answer: bytes, at: datetime) -> None:
        """`answer` is JSON. The same id a second time makes the unit Busy."""
        self._rows.insert(command, id=command_id, answer=answer.decode(), at=at)

    # instances

    def family(self, root_id: str) -> dict[str, Loaded]:
        """The root, also when it has ended, and all its active instances by id; nobody else changes them now."""
        found = self._lookahead.answer((LOCKED_ROOT, root_id))
        family = {each[0]: self._loaded(each[:-1]) for each in found}
        self._know([each[-1:] for each in found])
        if found and may_have_called(family[root_id].instance):
            family |= {each[0]: self._loaded(each) for each in self._lookahead.ask((FAMILY, root_id))[0]}
        for instance_id, loaded in family.items():
            self._heads[instance_id] = (loaded.version, loaded.hash)
            self._periods[root_id] = loaded.period
            self._held[instance_id] = Held(loaded.instance)
            self._searched[instance_id] = self._searched_in(loaded)
        return family

    def head(self, stream: str) -> Head:
        """Of a stream that is no instance, locked; version 0 when it has no commit."""
        if stream not in self._heads:
            found = self._lookahead.ask((_HEAD, stream))[0]
            self._heads[stream] = (found[0][0], found[0][1]) if found else (0, chain.GENESIS)
        return self._heads[stream]

    def record(
        self,
        stream: str,
        root_id: str | None,
        loaded: Loaded | None,
        events: Sequence[Event],
        *,
        after: Instance | None,
        command_id: str,
        actor: ActorRef,
        at: datetime,
        zone: tzinfo = UTC,
    ) -> Loaded | None:
        """One commit: its row in history, the tables derived from its events, and the snapshot `after` it.

        `zone`: of dates and times without offset among the variables that are searched by.

        `loaded` is what the decision was made on, None for a new stream; `after` is None for a stream that is no
        instance. Answers what the next commit of the instance is made on. Raises Conflict `store.stale` when somebody
        else has written since, Rejected `store.reserved_id` when an instance is named like another stream.
        """
        if not events:
            return loaded
        version, previous = self._head_before(stream, loaded, after)
        commit = chain.write(
            events,
            previous,
            stream=stream,
            version=version + 1,
            root_id=root_id,
            command_id=command_id,
            at=at,
            actor=actor,
        )
        period = LASTING if after is None else self._period(root_id or stream, loaded, at)
        self._put_commit(commit, period)
        context = Context(stream, commit.version, at, actor, period=period)
        if after is not None:
            self._describe(context, after, loaded)
        apply(self._rows, context, events)
        if after is not None:
            self._searched[stream].write(self._rows, stream, context.process.searchable, after.variables, zone)
        for event in events:
            if isinstance(event, URGENT):
                self._note_job(context, event)
        self._heads[stream] = (commit.version, commit.hash)
        if after is None:
            self._rows.insert(stream_head, stream=stream, version=commit.version, hash=commit.hash)
            self._catalogue_state = None  # what is looked up from here on nobody else may see
            return None
        base = self._put_state(commit, events, after, loaded.base if loaded else None)
        written = self._written[stream] = Loaded(after, commit.version, commit.hash, commit.at, period, base)
        return written

    def written(self, instance_id: str) -> Loaded:
        """What the last commit of this unit made of an instance. Raises KeyError where there is none."""
        return self._written[instance_id]

    def take_new_jobs(self, owner: str, lease: float) -> list[JobView]:
        """Jobs that this unit has made, timers left out, leased for `lease` seconds to the process that made them."""
        made, self._new_jobs = self._new_jobs, []
        if not made or self.leaves_jobs:
            return []
        held = Lease(owner, self._real_clock.now(), lease)
        unwritten = [job_id for job_id in made if self._rows.has_insert(job, job_id)]
        written = [job_id for job_id in made if not self._rows.has_insert(job, job_id)]
        taken = take_unwritten(self._rows, held, unwritten)
        return taken + take_these(self.connection, held, written) if written else taken

    def lease_valid(self, job_id: str, fence: int) -> bool:
        """Whether this claim of the job is still the last one; nobody claims it until the unit ends."""
        held = self.lease_of(job_id)
        return held is not None and held[0] == fence and held[1] is not None

    def lease_of(self, job_id: str) -> tuple[int, str | None] | None:
        """Fence and owner of its last claim, which stay until the unit ends; None when there is no such job."""
        found = self._lookahead.answer((FENCE, job_id))
        return (found[0][0], found[0][1]) if found else None

    def form_key(self, task_id: str) -> str | None:
        """Of a user task; None when it has no form, or when there is no such task."""
        found = self._lookahead.answer((FORM, task_id))
        return found[0][0] if found else None

    # what is deployed

    def latest(self, kind: str, key: str) -> DefinitionView | None:
        return self._recall(("latest", kind, key), lambda: super(UnitOfWork, self).latest(kind, key))

    def version(self, kind: str, key: str, version: int) -> DefinitionView | None:
        return self._recall(
            ("version", kind, key, version), lambda: super(UnitOfWork, self).version(kind, key, version)
        )

    def decision_file(self, decision_id: str) -> DefinitionView | None:
        return self._recall(("decision", decision_id), lambda: super(UnitOfWork, self).decision_file(decision_id))

    def _recall(self, name: tuple[Any, ...], find: Callable[[], DefinitionView | None]) -> DefinitionView | None:
        return self._catalogue.recall(self._catalogue_state, name, find)

    # messages that wait

    def is_kept(self, name: str) -> bool:
        """Whether messages of this name wait. Until the unit ends no other one comes to be kept."""
        asks: list[Ask] = [(_LISTEN, stream_of(name))] if self._locks_rows else []
        return self._lookahead.ask(*asks, (_KEPT, name))[-1][0][0] is not None

    def exclude_listeners(self, name: str) -> None:
        """Until the unit ends, nobody begins to wait for a message of this name."""
        self.take_turn(stream_of(name))

    def take_turn(self, name: str) -> None:
        """Until the unit ends, nobody else has the turn of this name."""
        if self._locks_rows:
            self._lookahead.ask((TURN, name))

    def put_match(self, name: str, subscription_id: str, at: datetime) -> None:
        """A job that gives kept messages of this name to whoever waits."""
        job_id = f"match/{subscription_id}"
        row = {"root_id": stream_of(name), "due_at": at, "retries": 1, "attempts": 1, "payload": {"name": name}}
        self._rows.insert(job, id=job_id, kind="buffer", **row)
        self._new_jobs.append(job_id)

    def drop_job(self, job_id: str) -> None:
        self._rows.delete(job, job_id)

    # what leaves

    def take_out(self, archive_id: str, root_ids: Collection[str]) -> None:
        """Whole families leave the tables; that they are in this archive is recorded already."""
        self.flush()
        self.note_archived(archive_id, root_ids)
        remove(self._connection, root_ids)

    def erase(self, customer_id: str, root_ids: Collection[str]) -> None:
        """The personal values of the record and of these ended families; their states are folded anew after this."""
        self.flush()
        erase(self._connection, customer_id, root_ids)

    def ask(self, asked: Asked) -> Found:
        """What a statement of the hot path answers, after all that was written before."""
        return self._session.exchange(self._rows, [asked])[0]

    # inside

    def _found(self, clause: Any, id: str) -> Found:
        return self._lookahead.answer((clause, id))

    def _run(self, statement: Any, parameters: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        self.flush()
        return super()._run(statement, parameters)

    def _know(self, found: Found) -> None:
        """In which state the catalogue is."""
        self._catalogue_state = found[0][0] if found else None

    def _head_before(self, stream: str, loaded: Loaded | None, after: Instance | None) -> Head:
        if after is None:
            return self.head(stream)
        if ":" in stream or stream == "system":
            raise Rejected("store.reserved_id", id=stream)
        base = (loaded.version, loaded.hash) if loaded else (0, chain.GENESIS)
        if self._heads.get(stream, base) != base:
            raise Conflict("store.stale", stream=stream)
        return base

    def _note_job(self, context: Context, event: JobCreated | StepPaused | MessageSent | SignalThrown) -> None:
        """It is carried out at once, here or by whoever is outside; a signal may have none."""
        if isinstance(event, JobCreated) and event.is_external:
            self.has_external_jobs = True
        elif event.job_id is not None:
            self._new_jobs.append(context.id(event.job_id))

    def _period(self, root_id: str, loaded: Loaded | None, at: datetime) -> int:
        """That of the family; a root that starts now brings its own."""
        known = loaded.period if loaded else self._periods.get(root_id)
        return self._periods.setdefault(root_id, period_of(at) if known is None else known)

    def _put_commit(self, commit: chain.Commit, period: int) -> None:
        row = structs.asdict(commit)
        personal = row.pop("payload")
        self._rows.insert(history, **row, period=period)
        if personal is not None:
            self._rows.insert(payload, stream=commit.stream, version=commit.version, period=period, body=personal)

    def _put_state(self, commit: chain.Commit, events: Sequence[Event], after: Instance, base: Base | None) -> Base:
        """The next snapshot, or one more row of the tail of the last one."""
        head = {"version": commit.version, "head_hash": commit.hash, "head_at": commit.at}
        step = self._next_step(commit, events, after, base)
        if base is not None and step is not None:
            self._rows.insert(tail, instance_id=after.id, version=commit.version, body=step)
            self._rows.update(instance, after.id, **head, snapshot_format=TAILED, snapshot_version=base.version)
            return base._replace(tail=base.tail + len(step))
        text = snapshot(after)
        self._rows.update(instance, after.id, **head, snapshot_format=FORMAT, snapshot=text)
        for version in range(base.version + 1, commit.version) if base is not None else ():
            self._rows.delete(tail, after.id, version)
        return Base(commit.version, len(text))

    def _next_step(
        self, commit: chain.Commit, events: Sequence[Event], after: Instance, base: Base | None
    ) -> str | None:
        """What the tail gets; None where the state is written as a whole."""
        if base is None or self._fold is None or after.state != "active" or not tails.is_due(base, commit.version):
            return None
        text = tails.text_of(commit.version, commit.at, events)
        return text if tails.fits(base, text) else None

    def _describe(self, context: Context, after: Instance, loaded: Loaded | None) -> None:
        """What the rows of an instance say about it, and what its activities held before these events."""
        context.instance_id = after.id
        context.after = after
        context.root_id = after.root_id
        context.definition_id = after.definition_id
        context.business_key = after.business_key
        context.process = self._process(after.definition_id)
        if after.id not in self._held:
            self._held[after.id] = Held(loaded.instance if loaded else None)
            self._searched[after.id] = self._searched_in(loaded)
        context.held = self._held[after.id]

    def _searched_in(self, loaded: Loaded | None) -> Searched:
        """Read off before anything is decided: what is decided changes the state that was loaded."""
        if loaded is None:
            return Searched({}, {})
        return Searched(self._process(loaded.instance.definition_id).searchable, loaded.instance.variables)

    def _process(self, definition_id: str) -> ProcessName:
        """Kept in the store: a definition never changes."""
        known = self._processes.get(definition_id) or self.named.get(definition_id)
        if known is None:
            known = self.named[definition_id] = self.process_name(definition_id)
        return known


def stream_of(name: str) -> str:
    """Of the messages of one name that are kept."""
    return f"message:{name}"
