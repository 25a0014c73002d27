"""Compose (組み立て): from the chosen candidates to a Result, in the registry's spelling, with nothing of the text lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from addrreg.match.building import NOTHING, Building, read_building
from addrreg.match.candidate import Candidate
from addrreg.match.kyoto import KYOTO
from addrreg.match.kyoto_st import NO_STREET, Street, post_code_of, read_street, street_in, with_street
from addrreg.match.number import Number, read_number
from addrreg.match.place import NO_TOWN, evidence_bits, level_of, other_place
from addrreg.match.score import evidence_of
from addrreg.match.shared import shared_town, shared_unit
from addrreg.match.spans import SILENT, Spans, read_spans
from addrreg.match.spelling import LEFT_OUT, flag_steps, spelling_steps
from addrreg.match.unread import read_behind_unread
from addrreg.registry.names import NO_PREF, Names, Unit
from addrreg.registry.points import Points
from addrreg.registry.towns import Town, Towns
from addrreg.result import COLUMNS, Result, Span
from addrreg.result import Candidate as OtherPlace
from addrreg.text.fold import Folded
from addrreg.words import MatchLevel, Status

if TYPE_CHECKING:
    from addrreg.match.locate import Locator

__all__ = ["MOST_CANDIDATES", "UNLISTED", "Composer", "address_of", "all_steps", "read_tail"]

UNLISTED = ("japanpost", "geolonia")
#: How many places a result names.
MOST_CANDIDATES = 50
# plain strings: a StrEnum would show its Python name in a data frame
_MATCHED, _AMBIGUOUS = Status.MATCHED.value, Status.AMBIGUOUS.value
_new = tuple.__new__


class Composer:
    """Makes results of candidates, with the names and rows of one registry."""

    def __init__(self, names: Names, towns: Towns) -> None:
        self._units = names.units
        self._full = tuple(unit.pref + unit.county + unit.city + unit.ward for unit in names.units)
        self._towns = towns
        #: Looks numbers up in residences and parcels; None where the registry holds none.
        self.locator: Locator | None = None
        #: The points of municipalities, for towns without one.
        self.points: Points | None = None

    def nothing(self, text: str, repairs: tuple[str, ...] = ()) -> Result:
        """The result of a text in which no place of the registry was found: everything is rest."""
        rest = text.strip()
        at = text.find(rest)
        spans = (Span("rest", at, at + len(rest)),) if rest else ()
        cells: dict[str, object] = dict.fromkeys(COLUMNS, "")
        cells |= {
            "status": Status.UNMATCHED.value,
            "match_level": MatchLevel.UNKNOWN.value,
            "score": 0.0,
            "rest": rest,
        }
        cells |= {
            "lat": None,
            "lon": None,
            "steps": ";".join((*repairs, "rest") if rest else repairs),
            "alternatives": 0,
        }
        return _new(Result, (text, *cells.values(), (), (), spans, ""))

    def one(
        self,
        folded: Folded,
        candidate: Candidate,
        behind: Sequence[Candidate] = (),
        repairs: tuple[str, ...] = (),
        twins: Sequence[Candidate] = (),
    ) -> Result:
        """The result of one candidate; places that stand behind it are named, and ``repairs`` are the steps before.

        ``twins`` fit as well: the candidate is shown, and the result is ``ambiguous``.
        """
        unit = self._units[candidate.unit]
        node = candidate.node
        town = self._towns[node] if node else NO_TOWN
        text, offsets = folded.text, folded.offsets
        start, end = candidate.admin_start, candidate.end
        street = NO_STREET
        if unit.city == KYOTO:
            street, town = read_street(folded, candidate, town)
        if offsets is not None:
            start, end = offsets[start], offsets[end]
        number, building = read_tail(text, end, bool(node))
        if unit.city == KYOTO and not street.kyoto_st:
            street, building = street_in(text, end, building)
        located = None
        if self.locator is not None and number is not None and node:
            located = self.locator.locate(town, text, number, building)
            if located is not None:
                number, building = located.number, located.building
        names = self._full[candidate.unit] + town.oaza_cho + town.chome + town.koaza
        flags = candidate.flags
        steps = repairs + flag_steps(flags) if flags else repairs
        own = None
        # the usual address is spelled as in the registry from its first character to its last name
        if flags & SILENT or text[start:end] != (names[len(unit.pref) :] if flags & NO_PREF else names):
            found = spelling_steps(folded, candidate, unit, town if node else None)
            steps += tuple(name for name in found if name not in steps)
            own = steps if not repairs and unit.city != KYOTO else None
        if twins:
            steps += ("shared_name",)
        spans: Sequence[Span] = Spans(folded, candidate, unit, town.chome, number, building)
        if street.end:
            spans = with_street(tuple(spans), street)
        places = (candidate, *twins, *behind)
        result = self._fill(folded, places, unit, town, number, building, steps, spans, street, own)
        return result if located is None else located.fill(result)

    def several(
        self, folded: Folded, candidates: Sequence[Candidate], repairs: tuple[str, ...] = ()
    ) -> Result:
        """The result of candidates that cannot be told apart: what they share, and their names."""
        first = candidates[0]
        unit = shared_unit([self._units[c.unit] for c in candidates])
        rows = [self._towns[c.node] for c in candidates if c.node]
        town = (shared_town(rows) if unit.lg_code and len(rows) == len(candidates) else None) or NO_TOWN
        shown = _shared_reading(candidates, unit, town)
        number, building = read_tail(folded.text, folded.origin(shown.end), bool(first.node))
        spans = read_spans(folded, shown, unit, town.chome, number, building)
        unread = shown.oaza_start if unit.lg_code else shown.admin_start
        between = ""
        if shown.node == 0 and unread < shown.end:
            # names that the places do not share go to rest, so that none is lost
            a, b = folded.origin(unread), folded.origin(shown.end)
            spans += (Span("rest", a, b),)
            between = folded.text[a:b].strip()
            building = building._replace(rest=f"{between} {building.rest}".strip())
        street = read_street(folded, shown, town)[0] if unit.city == KYOTO and shown.node else NO_STREET
        if street.end:
            spans = with_street(spans, street)
        found = spelling_steps(folded, first, self._units[first.unit], town if town.oaza_cho else None)
        # where not even the prefecture is sure, it is not said to have been left out
        flagged = flag_steps(first.flags if unit.pref else first.flags & ~LEFT_OUT)
        steps = (*repairs, *flagged, *found, "shared_name")
        steps = tuple(dict.fromkeys(steps))
        result = self._fill(folded, candidates, unit, town, number, building, steps, spans, street)
        if not between or number is None or not unit.lg_code:
            return result
        # the number of 旭川市春光4-2 is none of the city's own
        names = unit.pref + unit.county + unit.city + unit.ward + between
        return result._replace(address=address_of(names, number.number, building))

    def _fill(
        self,
        folded: Folded,
        best: Sequence[Candidate],
        unit: Unit,
        town: Town,
        number: Number | None,
        building: Building,
        steps: tuple[str, ...],
        spans: Sequence[Span],
        written: Street = NO_STREET,
        own: tuple[str, ...] | None = None,
    ) -> Result:
        """``own`` are the steps of the first place's own names, where they are known."""
        first = best[0]
        lg_code, pref, county, city, ward, _ = unit
        _, machiaza_id, oaza_cho, chome, koaza, rsdt_addr_flg, _, lat, lon, pos_level, src = town
        if lat is None and self.points is not None and (point := self.points.of(lg_code)):
            lat, lon, pos_level = point
        figure = number.number if number is not None else ""
        street = written.kyoto_st
        steps = all_steps(steps, src, street, building)
        tail_read = figure != "" or folded.origin(first.end) >= len(folded.text)
        others = self._others(folded, best, tail_read, building.rest, own) if len(best) > 1 else ()
        score, evidence = evidence_of(evidence_bits(unit, town, first, steps, tail_read, unique=not others))
        # 一町目(上長者町通堀川東入、東堀川通上長者町上る) names all streets of the town: no part of the address
        before = "" if "、" in street else street
        names = pref + county + city + ward + before + oaza_cho + chome + koaza
        unread = building.pieces[0] if number is not None and building.pieces else None
        if unread is not None and number is not None and unread[1] < number.start:
            # 字宮根 in 大字芝字宮根3938-5: part of the address, though unknown
            names += folded.text[unread[1] : unread[2]]
        behind, floor, room, rest, _ = building
        return _new(
            Result,
            (
                folded.text,
                _AMBIGUOUS if "shared_name" in steps else _MATCHED,
                level_of(unit, town), score, address_of(names, figure, building) if names else "",
                # blk_id, rsdt_id, rsdt2_id, prc_id: this registry ends at the 町字
                lg_code if city else "", machiaza_id, rsdt_addr_flg, "", "", "", "",
                pref, county, city, ward, street, oaza_cho, chome, koaza,
                "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
                figure, behind, floor, room, rest,
                post_code_of(town, street), lat, lon, pos_level if lat is not None else "",
                ";".join(steps), len(best) - 1, others, evidence, spans,
                "",  # real_prop_num
            ),
        )  # fmt: skip

    def _others(
        self,
        folded: Folded,
        candidates: Sequence[Candidate],
        tail_read: bool,
        rest: str,
        own: tuple[str, ...] | None,
    ) -> tuple[OtherPlace, ...]:
        """The places that the text could mean, each with the steps and the score of its own reading."""
        found, steps = [], own
        for one in candidates[:MOST_CANDIDATES]:
            town = self._towns[one.node] if one.node else NO_TOWN
            full = self._full[one.unit]
            found.append(other_place(folded, one, self._units[one.unit], town, full, tail_read, rest, steps))
            steps = None
        return tuple(found)


