"""Downloading the official registry: what is fetched, what is refused, and what a cut or a kill leaves behind."""

from __future__ import annotations

import io
import json
import random
import resource
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import threading
import time
import types
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from addrreg.errors import AddrregError, DownloadError, InputError, OutputError, RegistryError, SourceError
from addrreg.registry import places, zip_entry
from addrreg.registry.download import DownloadOptions, download, newer, update
from addrreg.registry.feed import entry_of
from addrreg.registry.gather import Outcome
from addrreg.registry.manifest import DAMAGED, MANIFEST, Manifest
from addrreg.registry.selection import Selection, choose
from addrreg.registry.transfer import Patience, Site
from mirror import DATE, FEED, LATER, OFFICIAL, Mirror, country, path_of, table, zipped
from standin import Ran, assert_refused, run

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ALL = Selection.of(level="parcel", positions=True)
TOKYO = Selection.of(["13"])
IMPATIENT = Patience(retries=3, retry_wait=0.001)
TOWN_13, TOWN_30 = path_of("town", "pref13"), path_of("town", "pref30")


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with Mirror() as running:
        yield running


@pytest.fixture(scope="session")
def certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


@pytest.fixture(autouse=True)
def one_set_of_certificates(certificates: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each client reads the certificates anew, which takes longer than all its transfers on loopback."""
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: certificates)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_proxy: None) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("ADDRREG_DATA", str(tmp_path / "data"))
    return places.downloads()


def fetch(
    mirror: Mirror, selection: Selection = ALL, patience: Patience = IMPATIENT, connections: int = 4
) -> Outcome:
    return download(selection, options=DownloadOptions(mirror.url, None, connections, patience))


def again(mirror: Mirror) -> DownloadOptions:
    return DownloadOptions(mirror.url, patience=IMPATIENT)


def here(folder: Path) -> dict[str, bytes]:
    """Every file below the folder but the record and the lock: what is there under which name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in (MANIFEST, DAMAGED, "download.lock")
    }


def cli(mirror: Mirror | None, command: str, *arguments: str) -> Ran:
    site = ("--base-url", mirror.url) if mirror else ()
    return run("registry", command, *site, "--retry-wait", "0.001", "--retries", "3", *arguments)


# what is wanted


PARCELS = {path_of("parcel", "city131016"), path_of("parcel", "city302015")}
NATIONAL = {path_of("pref"), path_of("city")}


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection.of(), {TOWN_13, TOWN_30}),
        (Selection.of(["東京"]), {TOWN_13}),
        (Selection.of(["和歌山県"], level="residence"),
         {TOWN_30, path_of("rsdtdsp_blk", "pref30"), path_of("rsdtdsp_rsdt", "pref30")}),
        (Selection.of(cities=["302015"], level="parcel"),
         {TOWN_30, path_of("rsdtdsp_blk", "pref30"), path_of("rsdtdsp_rsdt", "pref30"),
          path_of("parcel", "city302015")}),
        (Selection.of(["13"], positions=True),
         {TOWN_13, path_of("town_pos", "pref13"), path_of("pref_pos"), path_of("city_pos")}),
    ],
)  # fmt: skip
def test_the_files_that_cover_what_was_asked_for(selection: Selection, wanted: set[str]) -> None:
    listed = [entry for path in country() if (entry := entry_of(path.rpartition("/")[2]))]
    assert {entry.path for entry in choose(listed, [selection]).entries} == wanted | NATIONAL


