"""/definitions/<kind>/<key>/lint: what editors ask while somebody draws; no larger than any page takes."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webui.definitions import publishing

page = Blueprint("lint", __name__, url_prefix="/definitions")


@page.post("/<any(process, decision, form, templates, texts):kind>/<key>/lint")
def check(kind: str, key: str) -> ResponseReturnValue:
    """As the check on demand, which alone takes large files."""
    return publishing.check(kind, key)
