"""/customers: find a customer, keep the record, its devices and all its cases.

With `case` or `device` in the query the pages serve to choose the record that it is put on.
"""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.identity.permission import Permission
from engine.model.command import ChangeCustomer, ChangeDevice, CreateCustomer, CreateDevice
from webui import paging
from webui.catalogue import t
from webui.customers.put import Put
from webui.customers.record import CUSTOMER, customer_in, device_in
from webui.session import current_actor, current_engine

page = Blueprint("customers", __name__, url_prefix="/customers")


@page.get("")
def index() -> str:
    engine, actor = current_engine(), current_actor()
    found = paging.part(engine.customers, actor, search=paging.search())
    return render_template("customers/list.html", found=found, put=Put.wanted(request.args))


@page.get("/new")
def new() -> str:
    actor = current_actor()
    actor.require(Permission.CUSTOMER_WRITE)
    return render_template("customers/new.html", fields=_suggested(), put=Put.wanted(request.args))


@page.post("/new")
def create() -> ResponseReturnValue:
    engine, actor = current_engine(), current_actor()
    customer_id: str = engine.execute(CreateCustomer(**customer_in(request.form)), actor)
    flash(t("customers.created"), "success")
    put = Put.wanted(request.form)
    if put is None:
        return redirect(url_for("customers.show", customer_id=customer_id))
    engine.execute(put.on(customer_id), actor)
    return redirect(put.place)


@page.post("/<customer_id>/put")
def put_on(customer_id: str) -> ResponseReturnValue:
    """The case or the device on this record."""
    put = Put.wanted(request.form) or abort(400)
    current_engine().execute(put.on(customer_id), current_actor())
    flash(t(f"customers.put.{put.what}.done"), "success")
    return redirect(put.place)


@page.get("/<customer_id>")
def show(customer_id: str) -> str:
    engine, actor = current_engine(), current_actor()
    return render_template(
        "customers/record.html",
        customer=engine.customer(actor, customer_id),
        devices=engine.devices(actor, customer_id),
        cases=engine.customer_cases(actor, customer_id),
        history=reversed(engine.customer_history(actor, customer_id)),
    )


@page.get("/devices/<device_id>")
def device(device_id: str) -> str:
    engine, actor = current_engine(), current_actor()
    found = engine.device(actor, device_id)
    return render_template(
        "customers/device_record.html",
        device=found,
        customer=engine.customer(actor, found.customer_id),
        cases=engine.device_cases(actor, device_id),
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
    current_engine().execute(ChangeDevice(device_id=device_id, **device_in(request.form)), current_actor())
    flash(t("customers.saved"), "success")
    return redirect(url_for("customers.device", device_id=device_id))


def _saved(customer_id: str) -> ResponseReturnValue:
    flash(t("customers.saved"), "success")
    return redirect(url_for("customers.show", customer_id=customer_id))


def _suggested() -> dict[str, Any]:
    """What the query gives, for a record that is made from a case."""
    return {name: request.args.get(name, "")[:400] for name in CUSTOMER}
