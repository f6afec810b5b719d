"""Rows of messages that wait for a receiver, each with the job that ends its wait."""

from engine.model.event import BufferedMessageDelivered, BufferedMessageExpired, MessageBuffered
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.job import job
from engine.store.tables.message import buffered_message


def message_buffered(rows: Rows, context: Context, event: MessageBuffered) -> None:
    rows.insert(
        buffered_message,
        id=event.message_id,
        name=event.name,
        position=context.position,
        business_key=event.business_key,
        correlation_key=event.correlation_key,
        body={
            "variables": event.variables,
            "correlation_keys": event.correlation_keys,
            "local_correlation_keys": event.local_correlation_keys,
        },
        sent_at=context.at,
        expires_at=event.expires_at,
    )
    rows.insert(
        job,
        id=event.message_id,
        kind="buffer",
        root_id=context.stream,
        due_at=event.expires_at,
        retries=1,
        attempts=1,
        payload={"name": event.name},
    )


def message_gone(rows: Rows, context: Context, event: BufferedMessageDelivered | BufferedMessageExpired) -> None:
    rows.delete(buffered_message, event.message_id)
    rows.delete(job, event.message_id)
