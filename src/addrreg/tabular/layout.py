"""Layout (列の並び): which columns a run adds, how they are called, and how the cells of a row are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from addrreg.errors import InputError, OutputError
from addrreg.profiles import profile_named
from addrreg.profiles.abr import ABR
from addrreg.result import Result
from addrreg.tabular.choices import Format
from addrreg.tabular.chunks import Rows, texts

if TYPE_CHECKING:
    from addrreg.presets.base import Reader

__all__ = ["ABR_ONLY", "CHECKS_COLUMN", "Layout", "Shape", "entities_of", "layout_of"]

#: The column of the words that a preset's checks give.
CHECKS_COLUMN = "checks"
_PREFIX = "abr_"
_LATITUDES = ("lat", "latitude", "latitudeOfRepresentativePoint")
_LONGITUDES = ("lon", "longitude", "longitudeOfRepresentativePoint")


class Layout(NamedTuple):
    """The new columns of a table."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    """text, float or int."""
    point: tuple[int, int] | None
    """Where latitude and longitude stand among them."""
    entity: str = ""
    """The profile whose entities take the place of the rows."""


#: What is asked for when nothing is.
ABR_ONLY = (ABR.name,)


@dataclass(frozen=True, slots=True)
class Shape:
    """Makes the new cells of each row where they are not the plain result columns; small, and pickled to where it works."""

    profiles: tuple[str, ...]
    reader: Reader | None = None
    """Of a preset: its words stand in the last column."""
    plain: bool = True
    """Whether the cells of the input are text."""
    entity: bool = False
    """Whether there is no column for the preset's words."""

    def cells(
        self, rows: Rows, given: Sequence[str], values: Sequence[tuple[Any, ...]]
    ) -> list[tuple[Any, ...]]:
        """The new cells of each row, of its text, and its result columns with the 不動産番号 behind."""
        chosen = [profile_named(name) for name in self.profiles]
        made = []
        for row, text, found in zip(rows.cells, given, values, strict=True):
            result = Result._make((text, *found[:-1], (), (), (), found[-1]))
            new = [cell for profile in chosen for cell in profile.cells(result)]
            if self.reader is not None and not self.entity:
                new.append(";".join(self.reader.checks(row if self.plain else texts(row), result)))
            made.append(tuple(new))
        return made


def layout_of(
    names: Sequence[str], format_: Format, prefix: str | None, *, checks: bool, name: str
) -> Layout:
    """The columns of some profiles, one behind the other.

    ``abr`` and the checks have the prefix ``abr_`` unless another is given; the other profiles have their standard's names and no
    prefix unless one is given. Raises :class:`InputError` for what does not go together and :class:`OutputError` for a format that cannot
    hold it.
    """
    profiles = [profile_named(each) for each in dict.fromkeys(names)]
    entities = entities_of(names)
    if entities and (len(profiles) > 1 or format_ is not Format.JSONL):
        if len(profiles) > 1:
            raise InputError(
                f"--profile {entities[0]} makes entities, which have no room for another profile",
                remedy=f"two runs: --profile {entities[0]}, and the others without it",
            )
        raise OutputError(
            f"--profile {entities[0]} is written as JSON Lines, not as {format_}",
            remedy="-o NAME.jsonl, or --format jsonl",
        )
    english = format_ in (Format.JSONL, Format.GEOJSON)
    made: list[str] = []
    for profile in profiles:
        before = prefix if prefix is not None else _PREFIX * (profile is ABR)
        made += [before + each for each in profile.names(english=english)]
    kinds = [column.kind for profile in profiles for column in profile.columns]
    plain = [column.en for profile in profiles for column in profile.columns]
    if checks and not entities:
        made.append((_PREFIX if prefix is None else prefix) + CHECKS_COLUMN)
        kinds.append("text")
    twice = next((each for each in made if made.count(each) > 1), None)
    if twice is not None:
        raise InputError(
            f"two of the profiles have a column {twice}",
            remedy="one --profile for each run, or abr beside one",
        )
    point = _point(plain)
    if format_ is Format.GEOJSON and point is None:
        raise OutputError(
            f"{name}: no profile asked for has a point, which GeoJSON needs", remedy="--profile abr beside it"
        )
    return Layout(tuple(made), tuple(kinds), point, entities[0] if entities else "")


def entities_of(names: Sequence[str]) -> list[str]:
    """Those of some profiles that make entities of rows."""
    return [name for name in dict.fromkeys(map(str, names)) if profile_named(name).entity]


def _point(names: Sequence[str]) -> tuple[int, int] | None:
    lat = next((at for at, each in enumerate(names) if each in _LATITUDES), None)
    lon = next((at for at, each in enumerate(names) if each in _LONGITUDES), None)
    return None if lat is None or lon is None else (lat, lon)
