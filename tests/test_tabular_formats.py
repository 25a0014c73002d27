"""Formats of tables in and out: what goes in comes out, whichever way."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from openpyxl.cell import WriteOnlyCell

from addrreg.tabular import excel
from addrreg.tabular.compressed import compress
from standin import NEW, assert_refused, run, standing_in

pytestmark = pytest.mark.usefixtures("stand_in")
TABLE = "番号,住所,備考\r\n001,東京都港区１－２,=1+1\r\n002,どこか,\r\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(TABLE, encoding="utf-8", newline="")
    return path


def done_well(*arguments: object) -> None:
    done = run("cleanse", *arguments)
    assert done.code == 0, done.err


def cells_of(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def workbook(path: Path, rows: list[list[Any]], formats: dict[tuple[int, int], str] | None = None) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名簿")
    for at, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for (line, column), form in (formats or {}).items():
            if line == at:
                cells[column].number_format = form
        sheet.append(cells)
    book.create_sheet("別").append(["住所", "東京都"])
    book.save(path)
    return path


def test_every_format_holds_the_same_rows(source: Path, tmp_path: Path) -> None:
    done_well(source, "-o", tmp_path / "out.csv")
    expected = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_bytes().decode(), newline="")))
    assert [row["番号"] for row in expected] == ["001", "002"]
    for name in ("out.tsv", "out.jsonl", "out.geojson", "out.parquet", "out.xlsx", "o.csv.gz", "o.csv.zst"):
        out = tmp_path / name
        done_well(source, "-o", out)
        if name == "out.tsv":
            found = list(csv.DictReader(io.StringIO(out.read_bytes().decode(), newline=""), delimiter="\t"))
        elif name == "out.jsonl":
            found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        elif name == "out.geojson":
            features = json.loads(out.read_text(encoding="utf-8"))["features"]
            found = [feature["properties"] for feature in features]
        elif name == "out.parquet":
            found = pq.read_table(out).to_pylist()
        elif name == "out.xlsx":
            header, *rows = cells_of(out)
            found = [dict(zip(header, row, strict=True)) for row in rows]
        else:
            data = out.read_bytes()
            plain = gzip.decompress(data) if name.endswith("gz") else unpacked(data)
            found = list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
        as_text = [{key: text_of(value) for key, value in row.items()} for row in found]
        assert as_text == [{key: text_of(value) for key, value in row.items()} for row in expected], name


def text_of(value: object) -> str:
    if value is None:
        return ""
    return str(float(value)) if isinstance(value, int | float) else number_or_text(str(value))


def number_or_text(text: str) -> str:
    try:
        return text if text.startswith("00") else str(float(text))
    except ValueError:
        return text


def unpacked(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()


@pytest.mark.parametrize("suffix", [".csv.gz", ".csv.zst", ".jsonl.gz", ".geojson.gz"])
def test_compressed_in_and_out_of_many_chunks(tmp_path: Path, suffix: str) -> None:
    plain, out = tmp_path / "in.csv", tmp_path / f"out{suffix}"
    plain.write_text("番号,住所\n" + "".join(f"{n},東京都{n}\n" for n in range(12_000)), encoding="utf-8")
    done_well(plain, "-o", out)
    data = unpacked(out.read_bytes()) if suffix.endswith("zst") else gzip.decompress(out.read_bytes())
    if suffix == ".geojson.gz":
        assert len(json.loads(data)["features"]) == 12_000
        return
    done_well(out, "-o", tmp_path / "again.jsonl", "--prefix", "x_", "-c", "住所")
    assert data.count(b"\n") == 12_000 + (".csv" in suffix)
    again = (tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["住所"] for line in (again[0], again[-1])] == ["東京都0", "東京都11999"]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_damaged_compression(source: Path, tmp_path: Path, suffix: str) -> None:
    done_well(source, "-o", tmp_path / f"x.csv{suffix}")
    data = (tmp_path / f"x.csv{suffix}").read_bytes()
    for name, content in (
        ("cut", data[: len(data) // 2 + 20]),
        ("odd", data[:20] + b"xxxx" + data[24:]),
        ("no", b"a"),
    ):
        bad = tmp_path / f"{name}.csv{suffix}"
        bad.write_bytes(content)
        assert_refused(
            run("cleanse", bad, "-o", tmp_path / "never.csv", "-c", "住所", "--prefix", "x_"),
            f"{name}.csv{suffix}",
        )
    assert not (tmp_path / "never.csv").exists()


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_compressed_file_that_was_cut_anywhere_is_refused(tmp_path: Path, suffix: str) -> None:
    """Of half a Zstandard frame the package's reader gives what is there: rows would be lost without a word."""
    plain = "番号,住所\n" + "".join(f"{n},東京都{n * 7919 % 100_000}\n" for n in range(60_000))
    packed = compress(plain.encode(), suffix[1:])
    bad = tmp_path / f"cut.csv{suffix}"
    for end in (len(packed) // 3, len(packed) - 30, len(packed) - 1):
        bad.write_bytes(packed[:end])
        assert_refused(run("cleanse", bad, "-o", tmp_path / "never.csv", "-c", "住所"), "cut off")
    assert not (tmp_path / "never.csv").exists()


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.999])
def test_a_zstandard_file_that_is_cut_off_is_no_shorter_table(tmp_path: Path, kept: float) -> None:
    plain = "住所\n" + "".join(f"Tokyo {n * 7919 % 100_003}\n" for n in range(60_000))
    packed = zstandard.compress(plain.encode())
    (tmp_path / "cut.csv.zst").write_bytes(packed[: int(len(packed) * kept)])
    assert_refused(
        run("cleanse", tmp_path / "cut.csv.zst", "-o", tmp_path / "o.csv", "-c", "住所"), "cut off"
    )
    assert not (tmp_path / "o.csv").exists()


