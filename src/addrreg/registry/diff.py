"""Diff (差分): towns that one registry has and another has not, under the same id or the same name.

A town keeps its id when it is renamed, and its name when it is given another id; what has neither is added or abolished.
Names are compared by the fold, so that 三丁目 that became ３丁目 is no change: nothing an address says differs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from addrreg.registry.joining import join_key

__all__ = ["Change", "Kind", "diff"]


class Kind(StrEnum):
    """What became of a town."""

    ADDED = "added"
    ABOLISHED = "abolished"
    RENAMED = "renamed"
    RENUMBERED = "renumbered"


class Change(NamedTuple):
    """One town that differs: its ids and names before and after, '' where it was not or is not."""

    kind: str
    lg_code: str
    machiaza_id: str
    name: str
    """連結表記: prefecture to 小字."""
    new_lg_code: str
    new_machiaza_id: str
    new_name: str


class _Town(NamedTuple):
    lg_code: str
    machiaza_id: str
    city: str
    oaza_cho: str
    chome: str
    chome_number: int | None
    koaza: str

    @property
    def name(self) -> str:
        return self.city + self.oaza_cho + self.chome + self.koaza

    @property
    def key(self) -> str:
        """The name as far as it tells towns apart: 丁目 by number."""
        chome = self.chome if self.chome_number is None else f"{self.chome_number}丁目"
        return join_key(self.city) + "/" + join_key(self.oaza_cho) + "/" + join_key(chome + self.koaza)


def diff(old: sqlite3.Connection, new: sqlite3.Connection) -> Iterator[Change]:
    """The towns of the registry's release that differ, by municipality and id; both are open registries.

    Municipalities are compared one by one, so that two registries of the whole country take little memory. A town that
    moved to another municipality (a merger) is abolished in one and added in the other.
    """
    before, after = _municipalities(old), _municipalities(new)
    one, other = next(before, None), next(after, None)
    while one or other:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None  # noqa: S101
            yield from _changes(one[1], [])
            one = next(before, None)
        elif one is None or other[0] < one[0]:
            yield from _changes([], other[1])
            other = next(after, None)
        else:
            yield from _changes(one[1], other[1])
            one, other = next(before, None), next(after, None)


def _municipalities(connection: sqlite3.Connection) -> Iterator[tuple[str, list[_Town]]]:
    rows = connection.execute(
        "SELECT t.lg_code, machiaza_id, pref || county || city || ward, oaza_cho, chome, chome_number, koaza"
        " FROM town t JOIN city c ON c.lg_code = t.lg_code WHERE machiaza_id <> '' ORDER BY 1, 2"
    )
    for lg_code, group in groupby(rows, itemgetter(0)):
        yield lg_code, [_Town._make(row) for row in group]


def _changes(before: list[_Town], after: list[_Town]) -> Iterator[Change]:
    old, new = {town.machiaza_id: town for town in before}, {town.machiaza_id: town for town in after}
    gone = {id_: town for id_, town in old.items() if id_ not in new}
    come = {id_: town for id_, town in new.items() if id_ not in old}
    found: list[Change] = []
    for id_ in old.keys() & new.keys():
        if old[id_][2:] != new[id_][2:] and old[id_].key != new[id_].key:
            found.append(_change(Kind.RENAMED, old[id_], new[id_]))
    by_name = {town.key: town for town in come.values()}
    for _, town in sorted(gone.items()):
        same = by_name.pop(town.key, None)
        if same is not None:
            del come[same.machiaza_id]
        found.append(_change(Kind.RENUMBERED if same else Kind.ABOLISHED, town, same))
    found += [_change(Kind.ADDED, None, town) for town in come.values()]
    yield from sorted(found, key=lambda change: (change.machiaza_id or change.new_machiaza_id, change.kind))


def _change(kind: Kind, old: _Town | None, new: _Town | None) -> Change:
    return Change(
        kind.value,
        old.lg_code if old else "", old.machiaza_id if old else "", old.name if old else "",
        new.lg_code if new else "", new.machiaza_id if new else "", new.name if new else "",
    )  # fmt: skip
