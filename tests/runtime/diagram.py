"""Small diagrams as BPMN files, written as one line per element."""

from itertools import count, pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="http://kefuflow.org/tests">
"""


def diagram(key: str, flows: str, *elements: str, names: str = "", **attributes: str) -> bytes:
    """`flows`: "a > b > c; b > d if x > 1". `names`: messages, errors. An element not given is a start or end event."""
    body = [*elements, *_flows(flows)]
    given = "".join(elements)
    ends = {each.strip() for path in flows.split(";") for each in path.partition(" if ")[0].split(">")}
    body += [f'<startEvent id="{each}"/>' for each in sorted(ends) if each == "start" and 'id="start"' not in given]
    body += [
        f'<endEvent id="{each}"/>' for each in sorted(ends) if each.startswith("end") and f'id="{each}"' not in given
    ]
    more = "".join(f" camunda:{name}={quoteattr(value)}" for name, value in attributes.items())
    text = f'{HEAD}{names}<process id="{key}" isExecutable="true" camunda:historyTimeToLive="1"{more}>'
    return f"{text}{''.join(body)}</process></definitions>".encode()


def _flows(text: str) -> list[str]:
    number, made = count(1), []
    for path in text.split(";"):
        nodes, _, condition = path.partition(" if ")
        inner = f'<conditionExpression xsi:type="tFormalExpression">={escape(condition)}</conditionExpression>'
        for source, target in pairwise(each.strip() for each in nodes.split(">")):
            ends = f'sourceRef="{source}" targetRef="{target}"'
            made.append(f'<sequenceFlow id="f{next(number)}" {ends}>{inner if condition else ""}</sequenceFlow>')
    return made


def user(id: str, inner: str = "", **camunda: str) -> str:
    return _element("userTask", id, inner, {"candidateGroups": "desk", **camunda})


def service(id: str, topic: str, retry: str = "", inner: str = "", **camunda: str) -> str:
    cycle = f"<camunda:failedJobRetryTimeCycle>{retry}</camunda:failedJobRetryTimeCycle>" if retry else ""
    extension = f"<extensionElements>{cycle}{inner}</extensionElements>" if cycle or inner else ""
    return _element("serviceTask", id, extension, {"type": "external", "topic": topic, **camunda})


def inputs(**values: str) -> str:
    given = (
        f'<camunda:inputParameter name="{name}">{escape(value)}</camunda:inputParameter>'
        for name, value in values.items()
    )
    return f"<camunda:inputOutput>{''.join(given)}</camunda:inputOutput>"


def script(id: str, text: str, result: str) -> str:
    given = f'scriptFormat="feel" camunda:resultVariable="{result}"'
    return f'<scriptTask id="{id}" {given}><script>{escape(text)}</script></scriptTask>'


def call(id: str, key: str, inner: str = "") -> str:
    return f'<callActivity id="{id}" calledElement="{key}">{inner}</callActivity>'


def task(id: str) -> str:
    return f'<task id="{id}"/>'


def gateway(id: str, kind: str = "exclusive") -> str:
    return f'<{kind}Gateway id="{id}"/>'


def timer(duration: str) -> str:
    return f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


def message(ref: str) -> str:
    return f'<messageEventDefinition messageRef="{ref}"/>'


def error(ref: str) -> str:
    return f'<errorEventDefinition errorRef="{ref}"/>'


def catch(id: str, trigger: str) -> str:
    return f'<intermediateCatchEvent id="{id}">{trigger}</intermediateCatchEvent>'


def throw(id: str, trigger: str, inner: str = "") -> str:
    extension = f"<extensionElements>{inner}</extensionElements>" if inner else ""
    return f'<intermediateThrowEvent id="{id}">{extension}{trigger}</intermediateThrowEvent>'


def boundary(id: str, host: str, trigger: str, *, interrupting: bool = True) -> str:
    given = f'attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
    return f'<boundaryEvent id="{id}" {given}>{trigger}</boundaryEvent>'


def _element(tag: str, id: str, inner: str, camunda: dict[str, str]) -> str:
    given = "".join(f" camunda:{name}={quoteattr(value)}" for name, value in camunda.items() if value)
    return f'<{tag} id="{id}"{given}>{inner}</{tag}>'
