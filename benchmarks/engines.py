"""What an engine costs beside the plain library: pandas, Arrow and Spark on the same rows, equal to the command line's.

    python benchmarks/engines.py --rows 100000
    python benchmarks/engines.py --rows 1000000 --only spark

The rows are the addresses of ``--file`` over and over, each round with other numbers, so that every row is a different
text. Each way runs in a fresh process and leaves its rows as a CSV, which must be that of ``addrreg cleanse`` to the
byte; the program ends with 1 where one is not. CPU is that of all processes of the run, a JVM and its workers
included (Linux); reading the input and comparing are not counted, start-up stands in a column of its own.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLI = "import sys; from addrreg.cli import main; sys.argv[0] = 'addrreg'; main()"
BATCH = 10_000
TICKS = os.sysconf("SC_CLK_TCK")

Figures = dict[str, Any]


def varied(file: Path, rows: int) -> list[str]:
    """The file's addresses, each round with its last number raised."""
    with file.open(encoding="utf-8") as lines:
        addresses = [line.rstrip("\n") for line in lines if line.strip() and not line.startswith("#")]
    last = re.compile(r"\d+(?=\D*\Z)")

    def of_round(text: str, number: int) -> str:
        new, found = last.subn(lambda match: str(int(match[0]) + number), text)
        return new if found else f"{text}{number}"

    return list(islice((of_round(text, r) if r else text for r in count() for text in addresses), rows))


def cpu() -> float:
    """CPU seconds of this process and all that came of it, the living and the reaped."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                cells = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            parents[int(entry.name)] = int(cells[1])
            used[int(entry.name)] = sum(map(int, cells[11:15])) / TICKS
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family and pid not in family}:
        family |= more
    return sum(used.get(pid, 0.0) for pid in family)


def measured(work: Callable[[], Any], started: float) -> tuple[Any, Figures]:
    """What the work gives, its CPU and wall seconds, and the CPU that was spent before it began."""
    before, at = cpu(), time.perf_counter()
    done = work()
    return done, {"cpu": cpu() - before, "wall": time.perf_counter() - at, "start": before - started}


def write_csv(path: Path, table: Any) -> None:
    """An Arrow table as the command line writes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.schema.names)
        for batch in table.to_batches(max_chunksize=BATCH):
            writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))


# What runs in the fresh processes ----------------------------------------------------------------------------


def run_library(work: Path) -> Figures:
    """Texts to tuples of cells."""
    import pyarrow.parquet as pq

    from addrreg import Cleanser

    texts = pq.read_table(work / "in.parquet").column("住所").to_pylist()
    with Cleanser() as cleanser:
        _, figures = measured(lambda: sum(1 for result in cleanser.many(texts) if result.values()), cpu())
    return figures


def run_cli(work: Path) -> Figures:
    """CSV to CSV."""
    command = [sys.executable, "-c", CLI, "cleanse", "in.csv", "-o", "cli.csv", "--column", "住所", "--quiet"]
    _, figures = measured(lambda: subprocess.run(command, cwd=work, check=True), cpu())
    return figures


