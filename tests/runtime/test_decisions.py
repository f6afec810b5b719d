"""Decisions that are deployed: which version counts, models that import others, and what history tells of them."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused
from tests.dmn.tables import CAMUNDA, MODEL, decision, definitions, knowledge, literal, table
from tests.runtime.diagram import diagram, user
from tests.runtime.office import Office

SHARED = "urn:shared"


def deciding(binding: str = "") -> bytes:
    task = (
        '<businessRuleTask id="rule" camunda:decisionRef="grade" camunda:resultVariable="grade"'
        f' camunda:mapDecisionResult="singleEntry" {binding}/>'
    )
    return diagram("p", "start > rule > work > end", task, user("work"))


def tagged(tag: str, text: str) -> bytes:
    return definitions(
        decision(literal(text)).replace("<decision ", f'<decision xmlns:c="{CAMUNDA}" c:versionTag="{tag}" ')
    )


def model(namespace: str, *content: str) -> bytes:
    return definitions(*content).replace(b'id="d"', f'id="{namespace[4:]}" namespace="{namespace}"'.encode())


def library(factor: int) -> bytes:
    return model(SHARED, knowledge(literal(f"n * {factor}"), parameters=("n",), name="times"))


IMPORTING = model(
    "urn:main",
    f'<import name="lib" namespace="{SHARED}" importType="{MODEL}"/>',
    decision(
        f'<knowledgeRequirement><requiredKnowledge href="{SHARED}#times"/></knowledgeRequirement>'
        + literal("lib.times(n)")
    ),
)


def decided(desk: Office) -> Any:
    return desk.variables(desk.start(n=2))["grade"]


@pytest.mark.parametrize(
    ("tag", "grade", "reason"),
    [("a", 3, "the latest version with the tag, which is not the latest"), ("b", 4, "the only one with the tag")],
)
def test_bound_to_a_version_tag(tag: str, grade: int, reason: str, desk: Office) -> None:
    for each, text in (("a", "1"), ("a", "3"), ("b", "4"), ("c", "5")):
        desk.deploy(d__dmn=tagged(each, text))
    binding = f'camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="{tag}"'
    desk.deploy(deciding(binding))
    assert decided(desk) == grade, reason


def test_a_version_tag_that_nobody_has_is_an_incident(desk: Office) -> None:
    desk.deploy(
        deciding('camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="x"'), d__dmn=tagged("a", "1")
    )
    instance = desk.start(n=2)
    assert [each.code for each in desk.engine.instance_incidents(SYSTEM, instance)] == ["decision.unknown"]


def test_models_of_one_deployment_in_any_order(desk: Office) -> None:
    desk.deploy(deciding(), a__dmn=IMPORTING, b__dmn=library(10))
    assert decided(desk) == 20


def test_a_version_keeps_the_models_that_it_was_checked_with(desk: Office) -> None:
    desk.deploy(b__dmn=library(10))
    desk.wait(hours=1)
    desk.deploy(deciding(), a__dmn=IMPORTING)
    desk.wait(hours=1)
    desk.deploy(b__dmn=library(100))
    assert decided(desk) == 20


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a__dmn": IMPORTING}, "dmn.unknown_import"),
        (
            {
                "a__dmn": IMPORTING,
                "b__dmn": library(1).replace(
                    b"<businessK", f'<import name="m" namespace="urn:main" importType="{MODEL}"/><businessK'.encode()
                ),
            },
            "dmn.unknown_import",
        ),
    ],
    ids=["not there", "each other"],
)
def test_imports_that_cannot_be_followed(files: dict[str, bytes], code: str, desk: Office) -> None:
    with pytest.raises(DeploymentRefused) as caught:
        desk.deploy(**files)
    assert code in {problem.code for problem in caught.value.problems}


def test_the_timeline_tells_the_rules_of_every_table(desk: Office) -> None:
    base = decision(table(["n"], ["level"], [("> 5", '"高"'), ("<= 5", '"低"')]), "base", "base")
    top = decision(table(["base"], ["days"], [('"高"', "1"), ('"低"', "7"), ("-", "9")], 'hitPolicy="FIRST"'), "grade")
    top = top.replace(
        "<decisionTable",
        '<informationRequirement><requiredDecision href="#base"/></informationRequirement><decisionTable',
    )
    desk.deploy(deciding(), d__dmn=definitions(base, top))
    instance = desk.start(n=2)
    [told] = [each for each in desk.engine.timeline(SYSTEM, instance) if each.kind == "timeline.decision_evaluated"]
    assert (told.params["inputs"], told.params["rows"], told.params["outputs"]) == (["低"], [2], [{"days": 7}])
    details = [(each["kind"], each["params"]["decision"], each["params"]["rows"]) for each in told.params["details"]]
    assert details == [("timeline.step_by_rules", "base", [2]), ("timeline.step_by_rules", "grade", [2])]
    assert desk.engine.verify(SYSTEM, instance).is_whole


def test_a_violated_hit_policy_names_the_rules(desk: Office) -> None:
    desk.deploy(deciding(), d__dmn=definitions(decision(table(["n"], ["o"], [("> 0", "1"), ("< 9", "2")]))))
    instance = desk.start(n=2)
    [incident] = desk.engine.instance_incidents(SYSTEM, instance)
    assert (incident.code, incident.params["rules"]) == ("decision.not_unique", ["r1", "r2"])


def test_without_a_mapping_the_result_is_a_list_of_contexts(desk: Office) -> None:
    """As the modeler shows it: `resultList` is what is meant when nothing is written (Camunda 7)."""
    task = '<businessRuleTask id="rule" camunda:decisionRef="grade" camunda:resultVariable="found"/>'
    desk.deploy(diagram("p", "start > rule > work > end", task, user("work")), d__dmn=tagged("a", "3"))
    (found,) = desk.variables(desk.start())["found"]
    assert list(found.values()) == [3]


def test_without_a_variable_only_the_outputs_see_the_result(desk: Office) -> None:
    output = '<camunda:outputParameter name="hits">${decisionResult.size()}</camunda:outputParameter>'
    task = (
        '<businessRuleTask id="rule" camunda:decisionRef="grade"><extensionElements><camunda:inputOutput>'
        f"{output}</camunda:inputOutput></extensionElements></businessRuleTask>"
    )
    desk.deploy(diagram("p", "start > rule > work > end", task, user("work")), d__dmn=tagged("a", "3"))
    assert desk.variables(desk.start()) == {"hits": 1}
