"""What the engine waits for: timers, handlers, paused steps, thrown messages, subscriptions, incidents."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, false, func, literal_column

from engine.store.tables.indexing import partial
from engine.store.tables.metadata import metadata
from engine.store.types import Json, Moment, Numbers, Words

EXTERNAL = "external"  # kind of the jobs that a worker outside fetches, and nobody here carries out

job = Table(
    "job",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # timer, handler, external, step, message, buffer, signal
    Column("root_id", String, nullable=False),  # of a job of no instance: the stream of its process
    Column("instance_id", String),  # None: a timer that begins an instance
    Column("activity_id", String),
    Column("element_id", String),
    Column("due_at", Moment, nullable=False),  # business time
    Column("retries", Integer, nullable=False),
    Column("fence", Integer, nullable=False, default=0),  # counts the claims; only the last one may bring results
    Column("handler", String),
    Column("leased_until", Moment),  # real time
    Column("lease_owner", String),
    Column("is_dead", Boolean(create_constraint=False), nullable=False, default=False),
    Column("attempts", Integer, nullable=False),
    Column("waits", Numbers, nullable=False),  # seconds between the tries of a handler
    Column("payload", Json),  # of a message or signal: name and variables; of a timer start event: what it repeats by
    Column("priority", Integer, nullable=False, default=0, server_default="0"),  # of what is due the highest goes first
    Column("is_suspended", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    Column("error_message", Words),  # of the last failure
    Column("error_details", Words),
    Column("lane", Integer, nullable=False, default=0, server_default="0"),  # where it stands in line
    Column("created_at", Moment),  # of what is handed out; None: before this was kept
    Index(None, "instance_id"),
)
"""A claim changes no column that is indexed, so that PostgreSQL rewrites a row in its page and no index with it."""

HANDED_OUT = job.c.kind == literal_column("'external'")  # no parameter: else no plan may rely on it
is_alive = job.c.is_dead.is_(False) & job.c.is_suspended.is_(False)
IS_DEAD = job.c.is_dead.is_(True)
Index("ix_job_dead", job.c.kind, job.c.due_at, job.c.id, **partial(IS_DEAD))
Index("ix_job_lane_due_at", job.c.lane, job.c.due_at, **partial(is_alive))
Index(None, job.c.handler, job.c.priority, **partial(HANDED_OUT))
Index("ix_job_external", job.c.id, **partial(HANDED_OUT))
FETCHED = (-job.c.priority, job.c.due_at, job.c.id)  # the order in which a topic is fetched
CREATED_AT = func.coalesce(job.c.created_at, job.c.due_at)
Index("ix_job_external_due", job.c.handler, *FETCHED, **partial(HANDED_OUT & is_alive))
Index("ix_job_external_priority", job.c.priority, job.c.id, **partial(HANDED_OUT))
Index("ix_job_external_created", CREATED_AT, job.c.id, **partial(HANDED_OUT))

subscription = Table(
    "subscription",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("instance_id", String, nullable=False),
    Column("activity_id", String, nullable=False),
    Column("element_id", String, nullable=False),
    Column("business_key", Words),
    Column("correlation_key", Words),
    Column("opened_at", Moment),  # None: before this was kept
    Index(None, "name", "id"),
    Index(None, "instance_id"),
)
for _each in (subscription.c.business_key, subscription.c.correlation_key):
    Index(f"ix_subscription_{_each.name}", subscription.c.name, _each, subscription.c.id, **partial(_each.is_not(None)))

incident = Table(
    "incident",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("activity_id", String, nullable=False),
    Column("element_id", String, nullable=False),
    Column("definition_id", String, nullable=False),
    Column("process_name", Words),
    Column("business_key", Words),
    Column("code", String, nullable=False),
    Column("params", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("state", String, nullable=False),
    Index(None, "state", "created_at", "id"),
    Index(None, "root_id", "state"),
)
