"""The main job: cleanse tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from addrreg.cli import options
from addrreg.cli.shared import attribution, open_cleanser
from addrreg.cli.workers import begun_by, early_pool, opens_at_once, workers

if TYPE_CHECKING:
    from addrreg.tabular.cleanse import Summary, Work
    from addrreg.tabular.plan import Plan, Settings

__all__ = ["add"]

#: Says how many rows of how many are done.
_Report = Callable[[int], None]


def add(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=_EXAMPLE)(cleanse)


_EXAMPLE = """\b
Examples:
  addrreg cleanse customers.csv -o cleansed.csv --column 住所
  addrreg cleanse list.csv -o out.csv --column 都道府県 --column 市区町村 --column 番地
  addrreg cleanse orders.csv.gz -o look-at-these.xlsx --only unmatched --only ambiguous
  addrreg cleanse lists/ --output-dir cleansed --format parquet --jobs 4
  addrreg cleanse 13_tokyo_all.csv -o corporations.csv --preset houjin --profile gif --prefix gif_
  cat list.tsv | addrreg cleanse - -o - --output-encoding utf-8 > out.tsv"""


def cleanse(
    *,
    sources: options.Sources,
    output: options.Output = None,
    output_dir: options.OutputDir = None,
    column: options.Column = None,
    output_format: options.OutputFormat = None,
    only: options.OnlyRows = None,
    encoding: options.Encoding = "",
    output_encoding: options.OutputEncoding = "",
    delimiter: options.Delimiter = "",
    no_header: options.NoHeader = False,
    no_quoting: options.NoQuoting = False,
    ragged: options.RaggedRows = options.Ragged.ERROR,
    sheet: options.SheetName = "",
    prefix: options.ProfilePrefix = None,
    profile: options.Profile = None,
    preset: options.Preset = None,
    id_column: options.IdColumn = "",
    limit: options.Limit = None,
    jobs: options.Jobs = None,
    resume: options.Resume = False,
    quiet: options.Quiet = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
    target: options.Target = options.TargetKind.ALL,
) -> None:
    """Cleanse the addresses of tables (CSV, TSV, Excel, JSON Lines, Parquet; also .gz and .zst).

    The output has the input's columns as they are and in order, and the registry's columns behind them.
    """
    from addrreg.options import Options
    from addrreg.tabular.pairs import pairs
    from addrreg.tabular.plan import Plan, Settings
    from addrreg.tabular.reading import Form

    form = Form(encoding, delimiter, not no_header, not no_quoting, ragged is options.Ragged.KEEP)
    settings = Settings(
        *(column or (), form, sheet, output_format, output_encoding, prefix, only or (), limit),
        *(profile or (), preset, id_column),
    )
    tables = pairs(sources, output, output_dir, output_format)
    with ExitStack() as stack:
        stack.enter_context(_made(output_dir))
        pool = stack.enter_context(early_pool(jobs, tables, limit))
        chosen = Options(wildcard=wildcard, dictionary=dictionary, target=target.value)
        opened = open_cleanser(registry, quiet, chosen)
        early = stack.enter_context(opened) if pool and opens_at_once(registry) else None
        ahead = None if resume else begun_by(pool, early)
        plans = [] if output_dir else [stack.enter_context(Plan(*tables[0], settings, ahead))]
        total = plans[0].total if plans else _check(tables, settings)
        cleanser = early or stack.enter_context(opened)
        work = stack.enter_context(workers(cleanser, jobs, pool))
        report = stack.enter_context(progress_bar(quiet, total))
        run = _Run(cleanser, work, report, resume=resume, quiet=quiet)
        run.one(plans[0]) if plans else run.several(tables, settings, output_dir or "")
        notes = [] if quiet else attribution(cleanser.registry)
    if not quiet:
        typer.echo("\n".join([*run.said, *notes]), err=True)


class _Run:
    """The tables of one command, one after the other."""

    def __init__(
        self, cleanser: Any, work: Work, report: _Report | None, *, resume: bool, quiet: bool
    ) -> None:
        self._cleanser, self._work, self._report = cleanser, work, report
        self._resume, self._quiet = resume, quiet
        self._before = 0
        self.said: list[str] = []

    def several(self, tables: list[tuple[str, str]], settings: Settings, folder: str) -> None:
        """All the tables; those that an earlier run finished are left as they are."""
        from addrreg.tabular.finished import Finished
        from addrreg.tabular.plan import Plan

        finished = Finished(folder)
        if self._resume:
            finished.read()
        for source, output in tables:
            with Plan(source, output, settings) as plan:
                identity = plan.identity(self._cleanser)
                if self._resume and finished.has(output, identity):
                    self.said.append(f"{source} was finished by the run before: {output}")
                    continue
                self.one(plan, resume=self._resume and not plan.why_not_resumable())
                finished.add(output, identity)
        finished.end()

    def one(self, plan: Plan, *, resume: bool | None = None) -> None:
        """One table; what came of it goes to ``said``."""
        from addrreg.tabular.cleanse import cleanse as run
        from addrreg.tabular.pool import WorkerDied

        before, report = self._before, self._report
        progress = (lambda rows: report(before + rows)) if report else None
        go_on = "" if plan.why_not_resumable() else "to go on: the same command with --resume"
        try:
            summary = run(
                plan,
                self._cleanser,
                self._work,
                resume=self._resume if resume is None else resume,
                progress=progress,
            )
        except WorkerDied as error:
            raise WorkerDied(error.message, "; ".join(filter(None, (error.remedy, go_on)))) from None
        except (KeyboardInterrupt, SystemExit) as stop:
            if not go_on:
                raise
            typer.echo(f"addrreg: interrupted; {plan.output} is as it was before; {go_on}", err=True)
            raise typer.Exit(130 if isinstance(stop, KeyboardInterrupt) else int(stop.code or 1)) from None
        self._before += summary.rows
        if not self._quiet:
            self.said.append(_summary(summary, plan))


@contextmanager
def _made(folder: str | None) -> Iterator[None]:
    """The folder of the outputs; one that is new goes again where a fault kept all of them from being written."""
    from addrreg.tabular.writing import as_output_error

    if not folder:
        yield
        return
    with as_output_error(folder):
        new = not Path(folder).exists()
        Path(folder).mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):  # it holds what was finished
                Path(folder).rmdir()
        raise


def _check(tables: list[tuple[str, str]], settings: Settings) -> int | None:
    """Open each table and read it through, so that a fault in the last is told before the first is begun."""
    from addrreg.tabular.plan import Plan

    totals = []
    for source, output in tables:
        with Plan(source, output, settings) as plan:
            totals.append(plan.total)
    return sum(total for total in totals if total is not None) if None not in totals else None


@contextmanager
def progress_bar(quiet: bool, total: int | None) -> Iterator[_Report | None]:
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


def _summary(summary: Summary, plan: Plan) -> str:
    """What came of a table, for the end of the run."""
    from addrreg.words import MatchLevel, Status

    rows, ragged, table = summary.rows, summary.ragged, plan.table
    new = rows - summary.begun
    rate = new / summary.seconds if summary.seconds else 0
    to = "standard output" if plan.output == "-" else plan.output
    written = "" if summary.written == rows else f" ({_rows(summary.written)} written)"
    text = f" ({table.encoding.name})" if table.unit == "lines" else ""
    lines = [
        f"{_rows(rows)} from {table.name}{text} to {to}{written} in {summary.seconds:.1f} s, {rate:,.0f} rows/s",
        *_shares("status", [*Status], summary.status, rows),
        *_shares("match_level", [*reversed(MatchLevel)], summary.match_level, rows),
    ]
    if summary.begun:
        lines.append(f"{_rows(summary.begun)} were there from the run before")
    if summary.replaced:
        lines.append(
            f"an unfinished run had left {_rows(summary.replaced)}, done anew; --resume would have gone on"
        )
    unit = table.unit.removesuffix("s")
    if ragged.short:
        where = _lines(ragged.short_lines, ragged.short, unit)
        lines.append(f"{_rows(ragged.short)} had too few cells and were filled up: {where}")
    if ragged.surplus:
        where = _lines(ragged.surplus_lines, ragged.surplus, unit)
        lines.append(f"{_rows(ragged.surplus)} had too many cells, kept in _surplus: {where}")
    if ragged.blank:
        lines.append(f"{ragged.blank:,} blank {unit}{'s were' if ragged.blank > 1 else ' was'} left out")
    return "\n".join(lines)


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


def _lines(first: list[int], count: int, unit: str) -> str:
    more = ", …" if count > len(first) else ""
    return f"{unit}{'s' * (count > 1)} {', '.join(f'{line:,}' for line in first)}{more}"
