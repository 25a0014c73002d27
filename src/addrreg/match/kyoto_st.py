"""Kyoto_st (通り名の欄): the street of a Kyoto address as written, taken out of what the walk and the tail read.

A ward of 京都市 may have five towns of one name (亀屋町 of 中京区), which the embedded release holds in one row with the postal codes of
all. The street says which of them is meant, and so which code is its own (``kyoto_codes.tsv``, from Japan Post's list).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from addrreg.match.building import Building
from addrreg.match.candidate import Candidate
from addrreg.match.kyoto import bare_street, has_turn, is_street
from addrreg.registry.towns import Town
from addrreg.result import Span
from addrreg.text.fold import Folded, default_folder

__all__ = ["NO_STREET", "Street", "post_code_of", "read_street", "street_in", "with_street"]

_AROUND = " \u3000()（）[]［］、,"


class Street(NamedTuple):
    """A street name as written, and where it lies in the text."""

    kyoto_st: str = ""
    start: int = 0
    end: int = 0


#: No street is written.
NO_STREET = Street()


def read_street(folded: Folded, candidate: Candidate, town: Town) -> tuple[Street, Town]:
    """The street in front of the town or behind it, and the town without the street that its row bears as 小字.

    The official registry lists the streets of Kyoto as 小字 of their town (koaza_aka_code 2): what is written stays in
    kyoto_st, and the id is that row's.
    """
    if town.koaza and has_turn(default_folder().key(town.koaza)):
        town = town._replace(koaza="")
    a, b = candidate.admin_end, candidate.oaza_start
    if b - a < 3:
        a, b = candidate.oaza_end, candidate.end
        if not candidate.node or b <= a or town.chome or town.koaza:
            return Street(), town
    a, b = folded.origin(a), folded.origin(b)
    street = folded.text[a:b].strip(_AROUND).removesuffix("字")
    return (Street(street, a, b) if street else Street()), town


def post_code_of(town: Town, street: str) -> str:
    """The postal code of a town: its only one, or of several the one whose streets are written; else empty.

    A street that Japan Post does not list at any of them says nothing, and two that are listed at different ones do not either.
    """
    codes = town.post_code
    if len(codes) == 7 or not street:
        return codes if len(codes) == 7 else ""
    known = _codes().get((town.lg_code, town.oaza_cho), {})
    key = default_folder().key
    found = {known[name] for part in street.split("、") if (name := bare_street(key(part))) in known}
    code = found.pop() if len(found) == 1 else ""
    return code if code in codes.split(";") else ""


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, str], dict[str, str]]:
    """The code of each street of each town, by what tells the streets apart."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    key = default_folder().key
    table = files("addrreg.match").joinpath("kyoto_codes.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            lg_code, oaza_cho, post_code, streets = line.split("\t")
            names = found.setdefault((lg_code, oaza_cho), {})
            names.update((bare_street(key(street)), post_code) for street in streets.split("、"))
    return found


def street_in(text: str, start: int, building: Building) -> tuple[Street, Building]:
    """A street that stands behind the number: 紫野宮西町19-1(堀川通鞍馬口上ル)."""
    for field in ("rest", "building"):
        written = getattr(building, field)
        street = written.strip(_AROUND)
        if len(street) > 3 and is_street(default_folder().key(street)):
            at = text.find(street, start)
            pieces = tuple(
                piece for piece in building.pieces if piece[2] <= at or piece[1] >= at + len(street)
            )
            left = building._replace(pieces=pieces)
            return Street(street, at, at + len(street)), (
                left._replace(rest="") if field == "rest" else left._replace(building="")
            )
    return Street(), building


def with_street(spans: tuple[Span, ...], street: Street) -> tuple[Span, ...]:
    """The spans of a reading with that of its street, in the order of the text."""
    span = Span("kyoto_st", street.start, street.end)
    return tuple(sorted((*(s for s in spans if s.start != span.start), span), key=lambda s: s.start))