def run_arrow(work: Path) -> Figures:
    """Record batches to record batches."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from addrreg import Cleanser
    from addrreg.engines.arrow import cleanse_batch

    batches = pq.read_table(work / "in.parquet").to_batches(max_chunksize=BATCH)
    with Cleanser() as cleanser:
        done, figures = measured(lambda: [cleanse_batch(batch, "住所", cleanser) for batch in batches], cpu())
    write_csv(work / "arrow.csv", pa.Table.from_batches(done))
    return figures


def run_pandas(work: Path) -> Figures:
    """A DataFrame to a DataFrame."""
    import pandas as pd
    import pyarrow as pa

    from addrreg import Cleanser
    from addrreg.frames import cleanse

    frame = pd.read_parquet(work / "in.parquet")
    with Cleanser() as cleanser:
        done, figures = measured(lambda: cleanse(frame, "住所", cleanser=cleanser), cpu())
    write_csv(work / "pandas.csv", pa.Table.from_pandas(done, preserve_index=False))
    return figures


def run_spark(work: Path, master: str) -> Figures:
    """Parquet to Parquet, in as many workers as the master says."""
    import pyarrow.dataset as ds
    from pyspark.sql import SparkSession

    from addrreg.engines.spark import cleanse

    started = cpu()
    builder = SparkSession.builder.master(master).appName("addrreg benchmark")
    settings = {"ui.enabled": "false", "driver.host": "127.0.0.1", "driver.bindAddress": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(f"spark.{name}", value)
    spark = builder.config("spark.sql.files.maxPartitionBytes", "256k").getOrCreate()
    cleanse(spark.read.parquet(str(work / "in.parquet")).limit(10), "住所").collect()  # workers are up
    frame = spark.read.parquet(str(work / "in.parquet"))
    out = work / "spark.parquet"
    _, figures = measured(lambda: cleanse(frame, "住所").write.mode("overwrite").parquet(str(out)), started)
    _, plain = measured(
        lambda: frame.mapInArrow(lambda batches: batches, frame.schema).write.parquet(str(out) + ".plain"),
        started,
    )
    spark.stop()
    write_csv(work / "spark.csv", ds.dataset(out, format="parquet").to_table().sort_by("id"))
    return figures | {"plain": plain["cpu"]}


# The report ---------------------------------------------------------------------------------------------------


def child(name: str, work: Path, master: str) -> Figures:
    own = os.environ | {
        "PYTHONWARNINGS": "ignore",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    own["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "src"), own.get("PYTHONPATH")]))
    command = [sys.executable, __file__, "--child", name, "--work", str(work), "--master", master]
    done = subprocess.run(command, env=own, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prepare(work: Path, file: Path, rows: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": range(rows), "住所": varied(file, rows)})
    pq.write_table(table, work / "in.parquet", row_group_size=25_000)
    write_csv(work / "in.csv", table)


def report(work: Path, rows: int, names: list[str], master: str) -> bool:
    """Print a line for each way; whether all rows are the command line's."""
    from addrreg.registry.embedded import ensure

    ensure()
    found = {name: child(name, work, master) for name in ["library", "cli", *names]}
    base, wanted, equal = found["library"]["cpu"], digest(work / "cli.csv"), True
    print(f"{rows:,} rows\n\n| way | CPU s / 1,000 rows | × library | wall s | start-up CPU s | rows = CLI |")
    print("|---|---|---|---|---|---|")
    for name, figures in found.items():
        same = name == "library" or digest(work / f"{name}.csv") == wanted
        equal &= same
        each = figures["cpu"] / rows * 1000
        print(
            f"| {name} | {each:.4f} | {figures['cpu'] / base:.2f} | {figures['wall']:.1f} | {figures['start']:.1f}"
            f" | {'' if name == 'library' else 'yes' if same else 'NO'} |"
        )
    if "spark" in found:
        plain = found["spark"]["plain"] / rows * 1000
        print(f"\nof spark: {plain:.4f} CPU s / 1,000 rows for the same job that hands its rows back unread")
    return equal


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--file", type=Path, default=ROOT.parent / "shared" / "bench" / "schools.txt")
    parser.add_argument("--only", action="append", choices=["arrow", "pandas", "spark"])
    parser.add_argument(
        "--master", default="local[2]", help="Spark's master, local-cluster[2,1,1024] for two executors"
    )
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child == "spark":
        print(json.dumps(run_spark(arguments.work, arguments.master)))
    elif arguments.child:
        ways = {"library": run_library, "cli": run_cli, "arrow": run_arrow, "pandas": run_pandas}
        print(json.dumps(ways[arguments.child](arguments.work)))
    else:
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            prepare(work, arguments.file, arguments.rows)
            names = arguments.only or ["arrow", "pandas", "spark"]
            sys.exit(not report(work, arguments.rows, names, arguments.master))


if __name__ == "__main__":
    main()
