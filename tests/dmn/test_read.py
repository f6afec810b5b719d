"""What is read, and what is refused with line and element."""

import hashlib
import time

import pytest

from engine.dmn.evaluate import evaluate
from engine.dmn.read import read
from engine.errors import DeploymentRefused
from tests.dmn.tables import ENV, MODEL, decision, definitions, knowledge, literal, table

GOOD = table(["amount"], ["grade"], [("> 100", '"红"'), ("<= 100", '"绿"')])


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_reads_every_version(namespace: str) -> None:
    assert list(read(definitions(decision(GOOD), namespace=namespace)).decisions) == ["grade"]


def test_what_is_read() -> None:
    data = definitions(decision(GOOD, name="投诉 定级"))
    decisions = read(data, "grade.dmn")
    found = decisions.decisions["grade"]
    assert (decisions.id, decisions.name, decisions.digest) == ("d", "D", hashlib.sha256(data).hexdigest())
    assert (found.key, found.name, found.variable, found.line) == ("#grade", "投诉 定级", "投诉 定级", 2)
    assert found.table is not None
    assert [(rule.id, [tests.text for tests in rule.tests]) for rule in found.table.rules] == [
        ("r1", ["> 100"]),
        ("r2", ["<= 100"]),
    ]


def test_what_is_inert_does_not_disturb() -> None:
    extra = (
        '<inputData id="i" name="amount"/><knowledgeSource id="k"/><textAnnotation id="t"><text>x</text>'
        '</textAnnotation><itemDefinition name="t"/><x:other xmlns:x="urn:other"/>'
    )
    assert read(definitions(extra, decision(GOOD))).decisions


REQUIRES_B = '<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'

REFUSED = [
    (definitions(), "dmn.no_decision", "d", "no decision"),
    (definitions(decision("")), "dmn.no_logic", "grade", "no logic"),
    (definitions(decision("<literalExpression/>")), "dmn.no_logic", "grade", "empty expression"),
    (definitions("<decision name='x'>" + GOOD + "</decision>"), "dmn.no_id", "d", "no id"),
    (definitions(decision(GOOD), decision(GOOD)), "dmn.duplicate_id", "grade", "id used twice"),
    (definitions(decision("<invocation/>")), "dmn.no_expression", "grade", "nothing is called"),
    (definitions(decision("<conditional/>")), "dmn.no_expression", "grade", "no condition"),
    (definitions(decision("<filter><in/></filter>")), "dmn.no_expression", "grade", "nothing to filter"),
    (definitions(decision("<pmml/>")), "dmn.unsupported", "grade", "no boxed expression of the standard"),
    (definitions('<businessKnowledgeModel id="b"/>', decision(GOOD)), "dmn.no_logic", "b", "knowledge without logic"),
    (definitions('<decisionService id="s"/>', decision(GOOD)), "dmn.no_output_decision", "s", "answers nothing"),
    (definitions(knowledge("", 'kind="Java"'), decision(GOOD)), "dmn.external_function", "k", "a function in Java"),
    (
        definitions(f'<import id="i" importType="{MODEL}" namespace="urn:x"/>', decision(GOOD)),
        "dmn.unknown_import",
        "i",
        "not there",
    ),
    (definitions('<import id="i"/>', decision(GOOD)), "dmn.unsupported", "i", "import"),
    (definitions(decision(REQUIRES_B + GOOD)), "dmn.unknown_reference", "grade", "unknown knowledge"),
    (definitions(decision(GOOD, requires=("b",))), "dmn.unknown_reference", "grade", "unknown decision"),
    (definitions(decision(GOOD, requires=("grade",))), "dmn.cycle", "grade", "requires itself"),
    (definitions(decision(table(["a"], ["o"], [], 'hitPolicy="BEST"'))), "dmn.hit_policy", "grade", "hit policy"),
    (
        definitions(decision(table(["a"], ["o"], [], 'hitPolicy="FIRST" aggregation="SUM"'))),
        "dmn.aggregation",
        "grade",
        "aggregation without COLLECT",
    ),
    (
        definitions(decision(table(["a"], ["o", "p"], [], 'hitPolicy="COLLECT" aggregation="SUM"'))),
        "dmn.aggregation_outputs",
        "grade",
        "aggregation over several outputs",
    ),
    (
        definitions(decision(table(["a"], ["o"], [], 'hitPolicy="PRIORITY"'))),
        "dmn.output_values",
        "grade",
        "no order of priority",
    ),
    (definitions(decision(table(["a"], [], []))), "dmn.no_output", "grade", "no output"),
    (definitions(decision(table(["a"], ["o", "o"], []))), "dmn.output_name", "grade", "one name for two outputs"),
    (definitions(decision(table(["a"], ["", "o"], []))), "dmn.output_name", "grade", "an output without a name"),
    (definitions(decision(table([""], ["o"], []))), "dmn.no_input_expression", "grade", "nothing asked"),
    (definitions(decision(table(["a"], ["o"], [("1",)]))), "dmn.entries", "r1", "a cell too few"),
    (definitions(decision(table(["a"], ["o"], [("1", "2", "3")]))), "dmn.entries", "r1", "a cell too many"),
    (definitions(decision(table(["a b"], ["o"], []))), "expression.syntax", "grade", "broken input expression"),
    (definitions(decision(table(["a"], ["o"], [("< ", "1")]))), "expression.syntax", "r1", "broken cell"),
    (definitions(decision(table(["a"], ["o"], [("1", "1 +")]))), "expression.syntax", "r1", "broken result"),
    (definitions(decision(literal("bean."))), "expression.syntax", "grade", "broken expression"),
    (
        definitions(decision('<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>')),
        "dmn.expression_language",
        "grade",
        "another language",
    ),
    (
        definitions(decision('<literalExpression expressionLanguage="juel"><text>a</text></literalExpression>')),
        "dmn.expression_language",
        "grade",
        "JUEL without its braces: a text or a name, as engines differ",
    ),
    (
        definitions(decision(literal("1"))).replace(b"<definitions ", b'<definitions expressionLanguage="javascript" '),
        "dmn.expression_language",
        "grade",
        "another language for the whole file",
    ),
    (b"<definitions", "xml.malformed", None, "no XML"),
    (b"<!DOCTYPE d><definitions/>", "xml.doctype", None, "DOCTYPE"),
    (b'<definitions xmlns="urn:other"/>', "dmn.not_dmn", None, "no DMN"),
    (definitions(decision(literal("(" * 5000))), "expression.too_deep", "grade", "deep nesting"),
]


