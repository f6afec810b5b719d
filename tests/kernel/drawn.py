"""Random diagrams for property tests: blocks inside blocks, so that every one of them can end."""

from itertools import count

from hypothesis import strategies as st
from msgspec import structs

from engine.expr.compile import feel
from engine.model import definition as d
from tests.kernel.build import (
    CANCEL,
    TERMINATE,
    ad_hoc,
    again,
    boundary,
    call,
    catch,
    compensate,
    compensated,
    complex_gateway,
    conditional,
    end,
    error,
    escalation,
    event_based,
    event_sub,
    exclusive,
    inclusive,
    mapping,
    message,
    over,
    parallel,
    process,
    receive,
    script,
    service,
    several,
    signal,
    start,
    sub,
    text,
    throw,
    timer,
    transaction,
    user,
)

KINDS = (
    "user", "user", "service", "script", "failing", "timer", "message", "receive", "throw",
    "signal", "alarm", "condition", "any", "all", "many", "many", "told", "broken", "local",
    "parallel", "inclusive", "exclusive", "again", "events", "sub", "deadline", "aside", "loop", "sequence", "rounds",
    "call", "error", "escalation", "terminate", "undo", "transaction", "complex", "ad_hoc",
    "listening", "listening", "quantity", "choosing", "undone_bodies", "behaviour",
)  # fmt: skip
LEAVES = KINDS[:19]
CALLED = process(start(), user("inside"), end("bad", escalation("E")), flows="start -> inside -> bad", key="called")


HEARD = (
    message("m"), signal("s"), timer("duration", "PT1H"), timer("cycle", "R2/PT1H"), conditional("n > 2"),
    escalation("E"), error("E"), several(message("m"), signal("s")),
    several(signal("s"), conditional("n > 1"), is_parallel=True),
    d.Trigger(kind="timer", timer=d.TimerDefinition("cycle", text("R/PT1H"), text("PT150M"))),
)  # fmt: skip


THROWS = (
    (),
    (d.ImplicitThrow(signal("s")),),
    (d.ImplicitThrow(escalation("E"), only_first=True),),
    (d.ImplicitThrow(signal("s"), condition=feel("n > 2")), d.ImplicitThrow(escalation("E"))),
)
TOLD = ("on_start", "on_end", "on_create", "on_update", "on_assignment", "on_complete")


