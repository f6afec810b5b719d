"""/supervision/deliveries: what was sent to whom outside the house, what could not be, and sending it again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from engine.model.command import RetryDelivery, RetryNotice
from engine.model.notice import OUTSIDE
from webui import paging
from webui.catalogue import t
from webui.session import current_actor, current_engine

page = Blueprint("deliveries", __name__, url_prefix="/supervision/deliveries")

STATES = ("dead", "failed", "waiting", "sent")
UNMADE = "unmade"  # notices whose template failed: nothing was there to be sent
VIEWS = (UNMADE, *STATES)


@page.get("")
def index() -> str:
    shown = request.args.get("show", "")
    shown = shown if shown in VIEWS else "dead"
    channel = request.args.get("channel")
    channel = channel if channel in OUTSIDE else None
    engine, actor = current_engine(), current_actor()
    if shown == UNMADE:
        found = paging.part(engine.notice_failures, actor)
    else:
        found = paging.part(engine.deliveries, actor, state=shown, channel=channel)
    return render_template(
        "supervision/deliveries.html",
        found=found,
        shown=shown,
        views=VIEWS,
        channel=channel,
        channels=OUTSIDE,
    )


@page.post("/retry")
def retry() -> ResponseReturnValue:
    """Of one that was given up."""
    current_actor().require(Permission.INCIDENT_RESOLVE)
    current_engine().execute(RetryDelivery(delivery_id=request.form.get("delivery_id", "")), current_actor())
    flash(t("delivery.retried"), "success")
    return redirect(url_for("deliveries.index", show="waiting"))


@page.post("/notices/retry")
def send_again() -> ResponseReturnValue:
    """A notice whose template failed."""
    current_actor().require(Permission.INCIDENT_RESOLVE)
    current_engine().execute(RetryNotice(notice_id=request.form.get("notice_id", "")), current_actor())
    flash(t("delivery.sent_again"), "success")
    return redirect(url_for("deliveries.index", show=UNMADE))
