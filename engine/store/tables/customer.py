"""Customers, and the devices or vehicles that they have."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Day, Label, Moment, Words

customer = Table(
    "customer",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Label, nullable=False),
    Column("phone", Label, nullable=False),
    Column("email", Label, nullable=False),
    Column("address", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "name", "id"),
    Index(None, "phone"),
    Index(None, "email"),
)

device = Table(
    "device",
    metadata,
    Column("id", String, primary_key=True),
    Column("customer_id", String, ForeignKey(customer.c.id), nullable=False),
    Column("model", Words, nullable=False),
    Column("serial", Label, nullable=False),
    Column("plate", Label, nullable=False),
    Column("sold_on", Day),
    Column("note", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "customer_id"),
    Index(None, "serial"),
    Index(None, "plate"),
)
