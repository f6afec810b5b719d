"""People's work: open, done and cancelled."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    false,
    literal_column,
    true,
)

from engine.store.tables.indexing import partial, when_due
from engine.store.tables.metadata import metadata
from engine.store.types import Moment, Names, Words

user_task = Table(
    "user_task",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance_id", String, nullable=False),
    Column("root_id", String, nullable=False),
    Column("element_id", String, nullable=False),
    Column("definition_id", String, nullable=False),
    Column("process_key", String, nullable=False),
    Column("process_name", Words),
    Column("business_key", Words),
    Column("name", Words, nullable=False),
    Column("description", Words),
    Column("state", String, nullable=False),
    Column("assignee", String),
    Column("candidate_users", Names, nullable=False),
    Column("candidate_groups", Names, nullable=False),
    Column("form_key", String),
    Column("priority", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("follow_up_at", Moment),
    Column("ended_at", Moment),
    Column("completed_by", String),
    Column("mark", BigInteger, nullable=False),  # another number after every change, for the pulse
    Column("is_suspended", Boolean(create_constraint=False), nullable=False, default=False, server_default=false()),
    Column("list_key", String),  # whose list it stands in (engine/store/worklist.py); None once it has ended
    Index(None, "root_id"),
    postgresql_with={"fillfactor": 80},
)
task = user_task.c
IS_OPEN = task.state == literal_column("'open'")  # no parameter: else no plan may rely on it
_is_done = task.completed_by.is_not(None)
_is_listed = task.list_key.is_not(None)
DUE = (when_due(task.due_at), task.created_at, task.id)
Index("ix_user_task_list_due", task.list_key, *DUE, **partial(_is_listed))
Index("ix_user_task_list_priority", task.list_key, -task.priority, *DUE, **partial(_is_listed))
Index("ix_user_task_list_created", task.list_key, task.created_at, task.id, **partial(_is_listed))
Index("ix_user_task_open_due", *DUE, **partial(IS_OPEN))
Index("ix_user_task_open_priority", -task.priority, *DUE, **partial(IS_OPEN))
Index("ix_user_task_open_created", task.created_at, task.id, **partial(IS_OPEN))
Index("ix_user_task_process_due", task.process_key, *DUE, **partial(IS_OPEN))
Index("ix_user_task_done", task.completed_by, task.ended_at, task.id, **partial(_is_done))

# Further lists of an open task that is offered in several: its own row stands for the first. Gone when it ends.
offer = Table(
    "offer",
    metadata,
    Column("task_id", String, primary_key=True),
    Column("list_key", String, primary_key=True),
    Column("due_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("is_free", Boolean(create_constraint=False), nullable=False),  # nobody has claimed the task
)
IS_FREE = offer.c.is_free.is_(true())
_offered_due = (when_due(offer.c.due_at), offer.c.created_at, offer.c.task_id)
Index("ix_offer_due", offer.c.list_key, *_offered_due, **partial(IS_FREE))
Index("ix_offer_priority", offer.c.list_key, -offer.c.priority, *_offered_due, **partial(IS_FREE))
Index("ix_offer_created", offer.c.list_key, offer.c.created_at, offer.c.task_id, **partial(IS_FREE))