def test_all_of_it_is_all_that_is_listed() -> None:
    listed = [entry for path in country() if (entry := entry_of(path.rpartition("/")[2]))]
    chosen = choose(listed, [ALL])
    assert {entry.path for entry in chosen.entries} == set(country())
    assert any("mt_town of 北海道" in missing for missing in chosen.missing)


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        (("town:pref13", "town:all"), ("town:pref13",)),
        (("town:all",), ("town:all",)),
        (("town:pref13", "town_fullset:pref13", "town:all"), ("town_fullset:pref13",)),
        (("town:pref13", "town_fullset:all"), ("town_fullset:all",)),
        (("town:pref13", "town_fullset:pref30"), ("town:pref13",)),
    ],
)
def test_fullset_is_preferred_where_it_is_listed(listed: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    def path(one: str) -> str:
        return path_of(*one.split(":"))

    entries = [entry_of(path(one).rpartition("/")[2]) for one in ("pref:all", "city:all", *listed)]
    chosen = choose([entry for entry in entries if entry], [TOKYO]).entries
    assert {entry.path for entry in chosen} == NATIONAL | {path(one) for one in wanted}


@pytest.mark.parametrize("written", ["13", "１３", "東京都", "東京", " 東京都 "])
def test_a_prefecture_by_code_or_name(written: str) -> None:
    assert Selection.of([written]) == TOKYO


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("--prefecture", "48"), "--prefecture 和歌山県"),
        (("--prefecture", ""), "--prefecture 和歌山県"),
        (("--city", "30201"), "--city 302015"),
        (("--city", "302016"), "--city 302015"),
        (("--city", "和歌山市"), "--city 302015"),
        (("--base-url", "ftp://x"), "--base-url https://"),
        (("--base-url", "http://name:secret@127.0.0.1:9"), "without a password"),
        (("--base-url", "http://127.0.0.1:1", "--from", "."), "one of them"),
        (("--from", "/nowhere"), "--from DIR"),
    ],
)
def test_what_cannot_be_asked_for(arguments: tuple[str, ...], remedy: str) -> None:
    done = cli(None, "download", *arguments)
    assert done.code == 2
    assert remedy in done.err
    assert "Traceback" not in done.err


# fetching


def test_every_file_comes_under_its_name(mirror: Mirror, folder: Path) -> None:
    outcome = fetch(mirror)
    assert here(folder) == mirror.files
    assert outcome.fetched == tuple(sorted(mirror.files))
    record = Manifest.read(folder)
    assert record.selections == [ALL]
    assert record.files[TOWN_13].date == DATE
    assert record.files[TOWN_13].size == len(mirror.files[TOWN_13])


def test_what_is_unchanged_is_not_asked_for(mirror: Mirror, folder: Path) -> None:
    fetch(mirror)
    mirror.asked.clear()
    outcome = fetch(mirror)
    assert outcome.fetched == ()
    assert set(outcome.unchanged) == set(mirror.files)
    assert mirror.paths() == []
    assert here(folder) == mirror.files


def test_a_newer_date_over_the_same_bytes_costs_one_question(mirror: Mirror, folder: Path) -> None:
    fetch(mirror)
    before = Manifest.read(folder).files[TOWN_13]
    mirror.dates[TOWN_13] = LATER
    mirror.asked.clear()
    assert fetch(mirror).fetched == ()
    assert mirror.paths() == [TOWN_13]
    assert Manifest.read(folder).files[TOWN_13] == before._replace(date=LATER)


@pytest.mark.parametrize("harm", ["removed", "shortened"])
def test_a_file_that_was_harmed_is_fetched_again(mirror: Mirror, folder: Path, harm: str) -> None:
    fetch(mirror)
    if harm == "removed":
        (folder / TOWN_13).unlink()
    else:
        (folder / TOWN_13).write_bytes(b"PK")
    assert fetch(mirror).fetched == (TOWN_13,)
    assert here(folder) == mirror.files


def test_a_second_request_adds_to_the_first(mirror: Mirror, folder: Path) -> None:
    fetch(mirror, TOKYO)
    fetch(mirror, Selection.of(["30"]))
    mirror.change(TOWN_13)
    fetch(mirror, Selection.of(["30"]))
    assert here(folder) == {path: mirror.files[path] for path in (*NATIONAL, TOWN_13, TOWN_30)}


