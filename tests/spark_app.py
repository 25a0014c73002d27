"""A Spark application for test_engines_spark.py: a JVM of its own, two workers, its findings written to files.

    python spark_app.py FOLDER REGISTRY

FOLDER has rows.csv (id, 都道府県, 住所) and own.tsv (a dictionary). A process of its own, because pyspark leaves sockets open
and warns of versions, and the suite turns warnings into errors.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from addrreg import AddrregError, Options
from addrreg.engines.spark import cleanse
from addrreg.engines.worker import opened

LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
    "spark.sql.session.timeZone": "Asia/Tokyo",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
}


def session() -> SparkSession:
    builder = SparkSession.builder.master("local[2]").appName("addrreg tests")
    for key, value in LOCAL.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def write(path: Path, df: DataFrame) -> None:
    """The rows by id as the command line writes them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(df.columns)
        writer.writerows(df.orderBy("id").collect())


def message(call: Callable[[], object]) -> str:
    try:
        call()
    except AddrregError as error:
        return f"{type(error).__name__}: {error}"
    return "no error"


def workers(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The process, and the Cleansers that it keeps, after a batch was read."""
    for _ in batches:
        pass
    cleansers = sys.modules["addrreg.engines.worker"].__dict__["_opened"].cleansers
    paths = sorted({Path(path).name for _, path, _ in cleansers})
    yield pa.RecordBatch.from_pylist(
        [
            {
                "pid": os.getpid(),
                "open": len(cleansers),
                "paths": " ".join(paths),
                "thread": threading.get_ident(),
            }
        ]
    )


def shared(rows: DataFrame) -> dict[str, Any]:
    """Which processes worked, after another job of six tasks."""
    cleanse(rows.repartition(6), "住所").count()
    found = (
        rows.repartition(6).mapInArrow(workers, "pid long, open long, paths string, thread long").collect()
    )
    return {
        "driver": os.getpid(),
        "workers": sorted({row.pid for row in found if row.open}),
        "open": sorted({row.open for row in found if row.open}),
        "paths": sorted({row.paths for row in found if row.open}),
    }


def untouched(spark: SparkSession) -> dict[str, Any]:
    """Columns of other types, a null address, and partitions without rows."""
    values = [
        (1, "千代田区紀尾井町1-3", datetime(2026, 4, 1, 9, 0), Decimal("1.10"), ["a", None], {"k": 1}),
        (2, None, None, None, None, None),
    ]
    kinds = (
        "id long, `住所` string, day timestamp, price decimal(9,2), tags array<string>, map map<string,int>"
    )
    before = spark.createDataFrame(values, kinds).repartition(3)
    after = cleanse(before, "住所").orderBy("id")
    return {
        "same": after.select(before.columns).collect() == before.orderBy("id").collect(),
        "types": after.select(before.columns).schema == before.schema,
        "null": [value for value in after.collect()[1][len(before.columns) :] if value is not None],
        "schema": {field.name: field.dataType.simpleString() for field in after.schema.fields},
    }


def main(folder: Path, registry: Path) -> None:
    spark = session()
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    df = spark.createDataFrame(
        [(int(row[0]), *row[1:]) for row in rows], "id long, `都道府県` string, `住所` string"
    )
    df = df.repartition(3)
    write(folder / "one.csv", cleanse(df, "住所"))
    write(folder / "two.csv", cleanse(df, ["都道府県", "住所"], registry=registry, prefix="x_"))
    own = cleanse(df, "住所", options=Options(dictionary=folder / "own.tsv"))
    found: dict[str, Any] = {
        "shared": shared(df),
        "untouched": untouched(spark),
        "dictionary": own.where("abr_steps like '%dictionary%'").count(),
        "errors": [
            message(lambda: cleanse(df, "住処")),
            message(lambda: cleanse(cleanse(df, "住所"), "住所")),
            message(lambda: cleanse(df.selectExpr("id / 2 as half"), "half")),
            message(lambda: cleanse(df, "住所", registry=folder / "none.sqlite")),
            message(lambda: cleanse(df, "住所", options=Options(dictionary=folder / "none.tsv"))),
        ],
        "default": opened().registry.path.name,
    }
    (folder / "found.json").write_text(json.dumps(found, default=str), encoding="utf-8")
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
