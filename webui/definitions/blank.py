"""/definitions/new: a process that does not exist yet, drawn from a start event on."""

import re

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from webui.catalogue import t
from webui.definitions.editing import links
from webui.session import current_actor, current_engine

LONGEST = 64
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")  # what may be an id in XML

page = Blueprint("blank", __name__, url_prefix="/definitions/new")


@page.get("")
def show() -> ResponseReturnValue:
    """Asks for `?key=` and `?name=`; the modeler once both are given and nothing has that key."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    if "key" not in request.args:
        return render_template("definitions/new.html", longest=LONGEST)
    key, name = _asked()
    if (problem := _problem(key)) is not None:
        return render_template("definitions/new.html", longest=LONGEST, problem=problem), 422
    config = {
        "sourceUrl": url_for("blank.source", key=key, name=name),
        "templatesUrl": url_for("definitions.element_templates"),
        "name": key,
        "canPublish": True,
        **links("process", key, seen=0),
        "tryUrl": None,  # there are no scenarios yet
    }
    return render_template("definitions/modeler.html", name=name or key, config=config)


@page.get("/source.bpmn")
def source() -> Response:
    """A start event in a process of that key and name."""
    current_actor().require(Permission.DEFINITION_DEPLOY)
    key, name = _asked()
    xml = render_template("definitions/blank.bpmn.xml", key=key if _KEY.fullmatch(key) else "process", name=name or key)
    return Response(xml, mimetype="application/xml")


def _asked() -> tuple[str, str]:
    return request.args.get("key", "").strip()[:LONGEST], request.args.get("name", "").strip()[:LONGEST]


def _problem(key: str) -> str | None:
    if not _KEY.fullmatch(key):
        return t("new.bad_key")
    if current_engine().versions(current_actor(), "process", key):
        return t("new.taken", key=key)
    return None
