"""addrreg.engines.spark on a real Spark with two workers: the command line's rows, to the byte."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from standin import run

HERE = Path(__file__).parent
ROWS = 3000


def java() -> str | None:
    """A Java that Spark would find."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


needs_spark = [
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(java() is None, reason="Spark needs Java, and there is none"),
]
pytestmark = needs_spark


def addresses() -> list[str]:
    """The inputs of the cases, the odd ones included, over and over."""
    found: list[str] = []
    for path in sorted((HERE / "cases").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["input"] for row in csv.DictReader(file)]
    found += ["", " ", '"', "東京都\n千代田区紀尾井町1-3", "=1+1", "紀尾井町1,3", "東京都港区汐留1-5-2"]
    return (found * (ROWS // len(found) + 1))[:ROWS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, registry_path: Path) -> Path:
    """What the application left: its rows and findings."""
    folder = tmp_path_factory.mktemp("spark")
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "都道府県", "住所"])
        prefs = ["", "東京都", "京都府", "北海道 "]
        writer.writerows([i, prefs[i % 4], text] for i, text in enumerate(addresses()))
    (folder / "own.tsv").write_text("東京都港区汐留\t東京都港区東新橋\n", encoding="utf-8")
    own = {
        "ADDRREG_REGISTRY": str(registry_path),
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE)]),
        "PYSPARK_PYTHON": sys.executable,
        # a short life: less compiling
        "PYSPARK_SUBMIT_ARGS": "--driver-java-options -XX:TieredStopAtLevel=1 pyspark-shell",
        "PYTHONWARNINGS": "ignore",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }
    command = [sys.executable, str(HERE / "spark_app.py"), str(folder), str(registry_path)]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | own, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("one.csv", ["--column", "住所"]),
        ("two.csv", ["--column", "都道府県", "--column", "住所", "--prefix", "x_"]),
    ],
)
def test_the_rows_are_the_command_line_s_to_the_byte(
    folder: Path, registry_path: Path, name: str, arguments: list[str]
) -> None:
    out = folder / f"cli-{name}"
    done = run("cleanse", folder / "rows.csv", "-o", out, "--registry", registry_path, *arguments)
    assert done.code == 0, done.err
    assert out.read_bytes().count(b"matched") > ROWS // 2
    assert (folder / name).read_bytes() == out.read_bytes()


def test_each_worker_opens_the_shipped_file_once(found: dict[str, Any]) -> None:
    shared = found["shared"]
    assert 1 <= len(shared["workers"]) <= 3, "two at a time; Spark may replace one"
    assert shared["driver"] not in shared["workers"]
    # one for the registry, and where that worker had tasks with it one more for the dictionary
    assert set(shared["open"]) <= {1, 2}
    assert all(path.startswith("addrreg-") for path in shared["paths"])
    assert found["default"] not in shared["paths"], "the shipped copy is used, not the driver's file"


def test_other_columns_and_types_stay(found: dict[str, Any]) -> None:
    untouched = found["untouched"]
    assert untouched["same"]
    assert untouched["types"]
    schema = untouched["schema"]
    assert (schema["abr_lg_code"], schema["abr_lat"], schema["abr_alternatives"]) == (
        "string",
        "double",
        "bigint",
    )


def test_a_null_address_has_null_results(found: dict[str, Any]) -> None:
    assert found["untouched"]["null"] == []


def test_the_dictionary_is_shipped_too(found: dict[str, Any]) -> None:
    assert found["dictionary"] > 0


def test_faults_are_told_on_the_driver(found: dict[str, Any]) -> None:
    column, clash, kind, registry, dictionary = found["errors"]
    assert "InputError: there is no column 住処; the columns are id, 都道府県, 住所" in column
    assert "InputError: there is already a column abr_status" in clash
    assert "InputError: the column half holds double, not text" in kind
    assert kind.endswith('df.withColumn("half", df["half"].cast("long"))')
    assert "RegistryError" in registry
    assert "InputError" in dictionary
