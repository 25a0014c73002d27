"""The options of the commands: their names, their help, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from addrreg.options import WILDCARD

__all__ = [
    "WILDCARD",
    "Column",
    "Delimiter",
    "Dictionary",
    "Encoding",
    "Json",
    "Limit",
    "NoHeader",
    "NoQuoting",
    "Output",
    "OutputEncoding",
    "Prefix",
    "Quiet",
    "Ragged",
    "RaggedRows",
    "Registry",
    "Source",
    "Wildcard",
]


class Ragged(StrEnum):
    """What to do with a row that has more cells than the header."""

    ERROR = "error"
    KEEP = "keep"


Registry = Annotated[
    Path | None,
    Option(
        "--registry",
        envvar="ADDRREG_REGISTRY",
        metavar="PATH",
        help="The registry.sqlite to use; without it the embedded registry.",
        show_default=False,
    ),
]
Dictionary = Annotated[
    Path | None,
    Option(
        "--dictionary",
        metavar="FILE",
        help="A TSV of your own variants and aliases (docs/dictionary.md).",
        show_default=False,
    ),
]
Json = Annotated[bool, Option("--json", help="Print JSON; of addresses, one object per line.")]

Source = Annotated[str, Argument(metavar="INPUT", help="The table to read; - is standard input.")]
Output = Annotated[
    str, Option("--output", "-o", metavar="OUTPUT", help="The file to write; - is standard output.")
]
Column = Annotated[
    list[str] | None,
    Option(
        "--column",
        "-c",
        metavar="NAME",
        help="Column of the address, by name or by number from 1; several are joined in order. "
        "Without it: the one column that is named like an address.",
        show_default=False,
    ),
]
Encoding = Annotated[
    str,
    Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the input: utf-8, cp932, utf-16, euc_jp … Without it: found out.",
        show_default=False,
    ),
]
OutputEncoding = Annotated[
    str,
    Option(
        "--output-encoding",
        metavar="NAME",
        help="Encoding of the output: utf-8-sig … Without it: the input's.",
        show_default=False,
    ),
]
Delimiter = Annotated[
    str,
    Option(
        "--delimiter",
        metavar="CHAR",
        help="comma, tab, semicolon, pipe or one character. Without it: found out.",
        show_default=False,
    ),
]
NoHeader = Annotated[bool, Option("--no-header", help="The first line is a row, not a header.")]
NoQuoting = Annotated[bool, Option("--no-quoting", help="Double quotes in the input are plain characters.")]
RaggedRows = Annotated[
    Ragged,
    Option(
        "--ragged",
        help="Rows with more cells than the header: stop with an error, or keep what is too much "
        "as a JSON list in a last column _surplus.",
    ),
]
Prefix = Annotated[
    str, Option("--prefix", metavar="TEXT", help="What the names of the new columns begin with.")
]
Limit = Annotated[
    int | None, Option("--limit", metavar="N", min=1, help="Only the first N rows.", show_default=False)
]
Quiet = Annotated[bool, Option("--quiet", "-q", help="No progress and no summary.")]
Wildcard = Annotated[
    str,
    Option(
        "--wildcard",
        metavar="CHARS",
        help="Characters that stand for one lost character of a name; empty for none.",
    ),
]
