"""/erasure: find a customer, see what would be erased, and erase it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.model.erasure import EraseCustomer, Erasure
from webui import paging
from webui.catalogue import t
from webui.operations.reason import reason
from webui.session import current_actor, current_engine

page = Blueprint("erasure", __name__, url_prefix="/erasure")


@page.get("")
def index() -> str:
    found = current_engine().customers_called(current_actor(), paging.search())
    return render_template("erasure/index.html", found=found)


@page.get("/<customer_id>")
def show(customer_id: str) -> str:
    return render_template("erasure/show.html", erasable=current_engine().erasable(current_actor(), customer_id))


@page.post("/<customer_id>")
def erase(customer_id: str) -> ResponseReturnValue:
    """Says which archives still have cases of the customer."""
    command = EraseCustomer(customer_id=customer_id, reason=reason())
    if not request.form.get("is_sure"):
        raise Rejected("page.not_confirmed")
    erased: Erasure = current_engine().execute(command, current_actor())
    flash(t("erasure.done", count=len(erased.cases)), "success")
    if erased.archives:
        flash(t("erasure.archives_left", count=len(erased.archives)), "warning")
    return redirect(url_for("erasure.show", customer_id=customer_id))
