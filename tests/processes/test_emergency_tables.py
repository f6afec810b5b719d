"""The decision tables of the emergency process, row by row."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engine.dmn.evaluate import evaluate, mapped
from engine.dmn.read import read
from engine.expr.env import Env
from engine.expr.temporal import parse_duration

FILE = Path(__file__).resolve().parents[2] / "processes" / "emergency" / "emergency_plan.dmn"
ENV = Env(now=datetime(2026, 1, 5, 1, tzinfo=UTC))
NATURES = ("系统故障", "群体投诉", "突发事件")
EXTENTS = ("局部", "较大", "全面")
COMMON = ["人员调配", "资源调配", "客户安抚", "服务流程调整", "技术支持"]


def decided(decision: str, nature: str, extent: str = "局部", is_public: bool = False) -> tuple[Any, tuple[str, ...]]:
    names = {"nature": nature, "extent": extent, "is_public": is_public}
    evaluation = evaluate(read(FILE.read_bytes(), FILE.name), decision, names, ENV)
    return mapped(evaluation, None), tuple(evaluation.matched)


@pytest.mark.parametrize(
    ("nature", "extent", "is_public", "rule", "plan", "interval", "limit"),
    [
        ("系统故障", "局部", False, "rule_system", "系统故障应急预案", "PT30M", "PT1H"),
        ("系统故障", "较大", False, "rule_system", "系统故障应急预案", "PT30M", "PT1H"),
        ("系统故障", "全面", False, "rule_system_wide", "系统全面故障应急预案", "PT15M", "PT30M"),
        ("群体投诉", "全面", False, "rule_mass", "群体投诉应急预案", "PT30M", "PT1H"),
        ("突发事件", "局部", False, "rule_sudden", "突发事件应急预案", "PT1H", "PT2H"),
        ("系统故障", "全面", True, "rule_crisis", "舆情危机应急预案", "PT15M", "PT30M"),  # publicity goes before all
        ("突发事件", "局部", True, "rule_crisis", "舆情危机应急预案", "PT15M", "PT30M"),
    ],
)
def test_plan(nature: str, extent: str, is_public: bool, rule: str, plan: str, interval: str, limit: str) -> None:
    result, matched = decided("emergency_scheme", nature, extent, is_public)
    assert matched == (rule,)
    assert (result["plan"], result["tracking_interval"], result["measure_limit"]) == (plan, interval, limit)


@pytest.mark.parametrize(
    ("nature", "extent", "is_public", "more"),
    [
        ("系统故障", "局部", False, []),
        ("系统故障", "全面", False, ["业务协同"]),
        ("群体投诉", "局部", True, ["公关应对", "业务协同"]),  # in a crisis public relations and business take part
        ("突发事件", "全面", True, ["公关应对", "业务协同"]),
    ],
)
def test_measures(nature: str, extent: str, is_public: bool, more: list[str]) -> None:
    measures, _ = decided("emergency_measures", nature, extent, is_public)
    assert [each["name"] for each in measures] == COMMON + more


@pytest.mark.parametrize(
    ("nature", "group"), [("系统故障", "technical_support"), ("突发事件", "technical_support"), ("群体投诉", "quality")]
)
def test_who_gives_technical_support(nature: str, group: str) -> None:
    measures, _ = decided("emergency_measures", nature)
    assert [each["group"] for each in measures if each["name"] == "技术支持"] == [group]


@pytest.mark.parametrize(
    ("nature", "people"),
    [
        ("系统故障", ["han_xu", "wang_jianguo", "liu_fang"]),
        ("群体投诉", ["he_jing", "wang_jianguo", "liu_fang"]),
        ("突发事件", ["han_xu", "wang_jianguo", "liu_fang"]),
    ],
)
def test_roster(nature: str, people: list[str]) -> None:
    assert [each["value"] for each in decided("emergency_roster", nature)[0]] == people


@pytest.mark.parametrize(("nature", "extent", "is_public"), list(product(NATURES, EXTENTS, (False, True))))
def test_every_report_has_a_plan(nature: str, extent: str, is_public: bool) -> None:
    plan, _ = decided("emergency_plan", nature, extent, is_public)
    assert timedelta() < parse_duration(plan["tracking_interval"]) <= parse_duration(plan["measure_limit"])
    assert set(plan["groups"]) == {each["group"] for each in plan["measures"]}
    assert plan["leads"]
    assert plan["has_public_relations"] is is_public
