"""The whole road on loopback: download, cut, resume, build, cleanse, update, diff, refresh; by the commands a user gives."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import official_files as files
from addrreg import Cleanser
from addrreg.registry import places
from mirror import FEED, LATER, Mirror, path_of, zipped
from standin import Ran, run

pytestmark = pytest.mark.usefixtures("on_a_small_country", "no_proxy")
TESTS = Path(__file__).resolve().parent
REAL = TESTS.parent.parent / "shared" / "abr-mirror"
CITY = "139998"
AREA = f"city{CITY}"


def packed(type_: str, area: str, rows: list[files.Row]) -> tuple[str, bytes]:
    path = path_of(type_, area)
    return path, zipped(path, files.table(files.COLUMNS[f"mt_{type_}"].split(","), rows))


def site() -> dict[str, bytes]:
    """架空市 as the site would have it."""
    city = {"lg_code": CITY, "pref": "東京都", "city": "架空市"}
    tokyo = {"lg_code": "130001", "pref": "東京都", "pref_kana": "トウキョウト"}
    points = [files.point(files.TOWNS[0], 35.5, 139.1)]
    return dict(
        [
            packed("pref", "all", [tokyo]),
            packed("city", "all", [city]),
            packed("town", "pref13", files.TOWNS),
            packed("town_pos", "pref13", points),
            packed("rsdtdsp_rsdt", "pref13", files.RESIDENCES),
            packed("rsdtdsp_rsdt_pos", "pref13", [files.point(files.RESIDENCES[0], 35.51, 139.11)]),
            packed("parcel", AREA, files.PARCELS),
            packed("parcel_pos", AREA, [files.point(row, 35.7, 139.3) for row in files.PARCELS[:2]]),
        ]
    )


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with Mirror(site()) as running:
        yield running


def ok(done: Ran, code: int = 0) -> Ran:
    assert done.code == code, done.err
    return done


def fetch(mirror: Mirror, *arguments: str) -> Ran:
    return run("registry", "download", "--base-url", mirror.url, "--retry-wait", "0.001", *arguments)


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


ADDRESSES = {
    "東京都架空市本町3番1号": ("rsdtdsp_rsdt", "0001000", "35.51"),
    "架空市本町３－１－５": ("rsdtdsp_rsdt", "0001000", "35.5"),
    "架空市桜丘1-1-7": ("rsdtdsp_rsdt", "0002001", ""),
    "架空市大字山田8番地15": ("parcel", "0003000", "35.7"),
    "架空市大字山田103": ("parcel", "0003000", "35.7"),
    "架空市大字山田字谷794番地ロ": ("parcel", "0003101", ""),
    "東京都": ("pref", "", "*"),
}


def test_from_an_empty_folder_to_a_refreshed_table(
    mirror: Mirror, on_a_small_country: Path, tmp_path: Path
) -> None:
    mirror.faults.fail_first, mirror.faults.cut_first, mirror.faults.cut_at = 1, 1, 150
    ok(fetch(mirror, "--prefecture", "東京都", "--city", CITY, "--level", "parcel", "--positions"))
    assert any("Range" in headers for _, headers in mirror.asked), "cut transfers went on where they stopped"
    found = {path: (places.downloads() / path).read_bytes() for path in mirror.files}
    assert found == mirror.files
    assert "not in the registry yet" in ok(run("registry", "update", "--check"), 1).text
    ok(run("registry", "build"))
    assert ok(run("registry", "update", "--check")).text == "nothing is newer\n"
    assert "built from downloaded files" in ok(run("registry", "info")).text
    ok(run("registry", "verify"))

    source, cleansed, refreshed = (tmp_path / name for name in ("in.csv", "out.csv", "again.csv"))
    source.write_text("\n".join(["住所", *ADDRESSES, ""]), encoding="utf-8")
    ok(run("cleanse", source, "-o", cleansed))
    for row in table_of(cleansed):
        level, machiaza_id, lat = ADDRESSES[row["住所"]]
        assert (row["abr_status"], row["abr_match_level"]) == ("matched", level), row
        assert row["abr_machiaza_id"] == machiaza_id
        assert lat in ("*", row["abr_lat"]), row
    assert ok(run("lookup", f"{CITY}-0001000-003-001")).text.count("架空市本町3-1") == 1

    # a release later: a house is gone, a parcel was divided, a 大字 has another name
    old = shutil.copy(places.downloaded_registry(), tmp_path / "old.sqlite")
    towns = [row | {"koaza": "字大谷"} if row["koaza"] == "字谷" else row for row in files.TOWNS]
    for path, body in (
        packed("town", "pref13", towns),
        packed("rsdtdsp_rsdt", "pref13", [files.RESIDENCES[0], *files.RESIDENCES[2:]]),
    ):
        mirror.files[path], mirror.dates[path] = body, LATER
    mirror.asked.clear()
    assert len(ok(run("registry", "update", "--check"), 1).text.splitlines()) == 2
    ok(run("registry", "update", "--retry-wait", "0.001"))
    assert sorted(set(mirror.paths())) == [path_of("rsdtdsp_rsdt", "pref13"), path_of("town", "pref13")]
    done = ok(run("registry", "diff", old, places.downloaded_registry(), "-o", tmp_path / "diff.csv"))
    assert "1 towns differ: 1 renamed" in done.err
    done = ok(run("refresh", cleansed, "-o", refreshed, "--column", "住所", "--old", old))
    before, after = cleansed.read_bytes().splitlines(), refreshed.read_bytes().splitlines()
    assert [number for number, (one, two) in enumerate(zip(before, after, strict=True)) if one != two] == [
        2,
        6,
    ]
    ok(run("cleanse", source, "-o", tmp_path / "fresh.csv"))
    assert refreshed.read_bytes() == (tmp_path / "fresh.csv").read_bytes()
    rows = table_of(refreshed)
    assert rows[1]["abr_rsdt_num2"] == "", "the house 3-1 is there, and its 5 is no more"
    assert rows[5]["abr_machiaza_id"] == "0003000", "字谷 is no more"


def test_parcels_of_a_designated_city_are_those_of_its_wards(
    mirror: Mirror, on_a_small_country: Path
) -> None:
    for ward in ("011011", "011029"):
        row = files.parcel("0001000", "1") | {"lg_code": ward}
        path, body = packed("parcel", f"city{ward}", [row])
        mirror.files[path] = body
    path, body = packed("town", "pref01", [files.town("0001000", "大通") | {"lg_code": "011011"}])
    mirror.files[path] = body
    ok(fetch(mirror, "--city", "011002", "--level", "parcel"))
    assert {path_of("parcel", "city011011"), path_of("parcel", "city011029")} < set(mirror.paths())
    assert path_of("parcel", AREA) not in mirror.paths()


def test_files_of_2022_come_through_the_same_proofs(mirror: Mirror, on_a_small_country: Path) -> None:
    columns = [files.JAPANESE[name] for name in files.COLUMNS["mt_town"].split(",") if name in files.JAPANESE]
    path = path_of("town", "pref13")
    mirror.files[path] = zipped(path, files.table(columns, files.TOWNS))
    ok(fetch(mirror, "--prefecture", "13", "--level", "residence"))
    ok(run("registry", "build"))
    with Cleanser() as cleanser:
        assert cleanser("架空市桜丘一丁目1-7").match_level == "rsdtdsp_rsdt"


def test_a_file_of_another_encoding_is_refused_and_the_old_one_stays(
    mirror: Mirror, on_a_small_country: Path
) -> None:
    ok(fetch(mirror, "--prefecture", "13"))
    path = path_of("town", "pref13")
    before = (places.downloads() / path).read_bytes()
    body = files.table(files.COLUMNS["mt_town"].split(","), files.TOWNS).decode().encode("cp932")
    mirror.files[path], mirror.dates[path] = zipped(path, body), LATER
    done = ok(fetch(mirror, "--prefecture", "13"), 2)
    assert "mt_town_pref13.csv is not UTF-8" in done.err
    assert (places.downloads() / path).read_bytes() == before


def test_a_feed_that_is_none_leaves_the_registry_as_it_is(mirror: Mirror, on_a_small_country: Path) -> None:
    ok(fetch(mirror, "--prefecture", "13"))
    ok(run("registry", "build"))
    before = places.downloaded_registry().read_bytes()
    mirror.faults.body[FEED] = b"<html>log in</html>"
    assert "is not a DCAT catalogue" in ok(run("registry", "update"), 2).err
    assert places.downloaded_registry().read_bytes() == before
    with Cleanser() as cleanser:
        assert cleanser("架空市本町").machiaza_id == "0001000"


def test_a_name_that_a_town_and_a_nameless_part_share_is_the_town(
    mirror: Mirror, on_a_small_country: Path
) -> None:
    """Today's release gives 三谷, a 小字 without a 大字, a postal code as well; 大字三谷 is what an address means."""
    shared = files.town("0000102", "", koaza="本町", post_code="1990001")
    path, body = packed("town", "pref13", [*files.TOWNS, shared])
    mirror.files[path] = body
    ok(fetch(mirror, "--prefecture", "13", "--city", CITY, "--level", "parcel"))
    ok(run("registry", "build"))
    with Cleanser() as cleanser:
        result = cleanser("架空市本町77")
        assert (result.machiaza_id, result.alternatives) == ("0001000", 1)
        left_out = cleanser("架空市大字山田794番地ロ")  # a parcel of its 字谷
        assert (left_out.machiaza_id, left_out.prc_id, left_out.number) == ("0003000", "", "794-ロ")


