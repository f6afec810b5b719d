"""Whether a diagram or a file of decisions can be opened at all, whatever else is wrong with it."""

from engine.errors import Rejected, XmlError
from engine.xml import parse


def check_well_formed(data: bytes) -> None:
    """Raises Rejected with the code of the parser."""
    try:
        parse(data)
    except XmlError as failure:
        raise Rejected(failure.code, **failure.params) from None
