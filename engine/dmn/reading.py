"""What reading a file needs everywhere: the elements of DMN by name, expressions, and the problems found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from engine.errors import ExpressionError
from engine.expr import compile, feel
from engine.expr.closures import Bound
from engine.expr.expression import Expression, UnaryTests
from engine.expr.syntax import Compiled, Node, Text, Type
from engine.model.problem import Problem

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
CAMUNDA = "{http://camunda.org/schema/1.0/dmn}"
FEEL = "feel"
JUEL = "juel"
MARKERS = ("${", "#{")
Element = Any  # an lxml element
C = TypeVar("C")


def split(element: Element) -> tuple[str, str]:
    """(namespace, local name) of an element."""
    namespace, _, name = element.tag.rpartition("}")
    return namespace.removeprefix("{"), name


def children(element: Element, *names: str) -> Iterator[Element]:
    """The DMN children with one of the names, or all of them."""
    for child in element:
        namespace, name = split(child)
        if namespace in NAMESPACES and (not names or name in names):
            yield child


def child(element: Element, name: str) -> Element | None:
    return next(children(element, name), None)


def _of_file(element: Element) -> str | None:
    """The language that the <definitions> name for everything in them."""
    root = element.getroottree().getroot()
    return str(root.get("expressionLanguage")) if root.get("expressionLanguage") else None


def text_of(element: Element | None) -> str:
    """What stands in its `text` element, stripped."""
    text = None if element is None else child(element, "text")
    return "" if text is None else (text.text or "").strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """One file while it is read. `names` are the names with spaces that its expressions may use, `types` its items."""

    file: str
    names: frozenset[str] = frozenset()
    types: Mapping[str, Type] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def within(self, names: Iterable[str]) -> "Reading":
        """The same reading, inside something that introduces names."""
        return replace(self, names=self.names.union(names))

    def refuse(self, code: str, element: Element, **params: Any) -> None:
        """Note a problem at the element, or at the nearest one around it that has an id."""
        owner = element
        while owner is not None and not owner.get("id"):
            owner = owner.getparent()
        element_id = None if owner is None else owner.get("id")
        self.problems.append(Problem(code, element_id, element.sourceline, self.file, "error", params))

    def node(self, element: Element) -> Node | None:
        """The literal expression of an element; None when empty or broken."""
        source = text_of(element)
        if not source or not self._is_known_language(element, source):
            return None
        if source.startswith(MARKERS):
            return self._attempted(lambda: Compiled(0, compile.juel(source).value), element)
        return self._attempted(lambda: Text(0, source, feel.parsed(source, self.names, self.types)), element)

    def expression(self, element: Element, text: str | None = None) -> Expression | None:
        """The expression of an input column or an output cell; None when empty or broken."""
        source = text_of(element) if text is None else text
        if not source or not self._is_known_language(element, source):
            return None
        if source.startswith(MARKERS):
            return self._attempted(lambda: compile.juel(source), element)
        return self._attempted(lambda: compile.feel(source, self.names, self.types), element)

    def unary_tests(self, element: Element) -> UnaryTests | None:
        """The tests of a cell; an empty one is `-`."""
        if not self._is_known_language(element):
            return None
        text = text_of(element) or "-"
        return self._attempted(lambda: compile.unary_tests(text, self.names, self.types), element)

    def allowed(self, element: Element | None) -> UnaryTests | None:
        """The allowed values that stand there, if any."""
        return self.unary_tests(element) if element is not None and text_of(element) else None

    def compiled(self, node: Node, kind: str, element: Element) -> Expression | None:
        """A boxed expression, ready to be evaluated; `kind` stands for its text. None when broken."""
        return self._attempted(lambda: feel.compiled_node(node, kind, Bound(types=self.types)), element)

    def _is_known_language(self, element: Element, source: str = "") -> bool:
        """FEEL by its name or one of its addresses; JUEL where `${..}` stands. The file may name one for all of it."""
        language = str(element.get("expressionLanguage") or _of_file(element) or FEEL)
        is_juel = language.lower() == JUEL and source.startswith(MARKERS)
        known = is_juel or FEEL in language.lower()
        if not known:
            self.refuse("dmn.expression_language", element, language=language)
        return known

    def _attempted(self, compile_text: Callable[[], C], element: Element) -> C | None:
        try:
            return compile_text()
        except ExpressionError as error:
            self.refuse(error.code, element, **error.params)
            return None
