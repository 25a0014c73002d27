"""Building from the official registry's files: what is read, what is kept of the embedded one, what is refused."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

import official_files as files
from addrreg import Cleanser
from addrreg.errors import RegistryError, SourceError
from addrreg.registry.ingest import build_official, rebuild
from addrreg.registry.numbers import Numbers
from addrreg.registry.schema import shown
from addrreg.registry.store import Registry, open_registry
from standin import run

pytestmark = pytest.mark.usefixtures("on_a_small_country")
TESTS = Path(__file__).resolve().parent
MIRROR = TESTS.parent.parent / "shared" / "abr-mirror"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return files.write_all(tmp_path / "files")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


# What is read


@pytest.mark.parametrize("japanese", [False, True])
def test_towns_are_read_by_column_name(tmp_path: Path, target: Path, japanese: bool) -> None:
    build_official(files.write_all(tmp_path / "files", japanese), target)
    found = rows(
        target,
        f"select {shown('machiaza_id', 'oaza_cho', 'chome', 'chome_number', 'koaza', 'rsdt_addr_flg', 'rep_lat', 'pos_level', 'src')}"  # noqa: S608
        " from town where lg_code = '139998' order by node",
    )
    assert found == [
        ("0001000", "本町", "", None, "", "1", 35.5, "machiaza", "abr"),
        ("", "桜丘", "", None, "", "", None, "", "derived"),
        ("0002001", "桜丘", "１丁目", 1, "", "1", 35.6, "machiaza_detail", "abr"),
        ("0002002", "桜丘", "二丁目", 2, "", "1", None, "", "abr"),
        ("0003000", "大字山田", "", None, "", "", None, "", "abr"),
        ("0003101", "大字山田", "", None, "字谷", "0", None, "", "abr"),
        ("", "大字川", "", None, "", "", None, "", "derived"),
        ("0004101", "大字川", "", None, "字新田", "0", None, "", "abr"),
        ("0000101", "", "", None, "浜", "0", None, "", "abr"),
    ]


def test_a_town_with_rows_of_either_flag_is_one_town_and_two_rows(folder: Path, target: Path) -> None:
    build_official(folder, target)
    flgs = rows(target, "select rsdt_addr_flg from mt_town where machiaza_id = '0003000' and city = '架空市'")
    assert sorted(flgs) == [("0",), ("1",)]
    assert rows(target, "select count(*) from town where oaza_cho = '大字山田' and koaza = ''") == [(1,)]


def test_numbers_are_looked_up_by_town_and_number(folder: Path, target: Path) -> None:
    build_official(folder, target)
    with Registry(target) as registry:
        numbers = Numbers(registry.connection)
        assert numbers.levels() == {"residence", "parcel"}
        two, one = numbers.residences(files.CITY, "0001000", "3")
        assert (one.blk_id, one.rsdt_id, one.rsdt2_id, one.rep_lat) == ("003", "001", "", None)
        assert (two.rsdt_num2, two.rsdt2_id, two.rep_lat, two.rep_lon) == ("5", "00005", 35.51, 139.11)
        assert numbers.residences(files.CITY, "0001000", "3", "1", "") == (one,)
        assert [block.blk_num for block in numbers.blocks(files.CITY, "0001000")] == ["3", "10"]
        (parcel,) = numbers.parcels(files.CITY, "0003101", "794")
        assert (parcel.prc_num2, parcel.prc_id, parcel.rep_lat) == ("ﾛ", "007949000100000", 35.7)
        (parcel,) = numbers.parcels(files.CITY, "0003000", "8", "15")
        assert (parcel.prc_id, parcel.rep_lat) == ("000080001500000", None)
        assert numbers.parcels(files.CITY, "0003000", "9") == ()
        assert not numbers.has_residences(files.CITY, "0002002")
        assert numbers.has_parcels(files.CITY, "0003101")
        assert [place[1] for place in numbers.near(35.7, 139.3, 0.01)] == ["0003000", "0003101"]


def test_a_registry_of_towns_alone_has_no_numbers(target: Path) -> None:
    with open_registry() as registry:
        numbers = Numbers(registry.connection)
        assert numbers.levels() == frozenset()
        assert numbers.residences("131016", "0056000", "1") == ()
        assert not numbers.has_parcels("131016", "0056000")


def test_the_views_have_the_columns_of_the_registry(folder: Path, target: Path) -> None:
    build_official(folder, target)
    assert rows(target, "select * from mt_parcel order by machiaza_id, prc_id limit 1") == [
        (files.CITY, "0003000", "000080001500000", "8", "15", "", "0", "1", "", None, None)
    ]
    assert rows(target, "select * from mt_rsdtdsp_rsdt where rsdt_num2 = '5'") == [
        (files.CITY, "0001000", "003", "001", "00005", "3", "1", "5", "0", "1", "1", 35.51, 139.11)
    ]
    query = "select * from mt_town_pos where lg_code = '139998' order by machiaza_id, rsdt_addr_flg"
    assert rows(target, query) == [
        (files.CITY, "0001000", "1", 35.5, 139.1),
        (files.CITY, "0002001", "1", 35.6, 139.2),
    ]


def test_positions_in_another_order_reach_their_rows(folder: Path, target: Path) -> None:
    points = [files.point(row, 35 + n / 10, 139.0) for n, row in enumerate(files.PARCELS)]
    files.write(
        folder,
        "mt_parcel_pos",
        "city139998",
        [*points[::-1], files.point(files.parcel("0003000", "77"), 35, 139)],
    )
    built = build_official(folder, target)
    found = rows(target, "select rep_lat from mt_parcel order by machiaza_id, prc_num1 <> '8'")
    assert found == [(35.0,), (35.1,), (35.2,), (35.3,)]
    assert built.left["positions without a row"] == 1


def test_addresses_are_read_against_both(folder: Path, target: Path) -> None:
    build_official(folder, target)
    with Cleanser(target) as cleanser:
        found = [cleanser(text) for text in ("架空市桜丘1-1-7", "架空市山田谷794", "千代田区紀尾井町1-3")]
    assert [(one.lg_code, one.machiaza_id) for one in found] == [
        ("139998", "0002001"),
        ("139998", "0003101"),
        ("131016", "0056000"),
    ]


def test_official_rows_take_the_place_of_the_embedded_ones(tmp_path: Path, target: Path) -> None:
    """奥州市: ids anew, 通称 and 水澤 gone; what only Japan Post knows stays; the postal code is kept by name."""
    base = {"lg_code": "032158", "pref": "岩手県", "city": "奥州市"}
    towns = [files.town("0298000", "水沢") | base, files.town("0298101", "水沢", koaza="横町") | base]
    files.write(tmp_path, "mt_town", "pref03", towns)
    built = build_official(tmp_path, target)
    assert rows(
        target, "select machiaza_id, koaza, post_code, src from town where lg_code = '032158' order by node"
    ) == [
        ("0298000", "", "", "abr"),
        ("0298101", "横町", "0230053", "abr"),
        ("", "谷地明円", "0230834", "japanpost"),
    ]
    assert built.left["towns of the embedded registry that the files do not have"] == 2
    assert rows(target, "select value from header where key = 'vintage'") == [("2022-04/2026-08",)]


def test_only_leaves_the_rest_of_the_country_out(folder: Path, target: Path) -> None:
    build_official(folder, target, only=True)
    assert rows(target, "select city from city") == [("架空市",)]
    assert rows(target, "select pref from pref") == [("東京都",)]


def test_former_municipalities_do_not_come_back(tmp_path: Path, target: Path) -> None:
    base = {"lg_code": "221317", "pref": "静岡県", "city": "浜松市", "ward": "中区"}
    files.write(tmp_path, "mt_town", "pref22", [files.town("0001000", "早出町") | base])
    built = build_official(tmp_path, target)
    assert rows(target, "select count(*) from city where ward = '中区'") == [(0,)]
    assert built.left["municipalities that are former ones, with their towns"] == 1


def test_a_renamed_municipality_keeps_its_old_name_as_a_former_one(tmp_path: Path, target: Path) -> None:
    city = {"lg_code": "032158", "pref": "岩手県", "city": "新奥州市"}
    files.write(tmp_path, "mt_city", "pref03", [city])
    build_official(tmp_path, target)
    assert rows(target, "select lg_code, city from city_alias where city = '奥州市'") == [
        ("032158", "奥州市")
    ]


def test_files_may_be_flat_or_unzipped_or_with_a_byte_order_mark(tmp_path: Path, target: Path) -> None:
    columns = files.COLUMNS["mt_town"].split(",")
    (tmp_path / "mt_town_city139998.csv").write_bytes(b"\xef\xbb\xbf" + files.table(columns, files.TOWNS))
    (tmp_path / "notes.csv").write_text("not ours")
    assert build_official(tmp_path, target).files == 1


def test_the_full_set_is_preferred(folder: Path, target: Path) -> None:
    full = files.write(folder, "mt_town", "city139998", [files.town("0001000", "新本町")], day=7)
    full.rename(full.with_name("mt_town_fullset_city139998.csv.zip"))
    files.write(folder, "mt_town", "city139998", files.TOWNS)
    with zipfile.ZipFile(full.with_name("mt_town_fullset_city139998.csv.zip"), "w") as archive:
        columns = files.COLUMNS["mt_town"].split(",")
        archive.writestr(
            "mt_town_fullset_city139998.csv", files.table(columns, [files.town("0001000", "新本町")])
        )
    build_official(folder, target)
    assert ("新本町",) in rows(target, "select oaza_cho from town where lg_code = '139998'")
    assert ("本町",) not in rows(target, "select oaza_cho from town where lg_code = '139998'")


def test_bad_rows_are_counted_shown_and_skipped(folder: Path, target: Path) -> None:
    lines = files.table(files.COLUMNS["mt_parcel"].split(","), files.PARCELS).splitlines(keepends=True)
    lines[2:2] = [
        b"139998,0003000,too,few\r\n",
        b"\r\n",
        lines[1].replace(b"0003000", b"3000"),
        b'"a"b,c\r\n',
    ]
    files.write_zip(folder, "mt_parcel", "city139998", b"".join(lines))
    built = build_official(folder, target)
    assert built.bad_rows == 3
    assert [(row.file, row.line) for row in built.bad] == [
        ("mt_parcel/mt_parcel_city139998.csv.zip", line) for line in (3, 5, 6)
    ]
    assert "4 fields, the header has 14" in built.bad[0].why
    assert rows(target, "select count(*) from parcel") == [(4,)]
    assert rows(target, "select bad_rows from file where type = 'mt_parcel'") == [(3,)]


# What is refused


def damaged(folder: Path, how: str) -> None:
    path = folder / "mt_parcel" / "mt_parcel_city139998.csv.zip"
    columns = files.COLUMNS["mt_parcel"].split(",")
    content = files.table(columns, files.PARCELS)
    if how == "crc":
        data = bytearray(path.read_bytes())
        data[14] ^= 0xFF
        at = data.rindex(b"PK\x01\x02") + 16
        data[at] ^= 0xFF
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-30])
    elif how == "bomb":
        files.write_zip(folder, "mt_parcel", "city139998", content + b"0" * 40_000_000)
    elif how == "path":
        files.write_zip(folder, "mt_parcel", "city139998", content, entry="../../mt_parcel_city139998.csv")
    elif how == "password":
        data = bytearray(path.read_bytes())
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
    elif how == "cp932":
        files.write_zip(folder, "mt_parcel", "city139998", content.decode().encode("cp932"))
    elif how == "empty":
        files.write_zip(folder, "mt_parcel", "city139998", b"")
    elif how == "column":
        less = [name for name in columns if name != "prc_num1"]
        files.write_zip(folder, "mt_parcel", "city139998", files.table(less, files.PARCELS))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("crc", "is damaged: Bad CRC-32"),
        ("cut", "is damaged"),
        ("bomb", "would unpack to 40,0"),
        ("path", "leads out of the archive"),
        ("password", "is encrypted"),
        ("cp932", "is not UTF-8: it looks like cp932"),
        ("empty", "is empty"),
        ("column", "has no column prc_num1"),
    ],
)
def test_a_damaged_file_is_refused_by_name_and_the_old_registry_stays(
    folder: Path, target: Path, how: str, words: str
) -> None:
    build_official(folder, target)
    before = target.read_bytes()
    damaged(folder, how)
    done = run("registry", "build", target, "--from", folder)
    assert done.code == 2
    assert "mt_parcel/mt_parcel_city139998.csv.zip" in done.err
    assert words in done.err
    assert target.read_bytes() == before
    assert not list(target.parent.glob("*.part*"))


def test_a_link_to_another_disk_stays_a_link(folder: Path, target: Path, tmp_path: Path) -> None:
    real = tmp_path / "disk" / "registry.sqlite"
    build_official(folder, real)
    before = real.stat().st_ino
    target.symlink_to(real)
    build_official(folder, target)
    assert target.readlink() == real
    assert real.stat().st_ino != before, "the new file is where the link leads"
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".part") == []


@pytest.mark.parametrize("what", ["missing", "without files"])
def test_a_folder_without_files_is_refused(tmp_path: Path, target: Path, what: str) -> None:
    if what == "without files":
        (tmp_path / "none").mkdir()
    with pytest.raises(SourceError, match="is not a folder" if what == "missing" else "holds no file"):
        build_official(tmp_path / "none", target)


PROCESS = """
import sys, time
from pathlib import Path
from addrreg.registry import ingest
ingest.pack_path = lambda: Path(sys.argv[1])
def progress(stage, done, total):
    print(stage, flush=True)
    {then}
