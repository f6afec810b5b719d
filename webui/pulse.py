"""One cheap question that open pages ask again and again: has anything of mine changed?"""

import hashlib

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from webui import layout, moments
from webui.session import current_actor, current_engine

page = Blueprint("pulse", __name__)


@page.get("/pulse")
def show() -> ResponseReturnValue:
    """200 with the counts and an ETag, or 304. The tag is the user's own; the minute in it keeps times left true."""
    engine, actor = current_engine(), current_actor()
    now = f"{moments.now():%Y%m%d%H%M}"
    mark = hashlib.sha256(f"{actor.user_id}\0{engine.pulse(actor)}\0{now}".encode()).hexdigest()[:32]
    if mark in request.if_none_match:
        response = jsonify()
        response.status_code = 304
        response.set_data(b"")
    else:
        response = jsonify(counts=layout.counts(), unread=engine.unread_count(actor), now=moments.short(moments.now()))
    response.set_etag(mark)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
