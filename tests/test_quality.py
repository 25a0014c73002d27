"""Style and types are part of the suite: what the tools would say on another day is said here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))
PEERS = sorted((ROOT / "benchmarks" / "peers").glob("*.py"))
#: These run in jageocoder's environment alone.
ELSEWHERE = {"jageocoder_load", "jageocoder_run"}


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("ruff", "check", "."), id="ruff check"),
        pytest.param(("ruff", "format", "--check", "."), id="ruff format"),
        pytest.param(("mypy", "--strict"), id="mypy"),
    ],
)
def test_tool_is_content(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_benchmarks_are_typed() -> None:
    done = run("mypy", "--strict", *(str(path) for path in BENCHMARKS))
    assert done.returncode == 0, done.stdout + done.stderr


def test_peers_are_typed() -> None:
    here = [path.name for path in PEERS if path.stem not in ELSEWHERE]
    done = run("mypy", "--strict", *here, cwd=PEERS[0].parent)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["run", "abr_geocoder", "geolonia", "jageocoder_peer"])
def test_peers_start_and_explain_themselves(name: str) -> None:
    path = ROOT / "benchmarks" / "peers" / f"{name}.py"
    done = subprocess.run([sys.executable, str(path), "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--work" in done.stdout


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_benchmarks_start_and_explain_themselves(path: Path) -> None:
    if path.stem in {"cuts", "judge", "rendering"}:
        done = run("doctest", str(path), cwd=path.parent)
    else:
        done = subprocess.run(
            [sys.executable, str(path), "--help"], capture_output=True, text=True, check=False
        )
        assert "usage:" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", ["accuracy", "again", "hard_cases", "speed"])
def test_benchmarks_say_what_is_missing(script: str, tmp_path: Path) -> None:
    option = "--file" if script == "speed" else "--shared"
    command = [sys.executable, str(ROOT / "benchmarks" / f"{script}.py"), option, str(tmp_path / "absent")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "absent" in done.stderr
    assert option in done.stderr
