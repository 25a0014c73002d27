"""One text, one answer: by itself, among many, in a file of any format, in a data frame, over Arrow and over HTTP."""

from __future__ import annotations

import csv
import json
import random
from itertools import product
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from addrreg import COLUMNS, Cleanser, frames
from addrreg.engines.arrow import cleanse_table
from served import served
from standin import run

PLACES = [
    "千代田区紀尾井町",
    "札幌市中央区北1西2",
    "府中市",
    "中央区中央",
    "京都市中京区寺町通御池上る上本能寺前町",
    "どこか",
]
BEHIND = ["", "１番地の２", " 1-3 青葉ビル3F", "3-4-501●", "\t様", ' "A", 1']
TEXTS = [place + behind for place, behind in product(PLACES, BEHIND)]
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def expected(cleanser: Cleanser) -> list[Row]:
    """Each text by itself."""
    return [cleanser(text).values() for text in TEXTS]


def test_among_many_and_in_any_order(cleanser: Cleanser, expected: list[Row]) -> None:
    order = random.Random(1).sample(range(len(TEXTS)), len(TEXTS)) * 2  # noqa: S311
    assert [result.values() for result in cleanser.many(TEXTS[i] for i in order)] == [
        expected[i] for i in order
    ]


def test_in_files(expected: list[Row], registry_path: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["住所"], *([text] for text in TEXTS)])
    plain = [["" if value is None else str(value) for value in row] for row in expected]
    for name in ("out.csv", "out.jsonl", "out.parquet"):
        done = run(
            "cleanse",
            source,
            "-o",
            tmp_path / name,
            "-c",
            "住所",
            "--registry",
            registry_path,
            "--prefix",
            "",
        )
        assert done.code == 0, done.err
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [[row[column] for column in COLUMNS] for row in rows] == plain
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [tuple(json.loads(line)[column] for column in COLUMNS) for line in lines] == expected
    table = pq.read_table(tmp_path / "out.parquet").select(COLUMNS).to_pylist()
    assert [tuple(row.values()) for row in table] == expected


def test_in_frames_and_arrow(cleanser: Cleanser, expected: list[Row]) -> None:
    after = frames.cleanse(pd.Series(TEXTS), cleanser=cleanser, prefix="").astype(object)
    assert [tuple(None if pd.isna(cell) else cell for cell in row) for row in after.to_numpy()] == expected
    table = cleanse_table(pa.table({"住所": TEXTS}), "住所", cleanser, prefix="")
    assert [tuple(row.values()) for row in table.select(COLUMNS).to_pylist()] == expected


def test_over_http(expected: list[Row], registry_path: Path) -> None:
    with served(registry_path) as client:
        answers = [
            client.get("/normalize", params={"address": text}).raise_for_status().json() for text in TEXTS
        ]
    assert [tuple(answer[column] for column in COLUMNS) for answer in answers] == expected
