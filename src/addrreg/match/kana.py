"""Kana (かなの地名): a name that is written as it sounds, all of it or one half: きおいちょう, さっぽろ市, えびす西, 丸のうち.

The registry has one reading for a whole name and does not say which kana belong to which kanji. A municipality ends with its kind,
whose readings are few; of a town one end must be as written and the reading must begin or end with the kana. Only one name of
the place may fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from addrreg.match.boundary import is_clean, is_sure
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.readings import Readings, kana_fold
from addrreg.match.repair import Repair, replaced_key
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy

__all__ = ["half_kana_admin", "is_kana", "towns_in_kana"]

_KANA = lazy("[0-9]{0,2}[ぁ-ゖー]")  # 3じょうみなみ is 三条南
_ADMIN = lazy("[ぁ-ゖー]{2,8}?[都府県郡市区町村]")
_FRONT = lazy("([ぁ-ゖー]{2,})([^ぁ-ゖー0-9(,-]{1,4})(?=[0-9(,-]|$)")
_BACK = lazy("([^ぁ-ゖー0-9(,-]{1,4}[けのつ]?)([ぁ-ゖー]{2,})(?=[0-9(,-]|$)")


def is_kana(key: str, p: int = 0) -> bool:
    """Whether a name may be written in kana at ``p``.

    >>> is_kana("きおいちよう1"), is_kana("紀尾井町1"), is_kana("3じようみなみ1")
    (True, False, True)
    """
    return _KANA.match(key, p) is not None


def half_kana_admin(
    folded: Folded,
    p: int,
    readings: Readings,
    units: Sequence[int],
    is_here: Callable[[int, str], bool] | None = None,
) -> Repair | None:
    """The text with the prefecture, county, city or ward at ``p`` in kanji; ``is_here`` says which names of the ``units`` may stand there."""
    half = _ADMIN.match(folded.key, p)
    if half is None:
        return None
    names = {
        name
        for unit, name in readings.half_kana(units).get(kana_fold(half[0]), ())
        if is_here is None or is_here(unit, name)
    }
    if any(default_folder().key(name) == half[0] for name in names):
        return None  # みどり市 is written so
    return replaced_key(folded, "kana", [(*half.span(), names.pop())]) if len(names) == 1 else None


def towns_in_kana(
    folded: Folded, unit: int, p: int, readings: Readings, rows: Towns
) -> tuple[list[int], int]:
    """The towns of a municipality that the text at ``p`` may be, by their reading, and where it ends."""
    towns = readings.towns(unit)
    if is_kana(folded.key, p):
        written = kana_fold(folded.key[p : p + NAME_LENGTH])
        for length in range(len(written), 1, -1):
            nodes, end = towns.get(written[:length]), p + length
            if nodes and is_clean(folded, end) and (length > 2 or is_sure(folded, end)):
                return list(nodes), end
    return _half(folded.key, p, towns, rows)


def _half(key: str, p: int, towns: dict[str, tuple[int, ...]], rows: Towns) -> tuple[list[int], int]:
    """The towns of which one end is written in kana and the other as it is."""
    front, back = _FRONT.match(key, p), _BACK.match(key, p)
    match = front or back
    if match is None:
        return [], p
    kana, rest = kana_fold(match[1 if front else 2]), match[2 if front else 1]
    fold = default_folder().key
    found: set[int] = set()
    for reading, nodes in towns.items():
        if reading.startswith(kana) if front else reading.endswith(kana):
            names = {node: fold(rows[node].oaza_cho) for node in nodes}
            found.update(
                node
                for node, name in names.items()
                if len(name) > len(rest) and (name.endswith(rest) if front else name.startswith(rest))
            )
    return sorted(found), match.end()
