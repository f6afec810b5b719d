"""/audit: a case shown again step by step, and the proof that nobody changed its history."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from webui.audit.steps import replay_json
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
    replay = engine.replay(actor, instance_id)
    instance = engine.instance(actor, instance_id)
    names = element_names(engine, actor, instance.definition_id)
    words = words_of(engine, actor, ((each.kind, each.params) for each in replay.steps))
    return jsonify(replay_json(replay, names, labels_of(engine, actor, instance), words))
