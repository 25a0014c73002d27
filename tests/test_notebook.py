"""The notebook runs from the first cell to the last, says what it promises, and is committed without outputs."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from addrreg.audit import catalogue

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks/data_quality_audit.ipynb"
SAMPLE = ROOT / "data/samples/dirty_facilities.csv"

# In a process of its own: the kernel's client has loops and sockets that outlive a test.
RUN = """
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=180, resources={"metadata": {"path": sys.argv[2]}}).execute()
nbformat.write(notebook, sys.argv[3])
"""


def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return found


def sample() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_it_is_committed_without_outputs() -> None:
    code = [cell for cell in cells() if cell["cell_type"] == "code"]
    assert len(code) > 10
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert notebook["metadata"].keys() == {"kernelspec", "language_info"}, "no version or path of a machine"
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


def test_it_is_told_in_japanese() -> None:
    told = [cell for cell in cells() if cell["cell_type"] == "markdown"]
    assert len(told) > 10
    assert all(re.search("[ぁ-ん]", "".join(cell["source"])) for cell in told)


def test_its_links_lead_somewhere() -> None:
    text = "".join("".join(cell["source"]) for cell in cells() if cell["cell_type"] == "markdown")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert links
    assert [link for link in links if not (NOTEBOOK.parent / link).exists()] == []


@pytest.fixture(scope="module")
def executed(
    registry_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[dict[str, Any]]]:
    """The folder that it ran in, a copy that holds nothing but notebook and sample, and its cells with their outputs."""
    for package in ("matplotlib", "matplotlib_fontja", "ipykernel", "nbclient"):
        pytest.importorskip(package, reason="pip install 'addrreg[notebook]'")
    folder = tmp_path_factory.mktemp("copy")
    for path in (NOTEBOOK, SAMPLE):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True)
        shutil.copy(path, target)
    where, done = folder / "notebooks", folder / "executed.ipynb"
    source = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {
        "ADDRREG_REGISTRY": str(registry_path),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONPATH": source,
    }
    command = [sys.executable, "-X", "utf8", "-c", RUN, str(where / NOTEBOOK.name), str(where), str(done)]
    run = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return where, json.loads(done.read_text(encoding="utf-8"))["cells"]


def outputs(executed: tuple[Path, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [output for cell in executed[1] for output in cell.get("outputs", [])]


def printed(executed: tuple[Path, list[dict[str, Any]]]) -> str:
    return "".join("".join(o["text"]) for o in outputs(executed) if o.get("name") == "stdout")


def test_it_runs_without_a_warning_and_draws(executed: tuple[Path, list[dict[str, Any]]]) -> None:
    said = ["".join(o["text"]) for o in outputs(executed) if o.get("name") == "stderr"]
    assert said == [], "a missing glyph of the font is said there as well"
    pictures = [o["data"]["image/png"] for o in outputs(executed) if "image/png" in o.get("data", {})]
    assert len(pictures) == 4
    assert all(len(picture) > 5_000 for picture in pictures)


def test_it_finds_the_dirt_that_was_put_in(executed: tuple[Path, list[dict[str, Any]]]) -> None:
    text = printed(executed)
    shares = [float(share) for share in re.findall(r"(?:再現率|適合率) ([0-9.]+)%", text)]
    assert len(shares) == 2
    assert min(shares) >= 97
    assert all(float(share) >= 99 for share in re.findall(r"行が正解（([0-9.]+)%）", text))
    assert re.search(r"正解 30、見つけた 30、共通 30", text), "each pair of one facility, and no other"


def test_it_writes_what_it_says(executed: tuple[Path, list[dict[str, Any]]]) -> None:
    folder = executed[0] / "output"
    names = {
        "整えた施設一覧.csv",
        "整えた施設一覧.xlsx",
        "監査_整える前.html",
        "監査_整える前.csv",
        "監査_整えた後.html",
    }
    assert names <= {path.name for path in folder.iterdir()}
    with (folder / "整えた施設一覧.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len({row["正解_施設"] for row in sample()}), "a row for each facility"
    kept = " ".join(row["まとめた施設番号"] for row in rows).split()
    assert sorted(kept) == [row["施設番号"] for row in sample()], "no row is lost"


def test_the_sample_is_what_its_script_makes(tmp_path: Path, registry_path: Path) -> None:
    made = tmp_path / "made.csv"
    command = [sys.executable, "-X", "utf8", str(ROOT / "data/make_dirty_sample.py"), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert made.read_bytes() == SAMPLE.read_bytes(), "run data/make_dirty_sample.py"


def test_the_sample_s_dirt_is_named_as_in_the_catalogue() -> None:
    rows = sample()
    assert 300 <= len(rows) <= 500
    dirt = {code for row in rows for code in row["汚れ"].split(";") if code}
    assert dirt <= set(catalogue())
    assert len(dirt) > 40
    assert sum(not row["汚れ"] for row in rows) >= 50, "clean rows show findings too many"
