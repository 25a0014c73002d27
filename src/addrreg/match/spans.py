"""Spans (範囲): which part of the text as written was read as what; the mask line of an explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, overload

from addrreg.match.building import NOTHING, Building
from addrreg.match.candidate import ADD_WARD, REPEATED, Candidate
from addrreg.match.number import Number
from addrreg.registry.names import FORMER, NO_CITY, NO_COUNTY, NO_PREF, Unit
from addrreg.result import Span
from addrreg.text.fold import Folded

__all__ = ["SILENT", "NumberSpans", "Spans", "WrittenSpans", "read_spans"]

#: The flags of a reading whose municipality is not written as it is shown.
SILENT = FORMER | ADD_WARD | NO_COUNTY | NO_CITY | REPEATED
_new = tuple.__new__
_Arguments = tuple[Folded, Candidate, Unit, str, Number | None, Building]


class Spans(Sequence[Span]):
    """Spans that are read when somebody looks at them: a file of millions of rows looks at none.

    Equal to the tuple of its spans, and pickled as that.
    """

    __slots__ = ("_arguments", "_read")

    def __init__(self, *arguments: *_Arguments) -> None:
        self._arguments = arguments
        self._read: tuple[Span, ...] | None = None

    def _spans(self) -> tuple[Span, ...]:
        if self._read is None:
            self._read = read_spans(*self._arguments)
        return self._read

    def __len__(self) -> int:
        return len(self._spans())

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans())

    @overload
    def __getitem__(self, index: int) -> Span: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Span]: ...

    def __getitem__(self, index: int | slice) -> Span | Sequence[Span]:
        return self._spans()[index]

    def __eq__(self, other: object) -> bool:
        return self._spans() == (other._spans() if isinstance(other, Spans) else other)

    def __hash__(self) -> int:
        return hash(self._spans())

    def __repr__(self) -> str:
        return repr(self._spans())

    def __reduce__(self) -> tuple[Callable[..., tuple[Span, ...]], tuple[list[Span]]]:
        return tuple, (list(self._spans()),)


class NumberSpans(Spans):
    """The same of an address with nothing but figures behind its names, from what is known of the names (match/usual_result.py).

    Made without a call of ``__init__``: its maker sets ``text`` and ``place``.
    """

    __slots__ = ("place", "text")
    text: str
    place: tuple[Any, ...]

    def _spans(self) -> tuple[Span, ...]:
        reading, lg_code, pref, county, city, ward, _, _, _, _, chome, *_ = self.place
        candidate, text = Candidate(*reading), self.text
        unit = Unit(lg_code, pref, county, city, ward, ())
        number = Number("", candidate.end, len(text))
        return read_spans(Folded(text, "", None), candidate, unit, chome, number, NOTHING)


class WrittenSpans(Spans):
    """The same of names that are written as the registry writes them (match/written.py); its maker sets what it holds."""

    __slots__ = ("found",)
    found: tuple[str, Unit, str, int, int]
    """The text, the municipality, the 丁目, and where the town and all names end."""

    def _spans(self) -> tuple[Span, ...]:
        text, unit, chome, oaza_end, end = self.found
        start = len(unit.pref + unit.county + unit.city + unit.ward)
        candidate = Candidate(0, 0, 0, start, 1, start, oaza_end, 1, end, True)
        number = Number("", end, len(text))
        return read_spans(Folded(text, "", None), candidate, unit, chome, number, NOTHING)


def read_spans(
    folded: Folded,
    candidate: Candidate,
    unit: Unit,
    chome: str,
    number: Number | None,
    building: Building,
) -> tuple[Span, ...]:
    """The spans of one reading, in the order of the text."""
    _, flags, start, admin_end, oaza, oaza_start, oaza_end, node, end, _ = candidate
    offsets, text = folded.offsets, folded.text
    cuts = []
    if flags & SILENT:
        if admin_end > start:
            cuts.append(("city", start, admin_end))
    else:
        at = start
        if not flags & NO_PREF:
            at += len(unit.pref)
            cuts.append(("pref", start, min(at, admin_end)))
        elif admin_end - start == len(unit.pref + unit.county + unit.city + unit.ward) - 1:
            at += len(unit.pref) - 1  # 東京千代田区: the prefecture without its 都
            cuts.append(("pref", start, at))
        for element, name in (("county", unit.county), ("city", unit.city), ("ward", unit.ward)):
            if name and at < admin_end:
                cuts.append((element, at, min(at + len(name), admin_end)))
                at += len(name)
        if cuts and cuts[-1][2] < admin_end:  # 八丈島八丈町 is shown as 八丈町
            cuts[-1] = cuts[-1][0], cuts[-1][1], admin_end
    if node:
        if oaza_start - admin_end <= 2:
            oaza_start = admin_end
        if oaza_end > oaza_start:
            cuts.append(("oaza_cho", oaza_start, oaza_end))
        if end > oaza_end and (chome or node != oaza):
            cuts.append(("chome" if chome else "koaza", oaza_end, end))
    if offsets is not None:
        cuts = [(element, offsets[a], offsets[b]) for element, a, b in cuts]
        end = offsets[end]
    if number is not None:
        cuts.append(("number", number.start, number.end))
        end = number.end
    if building.pieces:
        cuts.extend(building.pieces)
        if number is not None and building.pieces[0][1] < number.start:
            cuts.sort(key=itemgetter(1))  # a name that was not read stands in front of the number
    elif building.rest:
        at = text.find(building.rest, end)
        if at >= 0:
            cuts.append(("rest", at, at + len(building.rest)))
    return tuple([_new(Span, cut) for cut in cuts])
