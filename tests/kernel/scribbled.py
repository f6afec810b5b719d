"""Random diagrams without any structure: nodes joined at random, as people draw before they think."""

from hypothesis import strategies as st

from engine.model import definition as d
from tests.kernel.build import (
    boundary,
    catch,
    end,
    exclusive,
    inclusive,
    message,
    parallel,
    process,
    receive,
    script,
    service,
    start,
    sub,
    throw,
    timer,
    user,
)

MAKERS = {
    "user": user,
    "service": service,
    "script": lambda id: script(id, "n", "n + 1"),
    "timer": lambda id: catch(id, timer("duration", "PT1H")),
    "receive": lambda id: receive(id, "m"),
    "throw": lambda id: throw(id),
    "sub": lambda id: sub(id, user(f"{id}_in")),
    "exclusive": exclusive,
    "parallel": parallel,
    "inclusive": inclusive,
    "end": end,
}
KINDS = ("user", "user", "service", "script", "timer", "receive", "throw", "sub", "end",
         "exclusive", "exclusive", "parallel", "parallel", "inclusive", "inclusive")  # fmt: skip
CONDITIONS = ("[n > 1]", "[n > 3]", "[n >= 0]")
MOST = 3  # flows out of a node


@st.composite
def scribbles(draw: st.DrawFn) -> d.ProcessDefinition:
    """Every node can be reached, for one before it leads to it; flows back make loops, flows ahead skip."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=12))
    names = [f"{kind}{number}" for number, kind in enumerate(kinds)]
    pairs = {("start", names[0])}
    for number, name in enumerate(names[1:], 1):
        before = [each for each, kind in zip(names[:number], kinds, strict=False) if kind != "end"] or ["start"]
        pairs.add((draw(st.sampled_from(before)), name))
    open_ends = ["start", *(name for name, kind in zip(names, kinds, strict=True) if kind != "end")]
    for _ in range(draw(st.integers(0, 8))):
        pairs.add((draw(st.sampled_from(open_ends[1:] or open_ends)), draw(st.sampled_from(names))))
    elements = [MAKERS[kind](name) for kind, name in zip(kinds, names, strict=True)]
    edges, lines = [], []
    for name, kind in zip(names, kinds, strict=True):
        if kind in ("user", "sub") and draw(st.booleans()):
            event = f"late_{name}"
            trigger = draw(st.sampled_from([timer("duration", "PT2H"), message("m")]))
            edges.append(boundary(event, name, trigger, draw(st.booleans())))
            lines.append(f"{event} -> {draw(st.sampled_from(names))}")
    lines += [line for source in open_ends for line in _out(draw, source, sorted(pairs))]
    return process(start("start"), *elements, *edges, flows="\n".join(lines))


def _out(draw: st.DrawFn, source: str, pairs: list[tuple[str, str]]) -> list[str]:
    """Gateways that choose have conditions and a default."""
    targets = [target for origin, target in pairs if origin == source]
    if not source.startswith(("exclusive", "inclusive")):
        return [f"{source} -> {target}" for target in targets]
    *chosen, default = targets or [None]
    lines = [f"{source} -> {target} {draw(st.sampled_from(CONDITIONS))}" for target in chosen]
    return [*lines, f"{source} -> {default} [default]"] if default else lines
