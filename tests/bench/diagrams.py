"""Rows of one BPMN element after another, in the two spellings that the engines of a comparison read."""

from collections.abc import Callable
from typing import NamedTuple

from tests.bench.quick import flow, process

MESSAGE = "news"


class Spelling(NamedTuple):
    """What the engines write differently: times are FEEL or ISO 8601 for one, Python for the other."""

    script: str
    duration: str


FEEL = Spelling(
    '<scriptTask id="{id}" scriptFormat="feel" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'camunda:resultVariable="x">{loop}<script>1</script></scriptTask>',
    "PT0S",
)
PYTHON = Spelling('<scriptTask id="{id}" scriptFormat="python">{loop}<script>x = 1</script></scriptTask>', '"PT0S"')


class Part(NamedTuple):
    """A piece of a row: its XML, and where it is entered and left."""

    body: str
    first: str
    last: str


Piece = Callable[[Spelling, int], Part]


def row(piece: Piece, count: int, spelling: Spelling) -> bytes:
    """`count` such pieces between a start and an end."""
    parts = [piece(spelling, number) for number in range(count)]
    stops = ["start", *(stop for each in parts for stop in (each.first, each.last)), "end"]
    links = [flow(source, target) for source, target in zip(stops[::2], stops[1::2], strict=True)]
    ends = ['<startEvent id="start"/>', '<endEvent id="end"/>']
    source = process([*ends, *(each.body for each in parts), *links])
    return source.replace(b"<process", f'<message id="m" name="{MESSAGE}"/><process'.encode(), 1)


def user_task(spelling: Spelling, number: int) -> Part:
    return Part(f'<userTask id="t{number}"/>', f"t{number}", f"t{number}")


def script_task(spelling: Spelling, number: int) -> Part:
    return Part(spelling.script.format(id=f"t{number}", loop=""), f"t{number}", f"t{number}")


def exclusive(spelling: Spelling, number: int) -> Part:
    """One of two ways, and together again."""
    return _diamond("exclusiveGateway", number, ("amount &gt; 100", "amount &lt;= 100"))


def inclusive(spelling: Spelling, number: int) -> Part:
    """Those of two ways whose condition holds, here both, and together again."""
    return _diamond("inclusiveGateway", number, ("amount &gt; 100", "amount &gt; 50"))


def parallel(spelling: Spelling, number: int) -> Part:
    """Both of two ways, and together again."""
    return _diamond("parallelGateway", number, ("", ""))


def _diamond(tag: str, number: int, conditions: tuple[str, str]) -> Part:
    fork, join, ways = f"f{number}", f"j{number}", (f"a{number}", f"b{number}")
    body = [f'<{tag} id="{fork}"/><{tag} id="{join}"/>']
    for way, condition in zip(ways, conditions, strict=True):
        body += [f'<intermediateThrowEvent id="{way}"/>', flow(fork, way, condition), flow(way, join)]
    return Part("".join(body), fork, join)


def sub_process(spelling: Spelling, number: int) -> Part:
    inner = f"s{number}", f"w{number}", f"e{number}"
    begin, way, end = inner
    body = f'<startEvent id="{begin}"/><intermediateThrowEvent id="{way}"/><endEvent id="{end}"/>'
    body += flow(begin, way) + flow(way, end)
    return Part(f'<subProcess id="p{number}">{body}</subProcess>', f"p{number}", f"p{number}")


def multi_instance(size: int, *, is_manual: bool = False) -> Piece:
    """A script or a user task `size` times, in parallel."""
    count = f"<loopCardinality>{size}</loopCardinality>"
    loop = f'<multiInstanceLoopCharacteristics isSequential="false">{count}</multiInstanceLoopCharacteristics>'

    def piece(spelling: Spelling, number: int) -> Part:
        script = spelling.script.format(id=f"t{number}", loop=loop)
        task = f'<userTask id="t{number}">{loop}</userTask>' if is_manual else script
        return Part(task, f"t{number}", f"t{number}")

    return piece


def timer(spelling: Spelling, number: int) -> Part:
    """Due at once."""
    return _catch(
        number, f"<timerEventDefinition><timeDuration>{spelling.duration}</timeDuration></timerEventDefinition>"
    )


def message(spelling: Spelling, number: int) -> Part:
    return _catch(number, '<messageEventDefinition messageRef="m"/>')


def _catch(number: int, inside: str) -> Part:
    event = f'<intermediateCatchEvent id="c{number}">{inside}</intermediateCatchEvent>'
    return Part(event, f"c{number}", f"c{number}")


ELEMENTS: dict[str, Piece] = {
    "user task": user_task,
    "script task": script_task,
    "exclusive fork and merge": exclusive,
    "inclusive fork and join": inclusive,
    "sub-process": sub_process,
    "multi-instance, parallel, of 5": multi_instance(5),
    "timer": timer,
    "message": message,
}


def mixed(spelling: Spelling, number: int) -> Part:
    """Five nodes: a user task and one of two ways."""
    task, diamond = user_task(spelling, number), exclusive(spelling, number)
    return Part(task.body + flow(task.last, diamond.first) + diamond.body, task.first, diamond.last)


MIXED = 5  # nodes
