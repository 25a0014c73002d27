"""Addresses through addrreg and its peers, the same rows in one run: CPU, wall, memory, start-up, disk, towns.

    python benchmarks/peers/run.py --work DIR --sizes 20000,58651 --repeats 3 --save peers.json

Every run is a process of its own, and the tools take turns, so that a busy minute of the machine touches all.
Rows are the first N of the file, and N of the whole file in a fixed random order (what a nationwide file is
like: caches of the last municipality do not help). A tool that has used ``--cap`` CPU seconds is stopped, and the
table says how many rows it had answered; a larger N is then left out. Figures count the whole process, from its
start.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import random
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tool import Cost, Tool, count, default_work

ROOT = Path(__file__).resolve().parents[2]
SEED = 20241101
MODULES = ("addrreg_peer", "abr_geocoder", "geolonia", "jageocoder_peer")
ORDERS = ("file", "shuffled")
START_CAP = 60

Figures = dict[str, Any]


class Bench:
    """The tools, the addresses in both orders, and the runs so far."""

    def __init__(self, tools: list[Tool], lines: list[str], scratch: Path) -> None:
        self.tools = tools
        shuffled = list(lines)
        random.Random(SEED).shuffle(shuffled)  # noqa: S311 - an order, not a secret
        self.lines = {"file": lines, "shuffled": shuffled}
        self.scratch = scratch
        self.starts: dict[str, list[Cost]] = {tool.name: [] for tool in tools}
        self.slow: set[tuple[str, str]] = set()
        self.runs: list[Figures] = []

    def once(self, tool: Tool, lines: list[str], cap: float) -> tuple[Cost, list[str]]:
        """One run of a tool over some addresses, and the level of each that it answered."""
        given, made = self.scratch / f"in.{'csv' if tool.csv else 'txt'}", self.scratch / "out"
        text = "".join(f"{line}\n" for line in lines)
        if tool.csv:
            text = "住所\n" + "".join(f'"{line.replace(chr(34), chr(34) * 2)}"\n' for line in lines)
        given.write_text(text, encoding="utf-8")
        made.unlink(missing_ok=True)
        cost = count(tool.command(given, made), self.scratch / "log", cap)
        levels = tool.levels(made) if made.is_file() else []
        if not cost.cut and len(levels) != len(lines):
            print(f"{tool.name}: {len(lines)} addresses, {len(levels)} answers", file=sys.stderr)
        return cost, levels

    def start(self, tool: Tool) -> None:
        """One address in a process of its own."""
        cost, _ = self.once(tool, ["東京都千代田区紀尾井町1-3"], START_CAP)
        self.starts[tool.name].append(cost)

    def measure(self, tool: Tool, order: str, asked: int, cap: float) -> None:
        """One counted run; of one that was cut, the rows that it had answered by then."""
        cost, levels = self.once(tool, self.lines[order][:asked], cap)
        if not levels:
            print(f"{tool.name}: no answer within {cap:.0f} CPU seconds", file=sys.stderr)
            return
        if cost.cut:
            self.slow.add((tool.name, order))
        town = sum(level in tool.town for level in levels) / len(levels)
        run: Figures = {"tool": tool.name, "order": order, "asked": asked, "rows": len(levels), "town": town}
        # a run that was cut short is slower, its start weighs more: never in one median with another
        self.runs.append(run | cost._asdict() | {"cap": cap if cost.cut else None})
        print(
            f"{order:9}{len(levels):7,} {tool.name:22}{cost.cpu:8.2f} CPU s  town {town:.2%}", file=sys.stderr
        )

    def round(self, asked: int, cap: float, smallest: bool) -> Iterator[None]:
        """Every tool once in both orders, taking turns; yields after each run."""
        for tool in self.tools:
            self.start(tool)
        for order in ORDERS:
            for tool in self.tools:
                if smallest or (tool.name, order) not in self.slow:
                    self.measure(tool, order, asked, cap)
                    yield


def merged(runs: list[Figures]) -> Iterator[Figures]:
    """Medians of the runs of one tool over the same rows, the ranges beside them."""
    groups: dict[tuple[str, int, float | None, str], list[Figures]] = {}
    for run in runs:
        groups.setdefault((run["order"], run["asked"], run["cap"], run["tool"]), []).append(run)
    for (order, asked, cap, tool), group in groups.items():
        rates = [run["rows"] / run["cpu"] for run in group]
        yield {
            "order": order,
            "asked": asked,
            "rows": round(statistics.median(run["rows"] for run in group)),
            "tool": tool,
            "runs": len(group),
            "cut": cap is not None,
            "rate": statistics.median(rates),
            "rate_range": [min(rates), max(rates)],
            "wall": statistics.median(run["wall"] for run in group),
            "mb": max(run["mb"] for run in group),
            "town": group[0]["town"],
        }


def disk_mb(tool: Tool) -> float:
    files = [file for path in tool.data for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def print_tables(report: Figures) -> None:
    print(f"{report['python']}, Node.js programs as installed, {report['machine']}, {report['cpus']} CPUs\n")
    rows: list[Figures] = report["rows"]
    base = {(row["order"], row["asked"]): row["rate"] for row in rows if row["tool"] == "addrreg library"}
    for (order, asked), rate in base.items():
        title = "in the file's order" if order == "file" else "in random order"
        print(f"{asked:,} addresses {title}\n")
        print(
            "| tool | rows × runs | per CPU s | CPU s per 1,000 | wall s | peak MB | addrreg is | at town |"
        )
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        for row in rows:
            if (row["order"], row["asked"]) == (order, asked):
                low, high = row["rate_range"]
                spread = f" ({low:,.0f}–{high:,.0f})" if row["runs"] > 1 else ""
                print(
                    f"| {row['tool']} | {row['rows']:,} × {row['runs']} | {row['rate']:,.0f}{spread} "
                    f"| {1000 / row['rate']:.3f} | {row['wall']:.1f} | {row['mb']:.0f} "
                    f"| {'~' if row['cut'] else ''}{rate / row['rate']:.1f} × | {row['town']:.2%} |"
                )
        print()
    print(
        "~: cut short by its CPU limit, so that its start and cold caches weigh more than in the rows beside it\n"
    )
    print("| one address | CPU s | wall s | peak MB | data on disk, MB |\n|---|---:|---:|---:|---:|")
    for name, start in report["start"].items():
        print(
            f"| {name} | {start['cpu']:.2f} | {start['wall']:.2f} | {start['mb']:.0f} | {start['disk_mb']:.0f} |"
        )


def report_of(bench: Bench) -> Figures:
    starts = {
        tool.name: {
            field: statistics.median(getattr(cost, field) for cost in bench.starts[tool.name])
            for field in ("cpu", "wall", "mb")
        }
        | {"disk_mb": disk_mb(tool)}
        for tool in bench.tools
    }
    return {
        "python": f"Python {platform.python_version()}",
        "machine": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "seed": SEED,
        "rows": list(merged(bench.runs)),
        "start": starts,
        "runs": bench.runs,
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    shared = ROOT.parent / "shared" / "bench" / "schools.txt"
    add("--file", type=Path, default=shared, help="addresses, one a line (default: shared/bench/schools.txt)")
    add(
        "--work", type=Path, default=default_work(), metavar="DIR", help="peers go here (default %(default)s)"
    )
    add("--sizes", default="20000,58651", metavar="N,N", help="how many addresses (default %(default)s)")
    add("--repeats", type=int, default=3, metavar="N", help="rounds (default %(default)s)")
    add(
        "--cap",
        type=float,
        default=180,
        metavar="S",
        help="CPU s a run in the first round (default %(default)s)",
    )
    add("--repeat-cap", type=float, default=30, metavar="S", help="and in the others (default %(default)s)")
    add("--only", action="append", default=[], choices=MODULES[1:], help="only this peer, beside addrreg")
    add("--save", type=Path, metavar="FILE.json", help="write every run here as well")
    return parser.parse_args()


def main() -> int:
    args = arguments()
    if not args.file.is_file():
        print(f"no file {args.file}\nName a text file of addresses with --file.", file=sys.stderr)
        return 2
    text = args.file.read_text(encoding="utf-8").splitlines()
    lines = [line for line in text if line.strip() and not line.startswith("#")]
    sizes = sorted({min(int(size), len(lines)) for size in args.sizes.split(",")})
    work = args.work.resolve()
    scratch = work / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in MODULES if not args.only or name in (MODULES[0], *args.only)]
    tools = [tool for name in wanted for tool in importlib.import_module(name).install(work)]
    bench = Bench(tools, lines, scratch)
    for asked in sizes:
        for number in range(args.repeats):
            cap = args.repeat_cap if number else args.cap
            for _ in bench.round(asked, cap, smallest=asked == sizes[0]):
                if args.save:  # after every run: half an hour should not be lost to its last minute
                    text = json.dumps(report_of(bench), ensure_ascii=False, indent=1)
                    args.save.write_text(text + "\n", encoding="utf-8")
    print_tables(report_of(bench))
    return 0


if __name__ == "__main__":
    sys.exit(main())
