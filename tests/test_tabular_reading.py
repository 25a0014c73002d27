"""Reading tables: encodings, delimiters, line ends and odd rows, as files really come."""

from __future__ import annotations

import codecs
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg.errors import InputError
from addrreg.tabular.dialect import delimiter_of, given_delimiter, newline_of
from addrreg.tabular.encoding import BLOCK, Encoding, decoded, detect, named
from addrreg.tabular.reading import Form, Table, check

TEXT = "名称,住所\r\n本庁舎,東京都新宿区西新宿2-8-1\r\n髙島屋①,東京都中央区日本橋2-4-1\r\n"
#: As some systems write it: without the characters that only Windows has.
PLAIN = TEXT.replace("髙", "高").replace("①", "")


def table_of(tmp_path: Path, data: bytes | str, **form: object) -> Table:
    path = tmp_path / "in.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Table(str(path), Form(**form))  # type: ignore[arg-type]


def rows_of(tmp_path: Path, data: bytes | str, **form: object) -> list[list[str]]:
    with table_of(tmp_path, data, **form) as table:
        return [table.header, *table.rows()]


def refused(tmp_path: Path, data: bytes | str, **form: object) -> InputError:
    with pytest.raises(InputError) as caught:
        rows_of(tmp_path, data, **form)
    assert caught.value.remedy
    return caught.value


ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8-sig": TEXT.encode("utf-8-sig"),
    "cp932": TEXT.encode("cp932"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 big endian": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16-le": TEXT.encode("utf-16-le"),
    "utf-16-be": TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
    "euc_jp": PLAIN.encode("euc_jp"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encoding_is_found_out(tmp_path: Path, name: str) -> None:
    with table_of(tmp_path, ENCODED[name]) as table:
        assert table.encoding.name == name.partition(" ")[0]
        assert table.header == ["名称", "住所"]
        assert next(table.rows()) == ["本庁舎", "東京都新宿区西新宿2-8-1"]


@pytest.mark.parametrize("name", ["utf-8", "cp932", "euc_jp"])
def test_first_japanese_character_may_come_late(tmp_path: Path, name: str) -> None:
    lines = "id,address\n" + "1,1-2-3\n" * BLOCK + "2,東京都千代田区紀尾井町\n"
    assert rows_of(tmp_path, lines.encode(name))[-1] == ["2", "東京都千代田区紀尾井町"]


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("name", ["utf-8", "cp932", "utf-16", "euc_jp"])
def test_characters_may_lie_across_blocks(tmp_path: Path, name: str, shift: int) -> None:
    body = "東京都千代田区紀尾井町一丁目" * 20000
    rows = rows_of(tmp_path, f"{'x' * shift},住所\n1,{body}\n".encode(name))
    assert rows[1] == ["1", body]


@pytest.mark.parametrize("name", ["Shift_JIS", "sjis", "windows-31j", "CP932"])
def test_shift_jis_is_what_windows_writes(tmp_path: Path, name: str) -> None:
    assert rows_of(tmp_path, TEXT.encode("cp932"), encoding=name)[2][0] == "髙島屋①"


@pytest.mark.parametrize("name", ["utf-8", "UTF-8", "utf8", "utf-8-sig"])
def test_mark_is_no_part_of_the_first_name(tmp_path: Path, name: str) -> None:
    assert rows_of(tmp_path, TEXT.encode("utf-8-sig"), encoding=name)[0] == ["名称", "住所"]


def test_given_encodings_for_output_have_the_mark_they_need() -> None:
    assert named("utf-8-sig") == Encoding("utf-8", codecs.BOM_UTF8)
    assert named("utf-16") == Encoding("utf-16-le", codecs.BOM_UTF16_LE)
    assert named("utf-8").bom == named("cp932").bom == named("utf-16-be").bom == b""


@pytest.mark.parametrize("name", ["utf-9", "シフトJIS", "rot13", "base64", "", "\0"])
def test_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no encoding") as caught:
        named(name)
    assert "cp932" in caught.value.remedy


def test_bytes_of_no_encoding_are_named_with_their_place(tmp_path: Path) -> None:
    data = "名称,住所\n本庁舎,東京都\n".encode() + b"\xff\xfe\x81\n"
    error = refused(tmp_path, data)
    assert "utf-8: line 3, byte offset 34 (ff)" in error.message
    assert "cp932" in error.message
    assert "--encoding" in error.remedy


def test_wrong_encoding_is_named_with_its_place(tmp_path: Path) -> None:
    error = refused(tmp_path, b"a,b\n1,2\n" + "東,京\n".encode("cp932"), encoding="utf-8")
    assert "line 3, byte offset 8" in error.message
    assert "cp932" in error.remedy


def test_nul_is_named_with_its_line(tmp_path: Path) -> None:
    assert "line 3 holds a NUL" in refused(tmp_path, "名称,住所\nあ,い\nう,\0え\n").message


@pytest.mark.parametrize(
    ("magic", "what"), [(b"PK\x03\x04", "Excel"), (b"\xd0\xcf\x11\xe0", "Excel"), (b"%PDF-1.7", "PDF")]
)
def test_other_files_are_told_apart(tmp_path: Path, magic: bytes, what: str) -> None:
    assert what in refused(tmp_path, magic + b"\x00" * 100).message


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), st.integers(1, 7))
def test_decoding_in_blocks_changes_nothing(text: str, size: int) -> None:
    data = text.encode()
    blocks = [data[i : i + size] for i in range(0, len(data), size)]
    assert "".join(decoded(blocks, "utf-8")) == text


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FA0), min_size=8, max_size=60))
def test_utf8_is_never_taken_for_another(text: str) -> None:
    assert detect(io.BytesIO(f"住所\n{text}\n".encode())).codec == "utf-8"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace(",", delimiter)
    assert rows_of(tmp_path, text)[1] == ["本庁舎", "東京都新宿区西新宿2-8-1"]


