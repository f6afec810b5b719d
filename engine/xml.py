"""The one XML parser of the program: hardened, bounded, and refusing what no diagram needs."""

from typing import Any

from lxml import etree

from engine.errors import XmlError

MAX_BYTES = 5_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 50_000
CHUNK = 65_536


def parse(data: bytes) -> Any:
    """Parse a document and return its lxml root element; comments and processing instructions are dropped.

    Raises XmlError: `xml.malformed` (line, message), `xml.doctype`, `xml.too_large` (limit), `xml.too_deep` (limit),
    `xml.too_many_elements` (limit).
    """
    if len(data) > MAX_BYTES:
        raise XmlError("xml.too_large", limit=MAX_BYTES)
    parser = _hardened()
    counter = _Counter()
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
            counter.read(parser)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        counter.read(parser)  # a bomb is named as such, not as the syntax error that it ends in
        raise XmlError("xml.malformed", line=error.lineno, message=error.msg) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("xml.doctype")
    return root


def _hardened() -> Any:
    return etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class _Counter:
    """Counts depth and elements while the document comes in, so that a large one is refused early."""

    def __init__(self) -> None:
        self.depth = self.elements = 0

    def read(self, parser: Any) -> None:
        for event, element in parser.read_events():
            if event == "end":
                self.depth -= 1
                continue
            if not self.elements and element.getroottree().docinfo.internalDTD is not None:
                raise XmlError("xml.doctype")
            self.depth += 1
            self.elements += 1
            if self.depth > MAX_DEPTH:
                raise XmlError("xml.too_deep", limit=MAX_DEPTH)
            if self.elements > MAX_ELEMENTS:
                raise XmlError("xml.too_many_elements", limit=MAX_ELEMENTS)
