"""The parser refuses what is broken or hostile, quickly and by name."""

import pytest

from engine import xml
from engine.errors import XmlError

LAUGHS = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]><a>&y;</a>'


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (b"", "xml.malformed", "nothing at all"),
        (b"not xml", "xml.malformed", "text"),
        (b"<a><b></a>", "xml.malformed", "tags cross"),
        (b"<a>", "xml.malformed", "cut off"),
        (b"<a/><b/>", "xml.malformed", "two roots"),
        (b"<a>&undefined;</a>", "xml.malformed", "an entity nobody declared"),
        (b"<!DOCTYPE a><a/>", "xml.doctype", "harmless, and still never needed"),
        (LAUGHS, "xml.doctype", "entity bomb"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml.doctype", "external entity"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "xml.doctype", "other encoding"),
        (b"<a>" * 201 + b"</a>" * 201, "xml.too_deep", "one too deep"),
        (b"<a>" * 100_000, "xml.too_deep", "far too deep"),
        (b"<r>" + b"<a/>" * 50_000 + b"</r>", "xml.too_many_elements", "one too many"),
        (b"<a>" + b" " * xml.MAX_BYTES + b"</a>", "xml.too_large", "too long"),
    ],
)
def test_refuses(data: bytes, code: str, reason: str) -> None:
    with pytest.raises(XmlError) as caught:
        xml.parse(data)
    assert caught.value.code == code, reason


def test_malformed_names_the_line() -> None:
    with pytest.raises(XmlError) as caught:
        xml.parse(b"<a>\n<b>\n</c></a>")
    assert caught.value.params["line"] == 3


@pytest.mark.parametrize("data", [b"<a>" * 200 + b"</a>" * 200, b"<r>" + b"<a/>" * 49_999 + b"</r>"])
def test_accepts_up_to_the_caps(data: bytes) -> None:
    assert xml.parse(data) is not None


def test_keeps_lines_and_drops_comments() -> None:
    root = xml.parse("<a>\n<!-- 注释 --><?pi x?>\n<b>投诉</b></a>".encode())
    assert [(child.tag, child.text, child.sourceline) for child in root] == [("b", "投诉", 3)]


def test_a_doctype_in_text_is_text() -> None:
    assert xml.parse(b"<a><![CDATA[<!DOCTYPE a>]]></a>").text == "<!DOCTYPE a>"
