"""Commands that ask the registry itself: lookup, suggest, reverse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import building, damage_named

if TYPE_CHECKING:
    from addrreg.find.finder import Finder
    from addrreg.result import Result

__all__ = ["add"]


class Level(StrEnum):
    """What ``reverse`` looks for."""

    TOWN = "town"
    RESIDENCE = "residence"
    PARCEL = "parcel"


def add(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_LOOKUP_EXAMPLE)(lookup)
    app.command(epilog=_SUGGEST_EXAMPLE)(suggest)
    app.command(epilog=_REVERSE_EXAMPLE)(reverse)


_LOOKUP_EXAMPLE = """\b
Examples:
  addrreg lookup 131016-0056000
  addrreg lookup 131059-0001001-001-012 --json"""

_SUGGEST_EXAMPLE = """\b
Examples:
  addrreg suggest 千代田区紀
  addrreg suggest きおいちょう
  addrreg suggest 102-0094"""

_REVERSE_EXAMPLE = """\b
Examples:
  addrreg reverse 35.68 139.73
  addrreg reverse 34.2142 135.1652 --level residence --limit 5"""


@contextmanager
def _open_finder(registry: Path | None) -> Iterator[Finder]:
    from addrreg.find.finder import Finder
    from addrreg.registry.store import open_registry

    with building() as progress:
        opened = open_registry(registry, progress)
    with opened, damage_named(opened.path):
        yield Finder(opened)


def lookup(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…",
            help="lg_code, and behind it machiaza_id, blk_id, rsdt_id and rsdt2_id, or prc_id; dashes may be missing."
            " Or a 不動産番号 (13 figures) or 不動産ID, where the registry has those of its parcels.",
        ),
    ],
    as_json: options.Json = False,
    registry: options.Registry = None,
) -> None:
    """Show the address of an id.

    With all that the registry holds of it. What of an id is not in the registry is shown as rest, and the exit code is 1.
    """
    from addrreg.find.ids import read_any

    for one in ids:
        read_any(one)  # nothing is shown where one of them is no id
    with _open_finder(registry) as finder:
        results = [finder.lookup(one) for one in ids]
    for number, result in enumerate(results):
        typer.echo(_json(result) if as_json else "\n" * bool(number) + _readable(result))
    if any(result.rest for result in results):
        raise typer.Exit(1)


def _json(result: Result) -> str:
    more = {"real_prop_num": result.real_prop_num} if result.real_prop_num else {}
    return json.dumps({"input": result.input} | result.to_dict() | more, ensure_ascii=False)


def _readable(result: Result) -> str:
    from addrreg.explain import block, visible

    return f"{visible(result.input)}\n{block(result)}"


def suggest(
    prefix: Annotated[
        str,
        typer.Argument(metavar="PREFIX", help="The beginning of a name, of its kana, or of a postal code."),
    ],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=100, help="So many places at most.")
    ] = 10,
    as_json: options.Json = False,
    registry: options.Registry = None,
) -> None:
    """Complete the beginning of an address.

    For entry forms: by name, by reading in hiragana or katakana, or by postal code from its third figure on. Each line has the
    postal code, lg_code and machiaza_id of a place, and its address. The exit code is 1 where nothing begins so.
    """
    with _open_finder(registry) as finder:
        found = finder.suggest(prefix, limit)
    for one in found:
        plain = f"{one.post_code:7}  {one.lg_code}-{one.machiaza_id:7}  {one.address}"
        typer.echo(json.dumps(one._asdict(), ensure_ascii=False) if as_json else plain)
    if not found:
        raise typer.Exit(1)


def reverse(
    lat: Annotated[float, typer.Argument(metavar="LAT", help="Latitude in degrees, 20 to 46.")],
    lon: Annotated[float, typer.Argument(metavar="LON", help="Longitude in degrees, 122 to 154.5.")],
    level: Annotated[
        Level | None,
        typer.Option(
            "--level",
            help="What to look for. Without it a residence or parcel within 200 m, else the nearest town.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=100, help="So many places at most.")
    ] = 1,
    as_json: options.Json = False,
    registry: options.Registry = None,
) -> None:
    """Show the places nearest to a point.

    Each with the distance in metres from its own point to the one given. The registry has points and no areas: the
    nearest point of a town may be that of its neighbour. The exit code is 1 where nothing is near.
    """
    with _open_finder(registry) as finder:
        found = finder.reverse(lat, lon, level.value if level else None, limit)
    for one in found:
        place = one.place
        record = {"distance": one.distance} | place.to_dict()
        plain = f"{one.distance:>9,.1f} m  {place.match_level:15}  {place.address}"
        typer.echo(json.dumps(record, ensure_ascii=False) if as_json else plain)
    if not found:
        raise typer.Exit(1)
