"""The long form: python -m tests.fuzz [COUNT [SEED]]

Tries so many inputs of every kind, prints what was found and how to find it again; exits with 1 when there is anything.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.fuzz.kinds import KINDS
from tests.fuzz.runner import Finding, fuzz

PORTION = 500


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    portions = -(-count // PORTION)
    jobs = [(kind, PORTION, seed * 1_000_000 + place) for kind in KINDS for place in range(portions)]
    found: list[Finding] = []
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2)) as pool:
        for (kind, _, portion), findings in zip(jobs, pool.map(lambda job: fuzz(*job), jobs), strict=True):
            found += findings
            for each in findings:
                print(f"{kind}, seed {portion}: {each.text[:300]!r}\n{each.what}\n")
    print(f"{portions * PORTION * len(KINDS)} inputs, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
