"""How fast, how large and how soon: library and command line, beside a floor measured in the same run.

    python benchmarks/speed.py --repeat 5

Every figure comes from a fresh process of its own, so that none warms another's memory. The floor is what
any program of this kind must do: read the same file, fold each line, look it up once in a dictionary, write
it. The command line has a floor of its own besides, which reads the same CSV and writes the same columns. Ratios to
the floor compare across machines; the plain figures do not. A shared machine is noisy: each line gives the median and,
behind it, the range over the repeats.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
SEED = 20241101
#: The command as the installed script runs it, from whatever interpreter runs this file.
ADDRREG = [sys.executable, "-c", "import sys; from addrreg.cli import main; sys.argv[0] = 'addrreg'; main()"]
ONE = "東京都千代田区紀尾井町1-3"

#: The floor of the command line.
WIDE_FLOOR = "floor, all columns"

Figures = dict[str, Any]


def read_lines(path: Path) -> list[str]:
    """The addresses of a file, one a line; ``#`` begins a comment line."""
    with path.open(encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def csv_of(source: Path, work: Path) -> Path:
    """The addresses as a CSV of two columns."""
    given = work / "in.csv"
    text = "".join(f'{number},"{line}"\n' for number, line in enumerate(read_lines(source)))
    given.write_text("id,住所\n" + text, encoding="utf-8")
    return given


def peak_mb(who: int) -> float:
    """Peak resident memory in MB (10^6 bytes); Linux counts in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(who).ru_maxrss * unit / 1e6


# What runs in the fresh processes -------------------------------------------------------------------------


def child_floor(source: Path, work: Path) -> Figures:
    """Read, fold, one look-up, write."""
    from addrreg.text.fold import default_folder

    fold = default_folder().fold
    known = {fold(line).key: number for number, line in enumerate(read_lines(source))}
    wall, cpu = time.perf_counter(), time.process_time()
    with (work / "floor.txt").open("w", encoding="utf-8") as out:
        lines = read_lines(source)
        for line in lines:
            out.write(f"{line},{known[fold(line).key]}\n")
    return {
        "rows": len(lines),
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "mb": peak_mb(resource.RUSAGE_SELF),
    }


def child_wide_floor(source: Path, work: Path) -> Figures:
    """The same with a CSV read and all columns of the command written; what there is to write was found before."""
    from addrreg import COLUMNS, Cleanser
    from addrreg.text.fold import default_folder

    fold = default_folder().fold
    given = csv_of(source, work)
    with Cleanser() as cleanser:
        known = {fold(line).key: cleanser(line).values() for line in read_lines(source)}
    rows, (wall, cpu) = 0, (time.perf_counter(), time.process_time())
    with (
        given.open(encoding="utf-8", newline="") as file,
        (work / "floor.csv").open("w", encoding="utf-8", newline="") as out,
    ):
        reader, writer = csv.reader(file), csv.writer(out, lineterminator="\n")
        writer.writerow([*next(reader), *(f"abr_{column}" for column in COLUMNS)])
        for row in reader:
            writer.writerow([*row, *known[fold(row[1]).key]])
            rows += 1
    return {
        "rows": rows,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "mb": peak_mb(resource.RUSAGE_SELF),
    }


def child_library(source: Path, _work: Path, shuffled: bool = False) -> Figures:
    """``Cleanser.many`` over all lines; opening the registry is reported apart."""
    lines = read_lines(source)
    if shuffled:
        random.Random(SEED).shuffle(lines)  # noqa: S311 - an order, not a secret
    from addrreg import Cleanser

    opening = time.process_time()
    with Cleanser() as cleanser:
        cleanser(ONE)
        opening = time.process_time() - opening
        wall, cpu = time.perf_counter(), time.process_time()
        levels = Counter(result.match_level for result in cleanser.many(lines))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "rows": len(lines),
        "cpu": cpu,
        "wall": wall,
        "mb": peak_mb(resource.RUSAGE_SELF),
        "open_cpu": opening,
        "levels": {str(level): count for level, count in levels.items()},
    }


def child_shuffled(source: Path, work: Path) -> Figures:
    """The same in another order: neighbours in a file tend to share a municipality, and caches like that."""
    return child_library(source, work, shuffled=True)


def run_command(command: list[str]) -> Figures:
    """Run a command to its end; its own CPU seconds and peak memory, without this process's."""
    wall = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    wall = time.perf_counter() - wall
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-2000:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    return {"rows": 1, "cpu": cpu, "wall": wall, "mb": peak_mb(resource.RUSAGE_CHILDREN)}


def child_cli(source: Path, work: Path) -> Figures:
    """``addrreg cleanse`` from CSV to CSV, everything counted: start, reading, writing, summary."""
    made = work / "out.csv"
    given = csv_of(source, work)
    command = [*ADDRREG, "cleanse", str(given), "-o", str(made), "--column", "住所", "--jobs", "1"]
    return run_command(command) | {"rows": len(read_lines(source))}


def child_first_answer(_source: Path, _work: Path) -> Figures:
    """One address on the command line, the registry being built already."""
    return run_command([*ADDRREG, "normalize", ONE])


def child_python(_source: Path, _work: Path) -> Figures:
    """The interpreter alone, the share of a start that is not addrreg's."""
    return run_command([sys.executable, "-c", "pass"])


def child_import(_source: Path, _work: Path) -> Figures:
    """``import addrreg`` in a running interpreter."""
    wall, cpu = time.perf_counter(), time.process_time()
    import addrreg  # noqa: F401

    return {
        "rows": 1,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "mb": peak_mb(resource.RUSAGE_SELF),
    }


def child_build(_source: Path, work: Path) -> Figures:
    """First use on a machine: unpack and compile the embedded registry, then one answer."""
    os.environ.pop("ADDRREG_REGISTRY", None)
    os.environ["ADDRREG_CACHE"] = tempfile.mkdtemp(dir=work)
    return run_command([*ADDRREG, "normalize", ONE])


CHILDREN: dict[str, Callable[[Path, Path], Figures]] = {
    "floor": child_floor,
    WIDE_FLOOR: child_wide_floor,
    "library": child_library,
    "library, shuffled": child_shuffled,
    "cli": child_cli,
    "first answer": child_first_answer,
    "import": child_import,
    "python": child_python,
    "first use": child_build,
}


# What runs here -------------------------------------------------------------------------------------------


def measure(name: str, source: Path, work: Path) -> Figures:
    """One run of one measurement in a fresh process."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", name, "--work", str(work)]
    done = subprocess.run([*command, "--file", str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    figures: Figures = json.loads(done.stdout)
    return figures


def summary(runs: list[Figures]) -> Figures:
    """Medians of the runs, with the range of the rate and of the wall time."""
    rates = [run["rows"] / run["cpu"] for run in runs]
    walls = [run["wall"] for run in runs]
    merged: Figures = {
        "rows": runs[0]["rows"],
        "rate": statistics.median(rates),
        "rate_range": [min(rates), max(rates)],
        "cpu": statistics.median(run["cpu"] for run in runs),
        "wall": statistics.median(walls),
        "wall_range": [min(walls), max(walls)],
        "mb": statistics.median(run["mb"] for run in runs),
    }
    for extra in ("open_cpu", "levels"):
        if extra in runs[0]:
            merged[extra] = runs[0][extra]
    return merged


def print_report(report: Figures) -> None:
    figures: dict[str, Figures] = report["figures"]
    floor = figures["floor"]["rate"]
    print(f"{report['python']} on {report['machine']}, {report['cpus']} CPUs, load {report['load']}")
    low, high = figures["floor"]["rate_range"]
    print(f"noise: the floor's own rate varied by {(high - low) / floor:.0%} over {report['repeat']} runs\n")
    print(
        f"{'':20}{'per CPU s':>12}{'of floor':>10}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}   range per CPU s"
    )
    for name, row in figures.items():
        if row["rows"] > 1:
            low, high = row["rate_range"]
            print(
                f"{name:20}{row['rate']:12,.0f}{row['rate'] / floor:10.1%}{row['cpu']:9.2f}{row['wall']:9.2f}"
                f"{row['mb']:9.0f}   {low:,.0f} - {high:,.0f}"
            )
    if "cli" in figures:
        times = figures[WIDE_FLOOR]["rate"] / figures["cli"]["rate"]
        print(f"\nthe command line takes {times:.2f} times the CPU of its floor, start included")
    print()
    for name, row in figures.items():
        if row["rows"] == 1:
            low, high = row["wall_range"]
            print(
                f"{name:20}wall {row['wall']:.3f} s ({low:.3f} - {high:.3f})  CPU {row['cpu']:.3f} s"
                f"  peak {row['mb']:.0f} MB"
            )
    if "library" in figures:
        print_levels(figures["library"])


def print_levels(library: Figures) -> None:
    print(f"{'opening (CPU)':20}{library['open_cpu']:.3f} s, of `Cleanser()` and one answer\n")
    for level, count in sorted(library["levels"].items(), key=lambda item: -item[1]):
        print(f"{level:20}{count:8,}{count / library['rows']:10.3%}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add(
        "--file",
        type=Path,
        help="addresses, one a line (default: shared/bench/schools.txt beside the project)",
    )
    add("--repeat", type=int, default=3, metavar="N", help="runs of each measurement (default 3)")
    add("--only", action="append", default=[], choices=CHILDREN, help="only this measurement and the floors")
    add("--json", type=Path, metavar="FILE.json", help="write the figures here as well")
    add("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    add("--work", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    source = args.file or ROOT.parent / "shared" / "bench" / "schools.txt"
    if args.child:
        print(json.dumps(CHILDREN[args.child](source, args.work)))
        return 0
    if not source.is_file():
        print(
            f"no file {source}\nIt is kept outside the project: name a text file of addresses with --file.",
            file=sys.stderr,
        )
        return 2
    wanted = [name for name in CHILDREN if not args.only or name in ("floor", WIDE_FLOOR, *args.only)]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        # Builds the registry where it is missing and fills the file cache, so that no first run pays for it.
        measure("first answer", source, work)
        runs: dict[str, list[Figures]] = {name: [] for name in wanted}
        # One round after the other, so that a busy minute of the machine touches every line alike.
        for _ in range(args.repeat):
            for name in wanted:
                runs[name].append(measure(name, source, work))
    report = {
        "python": f"Python {platform.python_version()}",
        "machine": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "load": load,
        "repeat": args.repeat,
        "figures": {name: summary(rows) for name, rows in runs.items()},
    }
    print_report(report)
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
