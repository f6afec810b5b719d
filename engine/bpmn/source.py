"""What every reader has at hand: the document, what is deployed, and expressions that report their failures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.bpmn.document import Document, text_of
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name, local
from engine.bpmn.values import Broken, Constant
from engine.errors import ExpressionError
from engine.expr import compile as compiler
from engine.expr.juel.template import Called
from engine.model.definition import Assignment, Catalog, Evaluable

CONDITIONS = frozenset(
    {"conditionExpression", "condition", "completionCondition", "loopCondition", "activationCondition"}
)
EVERYTHING = "*"  # in a catalog: whatever name is asked for is there


@dataclass(frozen=True, slots=True)
class Source:
    document: Document
    findings: Findings
    catalog: Catalog

    def text(self, element: Any, text: str) -> Evaluable:
        """An attribute: `${..}`, a leading `=`, or the literal text."""
        return self._compiled(compiler.text, element, text)

    def optional_text(self, element: Any, text: str | None) -> Evaluable | None:
        return None if text is None else self.text(element, text)

    def condition(self, element: Any, text: str) -> Evaluable:
        """FEEL, with or without a leading `=`, or `${..}`."""
        return self._compiled(compiler.condition, element, text)

    def expression(self, element: Any) -> Evaluable:
        """The body of a formal expression, in the language it names (BPMN 8.3.6)."""
        text, language = text_of(element), (element.get("language") or "").lower()
        if not text:
            self.findings.error("bpmn.empty_expression", element, tag=bpmn_name(element))
            return Constant("")
        if language and "feel" not in language and "juel" not in language:
            self.unsupported(element, f"language={element.get('language')}")
            return Constant(text)
        found = self.condition(element, text)
        if bpmn_name(element) in CONDITIONS and getattr(found, "language", None) == "template":
            self.findings.error("bpmn.condition_is_text", element, text=text[:200])
        return found

    def in_format(self, element: Any, script_format: str, text: str) -> Evaluable | None:
        """A script of one of our own languages, None for another format."""
        if script_format == "feel" or (not script_format and text.startswith("=")):
            return self._compiled(compiler.feel, element, text.removeprefix("="))
        return self._compiled(compiler.juel, element, text) if script_format == "juel" else None

    def assignment(self, element: Any, text: str) -> Assignment | None:
        """Of `${execution.setVariable('name', value)}`, None for any other text."""
        found = self.called(text, "execution")
        if found is None or found.method != "setVariable" or found.name is None or len(found.values) != 2:
            return None
        return Assignment(found.name, found.values[1])

    def called(self, text: str, *holders: str) -> Called | None:
        """The method that a lone `${holder.method(..)}` calls, None for any other text."""
        try:
            return compiler.called(text, holders)
        except ExpressionError:
            return None  # said when it is compiled as what it is then

    def unsupported(self, element: Any, detail: str) -> None:
        self.findings.error("bpmn.unsupported", element, tag=bpmn_name(element) or local(element), detail=detail)

    def _compiled(self, compile_text: Callable[[str], Evaluable], element: Any, text: str) -> Evaluable:
        try:
            return compile_text(text)
        except ExpressionError as error:
            where = {name: error.params.get(name) for name in ("position", "row", "column", "near")}
            self.findings.error("bpmn.bad_expression", element, text=text[:200], reason=error.code, **where)
            return Broken(text, error)


def is_literal(text: str) -> bool:
    """Whether an attribute is plain text, known at deployment."""
    return not (text.lstrip().startswith("=") or "${" in text or "#{" in text)


def is_known(name: str, names: frozenset[str]) -> bool:
    return name in names or EVERYTHING in names


def listed(text: str | None) -> tuple[str, ...]:
    """The parts of a text with commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
