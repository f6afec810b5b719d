"""Which version of a called process or decision is meant."""

from typing import Any, Literal, cast

from engine.bpmn.source import Source, is_literal
from engine.bpmn.vendor import attribute

Binding = Literal["latest", "deployment", "version", "versionTag"]
SUFFIXES = {"version": "Version", "versionTag": "VersionTag"}


def binding(source: Source, element: Any, prefix: str, named: Any) -> tuple[Binding, str | None]:
    """`<prefix>Binding`, and the version or version tag that it needs; `named`: the element of Camunda 8, or None."""
    if named is not None and named.get("bindingType"):
        return _of_camunda_8(source, element, named)
    bound = attribute(element, f"{prefix}Binding") or "latest"
    if bound not in ("latest", "deployment", *SUFFIXES):
        source.unsupported(element, f"{prefix}Binding={bound}")
        return "latest", None
    version = attribute(element, f"{prefix}{SUFFIXES[bound]}") if bound in SUFFIXES else None
    if bound in SUFFIXES and (version is None or not is_literal(version)):
        source.findings.error("bpmn.binding_without_version", element, binding=bound)
    return cast(Binding, bound), version


def _of_camunda_8(source: Source, element: Any, named: Any) -> tuple[Binding, str | None]:
    bound, tag = named.get("bindingType").strip(), (named.get("versionTag") or "").strip() or None
    if bound not in ("latest", "deployment", "versionTag"):
        source.unsupported(element, f"bindingType={bound}")
        return "latest", None
    if bound == "versionTag" and (tag is None or not is_literal(tag)):
        source.findings.error("bpmn.binding_without_version", element, binding=bound)
    return cast(Binding, bound), tag if bound == "versionTag" else None