class Drawing:
    """Elements and flows so far; a block is entered at its first element and left at its last."""

    def __init__(self, choose) -> None:
        self.choose = choose
        self.number = count(1)
        self.lines: list[str] = []

    def name(self, prefix: str) -> str:
        return f"{prefix}{next(self.number)}"

    def chain(self, depth: int) -> tuple[list, str, str]:
        """One to three blocks, one after the other."""
        blocks = [self.block(depth) for _ in range(self.choose(st.integers(1, 3)))]
        for (_, _, last), (_, first, _) in zip(blocks, blocks[1:], strict=False):
            self.lines.append(f"{last} -> {first}")
        return [each for elements, _, _ in blocks for each in elements], blocks[0][1], blocks[-1][2]

    def block(self, depth: int) -> tuple[list, str, str]:
        kind = self.choose(st.sampled_from(KINDS if depth else LEAVES))
        return getattr(self, f"_{kind}")(depth) if hasattr(self, f"_{kind}") else self._leaf(kind)

    def _leaf(self, kind: str) -> tuple[list, str, str]:
        id = self.name(kind[0])
        element = {
            "user": lambda: user(id, outputs=mapping(last="n")),
            "service": lambda: service(id),
            "script": lambda: script(id, "n", "n + 1"),
            "failing": lambda: script(id, "m", "if n > 3 then n else missing"),
            "timer": lambda: catch(id, timer("duration", "PT1H")),
            "message": lambda: catch(id, message("m")),
            "receive": lambda: receive(id, "m"),
            "throw": lambda: throw(id, message("m"), inputs=mapping(sent="n")),
            "signal": lambda: catch(id, signal("s")),
            "alarm": lambda: throw(id, signal("s"), inputs=mapping(sent="n")),
            "condition": lambda: catch(id, conditional("n > 3")),
            "any": lambda: catch(id, several(message("m"), timer("duration", "PT1H"), conditional("n > 4"))),
            "all": lambda: catch(id, several(message("m"), signal("s"), is_parallel=True)),
            "call": lambda: call(id, "called", passes_all_out=True),
            "local": lambda: call(id, "called", outputs=(d.Assignment("last", feel("n"), True),)),
            "many": lambda: user(id, loop=self._bodies(), outputs=mapping(left="item")),
            "told": lambda: user(id, **dict.fromkeys(TOLD, mapping(n="n + 1"))),
            "broken": lambda: user(id, **{self.choose(st.sampled_from(TOLD)): mapping(n="if n > 2 then n else gone")}),
        }[kind]()
        return [element], id, id

    def _bodies(self) -> d.MultiInstance:
        """What each leaves is seen at once, or at the end; it throws when one, or the first, completes."""
        loop = over(
            "[1, 2, 3]",
            "item",
            sequential=self.choose(st.booleans()),
            until=self.choose(st.sampled_from([None, "n > 4"])),
            into="all",
            leaves="left",
            throws=self.choose(st.sampled_from(THROWS)),
        )
        return structs.replace(loop, shows_outputs=self.choose(st.booleans()))

    def _quantity(self, depth: int) -> tuple[list, str, str]:
        """One passage leaves as many tokens as the next one needs."""
        inside, first, last = self.chain(depth - 1)
        giving, taking = self.name("u"), self.name("u")
        self.lines += [f"{giving} -> {first}", f"{last} -> {taking}"]
        return [user(giving, completion_quantity=2), *inside, user(taking, start_quantity=2)], giving, taking

    def _choosing(self, depth: int) -> tuple[list, str, str]:
        """Conditions and a default on the flows out of a task, and listeners on them."""
        elements, split, join = self._split(exclusive, depth, ("[n > 1]", "[default]"))
        return [user(split), *elements[1:]], split, join

    def _undone_bodies(self, depth: int) -> tuple[list, str, str]:
        """What each body of a multi-instance did is undone, inside it, or behind it."""
        id, task_id, undo, again_, after = (self.name(each) for each in "suhvv")
        inside = [*compensated(user(task_id), user(undo)), throw(again_, compensate())]
        has_inner = self.choose(st.booleans())
        if has_inner:
            self.lines.append(f"{task_id} -> {again_}")
        self.lines.append(f"{id} -> {after}")
        loop = over(count="2", sequential=self.choose(st.booleans()))
        return [sub(id, *inside[: None if has_inner else -1], loop=loop), throw(after, compensate(id))], id, after

    def _behaviour(self, depth: int) -> tuple[list, str, str]:
        """What a multi-instance throws is caught at its edge."""
        is_interrupting = self.choose(st.booleans())
        ((host, *inside), *rest), id, join = self._attached(depth, escalation("E"), is_interrupting)
        loop = over(count="2", throws=(d.ImplicitThrow(escalation("E")),))
        return [(structs.replace(host, loop=loop), *inside), *rest], id, join

    def _split(self, gateway, depth: int, conditions: tuple[str, str]) -> tuple[list, str, str]:
        split, join = self.name("g"), self.name("j")
        elements = [gateway(split), gateway(join)]
        for condition in conditions:
            inside, first, last = self.chain(depth - 1)
            elements += inside
            self.lines += [f"{split} -> {first} {condition}", f"{last} -> {join}"]
        return elements, split, join

    def _parallel(self, depth: int) -> tuple[list, str, str]:
        return self._split(parallel, depth, ("", ""))

    def _inclusive(self, depth: int) -> tuple[list, str, str]:
        return self._split(inclusive, depth, ("[n >= 0]", "[n > 2]"))

    def _complex(self, depth: int) -> tuple[list, str, str]:
        elements, split, join = self._split(parallel, depth, ("", ""))
        activation = self.choose(st.sampled_from(["activationCount >= 1", "activationCount = 2"]))
        return [*elements[:1], complex_gateway(join, activation), *elements[2:]], split, join

    def _exclusive(self, depth: int) -> tuple[list, str, str]:
        return self._split(exclusive, depth, ("[n > 1]", "[default]"))

    def _again(self, depth: int) -> tuple[list, str, str]:
        merge, split, step = self.name("m"), self.name("x"), self.name("c")
        inside, first, last = self.chain(depth - 1)
        self.lines += [f"{merge} -> {first}", f"{last} -> {step} -> {split}", f"{split} -> {merge} [n < 4]"]
        out = self.name("o")
        self.lines.append(f"{split} -> {out} [default]")
        return [exclusive(merge), *inside, script(step, "n", "n + 1"), exclusive(split), user(out)], merge, out

    def _events(self, depth: int) -> tuple[list, str, str]:
        gateway, late, got, join = (self.name(each) for each in "etrj")
        self.lines += [f"{gateway} -> {late} -> {join}", f"{gateway} -> {got} -> {join}"]
        waiting = [catch(late, timer("duration", "PT2H")), receive(got, "m")]
        return [event_based(gateway), *waiting, exclusive(join)], gateway, join

    def _sub(self, depth: int, **more) -> tuple[list, str, str]:
        id = self.name("s")
        inside, _, _ = self.chain(depth - 1)
        return [sub(id, *inside, **more)], id, id

    def _listening(self, depth: int) -> tuple[list, str, str]:
        """A sub-process with an event sub-process in it."""
        ((host, *inside),), id, last = self._sub(depth)
        name, first, bad = self.name("h"), self.name("u"), self.name("z")
        trigger = self.choose(st.sampled_from(HEARD))
        is_interrupting = trigger.kind == "error" or self.choose(st.booleans())
        self.lines.append(f"{name}_start -> {first} -> {bad}")
        ends = end(bad, self.choose(st.sampled_from([d.NONE, escalation("E"), signal("s")])))
        listener = event_sub(
            name, trigger, user(first, outputs=mapping(last="n")), ends, is_interrupting=is_interrupting
        )
        return [(host, *inside, listener)], id, last

    def _loop(self, depth: int) -> tuple[list, str, str]:
        return self._sub(depth, loop=over("[1, 2]", "item", until="n > 5"))

    def _sequence(self, depth: int) -> tuple[list, str, str]:
        return self._sub(depth, loop=over(count="2", sequential=True))

    def _rounds(self, depth: int) -> tuple[list, str, str]:
        return self._sub(depth, loop=again("n < 3", most=3))

    def _attached(self, depth: int, trigger: d.Trigger, is_interrupting: bool = True) -> tuple[list, str, str]:
        """A sub-process with a boundary event; a way beside it ends by itself, so that joins get what they expect."""
        elements, id, _ = self._sub(depth)
        event, after, join = self.name("b"), self.name("u"), self.name("j")
        self.lines += [f"{id} -> {join}", f"{event} -> {after}" + (f" -> {join}" if is_interrupting else "")]
        return [*elements, boundary(event, id, trigger, is_interrupting), user(after), exclusive(join)], id, join

    def _deadline(self, depth: int) -> tuple[list, str, str]:
        return self._attached(depth, timer("duration", "PT3H"))

    def _aside(self, depth: int) -> tuple[list, str, str]:
        return self._attached(depth, timer("cycle", "R2/PT1H"), False)

    def _thrown(self, depth: int, trigger: d.Trigger) -> tuple[list, str, str]:
        elements, id, join = self._attached(depth, trigger)
        bad, split = self.name("z"), self.name("p")
        (host, *inside), *rest = elements
        inner = [each[0].id if isinstance(each, tuple) else each.id for each in inside]
        self.lines += [f"{split} -> {inner[0]}", f"{split} -> {bad}"]
        return [(host, parallel(split), *inside, end(bad, trigger)), *rest], id, join

    def _error(self, depth: int) -> tuple[list, str, str]:
        return self._thrown(depth, error("E"))

    def _escalation(self, depth: int) -> tuple[list, str, str]:
        return self._thrown(depth, escalation("E"))

    def _undo(self, depth: int) -> tuple[list, str, str]:
        """Something that can be undone, and perhaps is."""
        inside, first, last = self.chain(depth - 1)
        host, undone = self.name("s"), self.name("h")
        split, event, join = self.name("x"), self.name("v"), self.name("j")
        thrown = compensate(self.choose(st.sampled_from([None, host])), self.choose(st.booleans()))
        self.lines += [f"{host} -> {split}", f"{split} -> {event} [n > 2]", f"{split} -> {join} [default]"]
        self.lines.append(f"{event} -> {join}")
        by = self.choose(st.sampled_from([user(undone), service(undone), script(undone, "n", "n - 1")]))
        if self.choose(st.booleans()):
            inside += self._own(first)
        around = sub(self.name("s"), *compensated(sub(host, *inside), by), exclusive(split), throw(event, thrown),
                     exclusive(join))  # fmt: skip
        after = self.name("v")
        self.lines.append(f"{around[0].id} -> {after}")
        return [around, throw(after, compensate())], around[0].id, after

    def _ad_hoc(self, depth: int) -> tuple[list, str, str]:
        id = self.name("s")
        first, _, _ = self.chain(depth - 1)
        second, _, _ = self.chain(depth - 1)
        choice = self.choose(st.sampled_from([{}, {"is_sequential": True}, {"until": "n > 2 or n <= 2"},
                                              {"until": "n > 2 or n <= 2", "cancels_remaining": False}]))  # fmt: skip
        return [ad_hoc(id, *first, *second, **choice)], id, id

    def _own(self, first: str) -> list:
        """Of a sub-process: a start for what it begins with, and an event sub-process for compensation."""
        begin, own, again = self.name("i"), self.name("k"), self.name("v")
        self.lines += [f"{begin} -> {first}", f"{own}_start -> {again}"]
        return [start(begin), event_sub(own, compensate(), throw(again, compensate()))]

    def _transaction(self, depth: int) -> tuple[list, str, str]:
        inside, first, last = self.chain(depth - 1)
        id, split, done, stop = self.name("t"), self.name("x"), self.name("o"), self.name("q")
        task_id, undone, left, join = self.name("u"), self.name("h"), self.name("b"), self.name("j")
        loop = self.choose(st.sampled_from([None, over(count="2")]))
        self.lines += [f"{task_id} -> {first}", f"{last} -> {split}", f"{split} -> {stop} [n > 2]"]
        self.lines += [f"{split} -> {done} [default]", f"{id} -> {join}", f"{left} -> {join}"]
        elements = [*compensated(user(task_id), user(undone)), *inside, exclusive(split), end(done), end(stop, CANCEL)]
        return [transaction(id, *elements, loop=loop), boundary(left, id, CANCEL), exclusive(join)], id, join

    def _terminate(self, depth: int) -> tuple[list, str, str]:
        elements, id, last = self._sub(depth)
        (host, *inside), *rest = elements
        stop, first = self.name("q"), self.name("u")
        self.lines.append(f"{first} -> {stop}")
        return [(host, *inside, user(first), end(stop, TERMINATE)), *rest], id, last


@st.composite
def diagrams(draw) -> d.ProcessDefinition:
    drawing = Drawing(draw)
    elements, first, last = drawing.chain(3)
    lines = [f"start -> {first}", f"{last} -> end", *drawing.lines]
    return process(start(), *elements, end(), flows="\n".join(lines))
