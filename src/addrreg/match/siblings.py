"""Siblings (同じ親の名前): all names that could stand at one place, for the rules that compare instead of looking up.

They are read from the names of the registry when a rule first asks for a municipality, 大字 or prefecture, and a bounded
number of such lists is kept: a file is sorted by place more often than not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from addrreg.registry.names import Names
from addrreg.text.fold import default_folder

__all__ = ["Siblings", "SiblingsOf", "admin_forms"]

_BOUND = 256


class Siblings:
    """Folded names that could stand at one place, with the nodes or units that bear them."""

    def __init__(self, nodes: Mapping[str, tuple[int, ...]]) -> None:
        self.nodes = nodes
        self._by_length = sorted(nodes, key=len)
        self._lengths = [*map(len, self._by_length)]
        # each name between two line ends, which no name has
        self._all = "\n".join(("", *self._by_length, ""))
        self._families: dict[str, int] = {}

    def between(self, shortest: int, longest: int) -> list[str]:
        """The names of these lengths."""
        lengths = self._lengths
        return self._by_length[bisect_left(lengths, shortest) : bisect_right(lengths, longest)]

    def ending_with(self, end: str) -> list[str]:
        """The names that end so, in their own order."""
        if end + "\n" not in self._all:
            return []
        return [name for name in self.nodes if name.endswith(end)]

    def family(self, name: str) -> int:
        """How many characters in front a name shares with two other places or more: 上鳥羽 in 上鳥羽大柳町.

        What a family shares says nothing about which of its members is meant.
        """
        known = self._families.get(name)
        if known is None:
            known = self._families[name] = self._family(name)
        return known

    def _family(self, name: str) -> int:
        own = set(self.nodes[name])
        for length in range(len(name) - 1, 0, -1):
            head = name[:length]
            others = {self.nodes[other][0] for other in self.nodes if other.startswith(head)}
            if len(others - own) > 1:
                return length
        return 0


class SiblingsOf:
    """The siblings of each kind, made when they are first asked for."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str, Siblings] = {}

    def kind(self, kind: str) -> Siblings:
        """The 大字 of a municipality or the 丁目 and 小字 of a 大字, by the kind of their keys."""
        found = self._known.get(kind)
        if found is None:
            found = self._keep(kind, self._names.entries(kind))
        return found

    def knows(self, kind: str) -> bool:
        """Whether they are at hand."""
        return kind in self._known

    def cities(self, pref: str) -> Siblings:
        """The municipalities of a prefecture, with and without their county and city."""
        found = self._known.get(pref)
        if found is None:
            key = default_folder().key
            nodes: dict[str, tuple[int, ...]] = {}
            for index, unit in enumerate(self._names.units):
                if unit.city and unit.pref == pref:
                    for form in admin_forms(unit.county, unit.city, unit.ward):
                        folded = key(form)
                        nodes[folded] = (*nodes.get(folded, ()), index)
            found = self._keep(pref, nodes)
        return found

    def _keep(self, kind: str, nodes: Mapping[str, tuple[int, ...]]) -> Siblings:
        if len(self._known) >= _BOUND:
            self._known.clear()
        self._known[kind] = siblings = Siblings(nodes)
        return siblings


def admin_forms(county: str, city: str, ward: str) -> list[str]:
    """What is written for a municipality behind its prefecture: with its county, or without.

    >>> admin_forms("北牟婁郡", "紀北町", ""), admin_forms("", "横浜市", "中区")
    (['北牟婁郡紀北町', '紀北町'], ['横浜市中区'])
    """
    return [county + city + ward, city + ward] if county else [city + ward]