def test_cells_of_excel_stay_what_they_are(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 4, 1)
    rows = [
        ["郵便番号", "住所", "日", "額", "真"],
        ["0600001", "東京都港区", day, 1234.5, True],
        [1020094, "どこか", None, 3, False],
    ]
    source = workbook(tmp_path / "in.xlsx", rows, {(1, 2): "yyyy年m月d日", (2, 0): "000-0000"})
    out = tmp_path / "out.xlsx"
    done_well(source, "-o", out)
    assert [row[:5] for row in cells_of(out)] == rows
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert (sheet["C2"].number_format, sheet["A3"].number_format) == ("yyyy年m月d日", "000-0000")
    done_well(source, "-o", tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "0600001,東京都港区,2024-04-01,1234.5,TRUE,matched" in text
    assert "1020094,どこか,,3,FALSE,unmatched" in text


def test_only_keeps_the_formats_with_their_rows(tmp_path: Path) -> None:
    rows = [["番号", "住所"], [1, "東京都"], [2, "どこか"]]
    source = workbook(tmp_path / "in.xlsx", rows, {(2, 0): "000"})
    done_well(source, "-o", tmp_path / "out.xlsx", "--only", "unmatched")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet.max_row) == (2, "000", 2)


def test_formulas_are_inert(tmp_path: Path) -> None:
    cells = ["=1+1", "+81-3", "-2", "@SUM(A1)", "\tx", "=HYPERLINK(1)"]
    source, out = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_text("備考,住所\n" + "".join(f'"{cell}",東京都\n' for cell in cells), encoding="utf-8")
    done_well(source, "-o", out)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    found = [sheet.cell(row, 1) for row in range(2, 2 + len(cells))]
    assert [cell.value for cell in found] == cells
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}


def test_sheets(tmp_path: Path) -> None:
    source = workbook(tmp_path / "in.xlsx", [["住所"], ["東京都"]])
    done_well(source, "-o", tmp_path / "out.csv", "--sheet", "名簿")
    assert_refused(
        run("cleanse", source, "-o", tmp_path / "x.csv", "--sheet", "無"), "no sheet 無", "名簿, 別"
    )
    assert_refused(run("cleanse", source, "-o", tmp_path / "x.csv", "--sheet", "別"), "no rows")


