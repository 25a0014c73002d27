"""The options of the commands: their names, their help, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from addrreg.options import WILDCARD
from addrreg.tabular.choices import Format, Only, PresetName, ProfileName

__all__ = [
    "WILDCARD",
    "Column",
    "Delimiter",
    "Dictionary",
    "Encoding",
    "IdColumn",
    "Jobs",
    "Json",
    "Limit",
    "NoHeader",
    "NoQuoting",
    "OnlyRows",
    "Output",
    "OutputDir",
    "OutputEncoding",
    "OutputFormat",
    "Prefix",
    "Preset",
    "Profile",
    "ProfilePrefix",
    "Quiet",
    "Ragged",
    "RaggedRows",
    "Registry",
    "Resume",
    "SheetName",
    "Sources",
    "Target",
    "TargetKind",
    "Wildcard",
]


class Ragged(StrEnum):
    """What to do with a row that has more cells than the header."""

    ERROR = "error"
    KEEP = "keep"


class TargetKind(StrEnum):
    """What numbers are located as."""

    ALL = "all"
    RESIDENCE = "residence"
    PARCEL = "parcel"


Registry = Annotated[
    Path | None,
    Option(
        "--registry",
        envvar="ADDRREG_REGISTRY",
        metavar="PATH",
        help="The registry.sqlite to use; without it the downloaded or the embedded one.",
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

Sources = Annotated[
    list[str],
    Argument(metavar="INPUT…", help="The tables to read, or a folder of them; - is standard input."),
]
Output = Annotated[
    str | None,
    Option(
        "--output",
        "-o",
        metavar="OUTPUT",
        help="The file to write; - is standard output. Its name tells the format (.csv .tsv .jsonl .parquet "
        ".xlsx .geojson, and .gz or .zst behind it).",
        show_default=False,
    ),
]
OutputDir = Annotated[
    str | None,
    Option(
        "--output-dir",
        metavar="DIR",
        help="The folder to write into, for several inputs: each keeps its name.",
        show_default=False,
    ),
]
OutputFormat = Annotated[
    Format | None,
    Option("--format", "-f", help="Format of the output. Without it: its name tells.", show_default=False),
]
OnlyRows = Annotated[
    list[Only] | None,
    Option(
        "--only",
        help="Write only these rows; several may be given. changed: the address found differs from the text "
        "in more than width and spaces.",
        show_default=False,
    ),
]
Jobs = Annotated[
    int | None,
    Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        help="Processes. Without it: one for each core, and one alone for small tables.",
        show_default=False,
    ),
]
Resume = Annotated[
    bool, Option("--resume", help="Go on where a run that was stopped or killed left off, if there is one.")
]
SheetName = Annotated[
    str,
    Option(
        "--sheet", metavar="NAME", help="The sheet of a workbook. Without it: the first.", show_default=False
    ),
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
ProfilePrefix = Annotated[
    str | None,
    Option(
        "--prefix",
        metavar="TEXT",
        help="What the names of the new columns begin with. Without it: abr_, and nothing for the columns of another profile.",
        show_default=False,
    ),
]
Profile = Annotated[
    list[ProfileName] | None,
    Option(
        "--profile",
        help="In which columns the results are written; several may be given. Without it: abr, the registry's own "
        "(docs/profiles.md).",
        show_default=False,
    ),
]
Preset = Annotated[
    PresetName | None,
    Option(
        "--preset",
        help="Which well-known file the input is: its address is found, and its codes are checked (docs/profiles.md).",
        show_default=False,
    ),
]
IdColumn = Annotated[
    str,
    Option(
        "--id-column",
        metavar="NAME",
        help="Column whose cells name the entities of --profile ngsi. Without it: a hash of the row.",
        show_default=False,
    ),
]
Limit = Annotated[
    int | None, Option("--limit", metavar="N", min=1, help="Only the first N rows.", show_default=False)
]
Quiet = Annotated[bool, Option("--quiet", "-q", help="No progress and no summary.")]
Target = Annotated[
    TargetKind,
    Option(
        "--target",
        help="What numbers are located as: all, or only residence (住居番号) or parcel (地番).",
    ),
]
Wildcard = Annotated[
    str,
    Option(
        "--wildcard",
        metavar="CHARS",
        help="Characters that stand for one lost character of a name; empty for none.",
    ),
]
