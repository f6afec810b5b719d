"""All reads on one consistent state of the database; and a look at one instance, which costs less."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.model.view import TokenView, UserView
from engine.store.databases.database import Asked, Found
from engine.store.loaded import Fold, Loaded
from engine.store.queries.accounts import ACCOUNT, ACCOUNTS, SETTING, AccountQueries
from engine.store.queries.archives import ArchiveQueries
from engine.store.queries.attachments import AttachmentQueries
from engine.store.queries.checkpoints import CheckpointQueries
from engine.store.queries.comments import CommentQueries
from engine.store.queries.commit_search import CommitSearchQueries
from engine.store.queries.customers import CustomerQueries
from engine.store.queries.definition_drafts import DefinitionDraftQueries
from engine.store.queries.definitions import DefinitionQueries
from engine.store.queries.deliveries import DeliveryQueries
from engine.store.queries.drafts import DraftQueries
from engine.store.queries.external_tasks import ExternalTaskQueries
from engine.store.queries.figures import FigureQueries
from engine.store.queries.instances import InstanceQueries
from engine.store.queries.job_lists import JobListQueries
from engine.store.queries.jobs import HEADS, JobQueries, due_of
from engine.store.queries.messages import MessageQueries
from engine.store.queries.notices import NoticeQueries
from engine.store.queries.presence import PresenceQueries
from engine.store.queries.saved_filters import SavedFilterQueries
from engine.store.queries.states import STORED, StateQueries
from engine.store.queries.tokens import HELD_TOKEN, TOKENS, TokenQueries
from engine.store.queries.user_tasks import UserTaskQueries
from engine.store.types import json_decoder


class Reader(
    StateQueries,
    UserTaskQueries,
    InstanceQueries,
    JobQueries,
    JobListQueries,
    CommitSearchQueries,
    MessageQueries,
    NoticeQueries,
    DeliveryQueries,
    DefinitionQueries,
    DefinitionDraftQueries,
    AccountQueries,
    CommentQueries,
    AttachmentQueries,
    CustomerQueries,
    DraftQueries,
    SavedFilterQueries,
    PresenceQueries,
    ExternalTaskQueries,
    ArchiveQueries,
    CheckpointQueries,
    TokenQueries,
    FigureQueries,
):
    """Views out; what does not exist is None; names of sorts come from an allow-list."""


class Glance(Reader):
    """A state, a setting, what is due, who asks: each from the last commit by itself; for all else a connection is
    taken."""

    def __init__(self, look: Callable[[Asked], Found], connect: Callable[[], Connection], fold: Fold | None) -> None:
        super().__init__(connect, fold)
        self._look = look

    def stored_instance(self, instance_id: str) -> Loaded | None:
        found = self._look(Asked(STORED, {"id": instance_id}))
        return self._loaded(found[0]) if found else None

    def setting(self, name: str) -> Any:
        found = self._look(Asked(SETTING, {"setting": name}))
        return json_decoder.decode(found[0][0]) if found else None

    def due(self, real_now: datetime) -> dict[int, datetime]:
        return due_of(self._look(Asked(HEADS, {"real_now": real_now}))[0])

    def account(self, user_id: str) -> tuple[UserView, str | None] | None:
        found = self._look(Asked(ACCOUNT, {"id": user_id}))
        return (ACCOUNTS.view(found[0]), found[0][-1]) if found else None

    def held_token(self, token_id: str) -> tuple[TokenView, str] | None:
        found = self._look(Asked(HELD_TOKEN, {"id": token_id}))
        return (TOKENS.view(found[0]), found[0][-1]) if found else None
