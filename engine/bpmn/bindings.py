"""Which version of a called process or decision is meant."""

from typing import Any, Literal, cast

from engine.bpmn.source import Source, is_literal
from engine.bpmn.vendor import attribute

Binding = Literal["latest", "deployment", "version", "versionTag"]
SUFFIXES = {"version": "Version", "versionTag": "VersionTag"}


def binding(source: Source, element: Any, prefix: str) -> tuple[Binding, str | None]:
    """`<prefix>Binding`, and the version or version tag that it needs."""
    bound = attribute(element, f"{prefix}Binding") or "latest"
    if bound not in ("latest", "deployment", *SUFFIXES):
        source.unsupported(element, f"{prefix}Binding={bound}")
        return "latest", None
    version = attribute(element, f"{prefix}{SUFFIXES[bound]}") if bound in SUFFIXES else None
    if bound in SUFFIXES and (version is None or not is_literal(version)):
        source.findings.error("bpmn.binding_without_version", element, binding=bound)
    return cast(Binding, bound), version