RECORDS = {
    "cut": '{"format": 1, "files": {"../x": ',
    "another version": '{"format": 2}',
    "a part missing": '{"format": 1, "files": {}, "base_url": ""}',
    "no object": "[]",
    "a field of another version": '{"format": 1, "files": {"mt_city/mt_city_all.csv.zip": {"crc": 1}}}',
    "an area that does not exist": '{"format": 1, "files": {}, "base_url": "", "removed": {}, "selections": '
    '[{"prefectures": ["99"], "cities": [], "level": "town", "positions": false}]}',
    "too deep": "[" * 100_000,
    "bytes": "\udcff",
}


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_that_is_damaged_is_one_message(mirror: Mirror, folder: Path, record: str) -> None:
    fetch(mirror, TOKYO)
    damaged = RECORDS[record].encode("utf-8", "surrogateescape")
    (folder / MANIFEST).write_bytes(damaged)
    for command in (("update",), ("update", "--check")):
        assert_refused(
            cli(mirror, *command), str(folder / MANIFEST), "cannot be read", "addrreg registry download"
        )
    assert (folder / MANIFEST).read_bytes() == damaged
    done = cli(mirror, "download", "--prefecture", "13")
    assert (done.code, done.err.count("cannot be read")) == (0, 1)
    assert (folder / DAMAGED).read_bytes() == damaged, "a person may still see what was asked for"
    assert Manifest.read(folder).selections == [TOKYO]
    assert cli(mirror, "update", "--check").code == 1, "fetched, and not built yet"
    assert cli(mirror, "download", "--prefecture", "13").err == ""


def test_a_damaged_record_stays_where_the_site_refuses(mirror: Mirror, folder: Path) -> None:
    fetch(mirror, TOKYO)
    (folder / MANIFEST).write_bytes(b"{")
    mirror.faults.status[FEED] = 403
    assert_refused(cli(mirror, "download", "--prefecture", "13"), "answers 403")
    assert ((folder / MANIFEST).read_bytes(), (folder / DAMAGED).exists()) == (b"{", False)


def test_a_record_names_only_files_of_the_registry(mirror: Mirror, folder: Path) -> None:
    """A record from elsewhere leads to no file outside the folder: nothing there is measured, replaced or removed."""
    fetch(mirror, TOKYO)
    written = json.loads((folder / MANIFEST).read_bytes())
    kept = sorted(written["files"])
    for path in (
        "../mt_town_pref13.csv.zip",
        "/mt_city/mt_city_all.csv.zip",
        "mt_city/pref/mt_city_all.csv.zip",
        "",
    ):
        written["files"][path] = written["files"][TOWN_13]
        written["removed"][path] = 1.0
    (folder / MANIFEST).write_text(json.dumps(written))
    record = Manifest.read(folder)
    assert (sorted(record.files), record.removed) == (kept, {})


def test_fullset_takes_the_place_of_the_towns_it_holds(mirror: Mirror, folder: Path) -> None:
    fetch(mirror, TOKYO)
    fullset = path_of("town_fullset", "pref13")
    mirror.files[fullset] = table(fullset)
    assert fetch(mirror, TOKYO).removed == (TOWN_13,)
    assert set(here(folder)) == NATIONAL | {fullset}
    assert TOWN_13 in Manifest.read(folder).unbuilt(folder / "none")


def test_the_command_says_what_came_and_what_to_run_next(mirror: Mirror, folder: Path) -> None:
    done = cli(mirror, "download", "--city", "302015", "--level", "residence")
    assert done.code == 0, done.err
    assert "5 files fetched" in done.text
    assert str(folder) in done.text
    assert done.text.endswith("next: addrreg registry build\n")


# a site that stumbles


def test_503_is_tried_again(mirror: Mirror, folder: Path) -> None:
    mirror.faults.fail_first = 2
    fetch(mirror)
    assert here(folder) == mirror.files
    assert set(mirror.seen.values()) == {1, 3}  # the catalogue at once, each file the third time


def test_503_without_end_is_given_up(mirror: Mirror, folder: Path) -> None:
    mirror.faults.fail_first = 99
    with pytest.raises(DownloadError, match="tried 4 times: it answers 503"):
        fetch(mirror, TOKYO)
    assert here(folder) == {}


