"""What a run has measured: tables for people, and `bench.json` for programs."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(slots=True)
class Report:
    """`ratios`: name to number, each from one run; `tables`: title to rows by column."""

    ratios: dict[str, float] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def ratio(self, name: str, ours: Sequence[float], theirs: Sequence[float]) -> None:
        """The median over the rounds, in which both sides took turns."""
        self.ratios[name] = round(median(a / b for a, b in zip(ours, theirs, strict=True)), 3)
        print(f"  {name:<58}{self.ratios[name]:>10.2f}", flush=True)

    def table(self, title: str) -> None:
        self.tables[title] = []
        print(f"\n{title}", flush=True)

    def row(self, title: str, **cells: Any) -> None:
        rows = self.tables[title]
        if not rows:
            print("  " + "".join(_cell(name) for name in cells), flush=True)
        rows.append(cells)
        print("  " + "".join(_cell(value) for value in cells.values()), flush=True)

    def write(self, path: Path, **about: Any) -> None:
        machine = {
            "system": platform.platform(),
            "processor": _processor(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
        }
        text = {"machine": machine | about, "ratios": self.ratios, "tables": self.tables}
        path.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n")
        print(f"\n{path}", flush=True)


def _cell(value: Any) -> str:
    """A name to the left, a figure to the right."""
    if isinstance(value, float):
        text = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    else:
        text = str(value)
    return f"{text:<40}" if isinstance(value, str) and len(value) > 16 else f"{text:>17}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
