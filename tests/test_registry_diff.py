"""diff and refresh: what two registries differ in, and which rows of a cleansed table that touches."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

import official_files as files
import small_country
from addrreg import Cleanser
from addrreg.registry import ingest
from addrreg.registry.diff import Change, diff
from addrreg.registry.ingest import build_official
from addrreg.registry.store import Registry
from addrreg.registry.touched import ByDifference
from standin import run

AFTER = [
    files.town("0001000", "本町"),
    files.town("0002001", "桜丘", "一丁目", chome_number="1"),  # ２ ways of writing it: no change
    files.town("0002005", "桜丘", "二丁目", chome_number="2"),
    files.town("0003000", "大字山田"),
    files.town("0003101", "大字山田", koaza="字大谷"),
    files.town("0006000", "新町"),
]
BEFORE = [*files.TOWNS[:6], files.town("0005000", "古町")]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    folder = tmp_path_factory.mktemp("diff")
    with pytest.MonkeyPatch.context() as patch:
        pack = small_country.pack(folder)
        patch.setattr(ingest, "pack_path", lambda: pack)
        for name, towns in (("old", BEFORE), ("new", AFTER)):
            files.write(folder / name, "mt_town", "city139998", towns)
            build_official(folder / name, folder / f"{name}.sqlite")
    yield folder / "old.sqlite", folder / "new.sqlite"


def test_each_kind_of_change_is_told(both: tuple[Path, Path]) -> None:
    with Registry(both[0]) as old, Registry(both[1]) as new:
        found = list(diff(old.connection, new.connection))
        assert list(diff(old.connection, old.connection)) == []
    code, base = "139998", "東京都架空市"
    assert found == [
        Change("renumbered", code, "0002002", base + "桜丘二丁目", code, "0002005", base + "桜丘二丁目"),
        Change("renamed", code, "0003101", base + "大字山田字谷", code, "0003101", base + "大字山田字大谷"),
        Change("abolished", code, "0005000", base + "古町", "", "", ""),
        Change("added", "", "", "", code, "0006000", base + "新町"),
    ]


def test_the_command_writes_a_table(both: tuple[Path, Path], tmp_path: Path) -> None:
    done = run("registry", "diff", *both, "-o", tmp_path / "diff.csv")
    assert done.code == 0
    assert "4 towns differ: 1 abolished, 1 added, 1 renamed, 1 renumbered" in done.err
    with (tmp_path / "diff.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows] == ["renumbered", "renamed", "abolished", "added"]
    assert list(rows[0]) == list(Change._fields)


LINES = [
    "番号,住所,備考",
    "1,架空市桜丘二丁目1,",
    '2,架空市本町1,"改行\n入り"',
    "3,架空市新町5,",
    "4,架空市古町7,",
    "5,千代田区紀尾井町1-3,",
    "6,どこでもない,",
]


@pytest.fixture(params=["utf-8", "utf-8-sig", "cp932"])
def cleansed(request: pytest.FixtureRequest, both: tuple[Path, Path], tmp_path: Path) -> Path:
    source = tmp_path / "in.csv"
    source.write_bytes("\r\n".join([*LINES, ""]).encode(request.param))
    done = run("cleanse", source, "-o", tmp_path / "cleansed.csv", "--registry", both[0])
    assert done.code == 0, done.err
    return tmp_path / "cleansed.csv"


def records(data: bytes) -> list[bytes]:
    """Lines of the file; the second address has a line end in a cell."""
    return (
        data.replace("改行\n".encode(), "改行 ".encode())
        .replace("改行\n".encode("cp932"), b"?")
        .split(b"\r\n")
    )


@pytest.mark.parametrize("with_old", [True, False])
def test_only_what_the_difference_touches_is_decided_again(
    cleansed: Path, both: tuple[Path, Path], with_old: bool
) -> None:
    out = cleansed.with_name("out.csv")
    old = ("--old", both[0]) if with_old else ()
    done = run("refresh", cleansed, "-o", out, *old, "--registry", both[1])
    assert done.code == 0, done.err
    before, after = records(cleansed.read_bytes()), records(out.read_bytes())
    assert len(before) == len(after)
    assert [number for number, (one, two) in enumerate(zip(before, after, strict=True)) if one != two] == [
        1,
        3,
        4,
    ]
    assert "6 rows: 4 decided again, 3 changed" in done.err
    encoding = "cp932" if b"\xa1" not in after[0] and after[0][:1] == b"\x94" else "utf-8-sig"
    with out.open(encoding=encoding, newline="") as file:
        rows = list(csv.DictReader(file))
    with Cleanser(both[1]) as cleanser:
        for row in rows:
            expected = [str(value) if value is not None else "" for value in cleanser(row["住所"]).values()]
            found = [value for name, value in row.items() if name.startswith("abr_")]
            assert found[:5] == expected[:5], row["住所"]
    assert rows[0]["abr_machiaza_id"] == "0002005"
    assert rows[2]["abr_machiaza_id"] == "0006000"
    assert rows[3]["abr_machiaza_id"] == ""


def test_a_koaza_that_becomes_a_town_of_today_touches_those_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """尻内 and 大字尻内町 of 八戸市: a postal code alone makes a 小字 without a 大字 a town that texts lead to."""
    pack = small_country.pack(tmp_path)
    monkeypatch.setattr(ingest, "pack_path", lambda: pack)
    towns = [files.town("0001000", "大字桜町"), files.town("0003000", "大字山田")]
    for name, post_code in (("old", ""), ("new", "1000001")):
        koaza = files.town("0000101", "", koaza="桜") | {"post_code": post_code}
        files.write(tmp_path / name, "mt_town", "city139998", [*towns, koaza])
        build_official(tmp_path / name, tmp_path / f"{name}.sqlite")
    with Registry(tmp_path / "old.sqlite") as old, Registry(tmp_path / "new.sqlite") as new:
        assert list(diff(old.connection, new.connection)) == []
        touches = ByDifference(old.connection, new.connection)
        same = ByDifference(old.connection, old.connection)
    assert touches("matched", "139998", "0001000", ("大字桜町", "", ""))
    assert not touches("matched", "139998", "0003000", ("大字山田", "", ""))
    assert not same("matched", "139998", "0001000", ("大字桜町", "", ""))


def test_the_same_registry_changes_nothing(cleansed: Path, both: tuple[Path, Path]) -> None:
    out = cleansed.with_name("out.csv")
    assert run("refresh", cleansed, "-o", out, "--old", both[0], "--registry", both[0]).code == 0
    assert out.read_bytes() == cleansed.read_bytes()


def test_a_table_that_was_not_cleansed_is_refused(both: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("\n".join(LINES), encoding="utf-8")
    done = run("refresh", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--registry", both[1])
    assert done.code == 2
    assert "has no column abr_status" in done.err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("damage", ["gzip", "quote", "bytes"])
def test_a_table_that_cannot_be_copied_is_refused(
    cleansed: Path, both: tuple[Path, Path], tmp_path: Path, damage: str
) -> None:
    data, name = cleansed.read_bytes(), "damaged.csv"
    if damage == "gzip":
        data, name = gzip.compress(data), "damaged.csv.gz"
    elif damage == "quote":
        data += b'"no end,\n'
    else:  # behind what is looked at to find out the encoding
        data += data.partition(b"\n")[2] * (1 + (1 << 19) // len(data)) + "髙".encode("cp932") + b"\n"
    source, out = tmp_path / name, tmp_path / "out.csv"
    source.write_bytes(data)
    ran = run(
        "refresh",
        str(source),
        "-o",
        str(out),
        "--column",
        "住所",
        "--registry",
        str(both[1]),
        "--encoding",
        "utf-8",
    )
    assert ran.code == 2, ran.err
    assert "Traceback" not in ran.err
    assert name in ran.err
    assert not out.exists()
