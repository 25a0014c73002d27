"""Does refresh decide again what a new registry touches, only that, and all of it?

    python benchmarks/refresh.py OLD.sqlite NEW.sqlite [--file ../shared/bench/schools.txt] [--rows 20000]

Addresses are cleansed with OLD, refreshed to NEW, and cleansed afresh with NEW. Every row that the difference does not touch must
be the same bytes, every touched one must be that of the fresh run, and no untouched one may lead to another place, or
less deep, in the fresh run. With ``--values`` the whole table must be that of the fresh run, to the byte.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ADDRREG = [sys.executable, "-c", "from addrreg.cli import main; main()"]
PLACE = ("status", "match_level", "lg_code", "machiaza_id", "blk_id", "rsdt_id", "rsdt2_id", "prc_id")


def run(*arguments: str | Path) -> str:
    """What a command says; the program ends where it fails."""
    done = subprocess.run([*ADDRREG, *map(str, arguments)], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stderr.splitlines()[0] if done.stderr else ""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    shared = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--file", type=Path, default=shared / "bench" / "schools.txt")
    parser.add_argument("--rows", type=int, default=20_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, before, after, fresh, values = (
            Path(folder) / f"{name}.csv" for name in ("in", "before", "after", "fresh", "values")
        )
        lines = args.file.read_text(encoding="utf-8").splitlines()
        step = max(1, len(lines) // args.rows)
        with source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["住所"], *([line] for line in lines[::step])])
        run("cleanse", source, "-o", before, "--registry", args.old)
        run("cleanse", source, "-o", fresh, "--registry", args.new)
        to_new = ("--column", "住所", "--old", args.old, "--registry", args.new)
        started = time.perf_counter()
        print(run("refresh", before, "-o", after, *to_new), f"({time.perf_counter() - started:.1f} s)")
        print("--values:", run("refresh", before, "-o", values, *to_new, "--values"))
        same = values.read_bytes() == fresh.read_bytes()
        wrong = compare(*(path.read_bytes().splitlines(keepends=True) for path in (before, after, fresh)))
        print(f"with --values {'the same bytes as' if same else 'OTHER BYTES THAN'} a fresh run")
    return 1 if wrong or not same else 0


def compare(before: list[bytes], after: list[bytes], fresh: list[bytes]) -> int:
    """Count rows by what became of them; how many should have been decided again and were not."""
    header = next(csv.reader([before[0].decode("utf-8-sig")]))
    places = [header.index(f"abr_{name}") for name in PLACE]
    copied = decided = stale = 0
    for old, now, new in zip(before, after, fresh, strict=True):
        if now == new:
            decided += now != old
            copied += now == old
            continue
        one, other = (next(csv.reader([line.decode()])) for line in (now, new))
        if now != old or [one[place] for place in places] != [other[place] for place in places]:
            stale += 1
            print("    should have been decided again:", now.decode().strip(), new.decode().strip())
        else:
            copied += 1
    print(f"{copied:,} rows the same bytes as before, {decided:,} those of a fresh run, {stale} wrong")
    return stale


if __name__ == "__main__":
    sys.exit(main())