class Clock(threading.Event):
    """Takes note of each pause in place of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout or 0.0)
        return False


def test_pauses_grow_and_obey_the_server(mirror: Mirror, tmp_path: Path) -> None:
    mirror.faults.fail_first = 4
    entry = entry_of(TOWN_13.rpartition("/")[2])
    assert entry
    for number, (retry_after, expected) in enumerate(
        [("", (1, 2, 4, 8)), ("30", (30,) * 4), ("9999", (60,) * 4)]
    ):
        clock = Clock()
        mirror.seen.clear()
        mirror.faults.retry_after = retry_after
        with Site(mirror.url, Patience(retry_wait=1, longest=60), clock, 1) as site:
            assert site.fetch(entry, tmp_path / f"{number}.part", None, lambda done, total: None)
        assert all(
            0.5 * mean <= waited <= 1.5 * mean for waited, mean in zip(clock.waited, expected, strict=True)
        )


def test_a_cut_transfer_goes_on_where_it_stopped(mirror: Mirror, folder: Path) -> None:
    mirror.faults.cut_first = 2
    fetch(mirror, TOKYO)
    ranges = [head.get("Range") for path, head in mirror.asked if path == TOWN_13]
    assert ranges == [None, "bytes=400-", "bytes=800-"]
    assert (folder / TOWN_13).read_bytes() == mirror.files[TOWN_13]


def test_new_bytes_are_no_failure_however_often_it_is_cut(mirror: Mirror, folder: Path) -> None:
    mirror.faults.cut_first, mirror.faults.cut_at = 1000, 100
    fetch(mirror, TOKYO, Patience(retries=0, retry_wait=0)._replace(retries=1))
    assert mirror.seen[TOWN_13] > 5
    assert (folder / TOWN_13).read_bytes() == mirror.files[TOWN_13]


@pytest.mark.parametrize("changed", [False, True])
def test_the_next_run_goes_on_as_well_but_never_with_another_version(
    mirror: Mirror, folder: Path, changed: bool
) -> None:
    mirror.faults.cut_first = 1
    with pytest.raises(DownloadError, match="run the command again"):
        fetch(mirror, TOKYO, Patience(retries=0), connections=1)
    part = next(folder.rglob("*.part"))
    path = part.relative_to(folder).as_posix().removesuffix(".part")
    assert part.read_bytes() == mirror.files[path][:400]
    if changed:
        mirror.change(path)
    mirror.faults.cut_first = 0
    mirror.asked.clear()
    fetch(mirror, TOKYO)
    assert dict(mirror.asked)[path].get("Range") == "bytes=400-"
    assert here(folder) == {one: mirror.files[one] for one in (*NATIONAL, TOWN_13)}


def test_without_etag_a_cut_transfer_begins_anew(mirror: Mirror, folder: Path) -> None:
    mirror.faults.cut_first, mirror.faults.tags = 1, False
    fetch(mirror, TOKYO)
    assert all("Range" not in head for _, head in mirror.asked)
    assert (folder / TOWN_13).read_bytes() == mirror.files[TOWN_13]


def test_a_transfer_killed_after_its_last_byte_is_only_checked(mirror: Mirror, folder: Path) -> None:
    part = folder / f"{TOWN_13}.part"
    fetch(mirror, TOKYO)
    record = Manifest.read(folder).files[TOWN_13]
    (folder / TOWN_13).rename(part)
    note = {"url": f"{mirror.url}/{TOWN_13}", "etag": record.etag, "last_modified": ""}
    part.with_name(f"{part.name}.json").write_text(json.dumps(note))
    assert fetch(mirror, TOKYO).fetched == (TOWN_13,)
    assert here(folder)[TOWN_13] == mirror.files[TOWN_13]


def test_a_proxy_of_the_environment_is_used(
    mirror: Mirror, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", mirror.url)
    options = DownloadOptions("http://mirror.invalid/", patience=IMPATIENT)
    download(TOKYO, options=options)
    assert (folder / TOWN_13).read_bytes() == mirror.files[TOWN_13]


@pytest.mark.parametrize("proxy", ["socks4a://x", "nonsense://x:y"])
def test_a_proxy_that_cannot_be_used_is_named(
    mirror: Mirror, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(DownloadError, match="proxy"):
        fetch(mirror)


# what is refused


@pytest.mark.parametrize("path", [FEED, TOWN_13])
def test_403_says_what_can_be_done(mirror: Mirror, path: str) -> None:
    mirror.faults.status[path] = 403
    done = cli(mirror, "download", "--prefecture", "13")
    assert done.code == 2
    assert "403 Forbidden" in done.err
    assert "--from DIR" in done.err
    assert "--base-url URL" in done.err


def test_403_of_the_official_site_is_explained(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    from addrreg.registry import transfer

    monkeypatch.setattr(transfer, "FEED_URL", f"{mirror.url}/{FEED}")
    mirror.faults.status[FEED] = 403
    with pytest.raises(DownloadError, match="refuses clients outside Japan"):
        download(TOKYO, options=DownloadOptions(patience=IMPATIENT))


def test_nobody_listens() -> None:
    done = run(
        "registry", "download", "--base-url", "http://127.0.0.1:9", "--retries", "1", "--retry-wait", "0"
    )
    assert done.code == 2
    assert "could not be fetched, tried 2 times" in done.err
    assert "HTTPS_PROXY" in done.err


def test_a_listed_file_that_is_not_there_does_not_keep_the_others(mirror: Mirror, folder: Path) -> None:
    mirror.faults.status[TOWN_13] = 404
    with pytest.raises(SourceError, match=r"is in the catalogue, but not on the site \(404\)"):
        fetch(mirror)
    assert here(folder) == {path: body for path, body in mirror.files.items() if path != TOWN_13}


def bomb() -> bytes:
    return zipped("mt_town_pref13.csv.zip", table(TOWN_13) + b"\0" * (1 << 24))


def wrong_crc() -> bytes:
    """The stored bytes changed in place; the directory at the end still has the right check sum."""
    body = bytearray(table(TOWN_13))
    body[len(body) // 2] ^= 0xFF
    return bytes(body)


def two_entries() -> bytes:
    packed = io.BytesIO(table(TOWN_13))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("more.csv", "x")
    return packed.getvalue()


def link() -> bytes:
    """An entry that is a symbolic link of Unix; what it names would be its content."""
    entry = zipfile.ZipInfo("mt_town_pref13.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry, "../../secret.csv")
    return packed.getvalue()


def encrypted() -> bytes:
    """The flag of a password, in the directory at the end."""
    body = bytearray(table(TOWN_13))
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(body)


HEADER = "lg_code,machiaza_id,pref,county,city,ward,oaza_cho,chome,koaza,rsdt_addr_flg"
BROKEN: dict[str, tuple[bytes, str]] = {
    "wrong check sum": (wrong_crc(), "damaged"),
    "half a file": (table(TOWN_13)[:500], "damaged or no zip"),
    "an error page": (b"<html>Access Denied</html>", "damaged or no zip"),
    "nothing": (b"", "damaged or no zip"),
    "a bomb": (bomb(), "would unpack to 16,"),
    "a path out of the folder": (zipped(TOWN_13, HEADER, "../evil.csv"), "'../evil.csv' leads out"),
    "an absolute path": (zipped(TOWN_13, HEADER, "/evil.csv"), "'/evil.csv' leads out"),
    "a path of Windows": (zipped(TOWN_13, HEADER, "C:evil.csv"), "leads out"),
    "another kind of file": (zipped(TOWN_13, HEADER, "setup.exe"), "its entry is named"),
    "a link": (link(), "is a link"),
    "a password": (encrypted(), "is encrypted"),
    "two entries": (two_entries(), "2 entries instead of one CSV"),
    "an empty table": (zipped(TOWN_13, b""), "is empty"),
    "a column missing": (
        zipped(TOWN_13, HEADER.replace("oaza_cho,", "")),
        "lacks the columns oaza_cho of mt_town",
    ),
    "a header in cp932": (zipped(TOWN_13, "団体コード,町字id\r\n".encode("cp932")), "is not UTF-8"),
    "another table": (zipped(TOWN_13, "lg_code,pref\r\n010006,北海道"), "lacks the columns machiaza_id"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_not_what_its_name_says(mirror: Mirror, folder: Path, name: str) -> None:
    fetch(mirror, TOKYO)
    before = here(folder)
    mirror.files[TOWN_13], said = BROKEN[name]
    mirror.dates[TOWN_13] = LATER
    with pytest.raises(SourceError, match=said) as caught:
        fetch(mirror, TOKYO)
    assert caught.value.remedy
    assert here(folder) == before, "the old file stays, and nothing else"
    assert mirror.seen[TOWN_13] == 3, "asked for once more, in case it was harmed on its way"


def test_a_table_larger_than_any_of_the_registry_is_refused(
    mirror: Mirror, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_entry, "MAX_CSV_BYTES", 100)
    with pytest.raises(AddrregError, match="would unpack to"):
        fetch(mirror, TOKYO)
    assert here(folder) == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>Sign in to the network</html>", "begins with '<html>Sign in"),
        (b"", "not a DCAT catalogue"),
        (b"[]", "not a DCAT catalogue"),
        (b'{"dataset": {"a": 1}}', "not a DCAT catalogue"),
        (b'{"dataset": [1]}', "not a DCAT catalogue"),
        (b"\xff\xfe", "not a DCAT catalogue"),
        (b"[" * 100_000, "not a DCAT catalogue"),
        (b'{"dataset": []}', "no file of the registry"),
    ],
)  # fmt: skip
def test_a_feed_that_is_none(mirror: Mirror, folder: Path, body: bytes, said: str) -> None:
    mirror.faults.body[FEED] = body
    done = cli(mirror, "download")
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert here(folder) == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--prefecture", "1"), "lists no mt_town_fullset or mt_town of 北海道"),
        (("--city", "131024", "--level", "parcel"), "lists no mt_parcel of 131024"),
    ],
)
def test_a_feed_without_what_was_asked_for(mirror: Mirror, arguments: tuple[str, ...], said: str) -> None:
    done = cli(mirror, "download", *arguments)
    assert done.code == 2
    assert said in done.err
    assert mirror.paths() == []


def test_what_a_feed_may_not_name_is_never_asked_for(mirror: Mirror, folder: Path) -> None:
    evil = path_of("town", "pref01")
    for url in (
        f"https://elsewhere.invalid/{evil}",
        f"{OFFICIAL}.elsewhere.invalid/{evil}",
        f"{OFFICIAL}/mt_town/../../{evil}",
        f"{OFFICIAL}/../{evil}",
        f"{OFFICIAL}/mt_town/pref/mt_town_pref01.csv.zip?x=1",
        f"{OFFICIAL}/mt_town/pref/mt_town_prefxx.csv.zip",
        f"file:///{evil}",
    ):
        mirror.datasets.append({"description": "", "distribution": [{"accessURL": url}]})
    mirror.datasets.append({"description": None, "distribution": None})
    fetch(mirror)
    assert set(mirror.paths()) == set(mirror.files)
    assert here(folder) == mirror.files


# a folder in place of a site


@pytest.mark.parametrize("flat", [False, True])
def test_from_a_folder(
    mirror: Mirror, folder: Path, tmp_path: Path, rebuilt: list[list[str]], flat: bool
) -> None:
    source = tmp_path / "stick"
    for path, body in mirror.files.items():
        target = source / (path.rpartition("/")[2] if flat else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    (source / "mt_town_notes.csv.zip").write_bytes(b"not of the registry")
    done = run("registry", "download", "--from", str(source), "--level", "parcel", "--positions")
    assert done.code == 0, done.err
    assert here(folder) == mirror.files
    done = run("registry", "update", "--from", str(source))
    assert f"0 files fetched, {len(mirror.files)} unchanged" in done.text
    assert rebuilt == [sorted(mirror.files)]


def test_the_downloads_of_another_machine_keep_their_dates(
    mirror: Mirror, folder: Path, tmp_path: Path
) -> None:
    fetch(mirror)
    folder.rename(tmp_path / "stick")
    download(ALL, options=DownloadOptions(source=tmp_path / "stick"))
    assert here(folder) == mirror.files
    assert {one.state for one in newer(options=again(mirror))} == {"unbuilt"}


def test_files_of_a_folder_are_proved_as_well(mirror: Mirror, folder: Path, tmp_path: Path) -> None:
    for name in ("mt_pref_all.csv.zip", "mt_city_all.csv.zip"):
        (tmp_path / name).write_bytes(table(name))
    (tmp_path / "mt_town_pref13.csv.zip").write_bytes(wrong_crc())
    done = run("registry", "download", "--from", str(tmp_path), "--prefecture", "13")
    assert done.code == 2
    assert "mt_town_pref13.csv.zip is damaged" in done.err
    assert set(here(folder)) == NATIONAL


def test_a_folder_without_files_of_the_registry(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no file of the registry"):
        download(ALL, options=DownloadOptions(source=tmp_path))


# where it is written


def test_a_second_run_waits_for_the_first(mirror: Mirror, folder: Path) -> None:
    folder.mkdir(parents=True)
    lock = FileLock(folder / "download.lock")
    told: list[Path] = []

    def waiting(where: Path) -> None:
        told.append(where)
        lock.release()

    lock.acquire()
    download(TOKYO, options=DownloadOptions(mirror.url, waiting=waiting))
    assert told == [folder]
    assert (folder / TOWN_13).exists()


def test_a_folder_that_cannot_be_made(mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        fetch(mirror)
    assert "ADDRREG_DATA" in caught.value.remedy


def test_no_space_left(mirror: Mirror, folder: Path) -> None:
    big = table(TOWN_13, rows=4000)
    mirror.files[TOWN_13] = big
    mirror.change(TOWN_30)
    assert len(big) > 100_000

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = subprocess.run(command(mirror), capture_output=True, text=True, preexec_fn=limited, check=False)
    assert done.returncode == 2, done.stderr
    assert "there is no space left" in done.stderr
    assert "ADDRREG_DATA" in done.stderr
    assert TOWN_13 not in here(folder)
    fetch(mirror)
    assert here(folder) == mirror.files


def command(mirror: Mirror, *arguments: str) -> list[str]:
    main = "from addrreg.cli import main; import sys; sys.argv[0] = 'addrreg'; main()"
    return [
        sys.executable, "-c", main, "registry", "download", "--base-url", mirror.url, "--level", "parcel", "--positions",
        *arguments,
    ]  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_at_any_moment_the_next_run_ends_whole(mirror: Mirror, folder: Path, number: int) -> None:
    """Ended after so many requests, then gone on with: no file under its name that is not whole."""
    mirror.faults.slow = 0.004
    moments = random.Random(number)  # noqa: S311
    for _ in range(2):
        mirror.asked.clear()
        running = subprocess.Popen(command(mirror), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        goal = moments.randrange(2, 7)
        while running.poll() is None and len(mirror.asked) < goal:
            time.sleep(0.005)
        running.send_signal(number)
        assert running.wait(30) != 0
        whole = {path: body for path, body in here(folder).items() if ".part" not in path}
        assert whole.items() <= mirror.files.items()
    mirror.faults.slow = 0.0
    fetch(mirror)
    assert here(folder) == mirror.files


# updates


@pytest.fixture
def rebuilt(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stands for the build: takes note of what it is given, and writes the registry's file."""
    calls: list[list[str]] = []

    def rebuild(folder: Path, target: Path, changed: list[str], progress: object = None) -> None:
        calls.append(list(changed))
        assert target == places.downloaded_registry()
        target.write_text("registry")

    from addrreg import registry

    module = types.ModuleType("addrreg.registry.ingest")
    module.rebuild = rebuild  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "addrreg.registry.ingest", module)
    monkeypatch.setattr(registry, "ingest", module, raising=False)
    return calls


