"""What is wrong with something that somebody wants to deploy."""

from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True):
    """One finding about a file; errors stop the deployment, warnings do not. The words are in `engine.locale`."""

    code: str
    element_id: str | None = None
    line: int | None = None
    file: str | None = None
    severity: Severity = "error"
    params: dict[str, Any] = {}
