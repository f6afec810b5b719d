"""Graphs of decisions: knowledge models, services, item definitions, imported models."""

from decimal import Decimal
from typing import Any

import pytest

from engine.dmn.evaluate import evaluate
from engine.dmn.read import read
from engine.errors import ExpressionError
from engine.expr.env import Env
from tests.dmn.tables import ENV, MODEL, decision, definitions, knowledge, literal, table

STANDARD = Env(now=ENV.now, strict=False)
ITEMS = """
<itemDefinition name="tAge"><typeRef>number</typeRef>
  <allowedValues><text>[0..150]</text></allowedValues></itemDefinition>
<itemDefinition name="tAges" isCollection="true"><typeRef>tAge</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="age"><typeRef>tAge</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tTree"><itemComponent name="children" isCollection="true"><typeRef>tTree</typeRef></itemComponent>
</itemDefinition>"""


def requires(kind: str, *ids: str) -> str:
    names = {"requiredKnowledge": "knowledgeRequirement"}
    around = names.get(kind, "informationRequirement")
    return "".join(f'<{around}><{kind} href="{each if "#" in each else f"#{each}"}"/></{around}>' for each in ids)


def result(*content: str, names: dict[str, Any] | None = None, env: Env = STANDARD, element: str = "grade") -> Any:
    return evaluate(read(definitions(ITEMS, *content)), element, names or {}, env).result


@pytest.mark.parametrize(
    ("type_", "text", "expected", "reason"),
    [
        ("tAge", "20", 20, "allowed"),
        ("tAge", "200", None, "not one of the allowed values"),
        ("tAge", "[20]", 20, "a list of one is its element"),
        ("tAge", '"20"', None, "in the standard no text is a number"),
        ("tAges", "[1, 2]", [1, 2], "a list"),
        ("tAges", "1", [1], "an element is a list of one"),
        ("tAges", "[1, 200]", None, "an element that is not allowed"),
        ("tAges", "[1, 2, 3]", None, "the constraint is on the whole list"),
        ("tPerson", '{name: "a", age: 3, more: 1}', {"name": "a", "age": 3, "more": 1}, "more entries do no harm"),
        ("tPerson", '{name: "a"}', None, "an entry is missing"),
        ("tPerson", '{name: "a", age: 200}', None, "an entry is not allowed"),
        ("tTree", "{children: [{children: []}]}", {"children": [{"children": []}]}, "a type that contains itself"),
        ("tNobody", "1", 1, "a type that nobody has defined"),
        ("tAge", "null", None, "null fits every type"),
    ],
)
def test_item_definitions(type_: str, text: str, expected: Any, reason: str) -> None:
    variable = f'<variable name="grade" typeRef="{type_}"/>'
    assert result(decision(variable + literal(text))) == expected, reason


def test_item_definitions_are_types_of_feel() -> None:
    text = '[1 instance of tAge, 200 instance of tAge, {name: "a", age: 1} instance of tPerson]'
    assert result(decision(literal(text))) == [True, False, True]


SPACED = (
    '<itemDefinition name="t Age+"><typeRef>number</typeRef>'
    "<allowedValues><text>&lt; 150</text></allowedValues></itemDefinition>"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[20 instance of t Age+, 200 instance of t Age+]", [True, False]),
        ("[20] instance of list<t Age+>", True),
        ("(function(x: t Age+) x + 1)(20)", 21),
        ("(function(x: t Age+) x + 1)(200)", None),
    ],
)
def test_names_of_types_may_have_spaces_and_marks(text: str, expected: Any) -> None:
    assert result(SPACED, decision(literal(text))) == expected


def test_what_does_not_fit_fails_in_a_process() -> None:
    with pytest.raises(ExpressionError) as caught:
        result(decision('<variable name="g" typeRef="tAge"/>' + literal("200")), env=ENV)
    assert caught.value.code == "decision.type"


def test_allowed_values_of_a_column() -> None:
    content = table(["colour"], ["o"], [("-", "1")]).replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"红","绿"</text></inputValues>'
    )
    assert result(decision(content), names={"colour": "红"}, env=ENV) == 1
    with pytest.raises(ExpressionError) as caught:
        result(decision(content), names={"colour": "蓝"}, env=ENV)
    assert caught.value.code == "decision.not_allowed"


DOUBLE = knowledge(literal("n * 2"), parameters=("n:number",), name="double")


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("double(4)", 8, "called by position"),
        ("double(n: 4)", 8, "called by name"),
        ('double("a")', None, "not called with what does not fit"),
        ("double(1, 2)", None, "too many arguments"),
        ("for i in [1, 2] return double(i)", [2, 4], "as a function"),
    ],
)
def test_knowledge_models(text: str, expected: Any, reason: str) -> None:
    content = decision(requires("requiredKnowledge", "double") + literal(text))
    assert result(DOUBLE, content) == expected, reason


@pytest.mark.parametrize(
    ("type_", "text", "expected", "reason"),
    [
        ("number", "n", 4, "what fits"),
        ("number", "[n]", 4, "a list of one is its element"),
        ("number", '"a"', None, "what does not fit is null"),
        ("tRate", '"a"', None, "a function type says it by its last part"),
    ],
)
def test_answers_of_knowledge_models_have_their_type(type_: str, text: str, expected: Any, reason: str) -> None:
    rate = (
        '<itemDefinition name="tRate"><functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/>'
        "</functionItem></itemDefinition>"
    )
    variable = f'<variable name="rate" typeRef="{type_}"/><encapsulatedLogic'
    model = knowledge(literal(text), parameters=("n",), name="rate").replace("<encapsulatedLogic", variable)
    content = decision(requires("requiredKnowledge", "rate") + literal("rate(4)"))
    assert result(rate, model, content) == expected, reason