@pytest.mark.skipif(not REAL.is_dir(), reason="the mirror of the real files is not beside the project")
def test_the_real_files_from_a_release_before_to_that_of_today(
    on_a_small_country: Path, tmp_path: Path
) -> None:
    """屋久島町 with its parcels and 和歌山県 with its residences; the release before lacks a hundred parcels and a town."""
    real = {path.relative_to(REAL).as_posix(): path.read_bytes() for path in REAL.rglob("mt_*.zip")}
    parcels, towns = path_of("parcel", "city465054"), path_of("town", "pref30")
    gone = 1000, 1100
    with Mirror(dict(real)) as mirror:
        mirror.files[parcels] = without(real[parcels], parcels, *gone)
        mirror.files[towns] = without(real[towns], towns, 1, 2)
        mirror.faults.cut_first, mirror.faults.cut_at = 1, 20_000
        selection = ("--prefecture", "30", "--city", "465054", "--level", "residence", "--positions")
        ok(fetch(mirror, *selection, "--quiet"))
        ok(fetch(mirror, "--city", "465054", "--level", "parcel", "--quiet"))
        ok(run("registry", "build"))
        old = shutil.copy(places.downloaded_registry(), tmp_path / "old.sqlite")
        source, cleansed, refreshed = (tmp_path / name for name in ("in.csv", "out.csv", "again.csv"))
        source.write_text("\n".join(["住所", *some_addresses(real), ""]), encoding="utf-8")
        ok(run("cleanse", source, "-o", cleansed))
        for path in (parcels, towns):
            mirror.files[path], mirror.dates[path] = real[path], LATER
        mirror.asked.clear()
        ok(run("registry", "update"))
        assert sorted(set(mirror.paths())) == [parcels, towns]
    ok(run("cleanse", source, "-o", tmp_path / "fresh.csv"))
    done = ok(run("refresh", cleansed, "-o", refreshed, "--column", "住所", "--old", old))
    before, after, fresh = (table_of(path) for path in (cleansed, refreshed, tmp_path / "fresh.csv"))
    assert "149 rows: 99 decided again, 10 changed" in done.err, (
        "the parcels of one town; 葵町 is still the same town"
    )
    assert all(one == two for one, two in zip(before, after, strict=True) if one["abr_lg_code"] == "302015")
    assert [row["abr_prc_id"] for row in after] == [row["abr_prc_id"] for row in fresh]
    ok(run("refresh", cleansed, "-o", refreshed, "--column", "住所", "--old", old, "--values"))
    assert refreshed.read_bytes() == (tmp_path / "fresh.csv").read_bytes()
    rows = table_of(refreshed)
    assert {row["abr_match_level"] for row in rows} == {"rsdtdsp_rsdt", "parcel"}
    assert sum(row != other for row, other in zip(rows, table_of(cleansed), strict=True)) > 10
    with closing(sqlite3.connect(places.downloaded_registry())) as connection:
        assert connection.execute("select count(*) from parcel").fetchone() == (84418,)