ingest.build_official(Path(sys.argv[2]), Path(sys.argv[3]), progress)
"""


def start(then: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS.format(then=then), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent / "src")}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.parametrize("stage", ["numbers", "town", "names"])
def test_a_killed_build_leaves_the_old_registry(
    folder: Path, target: Path, small_pack: Path, stage: str
) -> None:
    build_official(folder, target)
    before = target.read_bytes()
    with start(f"stage == {stage!r} and time.sleep(60)", small_pack, folder, target) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == stage:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert target.read_bytes() == before
    build_official(folder, target)
    assert not list(target.parent.glob("*.part*"))


def test_of_two_builds_at_once_the_second_says_so(folder: Path, target: Path, small_pack: Path) -> None:
    gate = target.with_name("gate")
    wait = "exec('while not Path(sys.argv[4]).exists(): time.sleep(0.01)')"
    with start(wait, small_pack, folder, target, gate) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(RegistryError, match="another build is writing"):
            build_official(folder, target)
        gate.touch()
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert Registry(target).close() is None


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit there")
def test_a_full_disk_is_one_error_and_the_old_registry_stays(
    folder: Path, target: Path, small_pack: Path
) -> None:
    build_official(folder, target)
    before = target.read_bytes()
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"
    with start(limit, small_pack, folder, target) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "RegistryError: the registry cannot be written" in errors
    assert target.read_bytes() == before
    assert not list(target.parent.glob("*.part*"))


# Rebuilding what changed


def test_nothing_is_rebuilt_where_nothing_changed(folder: Path, target: Path) -> None:
    build_official(folder, target)
    before = target.stat().st_mtime_ns
    assert rebuild(folder, target).changed == ()
    assert target.stat().st_mtime_ns == before


def test_new_parcels_replace_those_of_their_city_alone(folder: Path, target: Path) -> None:
    other = [row | {"lg_code": "131016"} for row in files.PARCELS[:1]]
    files.write(folder, "mt_parcel", "city131016", other)
    build_official(folder, target)
    files.write(folder, "mt_parcel", "city139998", files.PARCELS[:1], day=9)
    files.write(folder, "mt_parcel_pos", "city139998", [files.point(files.PARCELS[0], 35.9, 139.9)], day=9)
    built = rebuild(folder, target, {"mt_parcel_city139998.csv.zip", "mt_parcel_pos_city139998.csv.zip"})
    assert built.changed == ("numbers",)
    assert rows(target, "select lg_code, prc_num1, rep_lat from mt_parcel order by 1") == [
        ("131016", "8", None),
        ("139998", "8", 35.9),
    ]
    assert rows(target, "select count(*) from rsdtdsp_rsdt") == [(4,)]
    assert rows(target, "select date from file where name like '%parcel_city139998%'") == [("2026-08-09",)]


def test_new_towns_are_compiled_and_numbers_stay(folder: Path, target: Path) -> None:
    build_official(folder, target)
    files.write(folder, "mt_town", "city139998", [*files.TOWNS, files.town("0005000", "新町")], day=9)
    assert rebuild(folder, target).changed == ("towns",)
    with Cleanser(target) as cleanser:
        assert cleanser("架空市新町1").machiaza_id == "0005000"
    assert rows(target, "select count(*) from parcel") == [(4,)]


def test_a_file_that_is_gone_takes_its_rows_with_it(folder: Path, target: Path) -> None:
    build_official(folder, target)
    shutil.rmtree(folder / "mt_parcel")
    shutil.rmtree(folder / "mt_parcel_pos")
    rebuild(folder, target)
    assert rows(target, "select count(*) from parcel") == [(0,)]
    assert rows(target, "select count(*) from file where type like 'mt_parcel%'") == [(0,)]


def test_rebuilding_gives_what_building_gives(folder: Path, target: Path) -> None:
    build_official(folder, target)
    files.write(folder, "mt_rsdtdsp_rsdt", "pref13", files.RESIDENCES[:2], day=9)
    rebuild(folder, target)
    fresh = target.with_name("fresh.sqlite")
    build_official(folder, fresh)
    for table in (
        "town",
        "town_numbers",
        "rsdtdsp_blk",
        "rsdtdsp_rsdt",
        "parcel",
        "names",
        "file order by name",
    ):
        query = f"select * from {table}"  # noqa: S608 - the names above
        assert rows(target, query) == rows(fresh, query), table


# Which registry is used


def test_a_downloaded_registry_is_used_and_others_come_before_it(
    folder: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def used(*more: object) -> str:
        done = run("registry", "info", *more)
        assert done.code == 0
        return done.out.decode()

    assert "embedded in the package" in used()
    shutil.copytree(folder, target.parent / "data" / "abr")
    done = run("registry", "build")
    assert done.code == 0, done.err
    downloaded = target.parent / "data" / "registry.sqlite"
    assert str(downloaded) in used()
    assert "built from downloaded files" in used()
    assert "架空市 (city139998)" in used()
    with open_registry() as registry:
        assert registry.path == downloaded
    assert run("registry", "build", "--embedded", target).code == 0
    monkeypatch.setenv("ADDRREG_REGISTRY", str(target))
    assert str(target) in used()


@pytest.mark.parametrize("place", ["downloaded", "named"])
def test_the_remedy_of_a_stale_registry_mends_it(folder: Path, target: Path, place: str) -> None:
    """What is built again is what was there: a registry of files from its folder."""
    if place == "downloaded":
        target = target.parent / "data" / "registry.sqlite"
        shutil.copytree(folder, target.parent / "abr")
        assert run("registry", "build").code == 0
    else:
        build_official(folder, target, only=True)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("update header set value = 'other' where key = 'fold'")
        connection.commit()
    with pytest.raises(RegistryError) as caught:
        Registry(target)
    done = run(*caught.value.remedy.split()[1:])
    assert done.code == 0, done.err
    with Registry(target) as registry:
        assert registry.info()["levels"] == ["town", "rsdtdsp_rsdt", "parcel"]
        assert registry.header()["only"] == ("1" if place == "named" else "0")


def test_a_registry_whose_folder_is_gone_says_so(folder: Path, target: Path) -> None:
    build_official(folder, target)
    shutil.rmtree(folder)
    done = run("registry", "build", target)
    assert done.code == 2
    assert f"was built from {folder}" in done.err
    assert "--from FOLDER" in done.err


# The real files


@pytest.mark.skipif(not MIRROR.is_dir(), reason="the mirror of real files is not part of the project")
def test_real_files_of_two_areas(target: Path, tmp_path: Path) -> None:
    """和歌山県 with 367,519 parcels would take too long here: its towns, and the residences of both prefectures."""
    for path in MIRROR.rglob("*.zip"):
        if path.name.endswith(("pref30.csv.zip", "rsdt_pref13.csv.zip", "rsdt_pos_pref13.csv.zip")):
            shutil.copy(path, tmp_path / path.name)
    built = build_official(tmp_path, target)
    assert built.bad_rows == 0
    assert rows(target, "select count(*), count(rep_lat) from rsdtdsp_rsdt") == [(64171, 64171)]
    assert rows(target, "select count(*) from town where lg_code like '30%' and src = 'abr'") == [(3524,)]
    with Cleanser(target) as cleanser:
        result = cleanser("和歌山市葵町１番１号")
    assert (result.lg_code, result.machiaza_id) == ("302015", "0001000")
