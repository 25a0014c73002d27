"""The command that brings a cleansed table up to date with a new registry."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import attribution, open_cleanser
from addrreg.errors import InputError

__all__ = ["add"]

_EXAMPLE = (
    "\b\nExample:\n  addrreg refresh cleansed.csv -o refreshed.csv --column 住所 --old registry-2025.sqlite"
)

_Old = Annotated[
    Path | None,
    typer.Option(
        "--old",
        metavar="OLD",
        help="The registry of that run. Without it: rows whose town is no longer so in the registry in use.",
        show_default=False,
    ),
]
_Values = Annotated[
    bool,
    typer.Option(
        "--values",
        help="With --old: also rows whose town has another postal code, flag, point or spelling, so that the table is that of a fresh run.",
    ),
]


def add(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLE)(refresh)


def refresh(
    source: Annotated[str, typer.Argument(metavar="CLEANSED", help="A table that addrreg cleanse wrote.")],
    output: options.Output = None,
    column: options.Column = None,
    old: _Old = None,
    values: _Values = False,
    encoding: options.Encoding = "",
    delimiter: options.Delimiter = "",
    prefix: options.Prefix = "abr_",
    quiet: options.Quiet = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
) -> None:
    """Decide again what a new registry touches.

    Rows of a cleansed table whose town, or whose municipality's towns, differ between two registries are decided again; all
    others are copied byte for byte.
    """
    from addrreg.options import Options
    from addrreg.registry.store import Registry
    from addrreg.registry.touched import ByDifference, ByRegistry, Touches
    from addrreg.tabular.columns import choose
    from addrreg.tabular.reading import Form, Table
    from addrreg.tabular.refresh import check_names, decided_columns
    from addrreg.tabular.refresh import refresh as run
    from addrreg.tabular.whole import whole_output
    from addrreg.tabular.writing import target_of

    if not output:
        raise InputError("no output is named", remedy="-o refreshed.csv, or -o - for standard output")
    if values and not old:
        raise InputError("--values compares with the registry of that run", remedy="name it with --old OLD")
    check_names(source, output)
    with ExitStack() as stack:
        table = stack.enter_context(Table(source, Form(encoding, delimiter)))
        places = decided_columns(table.header, prefix, table.name)
        own = table.header[: min(places)]
        columns = choose(own, len(own), column or [], table.name)
        target_of(output, source)
        before = stack.enter_context(Registry(old)) if old else None
        chosen = Options(wildcard=wildcard, dictionary=dictionary)
        cleanser = stack.enter_context(open_cleanser(registry, quiet, chosen))
        new = cleanser.registry.connection
        touches: Touches = ByDifference(before.connection, new, values=values) if before else ByRegistry(new)
        with whole_output(output, source) as stream:
            done = run(table, Path(source), stream, cleanser, touches, columns, places)
        notes = attribution(cleanser.registry)
    if not quiet:
        typer.echo(
            f"{done.rows:,} rows: {done.asked:,} decided again, {done.changed:,} changed, the others copied",
            err=True,
        )
        typer.echo("\n".join(notes), err=True)
