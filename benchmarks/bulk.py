"""A long file through the command line: is memory flat, and the last row as quick as the first?

    python benchmarks/bulk.py --rows 5000000 --jobs 1

The addresses of a file are repeated with varied numbers until there are as many rows as asked for. While the
command works, its memory (with that of its workers) and its progress are looked at twice a second; the report
sets the last tenth of the run against the first, and the processes' CPU seconds against one another.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 20241101
ADDRREG = [sys.executable, "-c", "import sys; from addrreg.cli import main; sys.argv[0] = 'addrreg'; main()"]
PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")


def make(source: Path, target: Path, rows: int) -> None:
    """Addresses with numbers that occur once, so that no memory of rows can help."""
    known = [line for line in source.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    known = [line.rstrip("0123456789０１２３４５６７８９-－号番") for line in known]
    chance = random.Random(SEED)  # noqa: S311 - an order, not a secret
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write("番号,住所\r\n")
        for number in range(rows):
            if number % len(known) == 0:
                chance.shuffle(known)
            file.write(
                f"{number},{known[number % len(known)]}{chance.randint(1, 30)}-{chance.randint(1, 99)}\r\n"
            )


def family(pid: int) -> list[int]:
    """The process and its children (Linux)."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def look(pid: int) -> tuple[float, float, float]:
    """Resident MB of all processes, CPU seconds of the parent and of its children."""
    memory, cpu = 0.0, []
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        cpu.append((int(fields[11]) + int(fields[12])) / TICK)
        memory += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * PAGE / 1e6
    return memory, cpu[0], sum(cpu[1:])


def watch(command: list[str], part: Path) -> dict[str, object]:
    """Run a command and look at it until it ends."""
    seen: list[tuple[float, float, float, float, int]] = []
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            time.sleep(0.5)
            try:
                size = part.stat().st_size
                seen.append((time.perf_counter() - started, *look(process.pid), size))
            except (OSError, IndexError, ValueError):
                continue  # before the first row, or behind the last
    if process.returncode:
        raise SystemExit(process.returncode)
    wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seen = [each for each in seen if each[4]]
    tenth = max(2, len(seen) // 10)
    first, last = seen[1 : 1 + tenth], seen[-tenth:]

    def rate(part: list[tuple[float, float, float, float, int]]) -> float:
        """Bytes by CPU second: a busy machine changes the wall, and hardly this."""
        cpu = part[-1][2] + part[-1][3] - part[0][2] - part[0][3]
        return (part[-1][4] - part[0][4]) / cpu if cpu else 0.0

    return {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
        "cpu_parent": last[-1][2],
        "cpu_workers": last[-1][3],
        "peak_mb": max(each[1] for each in seen),
        "mb_first_tenth": statistics.mean(each[1] for each in first),
        "mb_last_tenth": statistics.mean(each[1] for each in last),
        "rate_last_to_first": rate(last) / rate(first) if rate(first) else 0.0,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=300_000, metavar="N", help="rows (default 300,000)")
    parser.add_argument(
        "--jobs", type=int, action="append", metavar="N", help="processes (default 1, then 2)"
    )
    parser.add_argument(
        "--file",
        type=Path,
        default=ROOT.parent / "shared" / "bench" / "schools.txt",
        help="addresses, one a line",
    )
    parser.add_argument("--json", type=Path, metavar="FILE.json", help="write the figures here as well")
    args = parser.parse_args()
    report = {}
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "in.csv", Path(folder) / "out.csv"
        make(args.file, source, args.rows)
        for jobs in args.jobs or [1, 2]:
            command = [
                *ADDRREG,
                "cleanse",
                str(source),
                "-o",
                str(output),
                "-q",
                "-c",
                "住所",
                "--jobs",
                str(jobs),
            ]
            figures = watch(command, output.with_name(".out.csv.addrreg.tmp"))
            report[jobs] = figures
            print(f"--jobs {jobs}: {args.rows:,} rows, load {os.getloadavg()[0]:.1f}")
            print(
                f"  {args.rows / figures['wall']:12,.0f} rows per second  {args.rows / figures['cpu']:12,.0f} per CPU second"
            )
            for name, value in figures.items():
                print(f"  {name:20} {value:10.2f}")
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
