"""Gateways: directions and numbers of flows (BPMN 10.6.1)."""

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import GATEWAYS, bpmn_name

DIRECTIONS = {
    "Converging": (2, None, 0, 1),
    "Diverging": (0, 1, 2, None),
    "Mixed": (2, None, 2, None),
}
"""Fewest and most incoming, fewest and most outgoing flows."""


def directions_hold(document: Document, findings: Findings) -> None:
    for gateway in document.nodes:
        bounds = DIRECTIONS.get(gateway.get("gatewayDirection") or "")
        if bounds is None:
            continue
        fewest_in, most_in, fewest_out, most_out = bounds
        incoming, outgoing = len(document.flows_to(gateway)), len(document.flows_from(gateway))
        if not (_within(incoming, fewest_in, most_in) and _within(outgoing, fewest_out, most_out)):
            direction = gateway.get("gatewayDirection")
            findings.warn("bpmn.gateway_direction", gateway, direction=direction, incoming=incoming, outgoing=outgoing)


def gateways_split_or_join(document: Document, findings: Findings) -> None:
    for gateway in document.nodes:
        if bpmn_name(gateway) not in GATEWAYS:
            continue
        outgoing = len(document.flows_from(gateway))
        if bpmn_name(gateway) == "eventBasedGateway":
            is_idle = outgoing < 2
        else:
            is_idle = outgoing < 2 and len(document.flows_to(gateway)) < 2
        if is_idle:
            findings.warn("bpmn.gateway_idle", gateway, tag=bpmn_name(gateway))


def _within(count: int, fewest: int, most: int | None) -> bool:
    return fewest <= count and (most is None or count <= most)
