"""Commands that look at a registry: what is wrong with it, and how two of them differ."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import building, damage_named

__all__ = ["add"]


def add(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command(epilog="\b\nExample:\n  addrreg registry verify --json")(verify)
    group.command(
        "diff",
        epilog="\b\nExample:\n  addrreg registry diff registry-2025.sqlite registry.sqlite -o diff.csv",
    )(difference)


def verify(as_json: options.Json = False, registry: options.Registry = None) -> None:
    """Check the registry in use.

    Exit code 1 where the file is at fault and should be built again. What the official data itself lacks is shown, and is no
    fault.
    """
    from addrreg.registry.store import open_registry
    from addrreg.registry.verify import verify as check

    with building() as progress, open_registry(registry, progress) as opened, damage_named(opened.path):
        folder = opened.header().get("folder", "")
        findings = check(opened.connection, Path(folder) if folder else None)
        path = opened.path
    if as_json:
        typer.echo(json.dumps([one._asdict() for one in findings], ensure_ascii=False, indent=2))
    else:
        typer.echo(str(path))
        for one in findings:
            typer.echo(
                f"{'FAULT' if one.fault else 'ok' if not one.rows else 'note':6} {one.check}: {one.rows:,}"
            )
            for example in one.examples:
                typer.echo(f"         {example}")
    if any(one.fault for one in findings):
        raise typer.Exit(1)


def difference(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A registry.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one.")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="OUTPUT", help="The CSV file to write; - is standard output."),
    ] = "-",
) -> None:
    """Write how the towns of two registries differ.

    One row a town that was added, abolished, renamed or renumbered, with its ids and names before and after.
    """
    from addrreg.registry.diff import Change, diff
    from addrreg.registry.store import Registry
    from addrreg.tabular.encoding import Encoding
    from addrreg.tabular.whole import record_bytes, whole_output

    counts: Counter[str] = Counter()
    with Registry(old) as before, Registry(new) as after, whole_output(output) as stream:
        form = (Encoding("utf-8"), ",", "\n")
        stream.write(record_bytes(Change._fields, *form))
        for change in diff(before.connection, after.connection):
            counts[change.kind] += 1
            stream.write(record_bytes(change, *form))
    found = ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items()))
    typer.echo(f"{sum(counts.values()):,} towns differ{': ' if found else ''}{found}", err=True)