def read_tail(text: str, start: int, has_town: bool) -> tuple[Number | None, Building]:
    """The number behind the names, and what stands behind it."""
    if start >= len(text):
        return None, NOTHING
    number = read_number(text, start)
    if number is not None:
        return number, read_building(text, number.end, numbered=True) if number.end < len(text) else NOTHING
    if not has_town:
        # behind a municipality alone, letters are an unknown town and no building
        return None, Building(rest=text[start:].strip())
    return read_behind_unread(text, start) or (None, read_building(text, start, numbered=False))


def all_steps(steps: tuple[str, ...], src: str, street: str, building: Building) -> tuple[str, ...]:
    """The steps of the names, and what the rest of the reading adds to them."""
    behind, floor, room, rest, _ = building
    if src in UNLISTED:
        steps += ("unlisted",)
    if street:
        steps += ("kyoto_st",)
    if behind or floor or room:
        steps += ("building",)
    return (*steps, "rest") if rest and "rest" not in steps else steps


def _shared_reading(candidates: Sequence[Candidate], unit: Unit, town: Town) -> Candidate:
    """The reading of the names that all candidates share; ``end`` lies behind the names that all of them read."""
    first = candidates[0]
    if town.chome or town.koaza:
        return first._replace(end=min(c.end for c in candidates))
    if all(c.node for c in candidates):
        end = min(c.oaza_end if c.oaza else c.end for c in candidates)
    else:
        end = min(c.admin_end for c in candidates)
    if town is not NO_TOWN:
        return first._replace(node=first.oaza, oaza_end=end, end=end)
    start = first.admin_start if not unit.lg_code else first.admin_end
    return first._replace(node=0, oaza=0, admin_end=start, oaza_start=start, oaza_end=start, end=end)


def address_of(names: str, number: str, building: Building) -> str:
    """The 連結表記: a dash parts the number from a name that ends in a figure, a space the building from the number."""
    if number and names[-1:].isdecimal() and number[0].isdecimal():
        number = "-" + number
    behind = " ".join(piece for piece in building[:3] if piece)
    return f"{names}{number} {behind}" if behind else names + number
