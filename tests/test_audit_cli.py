"""addrreg audit: what it prints and writes, and what it refuses with one message."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from standin import run

ROWS = """名称,郵便番号,住所,コード,町字ID,緯度,経度
本庁,102-0094,東京都千代田区紀尾井町1-3,131016,0056000,35.681411,139.734950
別館,1020094,千代田区紀尾井町１の３,131016,56000,139.734950,35.681411
分室,102-0094,=HYPERLINK("x"),131016,0056000,,
"""
OPTIONS = (
    "--column", "住所", "--postal-column", "郵便番号", "--code-column", "コード", "--machiaza-column", "町字ID",
    "--lat", "緯度", "--lon", "経度",
)  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(ROWS, encoding="cp932")
    return path


def test_it_prints_what_was_found(source: Path, registry_path: Path) -> None:
    done = run("audit", source, *OPTIONS, "--lang", "en", "--registry", registry_path)
    assert done.code == 0, done.err
    assert "3 rows of" in done.text
    for title in ("Latitude and longitude swapped", "Leading zeros lost", "One place, several spellings"):
        assert title in done.text
    assert "デジタル庁" in done.text


def test_findings_are_a_table_that_a_spreadsheet_cannot_run(
    source: Path, tmp_path: Path, registry_path: Path
) -> None:
    target = tmp_path / "findings.csv"
    done = run("audit", source, *OPTIONS, "--findings", target, "--quiet", "--registry", registry_path)
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["code"]) for row in rows] == [
        ("1", "duplicate"),
        ("2", "no_pref"),
        ("2", "lost_zeros"),
        ("2", "coordinates_swapped"),
        ("2", "duplicate"),
        ("3", "not_an_address"),
    ]
    assert rows[2] | {"title": ""} == {
        "row": "2", "column": "町字ID", "code": "lost_zeros", "severity": "error", "title": "",
        "value": "56000", "detail": "", "suggestion": "0056000",
    }  # fmt: skip
    assert rows[5]["value"] == '\'=HYPERLINK("x")'


def test_json_and_report_of_one_run(source: Path, tmp_path: Path, registry_path: Path) -> None:
    report = tmp_path / "audit.html"
    done = run("audit", source, *OPTIONS, "--json", "--report", report, "--registry", registry_path)
    assert json.loads(done.text)["rows"] == 3
    assert "<!DOCTYPE html>" in report.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.html", "in.csv"]


def test_limit_reads_so_many_rows(source: Path, registry_path: Path) -> None:
    done = run("audit", source, "--column", "住所", "--limit", 1, "--json", "--registry", registry_path)
    assert json.loads(done.text)["rows"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no table is given"),
        (("no-such.csv",), "there is no file"),
        (("IN", "--column", "所在"), "no column 所在"),
        (("IN", "--postal-column", "〒"), "no column 〒"),
        (("IN", "--postal-column", "〒"), "--postal-column 住所"),
        (("IN", "--lat", "緯度"), "need both"),
        (("IN", "--report", "IN"), "is the input itself"),
        (("IN", "--findings", "IN"), "is the input itself"),
        (("IN", "--report", "X/same", "--findings", "X/same"), "same file"),
        (("IN", "--report", "X/no/folder.html"), "does not exist"),
        (("IN", "--encoding", "utf-8"), "utf-8"),
    ],
)
def test_what_cannot_be_is_said_once_and_nothing_is_written(
    source: Path, tmp_path: Path, registry_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    given = [argument.replace("IN", str(source)).replace("X/", f"{tmp_path}/") for argument in arguments]
    done = run("audit", *given, "--registry", registry_path)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_fault_far_down_leaves_the_old_files(tmp_path: Path, registry_path: Path) -> None:
    source, report = tmp_path / "in.csv", tmp_path / "audit.html"
    source.write_text("住所,x\n" + "東京都,1\n" * 3000 + "東京都,1,2,3\n", encoding="utf-8")
    report.write_text("old", encoding="utf-8")
    done = run("audit", source, "--report", report, "--registry", registry_path)
    assert done.code == 2
    assert "line 3,002" in done.err
    assert report.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.html", "in.csv"]


def test_workbooks_and_json_lines_are_read_as_what_they_are(tmp_path: Path, registry_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("施設").append(["番号", "住所"])
    book["施設"].append([1, "府中市"])
    book.save(tmp_path / "in.xlsx")
    (tmp_path / "in.jsonl").write_text('{"番号": 1, "住所": "府中市"}\n', encoding="utf-8")
    for name, sheet in (("in.xlsx", ("--sheet", "施設")), ("in.jsonl", ())):
        done = run(
            "audit", tmp_path / name, *sheet, "--column", "住所", "--json", "--registry", registry_path
        )
        assert (done.code, json.loads(done.text)["rows"]) == (0, 1)


def test_findings_are_no_workbook(source: Path, tmp_path: Path) -> None:
    done = run("audit", source, "--column", "住所", "--findings", tmp_path / "findings.xlsx")
    assert done.code == 2
    assert "findings.csv" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
