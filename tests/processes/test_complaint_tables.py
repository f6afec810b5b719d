"""The decision tables of the complaint process, row by row."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.dmn.evaluate import evaluate, mapped
from engine.dmn.read import read
from engine.expr.env import Env

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "complaint"
ENV = Env(now=datetime(2026, 1, 5, 1, tzinfo=UTC))
ROUTINE = {
    "has_brand_risk": False,
    "is_mass": False,
    "churn_risk": "低",
    "tier": "普通",
    "urgency": "咨询",
    "is_repeated": False,
    "is_experience_hurt": False,
}


def decided(file: str, decision: str, names: dict[str, Any]) -> tuple[Any, tuple[str, ...]]:
    evaluation = evaluate(read((FOLDER / file).read_bytes(), file), decision, names, ENV)
    return mapped(evaluation, None), tuple(evaluation.matched)


@pytest.mark.parametrize(
    ("facts", "grade", "limit", "rule"),
    [
        ({}, "绿", 50, "rule_routine"),
        ({"has_brand_risk": True}, "红", 1000, "rule_brand"),
        ({"is_mass": True}, "红", 1000, "rule_mass"),
        ({"churn_risk": "高"}, "红", 1000, "rule_churn"),
        ({"churn_risk": "中", "tier": "五星钻"}, "红", 1000, "rule_valuable"),
        ({"churn_risk": "中", "tier": "高频"}, "红", 1000, "rule_valuable"),
        ({"churn_risk": "中", "tier": "五星普通"}, "黄", 200, "rule_churn_some"),
        ({"urgency": "设备停机"}, "黄", 200, "rule_standstill"),
        ({"urgency": "功能异常"}, "绿", 50, "rule_routine"),
        ({"is_repeated": True}, "黄", 200, "rule_repeated"),
        ({"is_experience_hurt": True}, "黄", 200, "rule_hurt"),
        ({"is_experience_hurt": True, "has_brand_risk": True}, "红", 1000, "rule_brand"),  # the graver rule comes first
    ],
)
def test_grade(facts: dict[str, Any], grade: str, limit: int, rule: str) -> None:
    result, matched = decided("complaint_grade.dmn", "complaint_grade", ROUTINE | facts)
    assert (result, matched) == ({"grade": grade, "compensation_limit": limit}, (rule,))


@pytest.mark.parametrize(
    ("category", "is_special", "department", "group", "item"),
    [
        ("产品质量", False, "质量部", "quality", "产品改进"),
        ("服务态度", False, "客服中心", "team_leads", "人员培训"),
        ("服务流程", False, "流程管理组", "process_owners", "流程整改"),
        ("价格", False, "市场部", "directors", "价格复核"),
        ("价格", True, "资费专席", "senior_agents", "价格复核"),
        ("其他", False, "客服中心", "team_leads", None),
    ],
)
def test_department(category: str, is_special: bool, department: str, group: str, item: str | None) -> None:
    names = {"category": category, "is_special": is_special, "churn_risk": "低"}
    result, _ = decided("complaint_classification.dmn", "complaint_department", names)
    assert (result["department"], result["department_group"], result["item"]) == (department, group, item)
    assert result["reply_empathy"]
    assert result["reply_action"]


@pytest.mark.parametrize(
    ("category", "churn_risk", "remedies"),
    [
        ("产品质量", "低", ["核实后换货或退货", "调整产品"]),
        ("服务态度", "低", ["致歉并培训当事人员", "提供补救服务"]),
        ("服务流程", "低", ["先行办妥，改进流程", "提供补救服务"]),
        ("价格", "低", ["核对价格，说明促销规则"]),
        ("其他", "高", ["提供补救服务", "个案处理", "支付补偿"]),
        ("产品质量", "中", ["核实后换货或退货", "调整产品", "支付补偿"]),
    ],
)
def test_remedies(category: str, churn_risk: str, remedies: list[str]) -> None:
    names = {"category": category, "is_special": False, "churn_risk": churn_risk}
    assert decided("complaint_classification.dmn", "complaint_classification", names)[0]["remedies"] == remedies
