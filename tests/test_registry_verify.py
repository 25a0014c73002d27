"""verify: each fault is found, what only the source lacks is told apart."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import official_files as files
import small_country
from addrreg.registry import ingest
from addrreg.registry.ingest import build_official
from addrreg.registry.store import Registry
from addrreg.registry.verify import Finding, verify
from standin import run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of the made-up municipality alone; its files lie beside it."""
    folder = tmp_path_factory.mktemp("verify")
    files.write_all(folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        pack = small_country.pack(folder)
        patch.setattr(ingest, "pack_path", lambda: pack)
        build_official(folder / "files", folder / "registry.sqlite", only=True)
    return folder / "registry.sqlite"


@pytest.fixture
def registry(built: Path, tmp_path: Path) -> Path:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(built.read_bytes())
    return path


def findings(path: Path, statement: str = "", folder: Path | None = None) -> dict[str, Finding]:
    if statement:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statement)
    with Registry(path) as opened:
        return {one.check: one for one in verify(opened.connection, folder) if one.rows}


def test_a_sound_registry_has_notes_only(built: Path) -> None:
    found = findings(built, folder=built.parent / "files")
    assert not any(one.fault for one in found.values())
    assert list(found) == ["towns without a point"]
    assert "139998 0003101 大字山田字谷" in found["towns without a point"].examples


@pytest.mark.parametrize(
    ("statement", "check", "example", "fault"),
    [
        ("delete from city", "foreign keys: towns without a municipality", "town: 139998", True),
        ("update city set lg_code = '139999'; update town set lg_code = '139999'",
         "lg_code with a wrong check digit", "139999", False),
        ("update town set machiaza_id = '0002000' where machiaza_id = '0002001'",
         "machiaza_id that does not fit its town", "139998 0002000 桜丘１丁目", False),
        ("update town set machiaza_id = '0002001' where machiaza_id = '0002002'",
         "two towns with one id", "139998 0002001", True),
        ("update town set koaza = '浜', oaza_cho = '' where koaza = '字谷'",
         "two towns of one name in a municipality", "139998 浜: 0000101, 0003101", False),
        ("delete from town where machiaza_id = '0003101'",
         "residences or parcels without a town", "139998 0003101: 0 residences, 1 parcels", True),
        ("delete from parcel where prc_num1 = 103",
         "towns that the files of residences and parcels count otherwise",
         "parcel: 3 rows, its towns count 4", True),
        ("update town set rep_lat = 430000000, rep_lon = 1413000000 where machiaza_id = '0003000'",
         "points outside their prefecture", "139998 0003000 大字山田: 43.00000, 141.30000", False),
    ],
)  # fmt: skip
def test_a_fault_is_found(registry: Path, statement: str, check: str, example: str, fault: bool) -> None:
    if check.startswith(
        "points"
    ):  # of two municipalities, so that there is a box that one point does not move
        statement += (
            "; update town set rep_lat = 355500000, rep_lon = 1391500000 where machiaza_id = '0002002'"
        )
    one = findings(registry, statement)[check]
    assert example in one.examples
    assert one.fault is fault


def test_files_that_differ_from_the_folder_are_named(built: Path, tmp_path: Path) -> None:
    folder = files.write_all(tmp_path)
    files.write(folder, "mt_parcel", "city139998", files.PARCELS[:1])
    (folder / "mt_town_pos" / "mt_town_pos_city139998.csv.zip").unlink()
    one = findings(built, folder=folder)["files that differ from those in the folder"]
    assert one.examples == (
        "mt_parcel/mt_parcel_city139998.csv.zip is another one",
        "mt_town_pos/mt_town_pos_city139998.csv.zip is not there",
    )


def test_the_command_ends_with_1_where_the_file_is_at_fault(registry: Path) -> None:
    done = run("registry", "verify", "--registry", registry)
    assert done.code == 0
    assert "note   towns without a point" in done.text
    findings(registry, "delete from town where machiaza_id = '0003101'")
    done = run("registry", "verify", "--registry", registry, "--json")
    assert done.code == 1
    assert [one["check"] for one in json.loads(done.text) if one["fault"]] == [
        "residences or parcels without a town"
    ]
