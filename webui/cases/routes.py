"""/cases: adding remarks and files to a case, saying who answers for it and whose it is."""

import io

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.model.command import AddAttachment, AddComment, LinkCustomer, SetOwner
from webui.cases import body_limit
from webui.catalogue import t
from webui.resending import command_id
from webui.session import current_actor, current_engine, local_path

page = Blueprint("cases", __name__, url_prefix="/cases")
page.record_once(body_limit.install)


@page.post("/<instance_id>/comments")
def comment(instance_id: str) -> ResponseReturnValue:
    actor = current_actor()
    text = request.form.get("text", "").replace("\r\n", "\n")
    sent = command_id(actor.user_id, request.form.get("token"))
    current_engine().execute(AddComment(command_id=sent, instance_id=instance_id, text=text), actor)
    return _back(instance_id, "comments")


@page.post("/<instance_id>/attachments")
def attach(instance_id: str) -> ResponseReturnValue:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Rejected("page.upload_nothing")
    command = AddAttachment(instance_id=instance_id, name=file.filename, content=file.read())
    current_engine().execute(command, current_actor())
    flash(t("cases.attached"), "success")
    return _back(instance_id, "attachments")


@page.get("/attachments/<attachment_id>")
def download(attachment_id: str) -> Response:
    """Never shown by the browser itself: saved as a file, of the type that its content has."""
    found, content = current_engine().attachment(current_actor(), attachment_id)
    response = send_file(io.BytesIO(content), found.media_type, as_attachment=True, download_name=found.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@page.post("/<instance_id>/owner")
def set_owner(instance_id: str) -> ResponseReturnValue:
    user_id = request.form.get("user_id", "")
    current_engine().execute(SetOwner(instance_id=instance_id, user_id=user_id), current_actor())
    flash(t("cases.owner_set"), "success")
    return _back(instance_id)


@page.post("/<instance_id>/customer")
def link(instance_id: str) -> ResponseReturnValue:
    """Without a customer id the case is taken off the record."""
    command = LinkCustomer(
        instance_id=instance_id,
        customer_id=request.form.get("customer_id") or None,
        device_id=request.form.get("device_id") or None,
    )
    current_engine().execute(command, current_actor())
    flash(t("cases.linked" if command.customer_id else "cases.unlinked"), "success")
    return _back(instance_id)


def _back(instance_id: str, part: str = "") -> ResponseReturnValue:
    target = local_path(request.form.get("back")) or url_for("instances.show", instance_id=instance_id)
    return redirect(f"{target}#{part}" if part else target)
