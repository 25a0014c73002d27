"""Outcome (監査の結果): what was found out about a file, and how it is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from os import PathLike, fspath
from types import TracebackType
from typing import Any, NamedTuple

from addrreg.audit.catalogue import Characteristic, Kind, Lang, Severity, catalogue
from addrreg.audit.found import Finding
from addrreg.audit.patterns import reached
from addrreg.audit.spool import Spool

__all__ = ["Audit", "Column", "Place", "Snapshot"]


class Column(NamedTuple):
    """A column that the audit looked at."""

    name: str
    """Its name in the file."""
    role: str
    """What it was read as: address, post_code, lg_code, machiaza_id, real_prop_num, lat or lon."""
    filled: int
    """Rows in which it holds something."""
    empty: int
    """Rows in which it holds nothing or spaces."""
    agreed: int = 0
    """Rows in which it was compared with the address and bears it out; 0 for the address itself, and for ``lon``, which goes with ``lat``."""


class Snapshot(NamedTuple):
    """The registry that the rows were compared with (信憑性: a finding is as good as its date)."""

    vintage: str
    """Date of the registry's release."""
    attribution: str
    """Whose data it is, as the licence asks to say."""


class Place(NamedTuple):
    """A municipality or prefecture, and what was found in its rows."""

    lg_code: str
    """全国地方公共団体コード; empty for the rows whose municipality is not known."""
    pref: str
    """都道府県; empty likewise."""
    city: str
    """市区町村 with 郡 and ward; empty for a prefecture."""
    rows: int
    """Rows of it."""
    severity: Mapping[str, int]
    """Rows by their worst finding: error, warning, info, none."""
    findings: Mapping[str, int]
    """Rows by kind of finding, most frequent first."""


