"""Run (監査): the rows of a table, cleansed and checked, once through. Read this first of the audit.

    rows ─ given ─ cleanse ─┬─ text      characters of the cells        ─┐
                            ├─ reading   what the result says            ├─ collect ─→ Audit ─→ report, findings, JSON
                            ├─ codes, postal, position  other columns    │
                            └─ late      what only all rows can show    ─┘

An address that occurs again in a batch is read and checked once. What is kept of a row lies on disk (:mod:`addrreg.audit.spool`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from addrreg.audit.codes import CodeChecks
from addrreg.audit.collect import Collector
from addrreg.audit.found import Found, Noted
from addrreg.audit.given import Given, given
from addrreg.audit.late import SEPARATOR, Lengths, duplicates, key_of, truncated
from addrreg.audit.outcome import Audit, Column, Snapshot
from addrreg.audit.patterns import LG_CODE, MACHIAZA_ID, given_items, item_of, items_of
from addrreg.audit.position import PositionChecks
from addrreg.audit.postal import PostalChecks
from addrreg.audit.reading import check_result, part_of
from addrreg.audit.text import TextChecks
from addrreg.errors import InputError
from addrreg.pipeline import Cleanser
from addrreg.result import Result
from addrreg.tabular.columns import choose, joined
from addrreg.text.lazy import lazy
from addrreg.words import Status

__all__ = ["audit"]

_BATCH = 1024
_AZA = lazy("大字|小字|字")


#: What was found out of one address, all that its cells decide: findings, key of its place, GIF items, address, lg_code,
#: status, level, and the result where other columns are compared with it. A plain tuple without the result, because
#: thousands of results in memory are walked through by the garbage collector again and again.
_Address: TypeAlias = tuple[tuple[Found, ...], bytes | None, int, str, str, str, str, Result | None]


def audit(
    rows: Any,
    column: Sequence[str] | str = (),
    *,
    postal_column: str = "",
    code_column: str = "",
    machiaza_column: str = "",
    lat: str = "",
    lon: str = "",
    header: Sequence[str] | None = None,
    cleanser: Cleanser | None = None,
    name: str = "",
    limit: int | None = None,
    samples: int = 10,
    progress: Callable[[int], None] | None = None,
) -> Audit:
    """Find out what is wrong with the addresses of a table.

    ``rows`` are addresses, mappings, sequences of cells (with ``header``) or a data frame; ``column`` names the columns of the
    address, which are joined in order, and is guessed where there is no doubt. The other columns are compared with the
    address: ``postal_column`` (郵便番号), ``code_column`` (全国地方公共団体コード), ``machiaza_column`` (町字ID), ``lat`` and ``lon``
    (degrees). ``cleanser`` is left open; without one the default registry is used. ``samples`` findings of each kind are kept in
    the :class:`Audit`; all of them are in :meth:`Audit.findings`. Raises :class:`InputError` for columns that are not there, and for no rows.

    >>> with audit(["東京都千代田区紀尾井町1-3", "千代田区紀尾井町１の３", "同上"]) as found:
    ...     [(finding.row, finding.code) for finding in found.findings()]
    [(1, 'duplicate'), (2, 'no_pref'), (2, 'duplicate'), (3, 'placeholder')]
    """
    table = given(rows, header)
    wanted = [column] if isinstance(column, str) and column else list(column)
    roles = _roles(table, wanted, name, postal_column, code_column, machiaza_column, lat, lon)
    if cleanser is None:
        with Cleanser() as own:
            return _Run(table, roles, own, samples, name).all(limit, progress)
    return _Run(table, roles, cleanser, samples, name).all(limit, progress)


#: Who names a column that is not there is told the option that did.
_OPTIONS = ("--postal-column", "--code-column", "--machiaza-column", "--lat", "--lon")


class _Roles(NamedTuple):
    """Positions of the columns; -1 where a file has none."""

    address: list[int]
    post_code: int
    lg_code: int
    machiaza_id: int
    lat: int
    lon: int


def _roles(table: Given, wanted: list[str], name: str, *others: str) -> _Roles:
    name = name or "the table"

    def position(column: str, option: str) -> int:
        return choose(table.header, table.width, [column], name, option)[0] if column else -1

    if bool(others[3]) != bool(others[4]):
        raise InputError("coordinates need both columns", remedy="give --lat and --lon")
    return _Roles(choose(table.header, table.width, wanted, name), *map(position, others, _OPTIONS))


class _Run:
    """One audit while it runs."""

    def __init__(self, table: Given, roles: _Roles, cleanser: Cleanser, samples: int, name: str) -> None:
        self._table, self._roles, self._cleanser, self._name = table, roles, cleanser, name
        connection = cleanser.registry.connection
        self._text = TextChecks()
        self._codes = CodeChecks(connection)
        self._postal = PostalChecks(connection)
        self._position = PositionChecks(connection)
        names = table.header or [str(number) for number in range(1, table.width + 1)]
        self._names = names
        self._address_name = "+".join(names[i] for i in roles.address)
        self._collector = Collector(names, self._address_name, samples)
        self._lengths = [Lengths() for _ in roles.address]
        self._items = [item_of(names[i]) for i in roles.address]
        #: Rows by GIF items when cleansed, status and level; and by GIF items as given.
        self._read: Counter[tuple[int, str, str]] = Counter()
        self._given: Counter[int] = Counter()
        self._filled: Counter[int] = Counter()
        self._beside = any(i >= 0 for i in roles[1:] if isinstance(i, int))
        self._used = [*roles.address, *(i for i in roles[1:] if isinstance(i, int) and i >= 0)]

    def all(self, limit: int | None, progress: Callable[[int], None] | None) -> Audit:
        """Read all rows, or ``limit`` of them; what lies on disk is let go of at once where that cannot be."""
        try:
            return self._all(limit, progress)
        except BaseException:
            self._collector.spool.close()
            raise

    def _all(self, limit: int | None, progress: Callable[[int], None] | None) -> Audit:
        number, rows = 0, islice(self._table.rows, limit)
        while batch := list(islice(rows, _BATCH)):
            self._batch(number, batch)
            number += len(batch)
            if progress:
                progress(number)
        if not number:
            raise InputError(
                f"{self._name or 'the table'} has no rows", remedy="--no-header, if the first line is a row"
            )
        duplicates(self._collector)
        truncated(self._collector, self._roles.address, self._lengths)
        self._collector.flush()
        return self._audit(number)

    def _batch(self, before: int, batch: list[Sequence[str]]) -> None:
        roles, add = self._roles, self._collector.add
        cells_of = [tuple([row[i] for i in roles.address]) for row in batch]
        addresses = self._addresses(dict.fromkeys(cells_of))
        simple = len(self._used) == 1
        for number, (row, cells) in enumerate(zip(batch, cells_of, strict=True), before + 1):
            found, key, items, address, lg_code, status, level, result = addresses[cells]
            self._read[items, status, level] += 1
            if simple:
                add(number, cells[0], address, lg_code, key, found)
                continue
            self._given[self._items_given(row, cells)] += 1
            if self._beside:
                found = (*found, *self._others(row, result))
            add(number, SEPARATOR.join(cells), address, lg_code, key, found)
        if simple:
            self._given[0] += len(batch)
        for i in self._used:
            self._filled[i] += sum(1 for row in batch if row[i].strip())
        for lengths, column in zip(self._lengths, zip(*cells_of, strict=True), strict=True):
            lengths.add(column)
        self._collector.flush()

    def _items_given(self, row: Sequence[str], cells: tuple[str, ...]) -> int:
        """The GIF items that a row has as it stands."""
        roles = self._roles
        have = given_items(cells, self._items)
        if roles.lg_code >= 0 and row[roles.lg_code].strip():
            have |= LG_CODE
        if roles.machiaza_id >= 0 and row[roles.machiaza_id].strip():
            have |= MACHIAZA_ID
        return have

    def _addresses(self, different: dict[tuple[str, ...], None]) -> dict[tuple[str, ...], _Address]:
        """Each different address of a batch, read and checked."""
        found: dict[tuple[str, ...], _Address] = {}
        for cells in different:
            text = cells[0] if len(cells) == 1 else joined(cells)
            nothing = self._text.placeholder(text)
            if nothing is None:
                found[cells] = self._checked(cells, text, self._cleanser(text))
            else:
                found[cells] = (((-1, *nothing),), None, 0, "", "", "", "", None)
        return found

    def _checked(self, cells: tuple[str, ...], text: str, result: Result) -> _Address:
        found: list[Found] = []
        noted: list[Noted] = []
        for column, cell in zip(self._roles.address, cells, strict=True):
            if cell:
                self._text.check(cell, noted)
                if noted:
                    found += [(column, *one) for one in noted]
                    noted = []
        check_result(text, result, noted)
        if result.rest and any(one[0] == "unknown_town" for one in noted):
            noted = [self._again(text, result, one) for one in noted]
        if self._roles.post_code < 0 and "post_code" in result.steps:
            self._postal.check(part_of(result, "post_code"), result, noted)
        if noted:
            if any(
                one[0] == "lost_character" for one in noted
            ):  # with a suggestion, better than the character alone
                found = [one for one in found if one[1] != "lost_character"]
            apart = len(cells) > 1 and any(_is_building(cell, result) for cell in cells)
            found += [(-1, *one) for one in noted if not (apart and one[0] == "building_in_number")]
        kept = result if self._beside else None
        items, key = items_of(result), key_of(result)
        return (
            tuple(found),
            key,
            items,
            result.address,
            result.lg_code,
            result.status,
            result.match_level,
            kept,
        )

    def _again(self, text: str, result: Result, one: Noted) -> Noted:
        """A town that is only written with a 大字 or 字 too many (瀬高町大字大江) is there."""
        plain = _AZA.sub("", result.rest)
        if one[0] != "unknown_town" or plain == result.rest:
            return one
        again = self._cleanser(text.replace(result.rest, plain))
        if again.status != Status.MATCHED or not again.oaza_cho or again.rest:
            return one
        return ("corrected", text, result.rest, again.address)

    def _others(self, row: Sequence[str], result: Result | None) -> Iterator[Found]:
        """What the other columns say, and whether they agree with the address."""
        roles, noted, lg_code = self._roles, list[Noted](), ""
        if roles.lg_code >= 0:
            lg_code = self._codes.lg_code(row[roles.lg_code], result, noted)
            yield from ((roles.lg_code, *one) for one in noted)
            noted.clear()
        if roles.machiaza_id >= 0:
            self._codes.machiaza_id(row[roles.machiaza_id], lg_code, result, noted)
            yield from ((roles.machiaza_id, *one) for one in noted)
            noted.clear()
        if roles.post_code >= 0:
            self._postal.check(row[roles.post_code], result, noted)
            yield from ((roles.post_code, *one) for one in noted)
            noted.clear()
        if roles.lat >= 0:
            self._position.check(row[roles.lat], row[roles.lon], result, noted)
            yield from ((roles.lat, *one) for one in noted)

    def _audit(self, rows: int) -> Audit:
        registry = self._cleanser.registry
        header = registry.header()
        roles = {i: role for role, i in self._roles._asdict().items() if isinstance(i, int) and i >= 0}
        roles |= dict.fromkeys(self._roles.address, "address")
        return Audit(
            name=self._name,
            rows=rows,
            columns=[
                Column(self._names[i], roles[i], self._filled[i], rows - self._filled[i]) for i in self._used
            ],
            address=self._address_name,
            status=_totals(self._read, 1),
            match_level=_totals(self._read, 2),
            given=self._given,
            reached=_totals(self._read, 0),
            sets=self._collector.sets,
            by_column=self._collector.by_column,
            samples=self._collector.samples(),
            places=self._codes.names(),
            registry=Snapshot(header.get("vintage", ""), header.get("attribution", "")),
            spool=self._collector.spool,
        )


def _totals(counts: Counter[tuple[int, str, str]], position: int) -> Counter[Any]:
    """Rows by one part of the key."""
    totals: Counter[Any] = Counter()
    for key, count in counts.items():
        totals[key[position]] += count
    return totals


def _is_building(cell: str, result: Result) -> bool:
    """Whether a cell holds the building and nothing else, as it should."""
    plain = "".join(cell.split())
    return bool(plain) and plain == "".join((result.building + result.floor + result.room).split())
