"""Commands for the local copy of the registry: what it is, and building it anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from addrreg.cli import options, registry_check, registry_download
from addrreg.cli.shared import building, damage_named, waiting
from addrreg.errors import InputError, OutputError, RegistryError

if TYPE_CHECKING:
    from addrreg.registry.ingest import Built

__all__ = ["add", "tell_built"]


def add(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help="Show, build, check and compare the local registry.",
        epilog="\b\nExample:\n  addrreg registry info",
    )
    group.command(epilog="\b\nExample:\n  addrreg registry info --json")(info)
    group.command(epilog="\b\nExample:\n  addrreg registry build registry.sqlite --from FOLDER")(build)
    registry_check.add(group)
    registry_download.add(group)
    app.add_typer(group, name="registry")


def info(
    as_json: options.Json = False,
    registry: options.Registry = None,
) -> None:
    """Show the registry in use.

    Its path and why it is this one, vintage and age, levels and areas, sources, counts and attribution.
    """
    from addrreg.registry.store import choose, open_registry

    _, why = choose(registry)
    with building() as progress, open_registry(registry, progress) as opened, damage_named(opened.path):
        found = {"path": "", "in_use_because": why} | opened.info()
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
            metavar="PATH", help="Where to write it; without it where addrreg finds it.", show_default=False
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="A folder of the official registry's files, zipped or not; without it what was downloaded.",
            show_default=False,
        ),
    ] = None,
    embedded: Annotated[
        bool, typer.Option("--embedded", help="From the embedded registry, whatever was downloaded.")
    ] = False,
    only: Annotated[
        bool, typer.Option("--only", help="Leave out municipalities of which the folder has no towns.")
    ] = False,
) -> None:
    """Build the local registry anew.

    From what was downloaded, else from the embedded registry; a registry that is there is built again from what it was
    built from. The old one stays until the new one is whole.
    """
    from addrreg.registry.places import downloaded_registry, downloads

    if embedded and (folder or only):
        raise InputError("--embedded does not go with --from or --only", remedy="leave one of them out")
    target = path.expanduser().absolute() if path else None
    if target:
        _check_target(target)
    if not folder and not embedded:
        folder, kept = _built_from(target) if target else (None, False)
        only = only or kept
        if folder is None and not (target and _header(target).get("kind") == "embedded"):
            folder = downloads() if _has_files(downloads()) else None
    if folder is None and only:
        raise InputError("--only needs the official registry's files", remedy="name their folder with --from")
    if folder is not None:
        _build_official(folder.expanduser(), target or downloaded_registry(), only)
    else:
        _build_embedded(target)


def _build_embedded(path: Path | None) -> None:
    from addrreg.registry import embedded
    from addrreg.registry.build import build as write

    target = path or embedded.local_copy()
    # Others may be building the copy in the cache at this moment; a file that was named is the caller's own.
    with building() as progress, nullcontext() if path else _locked(target):
        write(embedded.pack_path(), target, progress)
    typer.echo(f"built {target}")


def _build_official(folder: Path, target: Path, only: bool) -> None:
    from addrreg.registry.ingest import build_official

    with building() as progress:
        built = build_official(folder, target, progress, only=only, waiting=waiting)
    tell_built(built)


def tell_built(built: Built) -> None:
    """Say what a build read and wrote; what it left out goes to stderr, the first bad rows with their lines."""
    typer.echo(f"built {built.path} from {built.files:,} files, {built.rows:,} rows")
    for why, count in built.left.items():
        typer.echo(f"left out: {count:,} {why}", err=True)
    for row in built.bad:
        typer.echo(f"bad row: {row.file}, line {row.line}: {row.why}", err=True)
    if built.bad_rows > len(built.bad):
        typer.echo(f"bad rows: {built.bad_rows:,} in all; the first {len(built.bad)} are shown", err=True)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.rglob("mt_*.zip"))


def _built_from(target: Path) -> tuple[Path | None, bool]:
    """The folder that the registry at ``target`` was built from, and whether from it alone; None for the embedded one.

    Raises RegistryError where the folder is gone: to build another registry in its place would not mend it.
    """
    header = _header(target)
    if header.get("kind") != "official":
        return None, False
    folder = Path(header.get("folder", ""))
    if not folder.is_dir():
        remedy = f"addrreg registry build {target} --from FOLDER, or with --embedded instead"
        raise RegistryError(f"{target} was built from {folder}, which is not there", remedy)
    return folder, header.get("only") == "1"


def _header(path: Path) -> dict[str, str]:
    """What a registry says of itself, of whatever version; nothing where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT key, value FROM header"))
    except sqlite3.Error:
        return {}


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
