"""Suspending and resuming a case, or a version of a process with what runs on it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.model.command import Command
from engine.model.operation import ResumeDefinition, ResumeInstance, SuspendDefinition, SuspendInstance
from engine.model.view import Batch
from webui.catalogue import t
from webui.operations.reason import reason
from webui.session import current_actor, current_engine
from webui.wording import phrase

page = Blueprint("suspension", __name__)


@page.post("/instances/<instance_id>/suspend")
def suspend(instance_id: str) -> ResponseReturnValue:
    current_engine().execute(SuspendInstance(instance_id=instance_id, reason=reason()), current_actor())
    flash(t("operations.suspended"), "success")
    return redirect(url_for("instances.show", instance_id=instance_id))


@page.post("/instances/<instance_id>/resume")
def resume(instance_id: str) -> ResponseReturnValue:
    current_engine().execute(ResumeInstance(instance_id=instance_id), current_actor())
    flash(t("operations.resumed"), "success")
    return redirect(url_for("instances.show", instance_id=instance_id))


@page.post("/definitions/process/<key>/<int:version>/suspend")
def suspend_version(key: str, version: int) -> ResponseReturnValue:
    with_instances = bool(request.form.get("with_instances"))
    command = SuspendDefinition(definition_id=f"{key}:{version}", reason=reason(), with_instances=with_instances)
    return _done(command, key, version, "operations.version_suspended")


@page.post("/definitions/process/<key>/<int:version>/resume")
def resume_version(key: str, version: int) -> ResponseReturnValue:
    with_instances = bool(request.form.get("with_instances"))
    command = ResumeDefinition(definition_id=f"{key}:{version}", with_instances=with_instances)
    return _done(command, key, version, "operations.version_resumed")


def _done(command: Command, key: str, version: int, words: str) -> ResponseReturnValue:
    batch: Batch = current_engine().execute(command, current_actor())
    flash(t(words, version=version, count=len(batch.done)), "success")
    for refusal in batch.refused:
        flash(f"{refusal.id}{t('text.colon')}{phrase(refusal.code, refusal.params)}", "warning")
    return redirect(url_for("definitions.show", kind="process", key=key, version=version))