def test_delimiter_is_that_of_the_header() -> None:
    assert delimiter_of("住所\n東京都,新宿区\n東京都,中央区\n") == ","
    assert delimiter_of("名称;住所\nA;東京都,新宿区\nB;東京都,中央区,\n") == ";"
    assert delimiter_of('"名称,略称"\t住所\n"A,a"\t東京都\n') == "\t"


@pytest.mark.parametrize("name", ["", "ab", '"', "\n"])
def test_impossible_delimiter_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="delimiter"):
        given_delimiter(name)


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_line_ends(tmp_path: Path, newline: str) -> None:
    with table_of(tmp_path, TEXT.replace("\r\n", newline)) as table:
        assert table.newline == newline
        assert len(list(table.rows())) == 2
    assert newline_of("a,b") == "\r\n"


def test_cells_keep_their_line_ends_and_odd_spaces(tmp_path: Path) -> None:
    cell = "東京都\r\n千代田区\n\r紀尾井町\u2028\x85\x0b\x0c\x1c\u3000 "
    assert rows_of(tmp_path, f'名称,住所\r\n"{cell}",x\r\n')[1] == [cell, "x"]


def test_last_line_needs_no_end(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "名称,住所\nあ,い")[1:] == [["あ", "い"]]


def test_short_rows_are_filled_up_and_named(tmp_path: Path) -> None:
    with table_of(tmp_path, 'a,b,c\n1\n"x\ny",2\n\n1,2,3\n') as table:
        assert list(table.rows()) == [["1", "", ""], ["x\ny", "2", ""], ["1", "2", "3"]]
        assert (table.ragged.short, table.ragged.short_lines, table.ragged.blank) == (2, [2, 4], 1)


def test_blank_lines_of_one_column_are_empty_rows(tmp_path: Path) -> None:
    with table_of(tmp_path, "住所\n東京都\n\n大阪府\n") as table:
        assert list(table.rows()) == [["東京都"], [""], ["大阪府"]]
        assert table.ragged.blank == 0


def test_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    error = refused(tmp_path, 'a,b\n"1\n1",2\n1,2,3\n')
    assert "line 4: 3 cells, but the header has 2" in error.message
    assert "--ragged keep" in error.remedy


def test_surplus_is_kept_in_one_cell(tmp_path: Path) -> None:
    with table_of(tmp_path, "a,b\n1,2,三,\n4,5\n6\n", keep_surplus=True) as table:
        assert list(table.rows()) == [["1", "2", '["三", ""]'], ["4", "5", ""], ["6", "", ""]]
        assert (table.ragged.surplus, table.ragged.surplus_lines) == (1, [2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a,b\n1,"東京都\n2,3\n', "the file ends inside a quoted cell"),
        ('a,b\n1,"東京"都\n', "text stands behind a closing quote"),
        ('"a,b\n1,2\n', "the file ends inside a quoted cell"),
    ],
)
def test_faulty_quotes_are_named_and_can_be_taken_as_they_are(
    tmp_path: Path, text: str, message: str
) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert "--no-quoting" in error.remedy
    assert rows_of(tmp_path, text, quoting=False)[1][0] == "1"


