"""名寄せ: which rows of a table are one place."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import attribution, open_cleanser

if TYPE_CHECKING:
    from addrreg.dedupe.groups import Counts
    from addrreg.tabular.cleanse import Summary

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=_EXAMPLE)(dedupe)


_EXAMPLE = """\b
Examples:
  addrreg dedupe customers.csv -o groups.csv --column 住所
  addrreg dedupe shops.xlsx -o groups.xlsx --column 所在地 --name-column 店名 --jobs 2"""

_NameColumn = Annotated[
    list[str] | None,
    typer.Option(
        "--name-column",
        metavar="NAME",
        help="Column whose cells must agree as well (folded: width, variants, ㈱); several may be given.",
        show_default=False,
    ),
]
_Threshold = Annotated[
    float,
    typer.Option(
        "--threshold",
        metavar="0-100",
        min=0,
        max=100,
        help="Similarity from which two names of buildings of one place, number, floor and room are one. 100: only equal ones.",
    ),
]


def dedupe(
    *,
    source: Annotated[str, typer.Argument(metavar="INPUT", help="The table to read; it is read twice.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="OUTPUT", help="The file to write; - is standard output.")
    ],
    column: options.Column = None,
    name_column: _NameColumn = None,
    threshold: _Threshold = 85.0,
    preset: options.Preset = None,
    output_format: options.OutputFormat = None,
    encoding: options.Encoding = "",
    output_encoding: options.OutputEncoding = "",
    delimiter: options.Delimiter = "",
    no_header: options.NoHeader = False,
    no_quoting: options.NoQuoting = False,
    ragged: options.RaggedRows = options.Ragged.ERROR,
    sheet: options.SheetName = "",
    prefix: options.Prefix = "abr_",
    limit: options.Limit = None,
    jobs: options.Jobs = None,
    quiet: options.Quiet = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
) -> None:
    """Find the rows of a table that are one place, however its address is spelled.

    The output has the input's columns and, behind them, the group of each row, its size, why, and the key. Rows whose place is not
    sure are in no group with others.
    """
    from addrreg.cli.cleanse import progress_bar
    from addrreg.cli.workers import workers
    from addrreg.dedupe.table import dedupe as run
    from addrreg.options import Options
    from addrreg.tabular.plan import Settings
    from addrreg.tabular.reading import Form

    form = Form(encoding, delimiter, not no_header, not no_quoting, ragged is options.Ragged.KEEP)
    settings = Settings(
        *(column or (), form, sheet, output_format, output_encoding, prefix),
        limit=limit,
        preset=preset,
    )
    with ExitStack() as stack:
        cleanser = stack.enter_context(
            open_cleanser(registry, quiet, Options(wildcard=wildcard, dictionary=dictionary))
        )
        work = stack.enter_context(workers(cleanser, jobs))
        report = stack.enter_context(progress_bar(quiet, None))
        summary, counts = run(
            *(source, output, settings, cleanser, lambda _: work),
            names=name_column or (),
            threshold=threshold,
            progress=report,
        )
        notes = [] if quiet else attribution(cleanser.registry)
    if not quiet:
        typer.echo("\n".join([*_summary(source, output, summary, counts), *notes]), err=True)


def _summary(source: str, output: str, summary: Summary, counts: Counts) -> list[str]:
    rate = summary.rows / summary.seconds if summary.seconds else 0
    to = "standard output" if output == "-" else output
    return [
        f"{counts.rows:,} rows from {source} to {to} in {summary.seconds:.1f} s, {rate:,.0f} rows/s",
        f"  {counts.groups:,} groups of more than one row; {counts.duplicates:,} rows are duplicates of another",
        f"  {counts.near:,} groups through near names of buildings",
        f"  {counts.without_key:,} rows without a key, never merged",
    ]
