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
_SKIP_AZA, _VARIANT, _SKIP_COUNTER, _NUMBER_FORM = 1, 2, 4, 8
_NAMES = "skip_aza", "variant", "skip_counter", "number_form"
# the steps that some of the bits stand for
_STEPS = tuple(tuple(name for bit, name in enumerate(_NAMES) if found >> bit & 1) for found in range(16))
_NO_CHO = dict.fromkeys(map(ord, "町丁区"))
_NO_COUNTER = dict.fromkeys(map(ord, "条通軒番町丁号街区第地割-－ー‐"))
_NUMERIC = lazy(f"[0-9０-９①-⒛{KANJI_NUMERALS}]+")


@lru_cache(maxsize=2048)
def flag_steps(flags: int) -> tuple[str, ...]:
    """The steps that the flags of a candidate stand for.

    >>> flag_steps(NO_PREF | CHOME_HYPHEN)
    ('add_pref', 'chome_hyphen')
    """
    return tuple(name for flag, name in _STEP_OF_FLAG if flags & flag)


def spelling_steps(folded: Folded, candidate: Candidate, unit: Unit, town: Town | None) -> tuple[str, ...]:
    """Which of ``skip_aza``, ``variant``, ``skip_counter`` and ``number_form`` the spelling of the names took, name by name."""
    _, flags, start, admin_end, _, oaza_start, oaza_end, _, end, _ = candidate
    _, pref, county, city, ward, _ = unit
    found = 0
    if not flags & (FORMER | REPEATED):
        written = _written(folded, start, admin_end)
        if not flags & LEFT_OUT:
            as_written = pref + county + city + ward == written
        else:
            shown = county + city + ("" if flags & ADD_WARD else ward)
            as_written = not flags & NO_PREF or shown.endswith(written)
        found = 0 if as_written else _VARIANT
    if town is not None:
        detail = town.chome + town.koaza
        first = town.oaza_cho or (detail if oaza_end == end else "")
        # name_start, of which much is asked here
        written = _written(folded, admin_end if oaza_start - admin_end <= 2 else oaza_start, oaza_end)
        if written != first:
            found |= _of_name(flags, written, first)
        if end > oaza_end and detail and not flags & CHOME_HYPHEN:
            written = _written(folded, oaza_end, end)
            if written != detail:
                found |= _of_name(flags, written, detail)
    return _STEPS[found]


def _written(folded: Folded, start: int, end: int) -> str:
    """A stretch of the key as it is written, without the spaces in it."""
    text, _, offsets = folded
    if offsets is None:
        return text[start:end]
    return "".join(text[offsets[start] : offsets[end]].split())


def _of_name(flags: int, written: str, name: str) -> int:
    """What lies between a name as written and the registry's, as a bit of :data:`_STEPS`; 0 where a rule of the walk tells of it."""
    if flags & SKIP_COUNTER and _counted_alike(written, name):
        return 0
    if flags & SKIP_CHO and written.translate(_NO_CHO) == name.translate(_NO_CHO):
        return 0
    if flags & FORMER and without_aza(name) in _without_kind(written):
        return 0
    return _difference(written, name)


def _counted_alike(written: str, name: str) -> bool:
    return _NUMERIC.sub("", written).translate(_NO_COUNTER) == _NUMERIC.sub("", name).translate(_NO_COUNTER)


def _without_kind(written: str) -> set[str]:
    """A town with the name of its former municipality in front, without the 市, 町 or 村 of that (水沢市佐倉河), or with 町 for 村."""
    plain = without_aza(written)
    places = [i for i, c in enumerate(plain) if c in "市町村区"]
    return {plain[:i] + kind + plain[i + 1 :] for i in places for kind in ("", "町")}


def _difference(written: str, name: str) -> int:
    if "字" in written or "字" in name:
        written, name = without_aza(written), without_aza(name)
        if name in (written, written + "字"):
            return _SKIP_AZA
    written, name = _NUMERIC.sub("", written), _NUMERIC.sub("", name)
    written, name = written.removeprefix("第").replace("ちょうめ", "丁目"), name.removeprefix("第")
    if written == name:
        return _NUMBER_FORM
    # 南郷通1南 for 南郷通一丁目南
    return _SKIP_COUNTER if written == name.replace("丁目", "") else _VARIANT
