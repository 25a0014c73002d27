"""addrreg itself, as it is installed: the library, and the command line from CSV to CSV with every column."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from tool import HERE, Tool, first_column, registry_path

CLI = [sys.executable, "-c", "import sys; from addrreg.cli import main; sys.argv[0] = 'addrreg'; main()"]
TOWN = frozenset(("machiaza", "machiaza_detail", "rsdtdsp_blk", "rsdtdsp_rsdt", "parcel"))


def install(_work: Path) -> list[Tool]:
    registry = registry_path()
    # one process: what is compared is CPU time, and memory is counted for a single process
    told = subprocess.run([*CLI, "cleanse", "--help"], capture_output=True, text=True, check=True).stdout
    one_process = ["--jobs", "1"] if "--jobs" in told else []

    def library(given: Path, made: Path) -> list[str]:
        return [sys.executable, str(HERE / "addrreg_run.py"), str(given), str(made)]

    def cli(given: Path, made: Path) -> list[str]:
        return [*CLI, "cleanse", str(given), "-o", str(made), "--column", "住所", *one_process]

    return [
        Tool("addrreg library", library, first_column, TOWN, (registry,)),
        Tool("addrreg CLI", cli, cli_levels, TOWN, (registry,), csv=True),
    ]


def cli_levels(made: Path) -> list[str]:
    with made.open(encoding="utf-8-sig", newline="") as file:
        return [row["abr_match_level"] for row in csv.DictReader(file)]