def test_knowledge_models_see_their_arguments_only() -> None:
    reads = knowledge(literal("outside"), name="reads")
    content = decision(requires("requiredKnowledge", "reads") + literal("reads()"))
    assert result(reads, content, names={"outside": 1}) is None


def test_knowledge_models_may_call_each_other() -> None:
    even = knowledge(literal("if n = 0 then true else odd one(n - 1)"), parameters=("n",), name="even one")
    odd = knowledge(literal("if n = 0 then false else even one(n - 1)"), parameters=("n",), name="odd one")
    even = even.replace("<encapsulatedLogic", requires("requiredKnowledge", "odd one") + "<encapsulatedLogic")
    odd = odd.replace("<encapsulatedLogic", requires("requiredKnowledge", "even one") + "<encapsulatedLogic")
    content = decision(requires("requiredKnowledge", "even one") + literal("even one(7)"))
    assert result(even, odd, content) is False


def test_knowledge_without_end_is_stopped() -> None:
    endless = knowledge(literal("endless(n + 1)"), parameters=("n",), name="endless")
    with pytest.raises(ExpressionError) as caught:
        result(endless, decision(requires("requiredKnowledge", "endless") + literal("endless(1)")))
    assert caught.value.code == "expression.budget"


SERVICE = (
    '<inputData id="i" name="some input"><variable name="some input" typeRef="number"/></inputData>',
    decision(literal("1"), "base", "base value"),
    decision(
        requires("requiredDecision", "base") + requires("requiredInput", "i") + literal("base value * 10 + some input"),
        "top",
        "top value",
    ),
    '<decisionService id="s" name="service"><outputDecision href="#top"/><inputDecision href="#base"/>'
    '<inputData href="#i"/></decisionService>',
    '<decisionService id="both" name="both"><outputDecision href="#top"/><outputDecision href="#base"/>'
    '<encapsulatedDecision href="#base"/><inputData href="#i"/></decisionService>',
)


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("service(5, 7)", 75, "input data first, then input decisions, which are not evaluated"),
        ("service(base value: 7, some input: 5)", 75, "by name"),
        ("service(5)", None, "an argument is missing"),
        ('service("a", 7)', None, "an argument that does not fit"),
        ("both(5)", {"top value": 15, "base value": 1}, "several results are a context"),
    ],
)
def test_services(text: str, expected: Any, reason: str) -> None:
    content = decision(requires("requiredKnowledge", "s", "both") + literal(text))
    assert result(*SERVICE, content) == expected, reason


def test_services_can_be_asked_from_outside() -> None:
    names = {"some input": 5, "base value": 7}
    assert result(*SERVICE, names=names, element="s") == 75
    assert result(*SERVICE, names=names, element="both") == {"top value": 15, "base value": 1}
    assert result(DOUBLE, names={"n": Decimal("1.5")}, element="double") == 3


def test_every_evaluation_on_the_way_is_told() -> None:
    inner = table(["n"], ["rate"], [("> 3", "2"), ("<= 3", "1")])
    base = decision(table(["amount"], ["level"], [("> 100", '"高"')]), "base", "base")
    top = decision(requires("requiredDecision", "base") + requires("requiredKnowledge", "rate") + literal("rate(4)"))
    model = read(definitions(knowledge(inner, parameters=("n",), name="rate"), base, top))
    evaluation = evaluate(model, "grade", {"amount": 150}, ENV)
    assert [(step.owner, step.inputs, step.matched, step.result) for step in evaluation.steps] == [
        ("base", (150,), ("r1",), "高"),
        ("rate", (4,), ("r1",), 2),
    ]


def importing(*content: str, namespace: str, name: str) -> bytes:
    line = f'<import name="{name}" namespace="{namespace}" importType="{MODEL}"/>'
    return definitions(line, *content).replace(b'id="d"', b'id="main" namespace="urn:main"')


def test_imported_models() -> None:
    shared = definitions(
        ITEMS,
        DOUBLE,
        '<inputData id="i" name="amount"><variable name="amount" typeRef="number"/></inputData>',
        decision(requires("requiredInput", "i") + literal("amount + 1"), "next", "next one"),
    ).replace(b'id="d"', b'id="shared" namespace="urn:shared"')
    top = decision(
        '<variable name="top" typeRef="lib.tAge"/>'
        + requires("requiredKnowledge", "urn:shared#double")
        + requires("requiredDecision", "urn:shared#next")
        + literal("lib.double(lib.next one)")
    )
    main = read(importing(top, namespace="urn:shared", name="lib"), imports=[read(shared)])
    assert evaluate(main, "grade", {"amount": 4}, STANDARD).result == 10
    assert evaluate(main, "grade", {"amount": 99}, STANDARD).result is None, "no age"
    assert list(main.decisions) == ["grade"], "only its own decisions are its own"
    typed = decision(literal("[20 instance of my lib.t Age+, 200 instance of my lib.t Age+]"))
    spaced = definitions(SPACED).replace(b'id="d"', b'id="spaced" namespace="urn:spaced"')
    other = read(importing(typed, namespace="urn:spaced", name="my lib"), imports=[read(spaced)])
    assert evaluate(other, "grade", {}, STANDARD).result == [True, False]


def test_chinese_names_and_spaces() -> None:
    rate = knowledge(literal('if 客户 等级 = "五星 钻" then 0.8 else 1'), parameters=("客户 等级",), name="折扣 率")
    content = decision(requires("requiredKnowledge", "折扣 率") + literal("折扣 率(等级) * 100"))
    assert result(rate, content, names={"等级": "五星 钻"}) == 80
