"""The guard of ``make bench``: what it calls worse, and that its counts are the work and not the machine."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).resolve().parent.parent / "benchmarks" / "guard.py"


@pytest.fixture(scope="module")
def guard() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_guard", PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "before", "now", "verdict"),
    [
        ("usual: calls", 100.0, 100.0, "same"),
        ("usual: calls", 100.0, 102.0, "same"),
        ("usual: calls", 100.0, 103.0, "worse"),
        ("usual: calls", 100.0, 97.0, "better"),
        ("usual: SQLite steps", 0.0, 0.0, "same"),
        ("usual: SQLite steps", 0.0, 1.0, "worse"),
        ("usual: peak kB", 200.0, 209.0, "same"),
        ("usual: peak kB", 200.0, 211.0, "worse"),
        ("library of the floor", 0.20, 0.16, "same"),
        ("library of the floor", 0.20, 0.14, "worse"),
        ("library of the floor", 0.20, 0.26, "better"),
    ],
)
def test_verdict(guard: ModuleType, name: str, before: float, now: float, verdict: str) -> None:
    (move,) = guard.compare({name: before}, {name: now})
    assert move.verdict == verdict


def test_figures_of_one_side_are_named_and_not_judged(guard: ModuleType) -> None:
    moves = guard.compare({"usual: calls": 1.0}, {"short: calls": 2.0})
    assert [(move.name, move.verdict) for move in moves] == [
        ("usual: calls", "not measured"),
        ("short: calls", "new"),
    ]


def test_ratios_are_taken_within_one_report(guard: ModuleType) -> None:
    report = {
        "figures": {
            "floor": {"rows": 10, "rate": 400.0},
            "floor, all columns": {"rows": 10, "rate": 200.0},
            "library": {"rows": 10, "rate": 100.0},
            "cli": {"rows": 10, "rate": 50.0},
            "import": {"rows": 1, "rate": 14.0},
        }
    }
    assert guard.of_the_floor(report) == {
        "library of the floor": 0.25,
        "cli of the floor": 0.125,
        "cli of its own floor": 0.25,
    }
    del report["figures"]["floor, all columns"]
    assert "cli of its own floor" not in guard.of_the_floor(report), "a report of before it was measured"


def test_calls_and_bytecodes_repeat_and_grow_with_the_work(guard: ModuleType) -> None:
    def work(times: int) -> None:
        for number in range(times):
            str(number).upper()

    for count in (guard.count_calls, guard.count_bytecodes):
        once = count(lambda: work(100))
        assert once == count(lambda: work(100))
        assert count(lambda: work(200)) > 1.5 * once


def test_steps_are_those_of_the_connection(guard: ModuleType) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table town (node integer primary key)")
    connection.executemany("insert into town values (?)", [(node,) for node in range(100)])

    def scan(limit: int) -> int:
        sql = "select node from town limit ?"
        return int(guard.count_steps(lambda: connection.execute(sql, (limit,)).fetchall(), connection))

    assert 0 < scan(10) < scan(100) == scan(100)
    assert guard.count_steps(lambda: None, connection) == 0
    connection.close()


def test_every_committed_figure_can_be_judged(guard: ModuleType) -> None:
    committed = json.loads((PATH.parent / "guard.json").read_text(encoding="utf-8"))
    names = {name for figures in committed.values() for name in figures}
    assert {"usual: calls", "usual: bytecodes", "library of the floor"} <= names
    assert {name.rpartition(" ")[2] for name in names} <= set(guard.MEASURES)


def test_a_report_that_is_missing_is_named(tmp_path: Path) -> None:
    command = [sys.executable, str(PATH), "--speed", str(tmp_path / "absent.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "speed.py --json" in done.stderr
