"""Place (場所): what a result says of one of the places that a text could mean: how deep it goes, and what speaks for it."""

from __future__ import annotations

from addrreg.match.candidate import Candidate
from addrreg.match.score import evidence_of
from addrreg.match.spelling import LEFT_OUT, flag_steps, spelling_steps
from addrreg.registry.names import Unit
from addrreg.registry.towns import Town
from addrreg.result import Candidate as OtherPlace
from addrreg.text.fold import Folded
from addrreg.words import MatchLevel

__all__ = ["NO_TOWN", "evidence_bits", "level_of", "other_place"]

#: The row of a place that is no town.
NO_TOWN = Town("", "", "", "", "", "", "", None, None, "", "")
# plain strings: a StrEnum would show its Python name in a data frame
_UNKNOWN, _PREF, _CITY = MatchLevel.UNKNOWN.value, MatchLevel.PREF.value, MatchLevel.CITY.value
_MACHIAZA, _DETAIL = MatchLevel.MACHIAZA.value, MatchLevel.MACHIAZA_DETAIL.value
_NOT_AS_WRITTEN = frozenset(
    (
        "variant",
        "former_name",
        "skip_cho",
        "skip_counter",
        "rescue",
        "wildcard",
        "kana",
        "romaji",
        "dictionary",
    )
)
_new = tuple.__new__


def other_place(
    folded: Folded,
    candidate: Candidate,
    unit: Unit,
    town: Town,
    full: str,
    tail_read: bool,
    rest: str,
    steps: tuple[str, ...] | None,
) -> OtherPlace:
    """A place that the text could mean, with the steps and the score of its own reading.

    ``full`` is the name of its municipality, ``steps`` those of its names where they are known.
    """
    if steps is None:
        found = spelling_steps(folded, candidate, unit, town if candidate.node else None)
        flagged = flag_steps(candidate.flags)
        steps = tuple(dict.fromkeys((*flagged, *found))) if found else flagged
    read = steps
    if rest:
        # names that the places do not share are rest for the result, but not for the place that bears them
        written = folded.text[folded.origin(candidate.admin_start) : folded.origin(candidate.end)]
        read = steps if rest in written else (*steps, "rest")
    score, _ = evidence_of(evidence_bits(unit, town, candidate, read, tail_read, unique=False))
    names = full + town.oaza_cho + town.chome + town.koaza
    lg_code = unit.lg_code if unit.city else ""
    return _new(OtherPlace, (names, lg_code, town.machiaza_id, level_of(unit, town), score, ";".join(steps)))


def evidence_bits(
    unit: Unit, town: Town, first: Candidate, steps: tuple[str, ...], tail_read: bool, *, unique: bool
) -> int:
    """The bits of :data:`addrreg.match.score.EVIDENCE`, in its order."""
    return (
        (1 if unit.pref else 0)
        | (2 if unit.city and unit.lg_code else 0)
        | (4 if town.oaza_cho or town.koaza or town.chome else 0)
        | (8 if tail_read else 0)
        | (0 if "rest" in steps else 16)
        | (32 if first.clean else 0)
        | (64 if not steps or _NOT_AS_WRITTEN.isdisjoint(steps) else 0)
        | (0 if first.flags & LEFT_OUT else 128)
        | (256 if unique else 0)
        | ((512 if "rescue" in steps else 0) | (1024 if "wildcard" in steps else 0) if steps else 0)
    )


def level_of(unit: Unit, town: Town) -> str:
    """How deep a place goes (:class:`addrreg.words.MatchLevel`)."""
    if town.chome or town.koaza:
        return _DETAIL
    if town.oaza_cho:
        return _MACHIAZA
    if unit.lg_code and unit.city:
        return _CITY
    return _PREF if unit.pref else _UNKNOWN