def test_quote_inside_a_cell_is_a_character(tmp_path: Path) -> None:
    assert rows_of(tmp_path, 'a,b\n5" 管,"x ""y"""\n')[1] == ['5" 管', 'x "y"']


def test_long_cells(tmp_path: Path) -> None:
    long = "あ" * (1 << 20)
    assert rows_of(tmp_path, f"a,b\n1,{long}\n")[1] == ["1", long]
    assert "line 3: a cell is longer" in refused(tmp_path, f"a,b\n1,2\n1,{long}い\n").message


def test_endless_line_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    assert "16,777,216 characters" in refused_line(tmp_path).message


def refused_line(tmp_path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        rows_of(tmp_path, b"a,b\n" + b"x" * (18 << 20))
    return caught.value


@pytest.mark.parametrize("data", [b"", b"\n\n\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    assert "is empty" in refused(tmp_path, data).message


def test_without_header_the_first_line_is_a_row(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "あ,い\nう,え\n", header=False) == [[], ["あ", "い"], ["う", "え"]]
    assert rows_of(tmp_path, "あ,い\n", header=False, keep_surplus=True)[1] == ["あ", "い", ""]


LONG = "".join(f'{number},"東京都千代田区紀尾井町{number}"\n' for number in range(20_000))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (LONG, 20_000),
        (LONG.replace('"', ""), 20_000),
        (LONG.replace("町7", "町\n7"), 20_000),
        (LONG.replace(',"東京都千代田区紀尾井町19999"', ""), 20_000),
        (LONG.replace('0,"東京都千代田区紀尾井町', '\n0,"東京都千代田区紀尾井町', 1), 20_000),
        (LONG.replace('"東京都千代田区紀尾井町5"', '12"パイプ'), 20_000),
    ],
    ids=["even", "no quotes", "line ends in cells", "a short row", "a blank line", "a quote inside a cell"],
)
def test_a_table_that_was_checked_has_the_same_rows(tmp_path: Path, text: str, rows: int) -> None:
    with table_of(tmp_path, "番号,住所\n" + text) as table:
        plain = list(table.rows())
    with table_of(tmp_path, "番号,住所\n" + text) as table:
        assert table.check() == rows == len(plain)
        assert list(table.rows()) == plain
    with table_of(tmp_path, "番号,住所\n" + text) as table:
        assert table.check(123) == 123
        chunks = list(table.chunks(123))
        parsed = [row for chunk in chunks for row in table.parser.parse(chunk, table.ragged).cells]
        assert parsed == plain[:123]


def test_check_of_a_table_names_the_line(tmp_path: Path) -> None:
    for fault, word in ((f'{LONG}7,"', "20,002: the file ends"), (f"{LONG}7,8,9\n", "20,002: 3 cells")):
        with table_of(tmp_path, "番号,住所\n" + fault) as table, pytest.raises(InputError) as caught:
            table.check()
        assert word in caught.value.message


def test_check_counts_rows_and_finds_the_last_fault(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b\n" + "1,2\n" * 10_000)
    assert check(str(path), Form()) == 10_000
    assert check(str(path), Form(), 7) == 7
    path.write_text("a,b\n" + "1,2\n" * 10_000 + "1,2,3\n")
    with pytest.raises(InputError, match="line 10,002"):
        check(str(path), Form())


def test_missing_file_names_a_near_one(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("a\n1\n")
    with pytest.raises(InputError, match="no file") as caught:
        Table(str(tmp_path / "costumers.csv"))
    assert "customers.csv" in caught.value.remedy


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        Table(str(tmp_path))


def test_a_table_that_is_closed_does_not_shorten_the_cells_of_another(tmp_path: Path) -> None:
    """The longest cell is one number of the csv module for all threads of the process."""
    long = "長" * 200_000
    with table_of(tmp_path, f"住所\n{long}\n") as table:
        with Table(str(tmp_path / "in.csv")) as other:
            assert other.header == ["住所"]
        assert list(table.rows()) == [[long]]