@pytest.mark.parametrize(("data", "code", "element", "reason"), REFUSED)
def test_refused(data: bytes, code: str, element: str | None, reason: str) -> None:
    with pytest.raises(DeploymentRefused) as caught:
        read(data, "x.dmn")
    problem = caught.value.problems[0]
    assert (problem.code, problem.element_id, problem.file) == (code, element, "x.dmn"), reason
    assert problem.line is not None or code == "xml.doctype", reason


def test_all_problems_are_told_at_once() -> None:
    rows = [("1 +", "2"), ("3", "a b")]
    with pytest.raises(DeploymentRefused) as caught:
        read(definitions('<import id="i"/>', decision(table(["a"], ["o"], rows, 'hitPolicy="BEST"'))))
    assert [problem.code for problem in caught.value.problems] == [
        "dmn.unsupported",
        "expression.syntax",
        "expression.syntax",
        "dmn.hit_policy",
    ]


def test_a_cycle_over_three() -> None:
    chain = [decision(literal("1"), name, name, requires=(after,)) for name, after in ("ab", "bc", "ca")]
    with pytest.raises(DeploymentRefused) as caught:
        read(definitions(*chain))
    assert [problem.code for problem in caught.value.problems] == ["dmn.cycle"] * 3


def test_a_long_chain_is_no_cycle_and_no_recursion() -> None:
    chain = [decision(literal("1"), f"d{n}", f"d{n}", requires=(f"d{n + 1}",)) for n in range(3000)]
    decisions = read(definitions(*chain, decision(literal("1"), "d3000", "d3000")))
    assert evaluate(decisions, "d0", {}, ENV).result == 1


def test_many_names_with_spaces_do_not_slow_it_down() -> None:
    chain = [decision(literal(f"name {n + 1}"), f"d{n}", f"name {n}", requires=(f"d{n + 1}",)) for n in range(3000)]
    started = time.process_time()
    decisions = read(definitions(*chain, decision(literal("1"), "d3000", "name 3000")))
    assert evaluate(decisions, "d0", {}, ENV).result == 1
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("juel", "${a * 2}"),
        ("JUEL", "#{a * 2}"),
        ("feel", "a * 2"),
        ("http://www.omg.org/spec/FEEL/20140401", "a * 2"),  # as files of DMN 1.1 name it
        ("https://www.omg.org/spec/DMN/20230324/FEEL/", "a * 2"),
    ],
)
def test_the_language_may_be_named(language: str, text: str) -> None:
    written = literal(text).replace("<literalExpression", f'<literalExpression expressionLanguage="{language}"')
    whole = definitions(decision(literal(text))).replace(
        b"<definitions ", f'<definitions expressionLanguage="{language}" '.encode()
    )
    for data in (definitions(decision(written)), whole):
        assert evaluate(read(data, "x.dmn"), "grade", {"a": 21}, ENV).result == 42
