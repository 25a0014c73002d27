"""Commands for the local copy of the registry: what it is, and building it anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import building, damage_named
from addrreg.errors import OutputError, RegistryError

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help="Show or build the local registry.",
        epilog="\b\nExample:\n  addrreg registry info",
    )
    group.command(epilog="\b\nExample:\n  addrreg registry info --json")(info)
    group.command(epilog="\b\nExample:\n  addrreg registry build")(build)
    app.add_typer(group, name="registry")


def info(
    as_json: options.Json = False,
    registry: options.Registry = None,
) -> None:
    """Show the registry in use.

    Its path, vintage, sources, counts and attribution.
    """
    from addrreg.registry.store import open_registry

    with building() as progress, open_registry(registry, progress) as opened, damage_named(opened.path):
        found = opened.info()
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str) if as_json else _readable(found))


def _readable(found: dict[str, object]) -> str:
    """Name and value in two columns; a table or list below its name."""
    lines = []
    for name, plain in found.items():
        value = plain.splitlines() if isinstance(plain, str) and "\n" in plain else plain
        if isinstance(value, dict):
            lines.append(name)
            lines += [f"  {key:14} {_plain(one)}" for key, one in value.items()]
        elif isinstance(value, list | tuple):
            lines.append(name)
            lines += [f"  {_row(one)}" for one in value]
        else:
            lines.append(f"{name:14}   {_plain(value)}")
    return "\n".join(lines)


def _plain(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _row(one: object) -> str:
    if isinstance(one, dict):
        return "\n    ".join(
            f"{key}: {_plain(value)}" if i else str(value) for i, (key, value) in enumerate(one.items())
        )
    return str(one)


def build(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH", help="Where to write it; without it the user's cache.", show_default=False
        ),
    ] = None,
) -> None:
    """Build the local copy anew.

    From the embedded registry, whatever is there now; the old copy stays until the new one is whole.
    """
    from addrreg.registry import embedded
    from addrreg.registry.build import build as write

    target = path.expanduser().absolute() if path else embedded.local_copy()
    # Others may be building the copy in the cache at this moment; a file that was named is the caller's own.
    with building() as progress, nullcontext() if path else _locked(target):
        if path:
            _check_target(target)
        write(embedded.pack_path(), target, progress)
    typer.echo(f"built {target}")


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """The cache folder, made where it is missing, with the lock that every build in it takes."""
    from filelock import FileLock

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_suffix(".lock"))
        lock.acquire()
    except (OSError, NotImplementedError) as error:
        raise RegistryError(
            f"the local copy of the registry cannot be written to {target.parent}: {error}",
            remedy="set ADDRREG_CACHE to a folder that can be written",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _check_target(target: Path) -> None:
    """Refuse what cannot be written, and a file that is no registry: it may be somebody's only copy."""
    if target.is_dir():
        remedy = f"addrreg registry build {target / 'registry.sqlite'}"
        raise OutputError(f"{target} is a folder, not a file", remedy)
    if not target.parent.is_dir():
        raise OutputError(f"the folder {target.parent} does not exist", remedy=f"mkdir -p {target.parent}")
    if target.exists() and target.stat().st_size and not _is_registry(target):
        raise OutputError(f"{target} is there and is no registry of addrreg", remedy="give another name")


def _is_registry(path: Path) -> bool:
    """Whether a file is a registry, of whatever version and damage: its header says so, or what is left of it."""
    with path.open("rb") as file:
        start = file.read(65536)
    if not start.startswith(b"SQLite format 3"):
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            keys = {key for (key,) in connection.execute("SELECT key FROM header")}
        return {"format", "fold"} <= keys
    except sqlite3.Error:
        # cut off or damaged: the schema stands in the first pages
        return b"machiaza_id" in start and b"city_alias" in start
