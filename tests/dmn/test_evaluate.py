"""Evaluation: hit policies, defaults, types, required decisions, and the mappings of results."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.dmn.evaluate import Evaluation, evaluate, mapped
from engine.dmn.read import read
from engine.errors import ExpressionError, IncidentError
from tests.dmn.tables import CAMUNDA, ENV, decision, definitions, literal, table

BANDS = [("> 100", '"红"'), ("> 50", '"黄"'), ("> 200", '"红"')]


def run(content: str, names: dict[str, Any], *others: str, strict: bool = True) -> Evaluation:
    decisions = read(definitions(decision(content), *others))
    return evaluate(decisions, "grade", names, replace(ENV, strict=strict))


def policy(name: str, aggregation: str = "") -> str:
    return f'hitPolicy="{name}"' + (f' aggregation="{aggregation}"' if aggregation else "")


@pytest.mark.parametrize(
    ("hit_policy", "amount", "result", "matched"),
    [
        (policy("UNIQUE"), 60, "黄", ("r2",)),
        (policy("UNIQUE"), 10, None, ()),
        (policy("FIRST"), 300, "红", ("r1",)),
        (policy("COLLECT"), 300, ["红", "黄", "红"], ("r1", "r2", "r3")),
        (policy("COLLECT"), 10, None, ()),
        (policy("RULE ORDER"), 150, ["红", "黄"], ("r1", "r2")),
        (policy("COLLECT", "COUNT"), 150, 2, ("r1", "r2")),
        (policy("COLLECT", "COUNT"), 10, 0, ()),
        (policy("ANY"), 60, "黄", ("r2",)),
        ("", 60, "黄", ("r2",)),
    ],
)
def test_hit_policy(hit_policy: str, amount: int, result: Any, matched: tuple[str, ...]) -> None:
    evaluation = run(table(["amount"], ["grade"], BANDS, hit_policy), {"amount": amount})
    assert (evaluation.result, evaluation.matched, evaluation.inputs) == (result, matched, (amount,))


@pytest.mark.parametrize(
    ("aggregation", "result"),
    [("SUM", Decimal("3.5")), ("MIN", Decimal("0.5")), ("MAX", 2), ("COUNT", 3)],
)
def test_aggregation(aggregation: str, result: Any) -> None:
    rules = [("-", "1"), ("-", "2"), ("-", "0.5"), ("< 0", "9")]
    evaluation = run(table(["amount"], ["points"], rules, policy("COLLECT", aggregation)), {"amount": 1})
    assert evaluation.result == result
    assert evaluation.outputs == ({"points": result},)


def test_aggregation_of_what_has_no_sum() -> None:
    rules = [("-", '"a"'), ("-", '"b"')]
    with pytest.raises(IncidentError) as caught:
        run(table(["amount"], ["points"], rules, policy("COLLECT", "SUM")), {"amount": 1})
    assert caught.value.code == "decision.aggregation"


@pytest.mark.parametrize(
    ("name", "code"),
    [("UNIQUE", "decision.not_unique"), ("ANY", "decision.not_any")],
)
def test_several_rules_where_one_is_due(name: str, code: str) -> None:
    with pytest.raises(IncidentError) as caught:
        run(table(["amount"], ["grade"], BANDS, policy(name)), {"amount": 150})
    assert caught.value.code == code
    assert caught.value.params == {"decision": "grade", "rules": ["r1", "r2"], "rows": [1, 2]}


def test_any_agrees() -> None:
    rules = [("> 1", '"红"'), ("> 2", '"红"')]
    assert run(table(["amount"], ["grade"], rules, policy("ANY")), {"amount": 5}).result == "红"


@pytest.mark.parametrize(("name", "result"), [("PRIORITY", "红"), ("OUTPUT ORDER", ["红", "黄", "绿"])])
def test_output_values_give_the_order(name: str, result: Any) -> None:
    rules = [("-", '"绿"'), ("-", '"红"'), ("-", '"黄"')]
    content = table(["amount"], ["grade"], rules, policy(name))
    values = '<outputValues><text>"红","黄","绿"</text></outputValues>'
    content = content.replace('<output name="grade"/>', f'<output name="grade">{values}</output>')
    assert run(content, {"amount": 1}).result == result


def test_several_outputs_are_a_context() -> None:
    rules = [("> 100", '"红"', "2 * 60"), ("<= 100", '"绿"', "")]
    content = table(["amount"], ["grade", "minutes"], rules)
    assert run(content, {"amount": 150}).result == {"grade": "红", "minutes": 120}
    assert run(content, {"amount": 50}).result == {"grade": "绿", "minutes": None}


def test_default_output() -> None:
    default = '<defaultOutputEntry><text>"绿"</text></defaultOutputEntry>'
    content = table(["amount"], ["grade"], BANDS).replace(
        '<output name="grade"/>', f'<output name="grade">{default}</output>'
    )
    evaluation = run(content, {"amount": 10})
    assert (evaluation.result, evaluation.matched, evaluation.outputs) == ("绿", (), ({"grade": "绿"},))


@pytest.mark.parametrize(
    ("type_", "value", "cell", "reason"),
    [
        ("number", "120", "120", "text of a number"),
        ("integer", 1.9, "1", "fraction cut off"),
        ("long", "7", "7", "text of a number"),
        ("double", 1.5, "1.5", "decimal"),
        ("boolean", "true", "true", "text of a boolean"),
        ("string", 5, '"5"', "number as text"),
        ("string", True, '"true"', "boolean as text"),
        ("date", "2026-11-23", '> date("2026-11-22")', "stored date"),
        ("dateTime", "2026-11-23T09:00:00Z", '> date and time("2026-11-22T00:00:00Z")', "stored date-time"),
        ("feel:number", "5", "5", "type with a prefix"),
        ("myType", "5", '"5"', "unknown type stays"),
        ("number", None, "null", "null stays"),
    ],
)
def test_input_types(type_: str, value: Any, cell: str, reason: str) -> None:
    content = table([f"amount:{type_}".replace("feel:", "feel__")], ["hit"], [(cell, "true")])
    assert run(content.replace("feel__", "feel:"), {"amount": value}).result is True, reason


def test_an_input_that_cannot_be_converted_fails() -> None:
    content = table(["amount:number"], ["hit"], [("-", "true")])
    with pytest.raises(ExpressionError) as caught:
        run(content, {"amount": "many"})
    assert (caught.value.code, caught.value.params) == ("decision.type", {"value": "many", "type": "number"})
    assert run(content, {"amount": "many"}, strict=False).inputs == (None,)


def test_output_types() -> None:
    rules = [("-", '"7"', '"2026-11-23"', "1.5")]
    content = table(["1"], ["number:integer", "day:date", "text:string"], rules)
    assert run(content, {}).result == {"number": 7, "day": date(2026, 11, 23), "text": "1.5"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table(["amount"], ["o"], [("-", "1")]), "an input that nobody has given is no silent null"),
        (table(["1"], ["o"], [("-", "红")]), "a result whose quotes were forgotten"),
        (table(["1"], ["o"], [("limit", "1")]), "a cell that reads an unknown name"),
        (literal("amount + 1"), "a literal expression"),
    ],
)
def test_unknown_names_fail(content: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        run(content, {})
    assert caught.value.code == "expression.unknown_name", reason
    assert run(content, {}, strict=False) is not None, reason


def test_type_errors_in_cells_do_not_match() -> None:
    rules = [("> 5", '"number"'), ('"many"', '"text"')]
    assert run(table(["amount"], ["o"], rules), {"amount": "many"}).result == "text"


def test_input_variable() -> None:
    content = table(["amount * 2"], ["o"], [("? = doubled and doubled > amount", "doubled + 1")])
    content = content.replace("<input>", f'<input xmlns:c="{CAMUNDA}" c:inputVariable="doubled">')
    assert run(content, {"amount": 4}).result == 9


def test_required_decisions_by_name_and_by_output() -> None:
    base = decision(table(["amount"], ["level"], [("> 100", "2"), ("<= 100", "1")]), "base", "基础 等级")
    data = definitions(base, decision(literal("基础 等级 * 100 + base * 10 + level"), requires=("base",)))
    assert evaluate(read(data), "grade", {"amount": 150}, ENV).result == 222


def test_required_collect_gives_a_list() -> None:
    base = decision(table(["amount"], ["remedy"], [("> 1", '"a"'), ("> 2", '"b"')], policy("COLLECT")), "base", "base")
    data = definitions(base, decision(literal("base = remedy and count(base) = 2"), requires=("base",)))
    assert evaluate(read(data), "grade", {"amount": 5}, ENV).result is True


def test_a_required_decision_is_evaluated_once() -> None:
    calls: list[int] = []
    env = replace(ENV, functions={"tick": lambda: calls.append(1) or len(calls)})
    data = definitions(
        decision(literal("tick()"), "a", "a"),
        decision(literal("a"), "b", "b", requires=("a",)),
        decision(literal("a + b"), requires=("a", "b")),
    )
    assert evaluate(read(data), "grade", {}, env).result == 2
    assert calls == [1]


def test_unknown_decision() -> None:
    with pytest.raises(IncidentError) as caught:
        evaluate(read(definitions(decision(literal("1")))), "other", {}, ENV)
    assert caught.value.code == "decision.not_in_file"


def test_juel_in_a_table() -> None:
    content = table(["${amount * 2}"], ["o"], [("10", "${amount > 4 ? 'yes' : 'no'}")])
    assert run(content, {"amount": 5}).result == "yes"


ONE = Evaluation("红", (1,), ("r1",), ({"grade": "红"},))
WIDE = Evaluation({"a": 1, "b": 2}, (1,), ("r1",), ({"a": 1, "b": 2},))
MANY = Evaluation(["红", "黄"], (1,), ("r1", "r2"), ({"grade": "红"}, {"grade": "黄"}))
NONE = Evaluation(None, (1,))


@pytest.mark.parametrize(
    ("evaluation", "mode", "expected"),
    [
        (ONE, None, "红"),
        (ONE, "singleEntry", "红"),
        (ONE, "singleResult", {"grade": "红"}),
        (ONE, "collectEntries", ["红"]),
        (ONE, "resultList", [{"grade": "红"}]),
        (WIDE, None, {"a": 1, "b": 2}),
        (WIDE, "singleResult", {"a": 1, "b": 2}),
        (WIDE, "resultList", [{"a": 1, "b": 2}]),
        (MANY, None, ["红", "黄"]),
        (MANY, "collectEntries", ["红", "黄"]),
        (MANY, "resultList", [{"grade": "红"}, {"grade": "黄"}]),
        (NONE, None, None),
        (NONE, "singleEntry", None),
        (NONE, "singleResult", None),
        (NONE, "collectEntries", []),
        (NONE, "resultList", []),
    ],
)
def test_mapping(evaluation: Evaluation, mode: str | None, expected: Any) -> None:
    assert mapped(evaluation, mode) == expected


@pytest.mark.parametrize(
    ("evaluation", "mode"),
    [(WIDE, "singleEntry"), (MANY, "singleEntry"), (MANY, "singleResult"), (WIDE, "collectEntries"), (ONE, "other")],
)
def test_mapping_that_does_not_fit(evaluation: Evaluation, mode: str) -> None:
    with pytest.raises(IncidentError) as caught:
        mapped(evaluation, mode)
    assert caught.value.code == "decision.mapping"


def test_evaluation_changes_nothing() -> None:
    names = {"amount": 150, "list": [1]}
    run(table(["amount"], ["o"], [("-", "append(list, amount)")]), names)
    assert names == {"amount": 150, "list": [1]}
