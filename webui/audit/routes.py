"""/audit: a case shown again step by step, and the proof that nobody changed its history."""

from typing import Any

from flask import Blueprint, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.api import Engine
from engine.identity.actor import Actor
from webui.audit.steps import replay_json
from webui.catalogue import t
from webui.decided import words_of
from webui.labels import labels_of
from webui.session import current_actor, current_engine
from webui.texts import element_names, on_diagram

page = Blueprint("audit", __name__, url_prefix="/audit")


@page.get("/<instance_id>")
def show(instance_id: str) -> str:
    engine, actor = current_engine(), current_actor()
    instance = engine.instance(actor, instance_id)
    return render_template(
        "audit/replay.html",
        instance=instance,
        proof=engine.verify(actor, instance_id),
        texts=on_diagram(engine.source(actor, instance.definition_id)),
    )


@page.get("/<instance_id>/steps.json")
def steps(instance_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    replay, instance = engine.replay(actor, instance_id), engine.instance(actor, instance_id)
    versions = list(dict.fromkeys(each.definition_id for each in replay.steps))
    names = {each: element_names(engine, actor, each) for each in versions}
    words = words_of(engine, actor, ((each.kind, each.params) for each in replay.steps))
    drawings = {each: _drawing(engine, actor, each) for each in versions} if len(versions) > 1 else {}
    return jsonify(replay_json(replay, names, labels_of(engine, actor, instance), words) | {"drawings": drawings})


def _drawing(engine: Engine, actor: Actor, definition_id: str) -> dict[str, Any]:
    """Of one of the versions that a migrated case ran on: `{"xmlUrl", "texts", "name"}`."""
    key, _, version = definition_id.rpartition(":")
    return {
        "xmlUrl": url_for("modeler.source", key=key, version=version),
        "texts": on_diagram(engine.source(actor, definition_id)),
        "name": t("audit.version", version=version),
    }
