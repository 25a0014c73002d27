"""The formats of tables, told by the names of files, and the readers that open them."""

from __future__ import annotations

from pathlib import Path

from addrreg.errors import InputError, OutputError
from addrreg.tabular.choices import Format
from addrreg.tabular.chunks import Source
from addrreg.tabular.compressed import compression_of, without
from addrreg.tabular.reading import Form, Table

__all__ = ["RESUMABLE", "check_output", "format_of", "open_table", "suffix_of"]


#: Those that are written as pieces, one behind the other, so that a run can go on where it was stopped.
RESUMABLE = frozenset({Format.CSV, Format.TSV, Format.JSONL, Format.GEOJSON})

_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".geojson": Format.GEOJSON,
}


def format_of(name: str) -> Format | None:
    """The format that a file's name tells.

    >>> format_of("list.CSV.gz"), format_of("list.txt")
    (<Format.CSV: 'csv'>, None)
    """
    return _SUFFIXES.get(Path(without(name)).suffix.lower())


def suffix_of(name: str) -> str:
    """The ending of a name with its compression.

    >>> suffix_of("list.csv.gz"), suffix_of("list.txt")
    ('.csv.gz', '.txt')
    """
    plain = without(name)
    return Path(plain).suffix + name[len(plain) :]


#: Endings that tell no format: the table is written as the input is.
_PLAIN = ("", ".txt")


def check_output(output: str, source: str, chosen: Format | None) -> None:
    """Refuse a name whose ending tells a format that is not written: nobody could open ``list.xls`` with a CSV in it.

    An ending that the input has too says nothing of the sort. Raises :class:`OutputError`.
    """
    ending = Path(without(output)).suffix.lower()
    if ending == ".xlsm":  # Excel opens no workbook without macros under the ending of one with them
        raise OutputError(f"{output}: workbooks are written without macros", remedy="end the name in .xlsx")
    if chosen or format_of(output) or ending in (*_PLAIN, Path(without(source)).suffix.lower()):
        return
    raise OutputError(
        f"{output}: no table is written as {ending}",
        remedy="end the name in .csv, .tsv, .jsonl, .parquet, .xlsx or .geojson (.gz or .zst behind it), or say --format",
    )


def open_table(where: str, form: Form, *, sheet: str = "", strict: bool = True) -> Source:
    """Open a table of any format; a name that tells none, and standard input, is a text with a delimiter.

    ``strict``: JSON members that are no column are an error. Raises :class:`InputError` for an option that the format does not have.
    """
    found = None if where == "-" else format_of(where)
    if sheet and found is not Format.XLSX:
        raise InputError(
            f"{where} is no Excel workbook, and has no sheet {sheet}", remedy="leave --sheet out"
        )
    if found in (None, Format.CSV, Format.TSV):
        return Table(where, form)
    for option, given in (("--delimiter", form.delimiter), ("--no-quoting", not form.quoting)):
        if given:
            raise InputError(
                f"{where} is {found}, which has no delimiter and no quotes", f"leave {option} out"
            )
    if form.encoding and found is not Format.JSONL:
        raise InputError(
            f"{where} is {found}, which has no encoding to choose", remedy="leave --encoding out"
        )
    if found is Format.JSONL:
        from addrreg.tabular.jsonl import JsonLines

        return JsonLines(where, form.encoding or "utf-8", strict=strict)
    if compression_of(where):
        raise InputError(
            f"{where}: {found} is compressed in itself", remedy=f"unpack it first ({without(where)})"
        )
    if found is Format.XLSX:
        from addrreg.tabular.excel import Sheet

        return Sheet(where, sheet, header=form.header, keep_surplus=form.keep_surplus)
    if found is Format.PARQUET:
        from addrreg.tabular.parquet import Parquet

        return Parquet(where)
    raise InputError(
        f"{where}: GeoJSON is written, not read", remedy="give the properties as JSON Lines or CSV"
    )
