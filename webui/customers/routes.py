"""/customers: find a customer, keep the record, its devices and all its cases.

With `case` in the query the pages serve to put that case on a record.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from engine.model.command import ChangeCustomer, ChangeDevice, CreateCustomer, CreateDevice, LinkCustomer
from webui import paging
from webui.catalogue import t
from webui.customers.record import CUSTOMER, customer_in, device_in
from webui.session import current_actor, current_engine

page = Blueprint("customers", __name__, url_prefix="/customers")


@page.get("")
def index() -> str:
    found = current_engine().customers(
        current_actor(), search=paging.search(), offset=paging.offset(), limit=paging.LIMIT
    )
    return render_template("customers/list.html", found=found, limit=paging.LIMIT, case_id=_case_id())


@page.get("/new")
def new() -> str:
    actor = current_actor()
    actor.require(Permission.CUSTOMER_WRITE)
    return render_template("customers/new.html", fields=_suggested(), case_id=_case_id())


@page.post("/new")
def create() -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    customer_id: str = engine.execute(CreateCustomer(**customer_in(request.form)), actor)
    flash(t("customers.created"), "success")
    case_id = request.form.get("case")
    if not case_id:
        return redirect(url_for("customers.show", customer_id=customer_id))
    engine.execute(LinkCustomer(instance_id=case_id, customer_id=customer_id), actor)
    return redirect(url_for("instances.show", instance_id=case_id))


@page.get("/<customer_id>")
def show(customer_id: str) -> str:
    engine, actor = current_engine(), current_actor()
    return render_template(
        "customers/record.html",
        customer=engine.customer(actor, customer_id),
        devices=engine.devices(actor, customer_id),
        cases=engine.customer_cases(actor, customer_id),
    )


@page.post("/<customer_id>")
def change(customer_id: str) -> ResponseReturnValue:
    current_engine().execute(ChangeCustomer(customer_id=customer_id, **customer_in(request.form)), current_actor())
    return _saved(customer_id)


@page.post("/<customer_id>/devices")
def create_device(customer_id: str) -> ResponseReturnValue:
    current_engine().execute(CreateDevice(customer_id=customer_id, **device_in(request.form)), current_actor())
    return _saved(customer_id)


@page.post("/devices/<device_id>")
def change_device(device_id: str) -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    engine.execute(ChangeDevice(device_id=device_id, **device_in(request.form)), actor)
    return _saved(engine.device(actor, device_id).customer_id)


def _saved(customer_id: str) -> ResponseReturnValue:
    flash(t("customers.saved"), "success")
    return redirect(url_for("customers.show", customer_id=customer_id))


def _case_id() -> str:
    return request.args.get("case", "")[:200]


def _suggested() -> dict[str, Any]:
    """What the query gives, for a record that is made from a case."""
    return {name: request.args.get(name, "")[:400] for name in CUSTOMER}
