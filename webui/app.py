"""The application: one engine, the pages, and what they share."""

from flask import Blueprint, Flask

from engine.api import Engine
from webui import dated, errors, health, home, numbers, pulse, rendering, security, session
from webui.archives import routes as archives
from webui.audit import routes as audit
from webui.audit import search as commits
from webui.cases import routes as cases
from webui.clock import routes as clock
from webui.customers import routes as customers
from webui.definitions import blank, compare, drafts, editor, lint, modeler
from webui.definitions import routes as definitions
from webui.desk import routes as desk
from webui.erasure import routes as erasure
from webui.export import routes as export
from webui.instances import routes as instances
from webui.login import routes as login
from webui.notices import contact
from webui.notices import routes as notices
from webui.operations import migration, modification, restart, returning, suspension, variables
from webui.preferences import routes as preferences
from webui.rest.app import beside, create_rest
from webui.supervision import deliveries, jobs, messages, repair
from webui.supervision import routes as supervision
from webui.tasks import routes as tasks
from webui.tasks import start
from webui.tokens import routes as tokens
from webui.users import routes as users

PAGES: tuple[Blueprint, ...] = (
    health.page,
    login.page,
    home.page,
    pulse.page,
    tasks.page,
    start.page,
    desk.page,
    export.page,
    notices.page,
    contact.page,
    clock.page,
    instances.page,
    cases.page,
    suspension.page,
    modification.page,
    returning.page,
    variables.page,
    restart.page,
    migration.page,
    customers.page,
    audit.page,
    commits.page,
    archives.page,
    erasure.page,
    supervision.page,
    repair.page,
    deliveries.page,
    messages.page,
    jobs.page,
    definitions.page,
    modeler.page,
    blank.page,
    compare.page,
    editor.page,
    drafts.page,
    lint.page,
    users.page,
    tokens.page,
    preferences.page,
)

_BODY_LIMIT = 1024 * 1024  # a page that takes more, such as an upload, raises it for its own requests


def create_app(
    engine: Engine,
    *,
    secret_key: str,
    time_zone: str = "Asia/Shanghai",
    language: str = "zh",
    is_secure: bool = False,
    hsts: int = 0,
) -> Flask:
    """`secret_key` signs the session cookie; `is_secure` keeps it to HTTPS and trusts one proxy.

    `hsts`: seconds for which browsers are told then to ask over HTTPS only; 0: as they like.

    `language` is zh or en until one is chosen.

    Raises ZoneInfoNotFoundError for an unknown time zone.
    """
    app = Flask("webui")
    app.config.update(
        SECRET_KEY=secret_key,
        TIME_ZONE=time_zone,
        LANGUAGE=language,
        MAX_CONTENT_LENGTH=_BODY_LIMIT,
    )
    app.extensions["kefuflow"] = engine
    numbers.install(app)  # before anything asks for the template engine, which keeps the JSON that it finds
    dated.install(app, engine.real_now)
    session.install(app)  # before the CSRF check: who is signed out is told so, and not that a page has expired
    security.install(app, is_secure=is_secure, hsts=hsts)
    errors.install(app)
    rendering.install(app)
    for page in PAGES:
        app.register_blueprint(page)
    rest = create_rest(engine)
    app.extensions["rest"] = rest
    app.wsgi_app = beside(rest, app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app