def test_an_update_fetches_and_rebuilds_only_what_is_newer(
    mirror: Mirror, folder: Path, rebuilt: list[list[str]]
) -> None:
    fetch(mirror)
    update(options=again(mirror))
    assert rebuilt == [sorted(mirror.files)], "the first time all of it"
    mirror.change(TOWN_13)
    mirror.asked.clear()
    outcome, changed = update(options=DownloadOptions(patience=IMPATIENT))  # the mirror is remembered
    assert mirror.paths() == [TOWN_13]
    assert list(outcome.fetched) == changed == rebuilt[1] == [TOWN_13]
    assert update(options=again(mirror))[1] == []
    assert len(rebuilt) == 2


def test_what_was_fetched_and_not_built_is_built_by_the_next_update(
    mirror: Mirror, rebuilt: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(mirror)
    update(options=again(mirror))
    mirror.change(TOWN_13)

    def stopped(*_: object) -> None:
        raise RegistryError("the build was stopped")

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["addrreg.registry.ingest"], "rebuild", stopped)
        with pytest.raises(RegistryError):
            update(options=again(mirror))
    outcome, changed = update(options=again(mirror))
    assert outcome.fetched == ()
    assert changed == rebuilt[-1] == [TOWN_13]


def test_the_same_bytes_under_a_newer_date_rebuild_nothing(mirror: Mirror, rebuilt: list[list[str]]) -> None:
    fetch(mirror)
    update(options=again(mirror))
    mirror.dates = dict.fromkeys(mirror.files, LATER)
    outcome, changed = update(options=again(mirror))
    assert (outcome.fetched, changed, len(rebuilt)) == ((), [], 1)


