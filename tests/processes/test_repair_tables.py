"""The decision tables of the repair process, row by row."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.dmn.evaluate import evaluate, mapped
from engine.dmn.read import read
from engine.expr.env import Env

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "repair"
ENV = Env(now=datetime(2026, 1, 5, 1, tzinfo=UTC))
SPEND = {"高": 100000, "中": 20000, "低": 0}  # a yearly spend that makes the customer worth so much
TERMS = {
    "A": ("自然时间", "PT7M30S", "PT10M", "PT1H30M", "PT2H"),
    "B": ("工作时间", "PT22M30S", "PT30M", "PT3H", "PT4H"),
    "C": ("工作时间", "PT45M", "PT1H", "PT6H", "PT8H"),
}


def decided(decision: str, file: str = "repair_terms.dmn", **names: Any) -> tuple[Any, tuple[str, ...]]:
    evaluation = evaluate(read((FOLDER / file).read_bytes(), file), decision, names, ENV)
    return mapped(evaluation, "singleEntry"), tuple(evaluation.matched)


@pytest.mark.parametrize(
    ("spend", "years", "value", "rule"),
    [
        (100000, 0, "高", "rule_value_spend"),
        (99999, 4, "中", "rule_value_some"),  # just under, and not long enough with us
        (50000, 5, "高", "rule_value_loyal"),
        (49999, 5, "中", "rule_value_some"),
        (20000, 0, "中", "rule_value_some"),
        (19999, 2, "低", "rule_value_usual"),
        (0, 3, "中", "rule_value_years"),
        (0, 0, "低", "rule_value_usual"),
    ],
)
def test_value_of_a_customer(spend: int, years: int, value: str, rule: str) -> None:
    assert decided("customer_value", yearly_spend=spend, customer_years=years) == (value, (rule,))


@pytest.mark.parametrize(
    ("value", "urgency", "grade", "rule"),
    [
        ("高", "设备停机", "A", "rule_a"),
        ("中", "设备停机", "A", "rule_a"),
        ("低", "设备停机", "B", "rule_b_standstill"),
        ("高", "功能异常", "B", "rule_b_fault"),
        ("中", "功能异常", "B", "rule_b_fault"),
        ("低", "功能异常", "C", "rule_c_fault"),
        ("高", "咨询", "B", "rule_b_question"),
        ("中", "咨询", "C", "rule_c_question"),
        ("低", "咨询", "C", "rule_c_question"),
    ],
)
def test_grade(value: str, urgency: str, grade: str, rule: str) -> None:
    names = {"yearly_spend": SPEND[value], "customer_years": 0, "urgency": urgency}
    assert decided("repair_grade", **names) == (grade, (rule,))


@pytest.mark.parametrize(
    ("spend", "urgency", "grade"), [(SPEND["高"], "设备停机", "A"), (0, "设备停机", "B"), (0, "咨询", "C")]
)
def test_terms(spend: int, urgency: str, grade: str) -> None:
    file = read((FOLDER / "repair_terms.dmn").read_bytes(), "repair_terms.dmn")
    names = {"yearly_spend": spend, "customer_years": 0, "urgency": urgency}
    result = mapped(evaluate(file, "repair_terms", names, ENV), "singleResult")
    keys = ("clock", "respond_warning", "respond_within", "close_warning", "close_within")
    assert result["grade"] == grade
    assert tuple(result[key] for key in keys) == TERMS[grade]


@pytest.mark.parametrize(
    ("work_kind", "days", "rule"),
    [
        ("小修", [3], "rule_minor"),
        ("底盘二级维护", [10], "rule_chassis"),
        ("总成大修", [10, 30, 90], "rule_overhaul"),
    ],
)
def test_follow_ups(work_kind: str, days: list[int], rule: str) -> None:
    assert decided("repair_follow_ups", "repair_follow_ups.dmn", work_kind=work_kind) == (days, (rule,))