@dataclass(frozen=True, eq=False)
class Audit:
    """What is wrong with a file: counts, rates, samples, by kind, characteristic, column and place.

    A context manager: the full list of findings lies in a temporary file until it is closed. The counts and samples stay.

    >>> from addrreg.audit import audit
    >>> with audit(["同上", "東京都千代田区紀尾井町1-3"]) as found:
    ...     found.rows, found.rows_with("placeholder"), found.severity()["error"]
    (2, 1, 1)
    """

    name: str
    """What was audited."""
    rows: int
    """How many rows."""
    columns: list[Column]
    """The columns that were looked at."""
    address: str
    """The address's column, or its columns joined by ``+``."""
    status: Counter[str]
    """Rows by status; ``""`` for those that were not read (empty, placeholder)."""
    match_level: Counter[str]
    """Rows by match level, likewise."""
    given: Counter[int]
    """Rows by the GIF items that they have as they stand (:mod:`addrreg.audit.patterns`)."""
    reached: Counter[int]
    """Rows by the GIF items that they have when cleansed."""
    sets: Counter[tuple[str, int]]
    """Rows by lg_code and set of findings, bits in the order of the catalogue."""
    by_column: Counter[tuple[str, str]]
    """Findings by column and code."""
    samples: dict[str, list[Finding]]
    """Some findings of each kind, spread over the file."""
    places: dict[str, tuple[str, str]]
    """Prefecture and municipality by lg_code."""
    registry: Snapshot
    """What the rows were compared with."""
    spool: Spool
    """Where all findings lie."""

    def __enter__(self) -> Audit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary file back; :meth:`findings` cannot be called afterwards."""
        self.spool.close()

    def findings(self) -> Iterator[Finding]:
        """All findings, in the order of the rows."""
        return self.spool.findings()

    def count(self, code: str) -> int:
        """How many findings of a kind there are: a row may have one in each of several columns."""
        return sum(count for (_, found), count in self.by_column.items() if found == code)

    def rows_with(self, *codes: str) -> int:
        """How many rows have at least one of these findings."""
        wanted = _bits(codes)
        return sum(count for bits, count in self._by_bits.items() if bits & wanted)

    def kinds(self) -> list[Kind]:
        """The kinds that were found, in the order of the catalogue."""
        found = {code for _, code in self.by_column}
        return [kind for code, kind in catalogue().items() if code in found]

    def severity(self) -> dict[str, int]:
        """Rows by their worst finding; ``none`` for those without one."""
        by_bits = self._by_bits
        return _severity(by_bits, _worst(by_bits))

    def characteristics(self) -> dict[Characteristic, int]:
        """Rows with a finding of each characteristic."""
        kinds = catalogue().values()
        return {
            one: self.rows_with(*(kind.code for kind in kinds if kind.characteristic == one))
            for one in Characteristic
        }

    def patterns(self) -> dict[str, tuple[int, int]]:
        """GIF's 必須項目パターン: rows that fill each, as they stand and when cleansed."""
        before, after = reached(self.given), reached(self.reached)
        return {pattern: (before[pattern], after[pattern]) for pattern in before}

    def by_city(self) -> list[Place]:
        """The municipalities, most rows first; rows that lead to none are last."""
        return self._grouped(lambda lg_code: lg_code)

    def by_pref(self) -> list[Place]:
        """The prefectures, in the order of their codes; rows that lead to none are last."""
        found = self._grouped(lambda lg_code: lg_code[:2])
        return sorted(found, key=lambda place: (not place.lg_code, place.lg_code))

    @cached_property
    def _by_bits(self) -> dict[int, int]:
        """Rows by set of findings: a few hundred sets, which every count goes through."""
        by_bits: Counter[int] = Counter()
        for (_, bits), count in self.sets.items():
            by_bits[bits] += count
        return by_bits

    def _grouped(self, key: Callable[[str], str]) -> list[Place]:
        groups: dict[str, dict[int, int]] = {}
        for (lg_code, bits), count in self.sets.items():
            by_bits = groups.setdefault(key(lg_code), {})
            by_bits[bits] = by_bits.get(bits, 0) + count
        prefs = {code[:2]: pref for code, (pref, _) in self.places.items()}
        known, worst = list(_all_bits().items()), _worst(self._by_bits)
        codes = {bits: [code for code, bit in known if bits & bit] for bits in self._by_bits}
        places = []
        for group, by_bits in groups.items():
            pref, city = self.places.get(group, (prefs.get(group[:2], ""), "")) if group else ("", "")
            findings: dict[str, int] = {}
            for bits, count in by_bits.items():
                for code in codes[bits]:
                    findings[code] = findings.get(code, 0) + count
            frequent = sorted(findings.items(), key=itemgetter(1), reverse=True)
            shown = {code: count for code, count in frequent if count}
            rows = sum(by_bits.values())
            places.append(Place(group, pref, city, rows, _severity(by_bits, worst), shown))
        return sorted(places, key=lambda place: (not place.lg_code, -place.rows, place.lg_code))

    def to_dict(self, lang: Lang | str = Lang.JA) -> dict[str, Any]:
        """All counts and samples as plain data, for JSON; titles in one language."""
        lang = Lang(lang)
        return {
            "name": self.name,
            "rows": self.rows,
            "registry": self.registry._asdict(),
            "columns": [
                column._asdict()
                | {"findings": {c: n for (name, c), n in self.by_column.items() if name == column.name}}
                for column in self.columns
            ],
            "status": {status or "not_read": count for status, count in self.status.items()},
            "match_level": {level or "not_read": count for level, count in self.match_level.items()},
            "severity": self.severity(),
            "characteristics": {str(one): count for one, count in self.characteristics().items()},
            "patterns": {name: {"as_given": a, "cleansed": b} for name, (a, b) in self.patterns().items()},
            "findings": [
                kind.to_dict(lang)
                | {
                    "findings": self.count(kind.code),
                    "rows": self.rows_with(kind.code),
                    "rate": self.rows_with(kind.code) / self.rows,
                    "samples": [sample._asdict() for sample in self.samples.get(kind.code, ())],
                }
                for kind in self.kinds()
            ],
            "places": [place._asdict() for place in self.by_city()],
        }

    def write_report(self, path: str | PathLike[str], lang: Lang | str = Lang.JA) -> None:
        """Write the report, one HTML file that needs nothing else, beside its place and then rename it.

        Raises :class:`~addrreg.errors.OutputError` where that cannot be.
        """
        from addrreg.audit.report import html
        from addrreg.tabular.whole import whole_output

        page = html(self, Lang(lang)).encode("utf-8", "replace")
        with whole_output(fspath(path)) as stream:
            stream.write(page)

    def write_findings(self, path: str | PathLike[str], lang: Lang | str = Lang.JA) -> None:
        """Write all findings as CSV (UTF-8 with byte order mark, which Excel reads), beside its place and then rename it.

        A cell that a spreadsheet would take for a formula begins with an apostrophe.
        """
        from addrreg.audit.table import write

        write(self, fspath(path), Lang(lang))


def _all_bits() -> dict[str, int]:
    return {code: 1 << number for number, code in enumerate(catalogue())}


def _bits(codes: tuple[str, ...]) -> int:
    known = _all_bits()
    return sum(known[code] for code in set(codes))


def _worst(sets: Iterable[int]) -> dict[int, str]:
    """The gravest severity of each set of findings; ``none`` where it is empty."""
    kinds = catalogue().values()
    masks = [
        (str(one), _bits(tuple(kind.code for kind in kinds if kind.severity == one))) for one in Severity
    ]
    return {bits: next((name for name, mask in masks if bits & mask), "none") for bits in sets}


def _severity(by_bits: Mapping[int, int], worst: Mapping[int, str]) -> dict[str, int]:
    """Rows by their worst finding."""
    rows = dict.fromkeys((*map(str, Severity), "none"), 0)
    for bits, count in by_bits.items():
        rows[worst[bits]] += count
    return rows
