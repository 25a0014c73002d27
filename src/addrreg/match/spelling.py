"""Spelling (表記): which steps lie between the names as written and the registry's spelling."""

from __future__ import annotations

from functools import lru_cache

from addrreg.match.candidate import (
    ADD_WARD,
    CHOME_HYPHEN,
    KOAZA_ONLY,
    REPEATED,
    SKIP_CHO,
    SKIP_COUNTER,
    Candidate,
    name_start,
)
from addrreg.registry.names import FORMER, NO_CITY, NO_COUNTY, NO_PREF, Unit
from addrreg.registry.towns import Town
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS
from addrreg.text.spellings import without_aza

__all__ = ["LEFT_OUT", "flag_steps", "spelling_steps"]

#: The flags of a reading in which something in front of the deepest name was left out.
LEFT_OUT = NO_PREF | NO_COUNTY | NO_CITY | ADD_WARD
_STEP_OF_FLAG = (
    (NO_PREF, "add_pref"),
    (NO_COUNTY, "add_county"),
    (NO_CITY, "add_city"),
    (FORMER, "former_name"),
    (ADD_WARD, "add_ward"),
    (REPEATED, "repeated"),
    (SKIP_CHO, "skip_cho"),
    (SKIP_COUNTER, "skip_counter"),
    (CHOME_HYPHEN, "chome_hyphen"),
    (KOAZA_ONLY, "koaza_only"),
)
_NO_CHO = dict.fromkeys(map(ord, "町丁区"))
_NO_COUNTER = dict.fromkeys(map(ord, "条通軒番町丁号街区第地割-－ー‐"))
_NUMERIC = lazy(f"[0-9０-９{KANJI_NUMERALS}]+")


@lru_cache(maxsize=2048)
def flag_steps(flags: int) -> tuple[str, ...]:
    """The steps that the flags of a candidate stand for.

    >>> flag_steps(NO_PREF | CHOME_HYPHEN)
    ('add_pref', 'chome_hyphen')
    """
    return tuple(name for flag, name in _STEP_OF_FLAG if flags & flag)


def spelling_steps(folded: Folded, candidate: Candidate, unit: Unit, town: Town | None) -> list[str]:
    """Which of ``skip_aza``, ``variant``, ``skip_counter`` and ``number_form`` the spelling of the names took, name by name."""
    text, origin = folded.text, folded.origin
    found = set()
    written = "".join(text[origin(candidate.admin_start) : origin(candidate.admin_end)].split())
    if (
        not candidate.flags & (FORMER | REPEATED | LEFT_OUT)
        and unit.pref + unit.county + unit.city + unit.ward != written
    ) or (
        candidate.flags & NO_PREF
        and not (unit.county + unit.city + ("" if candidate.flags & ADD_WARD else unit.ward)).endswith(
            written
        )
        and not candidate.flags & (FORMER | REPEATED)
    ):
        found.add("variant")
    if town is not None:
        first = town.oaza_cho or (town.chome + town.koaza if candidate.oaza_end == candidate.end else "")
        pieces = [(name_start(candidate), candidate.oaza_end, first)]
        if (
            candidate.end > candidate.oaza_end
            and town.chome + town.koaza
            and not candidate.flags & CHOME_HYPHEN
        ):
            pieces.append((candidate.oaza_end, candidate.end, town.chome + town.koaza))
        for start, end, name in pieces:
            written = "".join(text[origin(start) : origin(end)].split())
            if candidate.flags & SKIP_COUNTER and _counted_alike(written, name):
                continue
            if candidate.flags & SKIP_CHO and written.translate(_NO_CHO) == name.translate(_NO_CHO):
                continue
            if candidate.flags & FORMER and without_aza(name) in _without_kind(written):
                continue
            if written != name:
                found.add(_difference(written, name))
    return [name for name in ("skip_aza", "variant", "skip_counter", "number_form") if name in found]


def _counted_alike(written: str, name: str) -> bool:
    return _NUMERIC.sub("", written).translate(_NO_COUNTER) == _NUMERIC.sub("", name).translate(_NO_COUNTER)


def _without_kind(written: str) -> set[str]:
    """A town with the name of its former municipality in front, without the 市, 町 or 村 of that (水沢市佐倉河), or with 町 for 村."""
    plain = without_aza(written)
    places = [i for i, c in enumerate(plain) if c in "市町村区"]
    return {plain[:i] + kind + plain[i + 1 :] for i in places for kind in ("", "町")}


def _difference(written: str, name: str) -> str:
    written, name = without_aza(written), without_aza(name)
    if name in (written, written + "字"):
        return "skip_aza"
    written, name = _NUMERIC.sub("", written), _NUMERIC.sub("", name)
    if written == name:
        return "number_form"
    # 南郷通1南 for 南郷通一丁目南
    return "skip_counter" if written == name.replace("丁目", "") else "variant"