def test_a_file_that_was_lost_is_offered_to_the_build_once(
    mirror: Mirror, folder: Path, rebuilt: list[list[str]]
) -> None:
    fetch(mirror)
    update(options=again(mirror))
    (folder / TOWN_13).unlink()
    assert update(options=again(mirror))[1] == [TOWN_13]
    assert update(options=again(mirror))[1] == []


def test_a_file_that_is_no_more_listed_stays(mirror: Mirror, folder: Path, rebuilt: list[list[str]]) -> None:
    fetch(mirror)
    mirror.unlisted.add(TOWN_13)
    update(options=again(mirror))
    assert here(folder) == mirror.files


def test_a_mirror_that_is_behind_brings_nothing_back(mirror: Mirror, folder: Path) -> None:
    mirror.dates = dict.fromkeys(mirror.files, LATER)
    fetch(mirror)
    mirror.dates = dict.fromkeys(mirror.files, DATE)
    mirror.asked.clear()
    assert {one.state for one in newer(options=again(mirror))} == {"unbuilt"}
    assert fetch(mirror).fetched == ()
    assert mirror.paths() == []


def test_check_says_what_is_newer_and_what_is_not_built_and_fetches_nothing(
    mirror: Mirror, folder: Path, rebuilt: list[list[str]]
) -> None:
    fetch(mirror)
    done = cli(None, "update", "--check")
    assert done.code == 1
    assert done.text.splitlines() == [
        f"{path}  {DATE}, not in the registry yet" for path in sorted(mirror.files)
    ]
    assert cli(None, "update").code == 0
    assert (done := cli(None, "update", "--check")).code == 0, done.err
    assert done.text == "nothing is newer\n"
    mirror.change(TOWN_13)
    (folder / TOWN_30).unlink()
    mirror.asked.clear()
    done = cli(None, "update", "--check")
    assert done.code == 1
    assert done.text.splitlines() == [f"{TOWN_13}  {DATE} → {LATER}", f"{TOWN_30}  not here → {DATE}"]
    done = cli(None, "update", "--check", "--json")
    assert done.code == 1
    assert json.loads(done.text)[0] == {"path": TOWN_13, "held": DATE, "offered": LATER, "state": "newer"}
    assert mirror.paths() == []
    fetch(mirror)
    assert [one.state for one in newer(options=again(mirror))] == ["unbuilt", "unbuilt"]


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_an_update_of_nothing(arguments: tuple[str, ...]) -> None:
    done = cli(None, "update", *arguments)
    assert done.code == 2
    assert "addrreg registry download" in done.err


def test_the_command_updates(mirror: Mirror, rebuilt: list[list[str]]) -> None:
    fetch(mirror)
    done = cli(None, "update")
    assert done.code == 0, done.err
    assert done.text.endswith(f"rebuilt from {len(mirror.files)} changed files\n")
    assert cli(None, "update").text.endswith("the registry is up to date\n")


# the real files


@pytest.mark.skipif(
    not (SHARED / "abr-mirror").is_dir(), reason="the mirror of the real files is not beside the project"
)
def test_the_real_files_through_503_and_cuts(folder: Path, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, str(SHARED / "tools" / "serve_mirror.py"), "--port", "0", "--fail-first", "1", "--cut-first", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert server.stdout
        url = server.stdout.readline().strip()
        download(ALL, options=DownloadOptions(url, patience=IMPATIENT))
    finally:
        server.terminate()
        server.wait()
        assert server.stdout
        server.stdout.close()
    found = here(folder)
    real = SHARED / "abr-mirror"
    expected = {path.relative_to(real).as_posix() for path in real.rglob("mt_*.csv.zip")}
    assert set(found) == expected
    assert all(found[path] == (real / path).read_bytes() for path in expected)
    shutil.rmtree(folder)