def test_what_a_sheet_cannot_hold(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.xlsx"
    monkeypatch.setattr(excel, "MAX_ROWS", 2)
    assert_refused(run("cleanse", source, "-o", out), "3 rows with the header", "--format csv")
    monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patch, standing_in(patch):
        source.write_text(f"住所\n{'東' * 40_000}\n", encoding="utf-8")
        assert_refused(run("cleanse", source, "-o", out), "40,000 characters")
        source.write_text("住所\n東京都\x07\n", encoding="utf-8")
        assert_refused(run("cleanse", source, "-o", out), "control character")
    assert not out.exists()


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    for content in (b"PK\x03\x04" + bytes(50), b"", b"text"):
        (tmp_path / "in.xlsx").write_bytes(content)
        assert_refused(
            run("cleanse", tmp_path / "in.xlsx", "-o", tmp_path / "x.csv"), "not an Excel workbook"
        )
        (tmp_path / "in.parquet").write_bytes(content)
        assert_refused(
            run("cleanse", tmp_path / "in.parquet", "-o", tmp_path / "x.csv"), "not a Parquet file"
        )


def test_parquet_keeps_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "住所": ["東京都港区", None, "どこか"],
            "数": pa.array([1, None, 3], pa.int16()),
            "日": pa.array([datetime.date(2024, 4, 1)] * 3, pa.date32()),
        }
    ).replace_schema_metadata({"made": "by hand"})
    pq.write_table(table, tmp_path / "in.parquet")
    done_well(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.select(["住所", "数", "日"]).equals(table)
    assert found.schema.names[3:] == NEW
    assert found.schema.metadata[b"made"] == b"by hand"
    assert (found.schema.field("abr_lat").type, found.schema.field("abr_lg_code").type) == (
        pa.float64(),
        pa.string(),
    )
    assert found["abr_status"].to_pylist() == ["matched", "unmatched", "unmatched"]
    done_well(tmp_path / "in.parquet", "-o", tmp_path / "some.parquet", "--only", "unmatched", "--limit", "2")
    assert pq.read_table(tmp_path / "some.parquet")["数"].to_pylist() == [None]
    done_well(tmp_path / "in.parquet", "-o", tmp_path / "out.csv")
    assert "東京都港区,1,2024-04-01,matched" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_json_lines_stay_as_they_were_written(tmp_path: Path) -> None:
    first = '{"住所": "東京都港区", "x": 1.50, "y": {"z": [1, 2]}}'
    (tmp_path / "in.jsonl").write_text(f'{first}\n\n{{"住所": "どこか", "late": "new"}}\n', encoding="utf-8")
    done_well(tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-c", "住所")
    one, two = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert one.startswith(first[:-1] + ', "abr_status": "matched"')
    assert json.loads(two)["late"] == "new"
    done_well(tmp_path / "in.jsonl", "-o", tmp_path / "out.csv", "-c", "住所")
    header, row, last = csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines())
    assert header[:5] == ["住所", "x", "y", "late", "abr_status"]
    assert row[:4] == ["東京都港区", "1.5", '{"z": [1, 2]}', ""]
    assert last[:4] == ["どこか", "", "", "new"]
    for line, reason in (("[1]", "is not an object"), ("{", "is not JSON"), ("{}{}", "is not JSON")):
        (tmp_path / "bad.jsonl").write_text(f"{first}\n{line}\n", encoding="utf-8")
        assert_refused(
            run("cleanse", tmp_path / "bad.jsonl", "-o", tmp_path / "x.csv", "-c", "住所"), "line 2", reason
        )


def test_geojson_has_points_where_they_are_known(source: Path, tmp_path: Path) -> None:
    done_well(source, "-o", tmp_path / "out.geojson")
    first, second = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert first["type"] == second["type"] == "Feature"
    assert first["geometry"] == {"type": "Point", "coordinates": [139.5, 35.5]}
    assert second["geometry"] is None
    done_well(source, "-o", tmp_path / "none.geojson", "--only", "ambiguous")
    assert json.loads((tmp_path / "none.geojson").read_text(encoding="utf-8"))["features"] == []


def test_what_fits_no_format(source: Path, tmp_path: Path) -> None:
    book = workbook(tmp_path / "in.xlsx", [["住所"], ["東京都"]])
    twice = tmp_path / "twice.csv"
    twice.write_text("住所,x,x\n東京都,1,2\n", encoding="utf-8")
    assert_refused(run("cleanse", source, "-o", tmp_path / "out.xlsx.gz"), "compressed in itself")
    assert_refused(run("cleanse", twice, "-o", tmp_path / "out.jsonl"), "two columns 'x'")
    assert_refused(
        run("cleanse", source, "-o", tmp_path / "o.jsonl", "--output-encoding", "cp932"), "always UTF-8"
    )
    assert_refused(run("cleanse", source, "-o", tmp_path / "o.csv", "--sheet", "x"), "no Excel workbook")
    assert_refused(
        run("cleanse", book, "-o", tmp_path / "o.csv", "--delimiter", "tab"), "leave --delimiter out"
    )
    assert_refused(
        run("cleanse", book, "-o", tmp_path / "o.csv", "--encoding", "cp932"), "leave --encoding out"
    )
    assert_refused(run("cleanse", source, "-o", tmp_path / "o.csv", "--format", "shp"), "shp")


def test_half_a_character_stays_json(tmp_path: Path) -> None:
    """JSON can say U+D800 by an escape, UTF-8 cannot: the output is JSON in UTF-8 all the same, or there is none."""
    source, line = tmp_path / "in.jsonl", '{"住所": "東京都港区1\\ud800"}'
    source.write_text(line + "\n", encoding="utf-8")
    for name in ("out.jsonl", "out.geojson"):
        done_well(source, "-o", tmp_path / name, "-c", "住所")
        assert "\\ud800" in (tmp_path / name).read_text(encoding="utf-8")
    for name in ("out.csv", "out.parquet", "out.xlsx"):
        assert_refused(
            run("cleanse", source, "-o", tmp_path / name, "-c", "住所"),
            "ud800" if name != "out.xlsx" else "half",
        )
        assert not (tmp_path / name).exists()
