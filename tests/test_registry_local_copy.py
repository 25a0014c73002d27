"""The local copy: built once, whole or not at all, found again, refused or rebuilt where it is damaged."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import small_country
from addrreg.errors import RegistryError, StaleRegistry
from addrreg.registry import embedded
from addrreg.registry.build import build
from addrreg.registry.schema import shown
from addrreg.registry.store import Registry, open_registry

TESTS = Path(__file__).resolve().parent

#: A process that builds a small local copy; what stands in ``{then}`` happens when the build reports for
#: the first time.
PROCESS = """
import sys, time
from pathlib import Path
from addrreg.registry import embedded
embedded.pack_path = lambda: Path(sys.argv[1])
calls = []
def progress(stage, done, total):
    if not calls:
        print("building", flush=True)
        {then}
    calls.append(stage)
path = embedded.ensure(progress)
print(len(calls) > 0, path, flush=True)
"""


@pytest.fixture
def small_cache(own_cache: Path, small_pack: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(embedded, "pack_path", lambda: small_pack)
    return own_cache


def start(pack: Path, then: str, *arguments: object) -> subprocess.Popen[str]:
    """A process with the environment of the test (its own cache) that builds the small registry."""
    command = [sys.executable, "-c", PROCESS.format(then=then), str(pack), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent / "src")}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def edit(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_the_first_use_builds_and_the_second_finds(small_cache: Path) -> None:
    stages: list[str] = []
    path = embedded.ensure(lambda stage, done, total: stages.append(stage))
    assert {"unpack", "town"} <= set(stages)
    assert path.parent == small_cache
    before = path.stat().st_mtime_ns
    assert embedded.ensure() == path
    assert path.stat().st_mtime_ns == before


def test_anew_builds_again(small_cache: Path) -> None:
    before = embedded.ensure().stat().st_ino
    assert embedded.ensure(anew=True).stat().st_ino != before


def test_two_builds_give_the_same_bytes(small_pack: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        build(small_pack, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_another_pack_or_fold_has_another_copy(small_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = embedded.local_copy()
    monkeypatch.setattr("addrreg.text.fold.fingerprint", lambda: "another")
    assert embedded.local_copy() != here


def test_children_follow_their_parent_and_inherit(small_cache: Path) -> None:
    with open_registry() as registry:
        rows = registry.connection.execute(
            f"select {shown('oaza_cho', 'chome', 'chome_number', 'koaza', 'post_code', 'rep_lat', 'pos_level', 'src')} from town"  # noqa: S608
            " where lg_code in ('131016', '032158') and oaza_cho <> '' order by node"
        ).fetchall()
    assert rows == [
        ("水沢", "", None, "", "", None, "", "abr"),
        ("水沢", "", None, "字横町", "0230053", 39.14, "machiaza_detail", "abr"),
        ("水沢", "", None, "谷地明円", "0230834", None, "", "japanpost"),
        ("霞が関", "", None, "", "1000013;1000014", None, "", "derived"),
        ("霞が関", "一丁目", 1, "", "1000013", 35.674, "machiaza_detail", "abr"),
        ("霞が関", "二丁目", 2, "", "1000014", None, "", "abr"),
        ("霞が関", "三丁目", 3, "", "1000014", 35.671, "machiaza_detail", "geolonia"),
        ("紀尾井町", "", None, "", "1020094", 35.679, "machiaza", "abr"),
    ]


def test_the_view_has_the_rows_of_the_release(small_cache: Path) -> None:
    with open_registry() as registry:
        rows = registry.connection.execute(
            "select * from mt_town where city = '千代田区' order by 2"
        ).fetchall()
    assert rows[-1] == (
        "131016", "0056000", 1, "東京都", "", "千代田区", "",
        "紀尾井町", "キオイチョウ", "", None, "", "", "1020094",
    )  # fmt: skip
    assert len(rows) == 3


def test_info_names_vintage_sources_and_counts(small_cache: Path) -> None:
    with open_registry() as registry:
        info = registry.info()
    assert info["vintage"] == "2022-04"
    assert info["size"] == Path(str(info["path"])).stat().st_size
    assert "addrreg project" in str(info["attribution"])
    assert [source["name"] for source in info["sources"]] == [
        s.name for s in small_country.build_script().SOURCES
    ]
    assert info["counts"]["town.geolonia"] == 2


def test_a_killed_build_leaves_nothing_that_the_next_trips_over(small_cache: Path, small_pack: Path) -> None:
    with start(small_pack, "time.sleep(60)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "building\n"
        (small_cache / f"{embedded.local_copy().name}.1.part").write_bytes(b"left behind")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not embedded.local_copy().exists()
    path = embedded.ensure()
    assert [file.name for file in small_cache.iterdir() if ".part" in file.name] == []
    with Registry(path) as registry:
        assert registry.header()["vintage"] == "2022-04"


def test_of_two_at_once_one_builds_and_both_end_well(
    small_cache: Path, small_pack: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    wait = "exec('while not Path(sys.argv[2]).exists(): time.sleep(0.01)')"
    with start(small_pack, wait, gate) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "building\n"
        with start(small_pack, "pass") as second:
            gate.touch()
            results = [process.communicate(timeout=60) for process in (first, second)]
            assert (first.returncode, second.returncode) == (0, 0), results
    path = embedded.local_copy()
    assert [out for out, _ in results] == [f"True {path}\n", f"False {path}\n"]


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "zeros", "stale", "no names"])
def test_a_damaged_copy_of_the_embedded_registry_is_rebuilt(small_cache: Path, damage: str) -> None:
    path = embedded.ensure()
    spoil(path, damage)
    with open_registry() as registry:
        assert registry.connection.execute("select count(*) from town").fetchone()[0] > 20


def spoil(path: Path, damage: str) -> None:
    data = path.read_bytes()
    if damage == "stale":
        edit(path, "update header set value = 'other' where key = 'fold'")
    elif damage == "format":
        edit(path, "update header set value = '0' where key = 'format'")
    elif damage == "no names":
        edit(path, "delete from names")
    else:
        path.write_bytes(
            {"empty": b"", "cut": data[:-8192], "text": b"lg_code,pref\n" * 99, "zeros": bytes(len(data))}[
                damage
            ]
        )


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "zeros", "no names"])
def test_a_damaged_file_that_was_named_is_refused_and_left_alone(
    small_pack: Path, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "registry.sqlite"
    build(small_pack, path)
    spoil(path, damage)
    before = path.read_bytes()
    with pytest.raises(RegistryError) as caught:
        open_registry(path)
    assert str(path) in caught.value.message
    # what is no SQLite file may be anything, and must not be built over
    other = damage in ("empty", "text", "zeros")
    assert ("unset ADDRREG_REGISTRY" if other else "addrreg registry build") in caught.value.remedy
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["stale", "format"])
def test_a_stale_file_that_was_named_is_refused(small_pack: Path, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "registry.sqlite"
    build(small_pack, path)
    spoil(path, damage)
    with pytest.raises(StaleRegistry) as caught:
        open_registry(path)
    assert "addrreg registry build" in caught.value.remedy


def test_the_variable_names_a_registry(
    small_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "住所 registry?.sqlite"
    build(small_pack, path)
    monkeypatch.setenv("ADDRREG_REGISTRY", str(path))
    with open_registry() as registry:
        assert registry.path == path
    monkeypatch.setenv("ADDRREG_REGISTRY", str(tmp_path / "none.sqlite"))
    with pytest.raises(RegistryError, match="there is no registry"):
        open_registry()


def test_an_open_registry_cannot_be_written(small_cache: Path) -> None:
    with open_registry() as registry, pytest.raises(sqlite3.OperationalError, match="readonly"):
        registry.connection.execute("delete from town")


def test_a_cache_that_is_no_folder_is_named_with_the_remedy(small_cache: Path) -> None:
    small_cache.write_text("a file")
    with pytest.raises(RegistryError) as caught:
        embedded.ensure()
    assert str(small_cache) in caught.value.message
    assert "ADDRREG_CACHE" in caught.value.remedy


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_without_permission_is_named_with_the_remedy(small_cache: Path) -> None:
    small_cache.mkdir(mode=0o500)
    with pytest.raises(RegistryError) as caught:
        embedded.ensure()
    assert "ADDRREG_CACHE" in caught.value.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit there")
def test_a_full_disk_is_one_error_and_leaves_nothing(small_cache: Path, small_pack: Path) -> None:
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"
    with start(small_pack, limit) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "addrreg.errors.RegistryError: the local copy of the registry cannot be written" in errors
    assert "ADDRREG_CACHE" in errors
    assert [file.suffix for file in small_cache.iterdir()] in ([], [".lock"])


@pytest.mark.parametrize("damage", ["cut", "text", "foreign"])
def test_a_damaged_pack_is_refused(small_pack: Path, tmp_path: Path, damage: str) -> None:
    pack = tmp_path / "registry.tar.xz"
    data = small_pack.read_bytes()
    pack.write_bytes({"cut": data[: len(data) // 2], "text": b"no pack", "foreign": foreign_pack()}[damage])
    with pytest.raises(RegistryError) as caught:
        build(pack, tmp_path / "registry.sqlite")
    assert "pip install" in caught.value.remedy
    assert not list(tmp_path.glob("registry.sqlite*"))


def foreign_pack() -> bytes:
    """A tar with a link in it instead of columns."""
    import io
    import lzma
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("town/lg_code")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return lzma.compress(buffer.getvalue())


def test_a_package_without_the_pack_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedded, "__file__", str(tmp_path / "addrreg" / "registry" / "embedded.py"))
    with pytest.raises(RegistryError, match="is missing"):
        embedded.pack_path()
