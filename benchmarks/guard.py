"""What an address costs in counts that a busy machine does not change, against the committed figures.

    python benchmarks/guard.py                                # compare with benchmarks/guard.json, say what moved
    python benchmarks/guard.py --speed speed.json             # and the ratios to the floor, of speed.py --json
    python benchmarks/guard.py --instructions                 # and machine instructions, under valgrind (minutes)
    python benchmarks/guard.py --speed speed.json --update    # write the figures of today

Ends with 1 where something got worse by more than its tolerance. Seconds vary by a third on a shared machine;
calls, bytecodes, SQLite steps and allocations of the same texts do not vary at all. The texts are made from the
registry, so that the figures can be had anywhere. Counts belong to one minor version of Python: another one
compiles the same source to other bytecode, and is compared with its own figures or not at all.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from addrreg import Cleanser

HERE = Path(__file__).resolve().parent
COMMITTED = HERE / "guard.json"
SEED = 20241101
EACH = 300
VALGRIND_ROWS = 100
#: The sets that are audited: nothing wrong with any address, and two findings in each.
AUDITED = ("usual", "short")

#: Figures by their full name, such as "usual bytecodes" or "library of the floor".
Figures = dict[str, float]
#: Where Python, the versions and the figures are compared: {"3.11": {name: value}}.
Committed = dict[str, Figures]


class Measure(NamedTuple):
    """How a figure is judged: what share of change is noise, and whether more of it is better."""

    tolerance: float
    more_is_better: bool = False


#: By the last word of a figure's name.
MEASURES = {
    "calls": Measure(0.02),
    "bytecodes": Measure(0.02),
    "steps": Measure(0.02),
    "blocks": Measure(0.05),
    "kB": Measure(0.05),
    "instructions": Measure(0.03),
    "ratio": Measure(0.05),
    "floor": Measure(0.25, more_is_better=True),
}


class Move(NamedTuple):
    """One figure, then and now; ``change`` is a share of what it was, ``verdict`` what to do about it."""

    name: str
    before: float | None
    now: float | None
    change: float
    verdict: str


def compare(before: Figures, now: Figures, measures: dict[str, Measure] = MEASURES) -> list[Move]:
    """Every figure of both, with a verdict: same, better, worse, new (nothing to compare) or not measured."""
    moves = []
    for name in [*before, *(name for name in now if name not in before)]:
        old, new = before.get(name), now.get(name)
        if old is None or new is None:
            moves.append(Move(name, old, new, 0.0, "new" if old is None else "not measured"))
            continue
        measure = measures[name.rpartition(" ")[2]]
        change = (new - old) / old if old else (0.0 if new == old else float("inf"))
        if abs(change) <= measure.tolerance:
            verdict = "same"
        else:
            verdict = "better" if (change > 0) == measure.more_is_better else "worse"
        moves.append(Move(name, old, new, change, verdict))
    return moves


# The texts ------------------------------------------------------------------------------------------------


def texts_of(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Three sets of addresses: as people write them, with parts left out, and with a character gone wrong."""
    (nodes,) = connection.execute("SELECT max(node) FROM town").fetchone()
    # twice as many as wanted: not every town is one of the registry's release
    chosen = random.Random(SEED).sample(range(nodes), 2 * EACH)  # noqa: S311 - a choice, not a secret
    sql = """
        SELECT c.pref, c.county, c.city, c.ward, t.oaza_cho, t.chome, t.koaza
        FROM town t JOIN city c USING (lg_code) WHERE t.node = ? AND t.machiaza_id <> ''
    """
    rows = [row for node in chosen for row in connection.execute(sql, (node,))][:EACH]
    usual, short, slip = [], [], []
    for number, (pref, county, city, ward, oaza_cho, chome, koaza) in enumerate(rows):
        tail = f"{number % 9 + 1}-{number % 30 + 1}"
        town = oaza_cho + chome + koaza
        usual.append(f"{pref}{county}{city}{ward}{town}{tail}")
        short.append(f"{city}{ward}{town}{tail} コーポ山田{number % 4 + 1}01号室")
        middle = len(town) // 2
        slip.append(f"{pref}{county}{city}{ward}{town[:middle]}々{town[middle + 1 :]}{tail}")
    return {"usual": usual, "short": short, "slip": slip}


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: when it runs is chance, and who is told of it (hypothesis is) makes calls then."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# What is counted: each takes a way to read all texts once, and gives one number -----------------------------


