"""addrreg cleanse: what comes out of a table, byte by byte; the cleanser is a stand-in."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standin import NEW, StandIn, run

pytestmark = pytest.mark.usefixtures("stand_in")
SMALL = "名称,住所\n都庁,東京都新宿区西新宿2-8-1\n？,どこか\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(SMALL, encoding="utf-8", newline="")
    return path


def rows_of(data: bytes, encoding: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))


def test_columns_stay_and_the_new_ones_stand_behind(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run("cleanse", source, "-o", out, "--column", "住所")
    assert (done.code, done.out) == (0, b"")
    header, first, second = rows_of(out.read_bytes())
    assert header == ["名称", "住所", *NEW]
    assert dict(zip(header, first, strict=True)) | {
        "名称": "都庁",
        "住所": "東京都新宿区西新宿2-8-1",
    } == dict(zip(header, first, strict=True))
    assert first[header.index("abr_rest")] == "新宿区西新宿2-8-1"
    assert (first[header.index("abr_lat")], first[header.index("abr_lon")]) == ("35.5", "139.5")
    assert second[header.index("abr_status")] == "unmatched"


def test_summary_names_rows_shares_and_registry(source: Path, tmp_path: Path) -> None:
    done = run("cleanse", source, "-o", tmp_path / "out.csv")
    assert "2 rows" in done.err
    for line in ("matched                     1   50.00%", "pref                        1   50.00%"):
        assert line in done.err
    assert "registry of 1999-12" in done.err
    assert "made for tests" in done.err
    assert "\x1b" not in done.err, "no bar where nobody looks"


def test_quiet_says_nothing(source: Path, tmp_path: Path) -> None:
    assert run("cleanse", source, "-o", tmp_path / "out.csv", "--quiet").err == ""


def test_pipe_in_and_out() -> None:
    done = run("cleanse", "-", "-o", "-", "-c", "2", stdin=SMALL.encode())
    assert done.code == 0
    assert [row[1] for row in rows_of(done.out)] == ["住所", "東京都新宿区西新宿2-8-1", "どこか"]
    assert "standard input (utf-8) to standard output" in done.err


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-be", "euc_jp"])
def test_encoding_and_line_ends_stay(name: str, newline: str) -> None:
    data = SMALL.replace("\n", newline).encode(name)
    for arguments in ((), ("--encoding", name)):
        done = run("cleanse", "-", "-o", "-", *arguments, stdin=data)
        assert done.code == 0, done.err
        assert done.out.startswith(data[: data.index("所".encode(name.replace("-sig", ""))[-2:])])
        text = done.out.decode(name)
        assert text.count(newline) == 3
        assert [row[:2] for row in rows_of(done.out, name)] == [row[:2] for row in rows_of(data, name)]


def test_big_endian_with_a_mark_stays_so() -> None:
    data = codecs.BOM_UTF16_BE + SMALL.encode("utf-16-be")
    done = run("cleanse", "-", "-o", "-", stdin=data)
    assert done.out.startswith(codecs.BOM_UTF16_BE)
    assert done.out.decode("utf-16").startswith("名称,住所,abr_status")


def test_output_encoding_and_delimiter_and_prefix() -> None:
    done = run(
        *(
            "cleanse",
            "-",
            "-o",
            "-",
            "--output-encoding",
            "utf-8-sig",
            "--prefix",
            "x_",
            "--delimiter",
            "tab",
        ),
        stdin=SMALL.replace(",", "\t").encode("cp932"),
    )
    assert done.out.startswith(codecs.BOM_UTF8)
    assert rows_of(done.out, "utf-8-sig", "\t")[0][1:3] == ["住所", "x_status"]


def test_character_that_the_output_cannot_hold_is_an_error(tmp_path: Path, source: Path) -> None:
    source.write_text("住所\n東京都港区\n東京都\U00020bb7野家\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    done = run("cleanse", source, "-o", out, "--output-encoding", "cp932")
    assert done.code == 2
    assert "record 3" in done.err
    assert "U+20BB7" in done.err
    assert "--output-encoding utf-8-sig" in done.err
    assert not out.exists()


def test_several_columns_are_joined_in_order() -> None:
    table = "番地,都,区\n1-3,東京都,千代田区\n"
    done = run("cleanse", "-", "-o", "-", "-c", "都", "-c", "区", "-c", "番地", stdin=table.encode())
    assert "千代田区1-3" in rows_of(done.out)[1]


def test_without_header_neither_side_has_one() -> None:
    done = run("cleanse", "-", "-o", "-", "--no-header", "-c", "2", stdin="a,東京都\nb,大阪府\n".encode())
    rows = rows_of(done.out)
    assert [row[:3] for row in rows] == [["a", "東京都", "matched"], ["b", "大阪府", "unmatched"]]


def test_limit(source: Path) -> None:
    done = run("cleanse", source, "-o", "-", "--limit", "1")
    assert len(rows_of(done.out)) == 2
    assert "1 row from" in done.err


def test_limit_does_not_look_behind_it(source: Path) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write("1,2,3\n")
    assert run("cleanse", source, "-o", "-", "--limit", "2").code == 0
    assert run("cleanse", source, "-o", "-").code == 2


def test_same_addresses_are_read_once(source: Path, stand_in: StandIn) -> None:
    source.write_text("住所\n" + "東京都\n大阪府\n" * 1000, encoding="utf-8")
    done = run("cleanse", source, "-o", "-")
    assert stand_in.asked == 2
    assert [row[1] for row in rows_of(done.out)[1:]] == ["matched", "unmatched"] * 1000


def test_short_rows_and_blank_lines_are_reported() -> None:
    done = run(
        "cleanse", "-", "-o", "-", "-c", "住所", stdin="名称,住所,備考\nA,東京都\n\nB,大阪府,x\nC\n".encode()
    )
    assert [row[:3] for row in rows_of(done.out)[1:]] == [
        ["A", "東京都", ""],
        ["B", "大阪府", "x"],
        ["C", "", ""],
    ]
    assert "2 rows had too few cells and were filled up: lines 2, 5" in done.err
    assert "1 blank line was left out" in done.err


def test_surplus_cells_are_kept_in_a_last_column() -> None:
    data = "名称,住所\nA,東京都,港区,1-2\nB,大阪府\n".encode()
    done = run("cleanse", "-", "-o", "-", "--ragged", "keep", stdin=data)
    header, first, second = rows_of(done.out)
    assert header[-1] == "_surplus"
    assert json.loads(first[-1]) == ["港区", "1-2"]
    assert second[-1] == ""
    assert len({len(header), len(first), len(second)}) == 1
    assert "1 row had too many cells, kept in _surplus: line 2" in done.err


def test_quoted_newlines_and_quotes_come_back() -> None:
    table = '名称,住所\r\n"都庁\n""第一""",東京都\r\n"a\rb",大阪府\r\n'
    for newline in ("\r\n", "\n"):
        data = table.replace("\r\n", newline)
        done = run("cleanse", "-", "-o", "-", stdin=data.encode())
        assert [row[0] for row in rows_of(done.out)] == ["名称", '都庁\n"第一"', "a\rb"]


