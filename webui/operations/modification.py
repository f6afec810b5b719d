"""/instances/<id>/modify: choose an element on the diagram, say what shall happen there, see it before it is done."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.identity.permission import Permission
from engine.model.move import Move, move
from engine.model.operation import ModifyInstance
from engine.model.view import InstanceView
from webui.catalogue import t
from webui.diagram import viewer_config
from webui.labels import labels_of
from webui.operations import effects
from webui.operations.places import passages, places
from webui.operations.reason import reason
from webui.session import current_actor, current_engine
from webui.wording import message_of, phrase

page = Blueprint("modification", __name__, url_prefix="/instances/<instance_id>/modify")

ACTIONS = ("cancel", "before", "after", "over")
MOST = 20


@page.route("", methods=["GET", "POST"])
def show(instance_id: str) -> str:
    """The moves that are planned so far, and what they would do; nothing is done yet."""
    current_actor().require(Permission.INSTANCE_OPERATE)
    instance = current_engine().instance(current_actor(), instance_id)
    return _page(instance, _planned())


@page.post("/do")
def modify(instance_id: str) -> ResponseReturnValue:
    current_actor().require(Permission.INSTANCE_OPERATE)
    command = ModifyInstance(instance_id=instance_id, moves=_sent(), reason=reason())
    current_engine().execute(command, current_actor())
    flash(t("operations.modified"), "success")
    return redirect(url_for("instances.show", instance_id=instance_id))


def _sent() -> list[Move]:
    """Those of the form's rows: action, id and which passage, in three lists. Raises Rejected."""
    columns = tuple(request.form.getlist(name)[:MOST] for name in ("action", "id", "which"))
    rows = list(zip(*columns, strict=False))
    return [move(action, id, which or None) for action, id, which in rows]


def _planned() -> list[Move]:
    """What was sent, without the one that was taken out, and with the one that was added."""
    moves = _sent()
    taken_out = request.form.get("remove", type=int)
    if taken_out is not None and 0 <= taken_out < len(moves):
        del moves[taken_out]
    action, id, which = (request.form.get(f"new_{name}", "") for name in ("action", "id", "which"))
    if request.form.get("add") and id and len(moves) < MOST:
        moves.append(move(action, id, which or None))
    return moves


def _page(instance: InstanceView, moves: list[Move]) -> str:
    engine, actor = current_engine(), current_actor()
    found = places(engine, actor, instance)
    names = {each.id: each.name for each in found}
    called = effects.Names(names, labels_of(engine, actor, instance))
    told, problem = _forecast(instance, moves, called)
    return render_template(
        "operations/modify.html",
        instance=instance,
        viewer=viewer_config(engine, actor, instance),
        places=found,
        passages=passages(engine, actor, instance, names),
        actions=ACTIONS,
        moves=[(each, _said(each, names)) for each in moves],
        effects=told,
        problem=problem,
        reason=request.form.get("reason", ""),
    )


def _said(planned: Move, names: Mapping[str, str]) -> str:
    said = phrase(f"move.{planned.action}", {"element": names.get(planned.id, planned.id)})
    return t("text.aside", text=said, aside=f"#{planned.activity_id}") if planned.activity_id else said


def _forecast(instance: InstanceView, moves: list[Move], names: effects.Names) -> tuple[list[effects.Line], str | None]:
    """What the moves would do together, or why they cannot be made."""
    if not moves:
        return [], None
    command = ModifyInstance(instance_id=instance.id, moves=moves)
    try:
        return effects.lines(current_engine().preview(current_actor(), command), names), None
    except Rejected as rejection:
        return [], message_of(type(rejection)(rejection.code, **effects.named(rejection.params, names)))
