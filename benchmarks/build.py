"""What a build of the official files costs: CPU time, memory, size; and parcels and residences by themselves.

    python benchmarks/build.py --mirror ../shared/abr-mirror

``towns`` are prefectures, municipalities and towns with their points, ``all`` is every file of the folder; both are the command a
user gives. ``parcels`` and ``residences`` are the reading of these files, with their points, into an empty registry.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from addrreg.registry.build import prepare
from addrreg.registry.number_files import count_towns, load
from addrreg.registry.official import find_files

ADDRREG = [sys.executable, "-c", "from addrreg.cli import main; main()"]
TOWNS = ("mt_pref", "mt_city", "mt_town")


def build(name: str, folder: Path, target: Path) -> None:
    """The command, watched: its CPU time, its largest resident set, its file."""
    process = subprocess.Popen(
        [*ADDRREG, "registry", "build", str(target), "--from", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.read().strip().partition(" from ")[2]
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name}: exit code {process.returncode}")
    print(
        f"{name:12} {used.ru_utime + used.ru_stime:6.1f} CPU s   peak {used.ru_maxrss / 1000:5.0f} MB"
        f"   file {target.stat().st_size / 1e6:6.1f} MB   {said}",
        flush=True,
    )


def numbers(name: str, type_: str, folder: Path, target: Path) -> None:
    """The files of one type, with their points, into an empty registry."""
    files = find_files(folder)
    positions = {file.scope: file for file in files if file.type == f"{type_}_pos"}
    rows = 0
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        prepare(connection)
        connection.execute("begin")
        empty = target.stat().st_size
        started = time.process_time()
        for file in files:
            if file.type == type_:
                tables, _ = load(connection, file, positions.get(file.scope))
                rows += tables[0].rows
        count_towns(connection)
        connection.execute("commit")
        seconds = time.process_time() - started
    size = target.stat().st_size - empty
    print(
        f"{name:12} {rows:,} rows, {rows / seconds:,.0f} a CPU second, {size / rows:.1f} MB a million",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mirror", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        towns = Path(place) / "towns"
        for path in options.mirror.rglob("*.csv.zip"):
            if path.name.startswith(TOWNS):
                towns.mkdir(exist_ok=True)
                shutil.copy2(path, towns)
        numbers("parcels", "mt_parcel", options.mirror, Path(place) / "parcels.sqlite")
        numbers("residences", "mt_rsdtdsp_rsdt", options.mirror, Path(place) / "residences.sqlite")
        build("towns", towns, Path(place) / "towns.sqlite")
        build("all", options.mirror, Path(place) / "all.sqlite")


if __name__ == "__main__":
    main()