def count_calls(read: Callable[[], None]) -> int:
    """Calls of Python and C functions."""
    calls = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    with uncollected():
        sys.setprofile(profile)
        try:
            read()
        finally:
            sys.setprofile(None)
    return calls


def count_bytecodes(read: Callable[[], None]) -> int:
    """Bytecode instructions that were executed."""
    codes = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal codes
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        codes += event == "opcode"
        return trace

    with uncollected():
        sys.settrace(trace)
        try:
            read()
        finally:
            sys.settrace(None)
    return codes


def count_steps(read: Callable[[], None], connection: sqlite3.Connection) -> int:
    """Instructions of SQLite's virtual machine."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(step, 1)
    try:
        read()
    finally:
        connection.set_progress_handler(None, 1)
    return steps


def count_memory(read: Callable[[], None]) -> tuple[int, int]:
    """Blocks that stay allocated, and the peak in bytes: what is remembered, and what one address needs."""
    tracemalloc.start()
    try:
        before = sys.getallocatedblocks()
        read()
        return sys.getallocatedblocks() - before, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read_texts(cleanser: Cleanser, texts: list[str]) -> None:
    """Read each text once."""
    for _ in cleanser.many(texts):
        pass


def audit_texts(cleanser: Cleanser, texts: list[str]) -> None:
    """Audit the texts, and look at all findings; without the report, whose cost does not grow with the rows."""
    from addrreg.audit import audit

    with audit(texts, cleanser=cleanser) as found:
        for _ in found.findings():
            pass


def counted(
    texts: list[str],
    count: Callable[[Callable[[], None], sqlite3.Connection], float],
    work: Callable[[Cleanser, list[str]], None] = read_texts,
) -> float:
    """One count of working on the texts once, by a fresh Cleanser that has read one address before."""
    from addrreg import Cleanser

    with Cleanser() as cleanser:
        cleanser("東京都千代田区紀尾井町1-3")
        return count(lambda: work(cleanser, texts), cleanser.registry.connection)


def count_audit(name: str, texts: list[str]) -> Figures:
    """What an audit costs beside reading the same addresses: all texts less half of them, so that what it costs to begin is out of it."""
    half = texts[: len(texts) // 2]

    def bytecodes(work: Callable[[Cleanser, list[str]], None]) -> float:
        counted(texts, lambda read, _: count_calls(read), work)
        whole, part = (counted(one, lambda read, _: count_bytecodes(read), work) for one in (texts, half))
        return (whole - part) / (len(texts) - len(half))

    audited, read = bytecodes(audit_texts), bytecodes(read_texts)
    return {
        f"{name}: audit bytecodes": audited - read,
        f"{name}: audit ratio": audited / read,
    }


def count_all() -> Figures:
    """All counts of this process: the peak as it is, everything else per address."""
    from addrreg.registry.store import open_registry

    with open_registry() as registry:
        sets = texts_of(registry.connection)
    figures: Figures = {}
    for name, texts in sets.items():
        counted(
            texts, lambda read, _: count_calls(read)
        )  # what is built once in a process is no address's cost
        figures |= {
            f"{name}: calls": counted(texts, lambda read, _: count_calls(read)) / len(texts),
            f"{name}: bytecodes": counted(texts, lambda read, _: count_bytecodes(read)) / len(texts),
            f"{name}: SQLite steps": counted(texts, count_steps) / len(texts),
            f"{name}: kept blocks": counted(texts, lambda read, _: count_memory(read)[0]) / len(texts),
            f"{name}: peak kB": counted(texts, lambda read, _: count_memory(read)[1]) / 1000,
        }
    for name in AUDITED:
        figures |= count_audit(name, sets[name])
    return {name: round(value, 2) for name, value in figures.items()}


def read_usual(rows: int) -> None:
    """What valgrind looks at: opening, and so many of the usual texts."""
    from addrreg import Cleanser

    with Cleanser() as cleanser:
        texts = texts_of(cleanser.registry.connection)["usual"]
        for _ in cleanser.many(texts[:rows]):
            pass


def count_instructions() -> Figures:
    """Machine instructions per usual address: two runs under valgrind, the shorter taken off the longer."""
    valgrind = shutil.which("valgrind")
    if not valgrind:
        raise SystemExit("--instructions needs valgrind on the path")
    counted = []
    for rows in (0, VALGRIND_ROWS):
        tool = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        command = [*tool, sys.executable, str(Path(__file__).resolve()), "--read", str(rows)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if not found:
            raise SystemExit(f"valgrind counted nothing:\n{done.stderr[-2000:]}")
        counted.append(int(found[1]))
    return {"usual: instructions": round((counted[1] - counted[0]) / VALGRIND_ROWS)}


def of_the_floor(report: dict[str, Any]) -> Figures:
    """The rates of a report of speed.py, as shares of the floors that were measured in the same run."""
    rates = {name: row["rate"] for name, row in report["figures"].items() if row["rows"] > 1}
    floor, wide = rates.pop("floor"), rates.pop("floor, all columns", 0.0)
    shares = {f"{name} of the floor": round(rate / floor, 4) for name, rate in rates.items()}
    if wide and "cli" in rates:
        shares["cli of its own floor"] = round(rates["cli"] / wide, 4)
    return shares


# What is said ---------------------------------------------------------------------------------------------


def print_moves(moves: Iterable[Move]) -> None:
    print(f"{'':28}{'committed':>14}{'now':>14}{'change':>9}")
    for move in moves:
        old, new = (f"{value:,.4g}" if value is not None else "–" for value in (move.before, move.now))
        change = f"{move.change:+.1%}" if move.before is not None and move.now is not None else ""
        said = "" if move.verdict == "same" else f"  {move.verdict}"
        print(f"{move.name:28}{old:>14}{new:>14}{change:>9}{said}")


def read_committed(path: Path) -> Committed:
    committed: Committed = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return committed


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add(
        "--speed",
        type=Path,
        metavar="FILE.json",
        help="figures of speed.py --json: compare ratios to the floor",
    )
    add("--instructions", action="store_true", help="count machine instructions under valgrind (minutes)")
    add("--update", action="store_true", help="write today's figures as the committed ones")
    add("--committed", type=Path, default=COMMITTED, metavar="FILE.json", help="the committed figures")
    add("--read", type=int, metavar="ROWS", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    if os.environ.get("PYTHONHASHSEED") != "0":
        # the order of sets of text changes what is looked at first: counts repeat only with a fixed seed
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, str(Path(__file__).resolve()), *sys.argv[1:]])  # noqa: S606
    if args.read is not None:
        read_usual(args.read)
        return 0
    now: Figures = {}
    if args.speed:
        if not args.speed.is_file():
            print(
                f"no file {args.speed}\nWrite it: python benchmarks/speed.py --json {args.speed}",
                file=sys.stderr,
            )
            return 2
        now |= of_the_floor(json.loads(args.speed.read_text(encoding="utf-8")))
    now |= count_all()
    if args.instructions:
        now |= count_instructions()
    version = ".".join(platform.python_version_tuple()[:2])
    committed = read_committed(args.committed)
    before = committed.get(version, {})
    moves = compare(before, now)
    if not before:
        print(f"no figures of Python {version} in {args.committed.name}: nothing to compare with\n")
    print_moves(moves)
    if args.update:
        committed[version] = before | now
        text = json.dumps(committed, ensure_ascii=False, indent=1, sort_keys=True)
        args.committed.write_text(text + "\n", encoding="utf-8")
        print(f"\nwritten to {args.committed}")
        return 0
    worse = [move.name for move in moves if move.verdict == "worse"]
    if worse:
        print(f"\nworse: {', '.join(worse)}\nIf that is wanted: python benchmarks/guard.py --update")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
