"""Lists of cases and tasks narrowed by the searchable variables of a process."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.command import DeployFiles, StartInstance
from tests.runtime.diagram import user
from tests.runtime.test_search import declaring
from tests.web.test_told import TABLES

SignIn = Callable[[str], FlaskClient]

FORM = """
{"id": "sheet", "type": "default", "components": [
  {"type": "group", "label": "G", "components": [{"type": "number", "key": "amount", "label": "金额"}]},
  {"type": "select", "key": "grade", "label": "等级",
   "values": [{"value": "r", "label": "红"}, {"value": "g", "label": "绿"}]},
  {"type": "datetime", "subtype": "date", "key": "sold", "dateLabel": "购买日期"}]}
"""
FOUND = declaring(
    "found", "start > work > end", user("work", candidateGroups="junior_agents", formKey="sheet"),
    amount="number", grade="text", sold="date", is_new="boolean",
)  # fmt: skip
VALUES = {
    "F-1": {"amount": 50, "grade": "r", "sold": "2026-01-02", "is_new": True},
    "F-2": {"amount": 150.5, "grade": "g", "sold": "2026-01-04", "is_new": False},
    "F-3": {"grade": "x <b>"},
}


@pytest.fixture
def found(engine: Engine) -> None:
    engine.execute(DeployFiles(files={"found.bpmn": FOUND, "sheet.form": FORM.encode()}), SYSTEM)
    lin = engine.actor("lin")
    assert lin is not None
    for key, variables in VALUES.items():
        engine.execute(StartInstance(key="found", business_key=key, variables=variables), lin)


def rows(page: str) -> set[str]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return {key for key in VALUES if key in body}


ASKED = [
    ("", {"F-1", "F-2", "F-3"}, "no condition"),
    ("&op-amount=gt&is-amount=50", {"F-2"}, "more than"),
    ("&is-amount=50", {"F-1"}, "equal where nothing else is said"),
    ("&op-amount=between&is-amount=1&to-amount=60", {"F-1"}, "between"),
    ("&op-amount=between&to-amount=60", {"F-1"}, "between, open at one end"),
    ("&op-amount=gt&is-amount=+", {"F-1", "F-2", "F-3"}, "an empty field asks for nothing"),
    ("&op-grade=neq&is-grade=r", {"F-2", "F-3"}, "different"),
    ("&op-sold=gteq&is-sold=2026-01-03", {"F-2"}, "a day"),
    ("&is-is_new=true", {"F-1"}, "yes"),
    ("&is-is_new=false&op-amount=lt&is-amount=10", set(), "all of them hold"),
    ("&is-elsewhere=1", {"F-1", "F-2", "F-3"}, "what another process declares is passed over"),
]
PAGES = [("wang", "/instances"), ("lin", "/tasks/claimable"), ("lin", "/tasks/started")]


@pytest.mark.parametrize(("query", "keys", "why"), ASKED, ids=[each[2] for each in ASKED])
def test_rows_are_those_that_hold(sign_in: SignIn, found: None, query: str, keys: set[str], why: str) -> None:
    for who, path in PAGES:
        assert rows(sign_in(who).get(f"{path}?process=found{query}").text) == keys, path


def test_a_list_offers_the_names_of_the_chosen_process(sign_in: SignIn, found: None) -> None:
    client = sign_in("wang")
    assert "op-amount" not in client.get("/instances").text
    assert "op-amount" not in client.get("/instances?process=desk").text
    page = client.get("/instances?process=found&op-grade=eq&is-grade=r").text
    for text in ("金额", "等级", "购买日期", "is_new", '<option value="r" selected>红</option>', "按数据筛选（1）"):
        assert text in page
    assert '<details class="searching" open>' in page


def test_values_are_columns(sign_in: SignIn, found: None) -> None:
    page = sign_in("wang").get("/instances?process=found").text
    body = page.partition("<tbody>")[2]
    assert "<th>金额</th><th>等级</th><th>购买日期</th>" in page, "three of four"
    for cell in ("<td>150.5</td>", "<td>绿</td>", "<td>2026-01-04</td>", "<td>x &lt;b&gt;</td>", "<td>—</td>"):
        assert cell in body
    asked = sign_in("wang").get("/instances?process=found&is-is_new=true").text
    assert "<th>is_new</th><th>金额</th><th>等级</th>" in asked, "what is asked for comes first"


def test_what_no_form_has_is_called_as_its_decision_calls_it(engine: Engine, sign_in: SignIn) -> None:
    rule = (
        '<businessRuleTask id="rule" camunda:decisionRef="grade" camunda:resultVariable="found"'
        ' camunda:mapDecisionResult="singleEntry"/>'
    )
    rated = declaring("rated", "start > rule > work > end", rule, user("work"), grade="text", risk="text")
    engine.execute(DeployFiles(files={"rated.bpmn": rated, "grade.dmn": TABLES}), SYSTEM)
    engine.execute(StartInstance(key="rated", variables={"risk": "high"}), SYSTEM)
    page = sign_in("wang").get("/instances?process=rated").text
    assert "<th>等级</th><th>risk</th>" in page


def test_a_filter_is_in_the_address(sign_in: SignIn, found: None) -> None:
    page = sign_in("wang").get("/instances?process=found&op-amount=gt&is-amount=50&state=active").text
    assert 'href="/export/instances.csv?process=found&amp;op-amount=gt&amp;is-amount=50&amp;state=active"' in page
    assert 'href="?process=found&amp;state=active"' in page, "the list without conditions"


def test_exports_are_of_what_is_shown(sign_in: SignIn, found: None) -> None:
    query = "process=found&op-amount=gt&is-amount=10"
    for who, path in (("wang", "instances.csv"), ("lin", "tasks/claimable.csv")):
        text = sign_in(who).get(f"/export/{path}?{query}").data.decode("utf-8-sig")
        head, *lines = csv.reader(io.StringIO(text))
        assert head[-4:] == ["金额", "等级", "购买日期", "is_new"]
        assert sorted(line[-4] for line in lines) == ["150.5", "50"]


def test_late_work(sign_in: SignIn, found: None) -> None:
    for show in ("tasks", "cases"):
        page = sign_in("zhao").get(f"/supervision?show={show}&process=found&is-amount=50")
        assert page.status_code == 200
        assert "op-amount" in page.text


def test_what_is_no_value_is_told(sign_in: SignIn, found: None) -> None:
    answer = sign_in("wang").get("/instances?process=found&is-amount=much")
    assert answer.status_code == 422
    assert "much" in answer.text
