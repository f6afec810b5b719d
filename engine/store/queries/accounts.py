"""Users, settings and calendars."""

from typing import Any

from sqlalchemy import bindparam, select

from engine.model.view import Preferences, UserView
from engine.store.queries.base import Queries, columns
from engine.store.queries.driver import DriverRows
from engine.store.tables.account import calendar, credential, setting, user_account
from engine.store.types import Words

_ACCOUNT = columns(user_account, UserView)
ACCOUNTS = DriverRows(UserView, _ACCOUNT)
ACCOUNT = (
    select(*_ACCOUNT, credential.c.password_hash)
    .outerjoin(credential)
    .where(user_account.c.id == bindparam("id", type_=Words()))
)
SETTING = select(setting.c.value).where(setting.c.name == bindparam("setting"))


class AccountQueries(Queries):
    def users(self) -> list[UserView]:
        return self._views(UserView, select(*columns(user_account, UserView)).order_by(user_account.c.id))

    def user(self, user_id: str) -> UserView | None:
        return self._view(UserView, select(*columns(user_account, UserView)).where(user_account.c.id == user_id))

    def account(self, user_id: str) -> tuple[UserView, str | None] | None:
        """A user, and the hash of the password."""
        user = self.user(user_id)
        return None if user is None else (user, self.credential(user_id))

    def credential(self, user_id: str) -> str | None:
        """The hash of the password."""
        found: str | None = self._value(select(credential.c.password_hash).where(credential.c.user_id == user_id))
        return found

    def setting(self, name: str) -> Any:
        """None when it was never set."""
        return self._run(SETTING, {"setting": name}).scalar()

    def preferences(self, user_id: str) -> Preferences:
        found = self.setting(preferences_name(user_id))
        return Preferences(**found) if found else Preferences()

    def calendar(self, key: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._value(select(calendar.c.body).where(calendar.c.key == key))
        return found


def preferences_name(user_id: str) -> str:
    """Of the setting; ids of users hold no slash."""
    return f"preferences/{user_id}"