def lines_of(body: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(archive.namelist()[0]).decode("utf-8-sig").splitlines()


def without(body: bytes, path: str, first: int, last: int) -> bytes:
    """A file of the site without some of its rows."""
    lines = lines_of(body)
    return zipped(path, "\r\n".join([*lines[:first], *lines[last:], ""]))


def some_addresses(real: dict[str, bytes]) -> list[str]:
    """Each tenth of the parcels around those that were gone, and residences of the town that was."""
    found = []
    parcels = csv.DictReader(lines_of(real[path_of("parcel", "city465054")]))
    for number, row in enumerate(parcels, 1):
        if 500 < number < 1500 and number % 10 == 0:
            numbers = "-".join(filter(None, (row["prc_num1"], row["prc_num2"], row["prc_num3"])))
            found.append(f"鹿児島県熊毛郡屋久島町{row['oaza_cho']}{row['chome']}{row['koaza']}{numbers}")
    residences = csv.DictReader(lines_of(real[path_of("rsdtdsp_rsdt", "pref30")]))
    for number, row in enumerate(residences):
        if number < 1000 and number % 20 == 0:
            found.append(
                f"和歌山県和歌山市{row['oaza_cho']}{row['chome']}{row['blk_num']}番{row['rsdt_num']}号"
            )
    return found
