"""Attempts to sign in, by person and address: counted one after the other, whichever process they reach."""

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select

from engine.store.store import Store
from engine.store.tables.login_attempt import login_attempt

attempt = login_attempt.c


def admit(store: Store, user_id: str, address: str, since: datetime, most: int) -> datetime | None:
    """Notes an attempt, and answers None; or the time of the oldest that counts, when there are `most` of them.

    Forgets everybody's attempts before `since`.
    """
    with store.write() as unit:
        unit.take_turn(f"login:{user_id} {address}")
        connection = unit.connection
        connection.execute(delete(login_attempt).where(attempt.at <= since))
        earlier = select(attempt.at).where(attempt.user_id == user_id, attempt.address == address)
        found = list(connection.scalars(earlier.order_by(attempt.at)))
        if len(found) >= most:
            oldest: datetime = found[0]
            return oldest
        row = {"id": secrets.token_hex(8), "user_id": user_id, "address": address, "at": store.real_clock.now()}
        connection.execute(insert(login_attempt).values(row))
    return None


def forgive(store: Store, user_id: str, address: str) -> None:
    with store.write() as unit:
        unit.connection.execute(delete(login_attempt).where(attempt.user_id == user_id, attempt.address == address))
