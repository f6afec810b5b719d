"""/supervision/messages: what was sent and nobody has taken yet."""

from flask import Blueprint, render_template

from webui import paging
from webui.session import current_actor, current_engine

page = Blueprint("messages", __name__, url_prefix="/supervision/messages")


@page.get("")
def index() -> str:
    """By name, the first sent first: in that order they are taken."""
    kept = paging.part(current_engine().buffered_messages, current_actor())
    return render_template("supervision/messages.html", kept=kept)
