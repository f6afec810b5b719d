"""/notices/contact: how somebody is reached outside, and when not; one's own, or anybody's for the administrator."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Rejected
from engine.model.command import ChangeContact
from engine.model.contact import Contact
from engine.model.notice import ROBOTS
from webui.catalogue import t
from webui.session import current_actor, current_engine
from webui.wording import message_of

page = Blueprint("contact", __name__, url_prefix="/notices/contact")

DIGESTS = (0, 15, 30, 60, 240)  # minutes that are offered


@page.get("")
def own() -> ResponseReturnValue:
    return redirect(url_for("contact.show", user_id=current_actor().user_id))


@page.get("/<user_id>")
def show(user_id: str) -> str:
    return _form(user_id, current_engine().user_contact(current_actor(), user_id))


@page.post("/<user_id>")
def change(user_id: str) -> ResponseReturnValue:
    contact = contact_in(request.form)
    try:
        current_engine().execute(ChangeContact(user_id=user_id, contact=contact), current_actor())
    except Rejected as rejected:
        if not rejected.code.startswith("contact."):
            raise
        return _form(user_id, contact, message_of(rejected)), 422
    flash(t("contact.changed"), "success")
    return redirect(url_for("contact.show", user_id=user_id))


def contact_in(form: Mapping[str, str]) -> Contact:
    """What was typed; whether anybody can be reached by it is for the engine to say."""

    def of(name: str) -> str:
        return form.get(name, "").strip()

    minutes = of("digest_minutes")
    return Contact(
        email=of("email"),
        phone=of("phone"),
        chat_ids={robot: of(robot) for robot in ROBOTS if of(robot)},
        quiet_from=of("quiet_from") or None,
        quiet_until=of("quiet_until") or None,
        digest_minutes=int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 6 else 0,
    )


def _form(user_id: str, contact: Contact, problem: str = "") -> str:
    digests = sorted({*DIGESTS, contact.digest_minutes})
    return render_template(
        "notices/contact.html", user_id=user_id, contact=contact, problem=problem, robots=ROBOTS, digests=digests
    )
