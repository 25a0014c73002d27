"""Encoders: the bytes of rows, whatever their cells hold."""

from __future__ import annotations

import csv
import io
from itertools import cycle, islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg.tabular.chunks import Rows
from addrreg.tabular.encode import CsvEncoder, Unencodable
from addrreg.tabular.encoding import Encoding
from addrreg.text.delimited import delimited

#: What a cell may have in it that a CSV has a meaning for.
ODD = [
    "",
    "紀尾井町",
    "a,b",
    'say "1-2"',
    "two\nlines",
    "two\r\nlines",
    "bare\rreturn",
    "\t",
    ";",
    " ",
    "'",
    "=1+1",
]
NUMBERS: list[object] = [None, 1.0, 1, 0, 35.681236, -0.5, 1e16]


def encoder(delimiter: str = ",", newline: str = "\n", width: int = 2) -> CsvEncoder:
    header = tuple(f"c{at}" for at in range(width))
    return CsvEncoder(
        Encoding("utf-8"),
        delimiter,
        newline,
        "",
        header,
        ("text", "score", "alternatives"),
        width,
        True,
        (1, 2),
    )


def by_the_csv_module(rows: list[list[object]], delimiter: str, newline: str) -> bytes:
    """Each row alone, so that its own line end is told from those in its cells."""
    lines = []
    for row in rows:
        sink = io.StringIO(newline="")
        csv.writer(sink, delimiter=delimiter, lineterminator="\r\n").writerow(row)
        lines.append(sink.getvalue()[:-2] + newline)
    return "".join(lines).encode()


@pytest.mark.parametrize(("delimiter", "newline"), [*product(",\t; ", ("\n", "\r\n", "\r"))])
def test_the_lines_are_those_of_the_csv_module(delimiter: str, newline: str) -> None:
    cells = [[one, other] for one in ODD for other in ODD]
    values = [(ODD[at % len(ODD)], NUMBERS[at % 7], NUMBERS[at % 5]) for at in range(len(cells))]
    wanted = by_the_csv_module(
        [[*row, *new] for row, new in zip(cells, values, strict=True)], delimiter, newline
    )
    assert encoder(delimiter, newline).encode(Rows(cells), values) == wanted


@given(
    rows=st.lists(
        st.tuples(
            st.text('ab町,"\r\n\t ;', max_size=4),
            st.text('ab町,"\r\n\t ;', max_size=4),
            st.sampled_from([None, 1.0, 0.5]),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_cells_are_read_again_as_they_were(rows: list[tuple[str, str, float | None, int]]) -> None:
    data = encoder(width=1).encode(Rows([[row[0]] for row in rows]), [row[1:] for row in rows])
    again = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert again == [[*row[:2], "" if row[2] is None else str(row[2]), str(row[3])] for row in rows]


def test_the_surplus_stays_the_last_column() -> None:
    data = encoder(width=1).encode(Rows([["東京都", "[1]"], ["大阪府", ""]]), [("x", 1.0, 0), ("y", None, 2)])
    assert data.decode() == "東京都,x,1.0,0,[1]\n大阪府,y,,2,\n"


@pytest.mark.parametrize(("delimiter", "newline"), [*product(",\t; ", ("\n", "\r\n", "\r"))])
def test_cells_that_are_lines_already(delimiter: str, newline: str) -> None:
    cells = [list(row) for row in product(ODD, ODD)]
    found = ((text, number, 0) for text, number in zip(cycle(ODD), cycle(NUMBERS), strict=True))
    values = list(islice(found, len(cells)))
    lines = [delimited(row, delimiter) for row in values]
    encode = encoder(delimiter, newline)
    assert encode.encode_lines(cells, lines) == encode.encode(Rows(cells), values)  # type: ignore[arg-type]


@given(
    st.lists(st.sampled_from(ODD) | st.text(max_size=6), min_size=1, max_size=4), st.sampled_from(",\t;- ")
)
def test_delimited_is_what_the_csv_module_writes(cells: list[str], delimiter: str) -> None:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    assert delimited(cells, delimiter) + "\r\n" == sink.getvalue()


def test_a_character_that_the_encoding_lacks_is_named_by_its_record() -> None:
    encode = CsvEncoder(Encoding("cp932"), ",", "\n", "", ("a",), ("b",), 1, True)
    with pytest.raises(Unencodable) as caught:
        encode.encode_lines([["東"], ["京"], ["𠮷"]], ["x", "y", "z"])
    assert (caught.value.record, caught.value.char) == (2, "𠮷")
