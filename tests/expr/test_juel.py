"""The `${...}` subset, one row each with what it proves."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import ExpressionError
from engine.expr.compile import juel, text
from engine.expr.env import Env

NAMES = {
    "execution:facts": {
        "processBusinessKey": "TS-1",
        "processInstanceId": "i1",
        "id": "i1",
        "currentActivityName": "核实",
        "authenticatedUserId": "lin",
    },
    "received": "2026-11-22T08:00:00Z",
    "payload": '{"name": "王五", "lines": [{"count": 2}, {"count": 2.5}], "paid": true}',
    "amount": 120,
    "digits": "120",
    "grade": "red",
    "empty_text": "",
    "nothing": None,
    "yes": True,
    "items": ["a", "b"],
    "customer": {"name": "张三", "tags": [{"k": 1}], "a-b": 2},
    "rate": 0.5,
    "客户": "李四",
}
ROWS = [
    ("${amount > 100}", True, "comparison"),
    ("#{amount ge 120}", True, "as words"),
    ("${amount}", 120, "a value keeps its type"),
    ("${1 + 2 * 3 - 4}", 3, "precedence"),
    ("${10 / 4}", Decimal("2.5"), "division is never whole"),
    ("${7 mod 3 + 7 % -3}", 2, "sign of the dividend"),
    ("${-amount}", -120, "negation"),
    ("${rate * 2 == 1}", True, "decimals"),
    ("${digits > 100}", True, "a string that writes a number"),
    ("${digits * 2}", 240, "also in arithmetic"),
    ("${nothing + 1}", 1, "null counts as 0"),
    ('${grade == "red" && amount > 100}', True, "and"),
    ("${grade eq 'blue' or not (amount lt 100)}", True, "or, not"),
    ("${nothing == null}", True, "null"),
    ("${nothing < 1}", False, "null has no order"),
    ("${!nothing}", True, "null is false"),
    ("${empty nothing and empty empty_text and !empty items}", True, "empty"),
    ("${amount > 100 ? 'big' : 'small'}", "big", "choice"),
    ("${yes ? amount > 200 ? 1 : 2 : 3}", 2, "nested choice"),
    ("${customer.name}", "张三", "property"),
    ("${customer['name']}", "张三", "by key"),
    ("${customer['a-b']}", 2, "by odd key"),
    ("${customer.tags[0].k}", 1, "chain"),
    ("${customer.phone}", None, "absent property"),
    ("${customer.phone.code}", None, "of nothing"),
    ("${items[1]}", "b", "positions count from 0"),
    ("${items[9]}", None, "no such element"),
    ("${客户}", "李四", "Chinese names"),
    ("您好，${customer.name}！金额 ${amount + 1} 元", "您好，张三！金额 121 元", "amid text"),
    ("${grade}-${nothing}-${yes}", "red--true", "several; null is empty"),
    ("\\${grade}", "${grade}", "escaped"),
    ("a ${'}'} b", "a } b", "a brace in a string"),
    ("${items.size() + grade.length()}", 5, "methods"),
    ("${items.contains('a') && customer.containsKey('name')}", True, "contains"),
    ("${items.isEmpty()}", False, "isEmpty"),
    ("${grade.toUpperCase().startsWith('RE')}", True, "chain of methods"),
    ("${grade.equals('red')}", True, "equals"),
    ("${customer.get('name')}", "张三", "get"),
    ("${items.get(0)}", "a", "get of a list"),
    ("${amount.toString()}", "120", "toString"),
    ("${execution.getVariable('grade')}", "red", "variable by name"),
    ("${execution.getVariable('gra'.concat('de'))}", "red", "by a name that is worked out"),
    ("${execution.hasVariable('gra'.concat('de'))}", True, "and asked for by it"),
    ("${execution.hasVariable('gra'.concat('ph'))}", False, "which fails for nothing"),
    ("${execution.hasVariable('grade') && !execution.hasVariable('other')}", True, "presence"),
    ("${execution.processBusinessKey}", "TS-1", "the business key"),
    ("${execution.getProcessBusinessKey().startsWith('TS')}", True, "the business key by method"),
    ("${execution.processInstanceId == execution.getId()}", True, "the instance"),
    ("${grade.concat('!').trim().replace('e', 'E')}", "rEd!", "more methods of texts"),
    ("${grade.substring(1) == 'ed' && grade.substring(0, 1) == 'r'}", True, "positions count from 0"),
    ("${grade.equalsIgnoreCase('RED') && grade.indexOf('d') == 2}", True, "more methods of texts"),
    ("${items.indexOf('b')}", 1, "place in a list"),
    ("${customer.keySet().contains('name') && customer.containsValue('张三')}", True, "of a map"),
    ("${rate.intValue()}", 0, "of a number"),
    ("${dateTime().plusDays(2).minusHours(1).toDate() > now()}", True, "due dates as models write them"),
    ("${now() == dateTime()}", True, "the moment"),
    ("${true && false || true}", True, "precedence"),
    ("${variables:get(grade)}", "red", "a variable, by a function of Flowable"),
    ("${variables:get('grade') == 'red' && var:exists(grade)}", True, "by a text"),
    ("${vars:get(missing) == null && !vars:exists(missing) && vars:isEmpty(missing)}", True, "one that is not there"),
    ("${variables:getOrDefault(missing, 'blue')}", "blue", "with a default"),
    ("${variables:getOrDefault(grade, 'blue')}", "red", "that is not needed"),
    ("${vars:eq(grade, 'red') && vars:notEquals(missing, 'red') && !vars:equals(missing, 1)}", True, "equality"),
    ("${vars:gt(amount, 100) && vars:lte(amount, 120) && !vars:lt(missing, 1)}", True, "order"),
    (
        "${vars:contains(items, 'a') && vars:containsAny(items, 'x', 'a') && !vars:contains(items, 'a', 'x')}",
        True,
        "in lists",
    ),
    ("${vars:contains(grade, 're') && vars:notEmpty(grade)}", True, "in texts"),
    ("${true ? grade : vars:get(missing)}", "red", "beside a choice"),
    ("${execution.getVariable('missing') == null}", True, "a variable that is not there is null when it is asked for"),
    ("${empty execution.getVariable('mis'.concat('sing'))}", True, "by a name that is worked out as well"),
    ("${empty_text == 0 && empty_text < 1 && 1 > empty_text}", True, "beside a number the empty string is 0"),
    ("${.5 + 1. == 1.5}", True, "numbers without a digit on one side of the point"),
    (r"${'it\'s \"' .concat('\\')}", "it's \"\\", "quotes and back slashes are escaped"),
    ("${received < now() && now() gt received}", True, "a time that is kept as text, beside a time"),
    ("${received < '2026-11-22T15:30:00+08:00'}", False, "two times kept as text, in the order of time"),
    ("${received <= '2026-11-22T16:00:00.000+08:00'}", True, "however they are written"),
    ("${'2026-11-22T08:00' < '2026-11-22T09' && 'Ta' < 'Tb'}", True, "what is no time with a zone is a text"),
    ("${dateTime() == '2026-11-23T09:30:00'}", True, "in the zone of the centre when it names none"),
    ("${now().isAfter(dateTime().minusDays(1)) && !now().before(now())}", True, "order of times by method"),
    ("${now().withTimeAtStartOfDay().plusHours(9).plusMinutes(30) == now()}", True, "the beginning of a day"),
    ("${'No. '.concat(amount).concat(nothing)}", "No. 120", "what a method takes as text becomes text"),
    ("${digits.endsWith(20) && 'true'.equalsIgnoreCase(yes)}", True, "also a number and a truth"),
    ("${grade.equals(1)}", False, "where anything is taken nothing is drawn"),
    ("${grade.charAt(1) == 'e' && 'abab'.lastIndexOf('a') == 2}", True, "more methods of texts"),
    ("${'　a '.trim()}", "　a", "Java does not trim a wide space"),
    ("${customer.getOrDefault('phone', '-')}", "-", "of a map, with a default"),
    ("${rate.doubleValue() < 1}", True, "of a number"),
    ("${execution.currentActivityName}", "核实", "what the activity is called"),
    ("${authenticatedUserId == currentUser()}", True, "who acts"),
    ("${S(payload).prop('name').stringValue()}", "王五", "JSON in a text, read as with Spin"),
    ("${JSON(payload).prop('lines').elements().get(1).prop('count').numberValue()}", Decimal("2.5"), "its parts"),
    ("${S(customer).hasProp('name') && !S(customer).hasProp('phone')}", True, "whether there is a property"),
    ("${S(payload).prop('paid').boolValue() && S(payload).prop('paid').value()}", True, "values"),
    ("${customer.prop('name').value()}", "张三", "a variable that is JSON"),
    ("${S(payload).fieldNames().size()}", 3, "names of properties"),
]


@pytest.mark.parametrize(("source", "expected", "reason"), ROWS)
def test_value(source: str, expected: Any, reason: str, env: Env) -> None:
    value = juel(source).evaluate(NAMES, env)
    assert value == expected and isinstance(value, bool) == isinstance(expected, bool), reason


@pytest.mark.parametrize(
    ("source", "code", "reason"),
    [
        ("${missing}", "expression.unknown_name", "nobody has set it"),
        ("${items.get(2)}", "expression.arguments", "beyond the end of a list"),
        ("${grade < now()}", "expression.type", "a text that is no time"),
        ("${customer.prop('phone')}", "expression.arguments", "an absent property of JSON, asked for as Spin does"),
        ("${customer.prop('name').numberValue()}", "expression.property", "a text is no number"),
        ("${S(grade)}", "expression.type", "a text that is no JSON"),
        ("${S('[NaN]')}", "expression.type", "nor is this"),
        ("${S(amount)}", "expression.type", "a number is no JSON to be read"),
        ("${grade + 'x'}", "expression.type", "no operator joins strings"),
        ("${grade > 1}", "expression.type", "no number"),
        ("${grade == 1}", "expression.type", "no number"),
        ("${!amount}", "expression.type", "no truth in a number"),
        ("${1 / 0}", "expression.division_by_zero", "division"),
        ("${amount.name}", "expression.property", "a number has no properties"),
        ("${nothing.size()}", "expression.property", "nothing has no size"),
        ("${amount.size()}", "expression.property", "a number has no size"),
        ("${grade.contains()}", "expression.arguments", "missing argument"),
        ("${grade.substring(5)}", "expression.arguments", "beyond the end"),
        ("${now().plusYears(99999)}", "expression.arguments", "beyond the calendar"),
        ("${now().plusDays('a')}", "expression.arguments", "no number"),
    ],
)
def test_failure(source: str, code: str, reason: str, env: Env) -> None:
    with pytest.raises(ExpressionError) as caught:
        juel(source).evaluate(NAMES, env)
    assert caught.value.code == code, reason


@pytest.mark.parametrize(
    ("source", "code", "reason"),
    [
        ("${bean.run()}", "juel.unsupported", "bean method"),
        ("${bean.run(execution)}", "juel.unsupported", "bean method with the execution"),
        ("${execution.setVariable('a', 1)}", "juel.unsupported", "writing"),
        ("${execution.removeVariable('grade')}", "juel.unsupported", "an expression changes nothing"),
        ("${execution.getVariable('a', 'b')}", "juel.unsupported", "one name at a time"),
        ("${execution.processEngineServices}", "juel.unsupported", "other properties"),
        ("${execution.getProcessEngineServices()}", "juel.unsupported", "other methods"),
        ("${fn()}", "juel.unsupported", "function"),
        ("${vars:eq(a)}", "juel.unsupported", "an argument is missing"),
        ("${vars:get(a.b)}", "juel.unsupported", "no variable"),
        ("${vars:other(a)}", "expression.syntax", "another function with a prefix"),
        (r"${'a\nb'}", "expression.syntax", "an escape that the language does not have"),
        ("${S(a).jsonPath('$.b')}", "juel.unsupported", "a language in the language"),
        ("${XML(a)}", "juel.unsupported", "variables are JSON"),
        ("${currentUserGroups()}", "juel.unsupported", "groups belong to the office, not to the case"),
        ("${a = 1}", "expression.syntax", "assignment"),
        ("${a", "expression.syntax", "open"),
        ("${}", "expression.syntax", "empty"),
        ("${a b}", "expression.syntax", "two names"),
        ("${a ? b}", "expression.syntax", "half a choice"),
    ],
)
def test_refused_when_compiled(source: str, code: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        juel(source)
    assert caught.value.code == code, reason
    assert caught.value.params["text"] == source


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [("agents", "literal", "agents"), ("${grade}", "juel", "red"), ("= amount * 2", "feel", 240), ("", "literal", "")],
)
def test_text_chooses_the_language(source: str, language: str, expected: Any, env: Env) -> None:
    expression = text(source)
    assert (expression.language, expression.evaluate(NAMES, env)) == (language, expected)


def test_names() -> None:
    assert juel("${a.b + execution.getVariable('c')} ${d[e]}").names == {"a", "c", "d", "e"}


def test_now(env: Env) -> None:
    assert juel("${now()}").evaluate({}, env) == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
