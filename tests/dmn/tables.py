"""Small DMN files, written as Camunda Modeler writes them."""

from datetime import UTC, datetime

from engine.expr.env import Env

ENV = Env(now=datetime(2026, 11, 23, 1, 30, tzinfo=UTC))
MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
CAMUNDA = "http://camunda.org/schema/1.0/dmn"


def definitions(*content: str, namespace: str = MODEL) -> bytes:
    body = "\n".join(content)
    text = f'<definitions xmlns="{namespace}" xmlns:camunda="{CAMUNDA}" id="d" name="D">\n{body}\n</definitions>'
    return text.encode()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def decision(content: str, decision_id: str = "grade", name: str = "定级", requires: tuple[str, ...] = ()) -> str:
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires
    )
    return f'<decision id="{decision_id}" name="{name}">{needs}{content}</decision>'


def knowledge(content: str, attributes: str = "", parameters: tuple[str, ...] = (), name: str = "k") -> str:
    """A business knowledge model; parameters are `name` or `name:type`."""
    formal = "".join(
        f'<formalParameter name="{parameter}" typeRef="{type_ or "Any"}"/>'
        for parameter, _, type_ in (each.partition(":") for each in parameters)
    )
    logic = f"<encapsulatedLogic {attributes}>{formal}{content}</encapsulatedLogic>"
    return f'<businessKnowledgeModel id="{name}" name="{name}">{logic}</businessKnowledgeModel>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escaped(text)}</text></literalExpression>"


def table(
    inputs: list[str],
    outputs: list[str],
    rules: list[tuple[str, ...]],
    policy: str = 'hitPolicy="UNIQUE"',
) -> str:
    """Inputs are `expression` or `expression:type`, outputs `name` or `name:type`; rules list all their cells."""
    columns = "".join(map(_input, inputs)) + "".join(map(_output, outputs))
    rows = "".join(_rule(place, cells, len(inputs)) for place, cells in enumerate(rules, 1))
    return f"<decisionTable {policy}>{columns}{rows}</decisionTable>"


def _input(text: str) -> str:
    expression, _, type_ = text.partition(":")
    ref = f' typeRef="{type_}"' if type_ else ""
    return f"<input><inputExpression{ref}><text>{escaped(expression)}</text></inputExpression></input>"


def _output(text: str) -> str:
    name, _, type_ = text.partition(":")
    ref = f' typeRef="{type_}"' if type_ else ""
    return f'<output name="{name}"{ref}/>'


def _rule(place: int, cells: tuple[str, ...], inputs: int) -> str:
    kinds = ["inputEntry"] * inputs + ["outputEntry"] * (len(cells) - inputs)
    entries = "".join(f"<{kind}><text>{escaped(cell)}</text></{kind}>" for kind, cell in zip(kinds, cells, strict=True))
    return f'<rule id="r{place}">{entries}</rule>'
