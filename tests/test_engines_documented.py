"""The examples of docs/engines.md for Ray Data and Dask run as they stand, where these are installed."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from addrreg import Cleanser
from addrreg.engines.arrow import cleanse_table

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "engines.md"


def example(title: str) -> str:
    """The Python block under a title of the document."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)[0]


@pytest.mark.parametrize(("title", "package"), [("Ray Data", "ray"), ("Dask", "dask")])
def test_the_example_gives_the_library_s_rows(
    title: str, package: str, tmp_path: Path, registry_path: Path, cleanser: Cleanser
) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    places = [
        "千代田区紀尾井町1-3",
        None,
        "府中市",
        "",
        "どこか",
        "京都市中京区寺町通御池上る上本能寺前町488",
    ]
    rows = pa.table({"id": range(60), "住所": places * 10})
    pq.write_table(rows, tmp_path / "customers.parquet", row_group_size=20)
    (tmp_path / "example.py").write_text(example(title), encoding="utf-8")
    own = {
        "ADDRREG_REGISTRY": str(registry_path),
        "PYTHONPATH": str(ROOT / "src"),
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = ds.dataset(tmp_path / "cleansed", format="parquet").to_table().sort_by("id")
    wanted = cleanse_table(rows, "住所", cleanser)
    assert found.select(wanted.schema.names).to_pylist() == wanted.to_pylist()
