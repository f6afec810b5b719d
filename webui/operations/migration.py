"""/definitions/process/<key>/migrate: running cases go on with another version, after a look at what each becomes."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.identity.permission import Permission
from engine.model.operation import MigrateInstances
from engine.model.view import Batch, DefinitionView, Forecast, InstanceView
from webui import paging
from webui.catalogue import t
from webui.definitions.listing import version_of, versions
from webui.operations import effects
from webui.operations.reason import reason
from webui.session import current_actor, current_engine
from webui.texts import element_names
from webui.wording import phrase

page = Blueprint("migration", __name__, url_prefix="/definitions/process/<key>/migrate")

PORTION = 50  # cases of one page, and of one go
MAP = "map."


@dataclass(frozen=True, slots=True)
class Row:
    """A case; `told` is None until it was asked what would become of it, `problem` why it cannot go on there."""

    instance: InstanceView
    told: list[effects.Line] | None = None
    problem: str | None = None


@page.route("", methods=["GET", "POST"])
def show(key: str) -> str:
    """A POST shows what would become of the chosen ones; nothing is done yet."""
    current_actor().require(Permission.INSTANCE_OPERATE)
    return _page(key, _between(key))


@page.post("/do")
def migrate(key: str) -> ResponseReturnValue:
    current_actor().require(Permission.INSTANCE_OPERATE)
    source, target = _between(key)
    if not _chosen():
        raise Rejected("page.nothing_chosen")
    command = MigrateInstances(instance_ids=_chosen(), version=target.version, mapping=_mapping(), reason=reason())
    batch: Batch = current_engine().execute(command, current_actor())
    if batch.done:
        flash(t("operations.migrated", count=len(batch.done), version=target.version), "success")
    names = _names(source, target)
    for refusal in batch.refused:
        why = phrase(refusal.code, effects.named(refusal.params, effects.Names(names)))
        flash(f"{refusal.id}{t('text.colon')}{why}", "warning")
    return redirect(url_for("migration.show", key=key, to=target.version) + f"&from={source.version}")


def _between(key: str) -> tuple[DefinitionView, DefinitionView]:
    """Where the cases are, and where they go: the latest version, unless another one is named."""
    found = versions(current_engine(), current_actor(), "process", key)
    target = version_of(found, request.values.get("to", type=int))
    busy = next((each.version for each in found if each.running_count and each.id != target.id), None)
    fallback = busy or next((each.version for each in found if each.id != target.id), target.version)
    return version_of(found, request.values.get("from", fallback, type=int)), target


def _chosen() -> list[str]:
    return request.form.getlist("instance_id")[:PORTION]


def _mapping() -> dict[str, str]:
    return {name.removeprefix(MAP): new for name, new in request.form.items() if name.startswith(MAP) and new}


def _names(source: DefinitionView, target: DefinitionView) -> dict[str, str]:
    engine, actor = current_engine(), current_actor()
    return element_names(engine, actor, target.id) | element_names(engine, actor, source.id)


def _page(key: str, between: tuple[DefinitionView, DefinitionView]) -> str:
    engine, actor = current_engine(), current_actor()
    source, target = between
    found = paging.part(engine.running_on, actor, source.id, limit=PORTION)
    names = _names(source, target)
    command = MigrateInstances(instance_ids=_chosen(), version=target.version, mapping=_mapping())
    asked = {each.instance_id: each for each in engine.forecast(actor, command)} if _chosen() else {}
    return render_template(
        "operations/migrate.html",
        key=key,
        source=source,
        target=target,
        versions=versions(engine, actor, "process", key),
        found=found,
        rows=[_row(each, asked.get(each.id), effects.Names(names)) for each in found.items],
        asked=bool(asked),
        unmatched=engine.unmatched(actor, source.id, target.id),
        targets=element_names(engine, actor, target.id),
        names=names,
        mapping=_mapping(),
        chosen=_chosen(),
        reason=request.form.get("reason", ""),
    )


def _row(instance: InstanceView, forecast: Forecast | None, names: effects.Names) -> Row:
    if forecast is None:
        return Row(instance)
    if forecast.code is not None:
        return Row(instance, problem=phrase(forecast.code, effects.named(forecast.params, names)))
    return Row(instance, effects.lines(forecast.effects, names))
