"""Commands that fetch the official registry's files and keep them up to date."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from addrreg.cli import options
from addrreg.cli.shared import building, waiting

if TYPE_CHECKING:
    from addrreg.registry.download import DownloadOptions, Newer, Outcome

__all__ = ["add"]


class Level(StrEnum):
    """How deep the registry shall go; each level holds those before it."""

    TOWN = "town"
    RESIDENCE = "residence"
    PARCEL = "parcel"


Prefecture = Annotated[
    list[str] | None,
    Option(
        "--prefecture",
        metavar="NAME",
        help="Code or name: 13, 東京都, 東京. May be given several times; without it and --city all of Japan.",
        show_default=False,
    ),
]
City = Annotated[
    list[str] | None,
    Option(
        "--city",
        metavar="LG_CODE",
        help="A municipality: 302015. May be given several times.",
        show_default=False,
    ),
]
BaseUrl = Annotated[
    str, Option("--base-url", metavar="URL", help="A mirror laid out like the site.", show_default=False)
]
Source = Annotated[
    Path | None,
    Option("--from", metavar="DIR", help="Copy from a folder of such files instead.", show_default=False),
]
Connections = Annotated[int, Option("--connections", metavar="N", min=1, max=16, help="Files side by side.")]
Retries = Annotated[
    int, Option("--retries", metavar="N", min=0, max=100, help="Failures in a row before giving up.")
]
RetryWait = Annotated[
    float,
    Option(
        "--retry-wait",
        metavar="SECONDS",
        min=0,
        max=600,
        help="Before the first retry; then doubled each time.",
    ),
]


def add(group: typer.Typer) -> None:
    """Add the commands of this module to the group ``registry``."""
    group.command(
        epilog="\b\nExample:\n  addrreg registry download --prefecture 13 --prefecture 和歌山県 --level residence --positions"
    )(download)
    group.command(epilog="\b\nExample:\n  addrreg registry update --check")(update)


def download(
    prefecture: Prefecture = None,
    city: City = None,
    level: Annotated[
        Level, Option("--level", help="Towns; blocks and residences besides; parcels besides.")
    ] = Level.TOWN,
    positions: Annotated[bool, Option("--positions", help="Coordinates as well.")] = False,
    base_url: BaseUrl = "",
    source: Source = None,
    connections: Connections = 4,
    retries: Retries = 5,
    retry_wait: RetryWait = 1.0,
    quiet: options.Quiet = False,
) -> None:
    """Download the official registry's files.

    A second call adds to what the first one asked for. What is here and unchanged is not fetched again; a
    transfer that was cut goes on where it stopped. Proxies are taken from HTTPS_PROXY and NO_PROXY, the folder
    from ADDRREG_DATA.
    """
    from addrreg.registry.download import download as fetch
    from addrreg.registry.manifest import DAMAGED
    from addrreg.registry.selection import Selection

    selection = Selection.of(prefecture or (), city or (), level.value, positions)
    with _downloading(quiet) as progress:
        outcome = fetch(
            selection, options=_options(base_url, source, connections, retries, retry_wait), progress=progress
        )
    if outcome.forgotten:
        typer.echo(
            f"addrreg: {outcome.forgotten}\n  A new record is begun, the old one is kept as {DAMAGED}; "
            "what else was downloaded before is to be asked for once more.",
            err=True,
        )
    if not quiet:
        _tell(outcome)
    typer.echo("next: addrreg registry build")


def update(
    check: Annotated[
        bool,
        Option(
            "--check", help="Only say what is newer or not built yet; exit code 1 when there is something."
        ),
    ] = False,
    as_json: Annotated[bool, Option("--json", help="With --check: print JSON.")] = False,
    base_url: BaseUrl = "",
    source: Source = None,
    connections: Connections = 4,
    retries: Retries = 5,
    retry_wait: RetryWait = 1.0,
    quiet: options.Quiet = False,
) -> None:
    """Fetch what is newer of all that was downloaded, and rebuild the registry from it.

    Areas, level and mirror are those of the earlier downloads. The old registry stays in use until the new one
    is whole.
    """
    from addrreg.registry import download as module

    chosen = _options(base_url, source, connections, retries, retry_wait)
    if check:
        found = module.newer(options=chosen)
        typer.echo(_listed(found, as_json))
        raise typer.Exit(1 if found else 0)
    with _downloading(quiet) as progress, building(quiet) as built:
        outcome, changed = module.update(options=chosen, progress=progress, building=built)
    if not quiet:
        _tell(outcome)
    typer.echo(f"rebuilt from {len(changed)} changed files" if changed else "the registry is up to date")


def _options(
    base_url: str, source: Path | None, connections: int, retries: int, retry_wait: float
) -> DownloadOptions:
    from addrreg.errors import InputError
    from addrreg.registry.download import DownloadOptions
    from addrreg.registry.transfer import Patience

    if base_url and source:
        raise InputError("--base-url and --from are two sources", remedy="give one of them")

    return DownloadOptions(base_url, source, connections, Patience(retries, retry_wait), waiting)


def _listed(found: list[Newer], as_json: bool) -> str:
    if as_json:
        return json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=2)
    return "\n".join(map(_line, found)) or "nothing is newer"


def _line(one: Newer) -> str:
    if one.state == "unbuilt":
        return f"{one.path}  {one.held or 'undated'}, not in the registry yet"
    if one.state == "removed":
        return f"{one.path}  removed, still in the registry"
    return f"{one.path}  {one.held or 'not here'} → {one.offered or 'undated'}"


def _tell(outcome: Outcome) -> None:
    """What came, what was there already, and what there is not to be had."""
    size = f" ({outcome.bytes / 1e6:,.1f} MB)" if outcome.fetched else ""
    typer.echo(
        f"{len(outcome.fetched)} files fetched{size}, {len(outcome.unchanged)} unchanged: {outcome.folder}"
    )
    for path in outcome.removed:
        typer.echo(f"  removed, held by another file: {path}")
    for missing in outcome.missing:
        typer.echo(f"  not published: {missing}")


@contextmanager
def _downloading(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress report: bars of the files under way and of all on a terminal, one plain line elsewhere."""
    bars: Any = None
    tasks: dict[str, Any] = {}
    told = quiet

    def report(stage: str, done: int, total: int) -> None:
        nonlocal bars, told
        if stage == "files" and not total:
            return  # all of it is here
        if quiet or not sys.stderr.isatty():
            if not told:
                typer.echo("addrreg: downloading …", err=True)
                told = True
            return
        if bars is None:
            bars = _bars()
            bars.start()
        if stage not in tasks:
            tasks[stage] = bars.add_task(Path(stage).name.removesuffix(".csv.zip"), total=None, shown="")
        if stage == "files":
            bars.update(tasks[stage], completed=done, total=total, shown=f"{done:,} of {total:,}")
        else:
            bars.update(tasks[stage], completed=done, total=total or None, shown=f"{done / 1e6:,.1f} MB")
            if done == total:
                bars.remove_task(tasks.pop(stage))

    try:
        yield report
    except KeyboardInterrupt:
        typer.echo("addrreg: interrupted; run the command again, it goes on where it stopped", err=True)
        raise typer.Exit(130) from None
    finally:
        if bars is not None:
            bars.stop()


def _bars() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:28}"),
        BarColumn(),
        TextColumn("{task.fields[shown]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
