"""Usual line (普通の住所の行): the output columns of a usual address as a line of text, without a Result.

A table of millions of rows takes nothing of a result but its columns as text. All of them but the number are known
with the place, so that the line of an address is three texts of its place and the number between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from addrreg.match.candidate import Candidate
from addrreg.match.number import joined
from addrreg.match.score import evidence_of
from addrreg.match.usual import Reading
from addrreg.match.usual_result import Place, UsualComposer
from addrreg.match.written import WrittenComposer
from addrreg.registry.names import Unit
from addrreg.result import COLUMNS
from addrreg.text.delimited import delimited, is_bare
from addrreg.words import MatchLevel, Status

__all__ = ["DELIMITERS", "UsualLines", "WrittenLines"]

#: Those that no number can hold.
DELIMITERS = frozenset(",\t;|")
#: Stands for the number while a line is made; no text of a table holds one.
_NUMBER = "\0"
_BETWEEN = len(COLUMNS) - 1
#: A line in front of its number in ``address``, between that and ``number``, and behind: a list, which no place is.
_Parts = list[str]
_MACHIAZA, _DETAIL = MatchLevel.MACHIAZA.value, MatchLevel.MACHIAZA_DETAIL.value
# names as written whose lines are remembered
_BOUND = 2_048


class UsualLines(UsualComposer):
    """Reads as another composer does, whose ``find`` it has, and makes a line where that makes a result of names and figures."""

    def __init__(self, like: UsualComposer, delimiter: str) -> None:
        vars(self).update(vars(like))
        self._remembered = {}  # other rows: the points of these are text, as they are stored
        self._lines_beside: dict[tuple[str, int], _Parts] = {}
        self._brief = self._towns.brief_text  # type: ignore[assignment]
        self._delimiter = delimiter
        self._matched = Status.MATCHED.value + delimiter
        #: What stands between ``koaza`` and ``post_code``: nothing but the number.
        self._numbers = 7 * delimiter + _NUMBER + 5 * delimiter
        self._scores: dict[int, str] = {}
        self._upper: dict[int, str] = {}
        self._last: Place | None = None
        self._parts: _Parts = []

    def _remember(self, town: str, names: str, place: Place) -> None:
        # the line takes the place's place, which would not stay in the processor's cache beside it
        self._last, self._parts = place, self.line(place)
        super()._remember(town, names, cast(Place, self._parts))

    def _with_figures(  # type: ignore[override]
        self, text: str, written: str, place: Place | _Parts
    ) -> str:
        if isinstance(place, list):
            before, between, behind = place
        else:
            before, between, behind = self._parts if place is self._last else self.line(place)
        if not written.isascii():
            written = joined(self._fold(written))
        return f"{before}{written}{between}{written}{behind}"

    def _with_others(  # type: ignore[override]
        self, text: str, key: str, reading: Reading, others: Sequence[Candidate]
    ) -> str:
        names = text[: reading[8]]
        parts = self._lines_beside.get((names, len(others)))
        if parts is None:
            if len(self._lines_beside) >= _BOUND:
                self._lines_beside.clear()
            place = self._place(text, reading)
            before, between, behind = self.line((*place[:-1], place[-1] & ~self._unique))
            # of the others a line says how many they are
            parts = [before, between, f"{behind[:-1]}{len(others)}"]
            self._lines_beside[names, len(others)] = parts
        return self._with_figures(text, text[len(names) :], cast(Place, parts))

    def line(self, place: Place) -> _Parts:
        """The line of a place, cut where its number stands: behind the names in ``address``, and in ``number``."""
        (
            reading, lg_code, _, _, _, _, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza,
            post_code, lat, lon, pos_level, level, steps, mask,
        ) = place  # fmt: skip
        d = self._delimiter
        score = self._scores.get(mask) or self._score(mask)
        upper = self._upper.get(reading[0]) or self._municipality(reading[0])
        point = f"{lat}{d}{lon}" if lat is not None else d
        line = (
            f"{self._matched}{level}{d}{score}{d}{names}{_NUMBER}{d}{lg_code}{d}{machiaza_id}{d}{rsdt_addr_flg}{upper}"
            f"{oaza_cho}{d}{chome}{d}{koaza}{self._numbers}{post_code}{d}{point}{d}{pos_level}{d}{steps}{d}0"
        )
        if not is_bare(line, d, _BETWEEN):
            line = self._quoted(place)
        return line.split(_NUMBER)

    def _score(self, mask: int) -> str:
        text = self._scores[mask] = str(evidence_of(mask)[0])
        return text

    def _municipality(self, unit: int) -> str:
        """What stands between ``rsdt_addr_flg`` and ``oaza_cho``: no ids of numbers, the names, no 京都通り名."""
        _, pref, county, city, ward, _ = self._units[unit]
        text = self._upper[unit] = self._delimiter.join(
            ("", "", "", "", "", pref, county, city, ward, "", "")
        )
        return text

    def _quoted(self, place: Place) -> str:
        """The same of a registry that has delimiters, quotes or line ends in its names."""
        result = super()._with_figures("", "0", place)
        shown = result._replace(address=result.address[:-1] + _NUMBER, number=_NUMBER)
        return delimited(shown.values(), self._delimiter)


class WrittenLines(WrittenComposer):
    """The same of names that are written as the registry writes them, in front of it."""

    def __init__(self, like: WrittenComposer, delimiter: str) -> None:
        vars(self).update(vars(like))
        self._lines = UsualLines(like.others, delimiter)
        self._others = self._lines.find
        self._made: dict[str, tuple[str, str, str]] = {}
        d = self._delimiter = delimiter
        shown = f"{Status.MATCHED.value}{d}%s{d}{self._score}{d}"
        self._detail, self._machiaza = shown % _DETAIL, shown % _MACHIAZA
        self._upper: dict[str, str] = {}

    def _result(  # type: ignore[override]
        self, text: str, name: str, node: int, end: int
    ) -> str | None:
        names = text[:end]
        parts = self._made.get(names)
        if parts is None:
            parts = self._make(text, name, node, end)
            if parts is None:
                return None
            if len(self._made) >= _BOUND:
                self._made.clear()
            self._made[names] = parts
        before, between, behind = parts
        written = text[end:]
        if not written.isascii():
            written = joined(self._fold(written))
        return f"{before}{written}{between}{written}{behind}"

    def _make(self, text: str, name: str, node: int, end: int) -> tuple[str, str, str] | None:
        """The line of names that end at ``end``, cut where its number stands; None where the row has not the name."""
        place = self._place(text, name, node, end)
        if place is None:
            return None
        (
            unit, lg_code, _, _, _, _, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome,
            post_code, lat, lon, pos_level, steps,
        ) = place  # fmt: skip
        upper = self._upper.get(lg_code) or self._municipality(unit)
        if not upper:
            return None
        d = self._delimiter
        if not lat:
            y, x, pos_level = self._point(lg_code)
            lat, lon = ("", "") if y is None else (str(y), str(x))
        if d in steps:
            steps = f'"{steps}"'  # joined by ;
        return (
            f"{self._detail if chome else self._machiaza}{names}",
            # no koaza, no numbers of blocks, residences and parcels; no other cell of a row must be quoted (row_parts)
            f"{d}{lg_code}{d}{machiaza_id}{d}{rsdt_addr_flg}{upper}{oaza_cho}{d}{chome}{8 * d}",
            f"{5 * d}{post_code}{d}{lat}{d}{lon}{d}{pos_level}{d}{steps}{d}0",
        )

    def _municipality(self, unit: Unit) -> str:
        """What stands between ``rsdt_addr_flg`` and ``oaza_cho``; empty where a name must be quoted."""
        d = self._delimiter
        names = d.join(unit[1:5])
        text = f"{5 * d}{names}{2 * d}" if is_bare(names, d, 3) else ""
        self._upper[unit.lg_code] = text
        return text
