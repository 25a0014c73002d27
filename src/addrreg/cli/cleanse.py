"""The main job: cleanse a table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from addrreg.cli import options
from addrreg.cli.shared import attribution, open_cleanser

if TYPE_CHECKING:
    from addrreg.tabular.cleanse import Summary
    from addrreg.tabular.reading import Table

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=_EXAMPLE)(cleanse)


_EXAMPLE = """\b
Examples:
  addrreg cleanse customers.csv -o cleansed.csv --column 住所
  addrreg cleanse list.csv -o out.csv --column 都道府県 --column 市区町村 --column 番地
  cat list.tsv | addrreg cleanse - -o - --output-encoding utf-8 > out.tsv"""


def cleanse(
    *,
    source: options.Source,
    output: options.Output,
    column: options.Column = None,
    encoding: options.Encoding = "",
    output_encoding: options.OutputEncoding = "",
    delimiter: options.Delimiter = "",
    no_header: options.NoHeader = False,
    no_quoting: options.NoQuoting = False,
    ragged: options.RaggedRows = options.Ragged.ERROR,
    prefix: options.Prefix = "abr_",
    limit: options.Limit = None,
    quiet: options.Quiet = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
) -> None:
    """Cleanse the addresses of a table (CSV, TSV).

    The output has the input's columns as they are and in order, and the registry's columns behind them.
    """
    from addrreg.options import Options
    from addrreg.result import COLUMNS
    from addrreg.tabular.cleanse import cleanse as run
    from addrreg.tabular.columns import choose, new_names
    from addrreg.tabular.encoding import named
    from addrreg.tabular.reading import Form, Table, check
    from addrreg.tabular.writing import Writer, open_output, target_of

    form = Form(encoding, delimiter, not no_header, not no_quoting, ragged is options.Ragged.KEEP)
    encode_as = named(output_encoding) if output_encoding else None
    with Table(source, form) as table:
        columns = choose(table.header, table.width, column or [], table.name)
        names = new_names(table.header, COLUMNS, prefix, form.keep_surplus, table.name)
        target_of(output, source)
        found = replace(form, encoding=table.encoding.name, delimiter=table.delimiter)
        total = check(source, found, limit) if table.size is not None else None

        chosen = Options(wildcard=wildcard, dictionary=dictionary)
        with open_cleanser(registry, quiet, chosen) as cleanser, open_output(output, source) as stream:

            def writer() -> Writer:
                return Writer(stream, encode_as or table.encoding, table.delimiter, table.newline)

            with _progress(quiet, total) as progress:
                summary = run(table, writer, cleanser, columns, names, limit=limit, progress=progress)
            notes = [] if quiet else attribution(cleanser.registry)
    if not quiet:
        typer.echo(_summary(summary, table, output, notes), err=True)


@contextmanager
def _progress(quiet: bool, total: int | None) -> Iterator[Callable[[int], None] | None]:
    """A bar with rate and remaining time, on a terminal only; ``total`` is unknown for a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    started = time.perf_counter()
    rate = TextColumn("{task.fields[rate]:>12}")
    left = TimeElapsedColumn() if total is None else TimeRemainingColumn()
    with Progress(
        BarColumn(), MofNCompleteColumn(), rate, left, console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("rows", total=total, rate="")

        def report(rows: int) -> None:
            per_second = rows / (time.perf_counter() - started)
            bar.update(task, completed=rows, rate=f"{per_second:,.0f} rows/s")

        yield report


def _summary(summary: Summary, table: Table, output: str, notes: list[str]) -> str:
    """What came of it, for the end of the run."""
    from addrreg.words import MatchLevel, Status

    rows, ragged = summary.rows, table.ragged
    rate = rows / summary.seconds if summary.seconds else 0
    to = "standard output" if output == "-" else output
    lines = [
        f"{_rows(rows)} from {table.name} ({table.encoding.name}) to {to}"
        f" in {summary.seconds:.1f} s, {rate:,.0f} rows/s",
        *_shares("status", [*Status], summary.status, rows),
        *_shares("match_level", [*reversed(MatchLevel)], summary.match_level, rows),
    ]
    if ragged.short:
        where = _lines(ragged.short_lines, ragged.short)
        lines.append(f"{_rows(ragged.short)} had too few cells and were filled up: {where}")
    if ragged.surplus:
        where = _lines(ragged.surplus_lines, ragged.surplus)
        lines.append(f"{_rows(ragged.surplus)} had too many cells, kept in _surplus: {where}")
    if ragged.blank:
        lines.append(f"{ragged.blank:,} blank line{'s were' if ragged.blank > 1 else ' was'} left out")
    return "\n".join([*lines, *notes])


def _shares(title: str, names: Iterable[str], counts: Mapping[str, int], rows: int) -> list[str]:
    return [
        title,
        *(
            f"  {name:16} {counts[name]:>12,} {counts[name] / rows:>8.2%}"
            for name in names
            if counts.get(name)
        ),
    ]


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"


def _lines(first: list[int], count: int) -> str:
    more = ", …" if count > len(first) else ""
    return f"line{'s' * (count > 1)} {', '.join(f'{line:,}' for line in first)}{more}"
