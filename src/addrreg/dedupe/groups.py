"""Groups (名寄せの組): the keys of a table's rows, put together on disk, and the group of each row read back in order.

The keys lie in a temporary database of SQLite that the system removes with its process: memory stays flat however long the table is, and
a run that is killed leaves nothing behind. Being in one group is an equivalence: it does not depend on the order of the rows.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from types import TracebackType
from typing import NamedTuple

from addrreg.dedupe.key import NO_KEY, Key
from addrreg.dedupe.near import THRESHOLD, cliques

__all__ = ["COLUMNS", "KINDS", "WHY", "Counts", "Group", "Groups"]

#: The columns that a table gets, and their types.
COLUMNS = ("group", "group_size", "why", "key")
KINDS = ("text", "int", "text", "text")

#: The closed list of reasons, ``;``-separated in ``abr_why``.
WHY: dict[str, str] = {
    "same_key": "another row has the same key: one place, one number, one building, floor and room",
    "near_building": "the rows of the group differ in how the building's name is spelled (docs/dedupe.md)",
    "alone": "no other row is of this place",
    "rescued": "the place was read from a damaged name; look at the row before merging",
} | {word: f"no key, so never merged: {why}" for word, why in NO_KEY.items()}

_SCHEMA = """
pragma journal_mode = off;
pragma synchronous = off;
pragma cache_size = -65536;
create table place (
    id integer primary key, key text not null unique, part text not null, building text not null,
    size integer not null, leader integer
);
create table line (number integer primary key, place integer, why text not null);
"""


class Group(NamedTuple):
    """What is known of one row's group: the cells of :data:`COLUMNS`."""

    group: str
    """The group's name: a hash of its key, the same in every file; ``row-N`` for a row without a key."""
    group_size: int
    """How many rows it has."""
    why: str
    """Words of :data:`WHY`."""
    key: str
    """The row's own key; empty where it has none."""


class Counts(NamedTuple):
    """What came of a table."""

    rows: int
    groups: int
    """Groups of more than one row."""
    duplicates: int
    """Rows that could go if one of each group stays."""
    near: int
    """Groups that near names of buildings made or enlarged."""
    without_key: int


class Groups:
    """Takes keys in the order of the rows, then gives their groups in the same order; a context manager."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._rows = 0
        # An empty name: a database of its own on disk, which SQLite deletes when it is closed.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(_SCHEMA)
        self._connection.execute("begin")

    def __enter__(self) -> Groups:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(self, keys: Iterable[Key]) -> None:
        """The keys of the next rows."""
        places, lines = [], []
        for key in keys:
            self._rows += 1
            text = key.text
            if text:
                places.append((text, f"{key.spot}|{key.inside}|{key.names}", key.building))
            lines.append((self._rows, text, key.why or key.doubt))
        self._connection.executemany(
            "insert into place (key, part, building, size) values (?, ?, ?, 1)"
            " on conflict (key) do update set size = size + 1",
            places,
        )
        self._connection.executemany(
            "insert into line select ?1, (select id from place where key = ?2), ?3", lines
        )

    def close_groups(self) -> None:
        """Put near names of buildings together; to be called once, behind the last row."""
        connection = self._connection
        connection.execute("update place set leader = id")
        connection.execute("create index part on place (part, building)")
        found = connection.execute("select part, building, id from place where building <> '' order by 1, 2")
        leaders: list[tuple[int, int]] = []
        for _, members in groupby(found, key=lambda row: row[0]):
            ids = {building: identifier for _, building, identifier in members}
            merged = cliques(ids, self._threshold) if self._threshold < 100 else {}
            leaders += [(ids[first], ids[name]) for name, first in merged.items()]
        connection.executemany("update place set leader = ? where id = ?", leaders)
        connection.execute("create index leader on place (leader)")
        connection.execute(
            "create table team as select leader, sum(size) as size, count(*) as places from place group by leader"
        )
        connection.execute("create unique index team_leader on team (leader)")

    def rows(self) -> Iterator[Group]:
        """The group of each row, in order."""
        found = self._connection.execute(
            "select line.number, line.why, place.key, place.size, first.key, team.size, team.places from line"
            " left join place on place.id = line.place left join place as first on first.id = place.leader"
            " left join team on team.leader = place.leader order by line.number"
        )
        for number, why, key, alike, first, size, places in found:
            if key is None:
                yield Group(f"row-{number}", 1, why, "")
                continue
            words = ["same_key"] * (alike > 1) + ["near_building"] * (places > 1)
            name = hashlib.sha256(first.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            yield Group(name, size, ";".join([*(words or ["alone"]), *filter(None, [why])]), key)

    def counts(self) -> Counts:
        """How many rows, groups and duplicates there are."""
        (groups, duplicates, near) = self._connection.execute(
            "select count(*), coalesce(sum(size - 1), 0), coalesce(sum(places > 1), 0) from team where size > 1"
        ).fetchone()
        (without,) = self._connection.execute("select count(*) from line where place is null").fetchone()
        return Counts(self._rows, groups, duplicates, near, without)
