"""The way through the pages: who is offered what. The engine checks every right again."""

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, url_for

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P

_PARTS = {  # pages that stand under the entry of others
    "audit": "instances",
    "modeler": "definitions",
    "blank": "definitions",
    "compare": "definitions",
    "editor": "definitions",
    "migration": "definitions",
    "modification": "instances",
    "variables": "instances",
    "returning": "tasks",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation; its words are `nav.<name>`. `count` names one of the engine's task counts."""

    name: str
    endpoint: str
    permission: P | None = None
    count: str | None = None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return url_for(self.endpoint, **self.values)

    @property
    def is_current(self) -> bool:
        if self.values:
            return request.endpoint == self.endpoint and (request.view_args or {}) == self.values
        blueprint = request.blueprint or ""
        return _PARTS.get(blueprint, blueprint) == self.endpoint.partition(".")[0]


def _folder(name: str, permission: P) -> Entry:
    return Entry(name, "tasks.folder", permission, name, {"folder": name})


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "work",
        (
            Entry("start", "start.index", P.CASE_START),
            _folder("claimable", P.TASK_WORK),
            _folder("mine", P.TASK_WORK),
            _folder("done", P.TASK_WORK),
            _folder("started", P.CASE_START),
        ),
    ),
    (
        "supervision",
        (
            Entry("overdue", "supervision.overdue", P.TASK_READ_ALL, "overdue"),
            Entry("incidents", "incidents.index", P.INCIDENT_READ),
            Entry("deliveries", "deliveries.index", P.INCIDENT_READ),
            Entry("messages", "messages.index", P.INCIDENT_READ),
            Entry("jobs", "jobs.index", P.INCIDENT_READ),
        ),
    ),
    (
        "cases",
        (
            Entry("instances", "instances.index", P.INSTANCE_READ),
            Entry("customers", "customers.index", P.CUSTOMER_READ),
            Entry("archives", "archives.index", P.HISTORY_EXPORT),
            Entry("commits", "commits.search", P.HISTORY_VERIFY),
        ),
    ),
    (
        "design",
        (Entry("definitions", "definitions.index", P.DEFINITION_DEPLOY),),
    ),
    (
        "administration",
        (
            Entry("users", "users.index", P.USER_ADMIN),
            Entry("tokens", "tokens.index", P.USER_ADMIN),
            Entry("erasure", "erasure.index", P.PERSON_ERASE),
        ),
    ),
)

HOMES = (
    (P.INCIDENT_RESOLVE, "supervision.overdue"),
    (P.TASK_WORK, "tasks.index"),
    (P.DEFINITION_DEPLOY, "definitions.index"),
    (P.INSTANCE_READ, "instances.index"),
    (P.USER_ADMIN, "users.index"),
)

_SEARCHED = (("mine", P.TASK_WORK), ("started", P.CASE_START))


def menu(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """Group name and the entries that the actor can use."""
    groups = ((name, [entry for entry in entries if _is_offered(entry, actor)]) for name, entries in MENU)
    return [(name, entries) for name, entries in groups if entries]


def home_of(actor: Actor) -> str:
    """The URL of the page that the actor's work begins on."""
    for permission, endpoint in HOMES:
        if actor.has(permission) and endpoint in current_app.view_functions:
            return url_for(endpoint)
    return url_for("notices.index")


def search_url(actor: Actor) -> str | None:
    """Where the search of the top bar leads: all cases for those who may see them, else one's own; None without any."""
    if actor.has(P.INSTANCE_READ) and "instances.index" in current_app.view_functions:
        return url_for("instances.index")
    folder = next((name for name, right in _SEARCHED if actor.has(right)), None)
    return folder and url_for("tasks.folder", folder=folder)


def _is_offered(entry: Entry, actor: Actor) -> bool:
    is_allowed = entry.permission is None or actor.has(entry.permission)
    return is_allowed and entry.endpoint in current_app.view_functions