def test_output_replaces_a_file_and_keeps_its_mode(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")
    out.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(out)
    assert run("cleanse", source, "-o", link).code == 0
    assert link.is_symlink()
    assert out.read_text(encoding="utf-8").startswith("名称,住所,abr_status")
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "link.csv", "out.csv"]


def test_output_may_be_a_device_or_a_pipe(source: Path, tmp_path: Path) -> None:
    assert run("cleanse", source, "-o", os.devnull).code == 0
    assert Path(os.devnull).exists()


def test_input_may_be_a_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:  # the writer
        pipe.write_bytes(SMALL.encode("cp932"))
        os._exit(0)
    done = run("cleanse", pipe, "-o", "-")
    os.wait()
    assert rows_of(done.out, "cp932")[1][0] == "都庁"


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=6)),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_every_cell_comes_back_as_it_was(rows: list[tuple[str, ...]], delimiter: str, newline: str) -> None:
    header = [f"列{number}" for number in range(len(rows[0]))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    done = run("cleanse", "-", "-o", "-", "-c", "1", "--delimiter", delimiter, stdin=text.getvalue().encode())
    assert done.code == 0, done.err
    assert [tuple(row[: len(header)]) for row in rows_of(done.out, delimiter=delimiter)] == [
        tuple(header),
        *rows,
    ]
