"""addrreg normalize, explain and registry: with a stand-in, and with the real registry."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import addrreg
from addrreg.cli.app import make_app
from addrreg.result import COLUMNS
from standin import StandIn, run

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"


def test_version() -> None:
    assert run("--version").text == f"addrreg {addrreg.__version__}\n"


@pytest.mark.parametrize("command", [(), ("normalize",), ("explain",), ("cleanse",), ("registry", "info")])
def test_help_ends_with_an_example(command: tuple[str, ...]) -> None:
    for flag in ("--help", "-h"):
        done = run(*command, flag)
        assert done.code == 0
        assert "Example" in done.text
        assert done.text.splitlines()[-1].strip().startswith(("addrreg ", "cat "))


def test_a_command_is_the_same_made_alone() -> None:
    """Which module makes a command is written down, so that no other need be imported."""
    every = typer.main.get_command(make_app())
    assert isinstance(every, TyperGroup)
    for name, command in every.commands.items():
        alone = typer.main.get_command(make_app(name))
        assert isinstance(alone, TyperGroup)
        assert set(alone.commands) <= set(every.commands)
        assert [one.opts for one in alone.commands[name].params] == [one.opts for one in command.params]
    assert set(typer.main.get_command(make_app("clense")).commands) == set(every.commands)  # type: ignore[attr-defined]


def test_one_address_waits_for_no_package_it_does_not_need(registry_path: Path) -> None:
    script = (
        "import sys, addrreg.cli\n"
        "sys.argv = ['addrreg', 'normalize', '東京都', '--json', '--target', 'parcel']\n"
        "try:\n    addrreg.cli.main()\n"
        "finally:\n    print(*{'pydantic', 'rich', 'multiprocessing', 'pyarrow'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"ADDRREG_CACHE": str(registry_path.parent)},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["pref"] == "東京都"
    assert done.stderr.split() == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("cleanse", "in.csv", "--jobs", "0"), "--jobs"),
        (("cleanse", "in.csv", "--jobs", "-1"), "--jobs"),
        (("cleanse", "in.csv", "--jobs", "two"), "--jobs"),
        (("cleanse", "in.csv", "--limit", "1.5"), "--limit"),
        (("cleanse", "in.csv", "--ragged", "KEEP"), "--ragged"),
        (("normalize", "東京都", "--target", "house"), "--target"),
        (("cleanse",), "INPUT"),
    ],
)
def test_values_that_an_option_does_not_take(arguments: tuple[str, ...], word: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert word in done.err
    assert done.err.startswith("Usage: ")


def test_normalize_shows_what_is_known(stand_in: StandIn) -> None:
    done = run("normalize", "東京都X", "どこか")
    assert done.code == 0
    first, second = done.text.split("\n\n")
    assert first.splitlines()[0] == "東京都X"
    assert "  pref         東京都" in first.splitlines()
    assert "building" not in first
    assert second.splitlines()[1].split() == ["status", "unmatched"]


def test_normalize_names_the_candidates(stand_in: StandIn) -> None:
    assert "東京都府中市  (city, 132063)" in run("normalize", "府中市").text


def test_normalize_as_json(stand_in: StandIn) -> None:
    lines = run("normalize", "--json", "東京都X", "y\nz").text.splitlines()
    first, second = map(json.loads, lines)
    assert list(first) == ["input", *COLUMNS]
    assert (first["pref"], first["lat"], first["lon"]) == ("東京都", 35.5, 139.5)
    assert second["input"] == "y\nz"


@pytest.mark.parametrize("arguments", [(), ("-",)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_normalize_reads_lines(stand_in: StandIn, arguments: tuple[str, ...], encoding: str) -> None:
    done = run("normalize", "--json", *arguments, stdin="abc\r\n東京都港区\n\n大阪府".encode(encoding))
    assert [json.loads(line)["input"] for line in done.text.splitlines()] == [
        "abc",
        "東京都港区",
        "",
        "大阪府",
    ]


def test_normalize_names_the_line_that_is_no_text(stand_in: StandIn) -> None:
    done = run("normalize", stdin="東京都\n".encode() + "大阪府\n".encode("cp932"))
    assert done.code == 2
    assert "line 2 is not utf-8" in done.err


def test_any_text_is_an_address(stand_in: StandIn) -> None:
    for text in ("", " ", "\x00\x1b[2J", "\ud83d", "x" * 5000, "--", "🏯" * 9):
        done = run("normalize", "--", text)
        assert done.code == 0, done.err
        assert "\x1b" not in done.text, "terminal escapes of a text must not act"


def test_explain(stand_in: StandIn) -> None:
    lines = run("explain", "東京都Xビル").text.splitlines()
    assert lines[:2] == ["東京都Xビル", "ＰＰＰ?？？"]


# With the real registry


@pytest.fixture(scope="module")
def real(registry_path: Path) -> dict[str, str]:
    return os.environ | {"ADDRREG_REGISTRY": str(registry_path), "PYTHONIOENCODING": "utf-8"}


def launch(
    real: dict[str, str], *arguments: object, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", str(ROOT / "cli.py"), *map(str, arguments)]
    return subprocess.run(command, input=stdin, env=real, capture_output=True, check=False)


def test_sample_is_cleansed(real: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = launch(real, "cleanse", SAMPLES / "facilities.csv", "-o", out, "--column", "住所")
    assert done.returncode == 0, done.stderr.decode()
    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["名称"]: row for row in csv.DictReader(file)}
    assert rows["東京都庁"]["abr_address"] == "東京都新宿区西新宿二丁目8-1 東京都庁第一本庁舎"
    assert rows["北海道庁"]["abr_chome"] == "六丁目"
    assert rows["府中市"]["abr_status"] == "ambiguous"
    assert rows["移転先"]["abr_status"] == "unmatched"
    placed = [row for row in rows.values() if row["abr_status"] == "matched"]
    assert len(placed) == len(rows) - 2
    assert b"registry of " in done.stderr


def test_cp932_sample_stays_cp932(real: dict[str, str]) -> None:
    source = SAMPLES / "facilities_cp932.csv"
    done = launch(real, "cleanse", source, "-o", "-", "-q")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    lines, cleansed = source.read_bytes().split(b"\r\n"), done.stdout.split(b"\r\n")
    assert len(lines) == len(cleansed)
    assert all(new.startswith(old) for old, new in zip(lines, cleansed, strict=True))
    assert "北海道札幌市中央区北三条西六丁目" in done.stdout.decode("cp932")


def test_addresses_one_by_one(real: dict[str, str]) -> None:
    done = launch(real, "normalize", "--json", stdin="千代田区紀尾井町１の３\n".encode())
    found = json.loads(done.stdout)
    assert (found["lg_code"], found["machiaza_id"], found["number"]) == ("131016", "0056000", "1-3")
    text = launch(real, "explain", "東京都千代田区紀尾井町１－３").stdout.decode()
    assert text.splitlines()[1] == "ＰＰＰＣＣＣＣＯＯＯＯＮＮＮ"


def test_registry_info(real: dict[str, str]) -> None:
    found = json.loads(launch(real, "registry", "info", "--json").stdout)
    assert found["path"] == real["ADDRREG_REGISTRY"]
    assert all(source["sha256"] and source["name"] for source in found["sources"])
    shown = launch(real, "registry", "info").stdout.decode()
    for word in (found["vintage"], "アドレス・ベース・レジストリ", "sha256", f"{found['counts']['town']:,}"):
        assert word in shown


@pytest.mark.parametrize("content", [None, b"", b"not a registry" * 99])
def test_registry_that_is_none(real: dict[str, str], tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "registry.sqlite"
    if content is not None:
        path.write_bytes(content)
    for command in (("normalize", "東京都"), ("registry", "info")):
        done = launch(real, *command, "--registry", path)
        assert done.returncode == 2
        assert done.stdout == b""
        assert str(path) in done.stderr.decode()
        # what is there and is no registry must not be built over
        remedy = "addrreg registry build" if content is None else "unset ADDRREG_REGISTRY"
        assert remedy in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_registry_build_overwrites_registries_only(tmp_path: Path) -> None:
    table = tmp_path / "customers.csv"
    table.write_text("住所\n東京都\n", encoding="utf-8")
    for path, word in (
        (table, "is no registry"),
        (tmp_path, "is a folder"),
        (tmp_path / "a" / "b.sqlite", "mkdir"),
    ):
        done = run("registry", "build", path)
        assert done.code == 2
        assert word in done.err
    assert table.read_text(encoding="utf-8") == "住所\n東京都\n"


def test_registry_build_says_where_it_cannot_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ADDRREG_CACHE", str(tmp_path / "file"))
    done = run("registry", "build")
    assert done.code == 2
    assert "ADDRREG_CACHE" in done.err


def test_damage_inside_the_registry_is_named(registry_path: Path, tmp_path: Path) -> None:
    """Pages in the middle overwritten: the file opens, and fails where it is read."""
    path = tmp_path / "registry.sqlite"
    shutil.copy(registry_path, path)
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.seek(size // 100)
        file.write(b"\xff" * (size // 2))
    for command in (
        ("registry", "info"),
        ("cleanse", SAMPLES / "facilities.csv", "-o", tmp_path / "out.csv"),
    ):
        done = run(*command, "--registry", path)
        assert done.code == 2
        assert "damaged" in done.err
        assert "addrreg registry build" in done.err
    assert not (tmp_path / "out.csv").exists()


def test_build_leaves_another_database_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (name)")
        connection.commit()
    before = path.read_bytes()
    done = run("registry", "build", path)
    assert done.code == 2
    assert "no registry" in done.err
    assert path.read_bytes() == before
