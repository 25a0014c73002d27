"""What several commands share: opening a Cleanser, the progress bars, short forms."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from addrreg.errors import RegistryError

if TYPE_CHECKING:
    from addrreg import Cleanser, Options
    from addrreg.registry.store import Registry

__all__ = ["attribution", "building", "damage_named", "open_cleanser", "waiting"]


@contextmanager
def open_cleanser(
    registry: Path | None, quiet: bool = False, options: Options | None = None
) -> Iterator[Cleanser]:
    """A Cleanser on the registry asked for; the embedded one is built on first use, in sight."""
    from addrreg import Cleanser
    from addrreg.registry.store import choose

    registry, _ = choose(registry)
    if registry is None:
        from addrreg.registry.embedded import ensure

        with building(quiet) as progress:
            registry = ensure(progress)
    with damage_named(registry), Cleanser(registry, options) as cleanser:
        yield cleanser


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """A page that SQLite cannot read, found in the middle of the work, is damage of the registry."""
    import sqlite3

    try:
        yield
    except sqlite3.DatabaseError as error:
        from addrreg.registry.store import remedy_for

        raise RegistryError(f"{path} is damaged: {error}", remedy=remedy_for(path)) from error


@contextmanager
def building(quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A progress report of building the registry: a bar on a terminal, one plain line elsewhere.

    Nothing is shown, and nothing is imported for it, before the first call: the registry is there nearly
    always.
    """
    bar: Any = None
    tasks: dict[str, Any] = {}

    def report(stage: str, done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            if not tasks and not quiet:
                typer.echo("addrreg: building the local registry (once, some 20 seconds) …", err=True)
            tasks[stage] = None
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description:12}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeRemainingColumn(),
            )
            bar = Progress(*columns, console=Console(stderr=True), transient=True)
            bar.start()
            bar.console.print("Building the local registry (once, some 20 seconds)")
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total or None)
        bar.update(tasks[stage], completed=done, total=total or None)

    try:
        yield report
    finally:
        if bar is not None:
            bar.stop()


def waiting(folder: Path) -> None:
    """Say that another run holds a folder of downloads."""
    typer.echo(f"addrreg: another run uses {folder}; waiting for its end …", err=True)


def attribution(registry: Registry) -> list[str]:
    """The lines that name the registry in use: its vintage, its path, and whose data it is."""
    header = registry.header()
    notes = [f"  {note}" for note in header.get("attribution", "").splitlines()]
    return [f"registry of {header.get('vintage', 'unknown date')}: {registry.path}", *notes]
