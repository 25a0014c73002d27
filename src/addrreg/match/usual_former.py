"""Usual, former (旧名の普通の住所): the usual address whose municipality is written with a name that it has no more.

静岡県浜松市中区新津町715 is read as 静岡県浜松市中央区新津町715, where nothing of today begins as the old name does: otherwise a town may bear
it (水沢市佐倉河 is 奥州市水沢佐倉河, :mod:`addrreg.match.former`), and the walk is asked.
"""

from __future__ import annotations

from addrreg.match.kyoto import KYOTO
from addrreg.match.loosely import is_elsewhere
from addrreg.registry.names import FORMER, UNIT_BITS, Names

__all__ = ["PREF_KINDS", "FormerNames"]

_FLAGS = (1 << UNIT_BITS) - 1
_BOUND = 256
#: How the name of a prefecture ends.
PREF_KINDS = frozenset("都道府県")


class FormerNames:
    """The former names in full that no town of the present municipality bears."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str, bool] = {}

    def present(self, key: str, hits: list[tuple[int, tuple[int, ...]]]) -> tuple[int, int] | None:
        """The municipality of today that the text means, and where its old name ends; None where the walk must be asked.

        ``hits`` are the names of municipalities that the text begins with.

        三方原町 of the former 浜松市北区 is in 中央区 today, all else of it in 浜名区: of several only one may have towns that begin so.
        """
        end, values = hits[-1]
        if any(value & _FLAGS != FORMER for value in values):
            return None
        name = key[:end]
        plain = self._known.get(name)
        if plain is None:
            if len(self._known) >= _BOUND:
                self._known.clear()
            plain = self._known[name] = all(self._is_plain(name, value >> UNIT_BITS) for value in values)
        if not plain:
            return None
        units = [value >> UNIT_BITS for value in values]
        if len(units) > 1:
            units = [unit for unit in units if not is_elsewhere(self._names, key, unit, end)]
        return (units[0], end) if len(units) == 1 else None

    def _is_plain(self, name: str, unit: int) -> bool:
        """Whether no town of the municipality begins as the old name does, with its prefecture and county or without."""
        place = self._names.units[unit]
        if not place.city or place.wards or place.city == KYOTO:
            return False
        starts = [
            at for at in range(len(name) - 1) if not at or name[at - 1] in PREF_KINDS or name[at - 1] == "郡"
        ]
        return all(at + 2 < len(name) and is_elsewhere(self._names, name, unit, at) for at in starts)
