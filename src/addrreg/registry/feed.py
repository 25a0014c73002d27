"""The registry's catalogue: which files there are, of what they tell, and when each was last changed.

The site publishes a DCAT-US feed in which each data set has a sentence with 最終更新日 and the address of its
file. Names follow one pattern, mt_{type}/[pref|city]/mt_{type}_{all|prefNN|cityNNNNNN}.csv.zip: from the address
only a path of that pattern is taken. What else a feed may hold (pages, other hosts, `..`) never becomes a path
on disk or a request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from addrreg.errors import SourceError
from addrreg.registry.official import COLUMNS

__all__ = ["FEED_PATH", "FEED_URL", "FILES_URL", "Entry", "entry_of", "is_newer", "read_feed"]

FEED_PATH: Final = "api/feed/dcat-us/1.1.json"
FEED_URL: Final = f"https://dataset.address-br.digital.go.jp/{FEED_PATH}"
FILES_URL: Final = "https://data.address-br.digital.go.jp/"

_NAME = re.compile(r"mt_([a-z_]{1,20})_(?:(all)|(pref)([0-9]{2})|(city)([0-9]{6}))\.csv\.zip")
_DATE = re.compile(
    r"最終更新日\s{0,3}[:：]\s{0,3}([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{5,15}(?:Z|[+-][0-9:]{4,6})?)?)"
)


class Entry(NamedTuple):
    """One file of the registry: what it tells of, where, and as of when."""

    type: str
    """What :data:`addrreg.registry.official.COLUMNS` names with mt_ in front: town, town_pos, rsdtdsp_rsdt, parcel …"""
    scope: str
    """all, pref or city."""
    code: str
    """'' of the whole country, 13 of a prefecture, 131016 of a municipality."""
    date: str = ""
    """最終更新日 as the feed writes it (2025-09-30T15:41:43.000Z), '' where it does not say."""

    @property
    def path(self) -> str:
        """Its path on the site and in the folder of downloads, with / on every system.

        >>> Entry("town_pos", "pref", "13").path
        'mt_town_pos/pref/mt_town_pos_pref13.csv.zip'
        """
        folder = "" if self.scope == "all" else f"{self.scope}/"
        return f"mt_{self.type}/{folder}mt_{self.type}_{self.scope}{self.code}.csv.zip"


def entry_of(name: str, date: str = "") -> Entry | None:
    """The file that a name stands for; None for any other name.

    >>> entry_of("mt_parcel_city302015.csv.zip")
    Entry(type='parcel', scope='city', code='302015', date='')
    >>> entry_of("../mt_parcel_city302015.csv.zip") is None
    True
    """
    found = _NAME.fullmatch(name)
    if not found or f"mt_{found[1]}" not in COLUMNS:
        return None
    scope = found[2] or found[3] or found[5]
    return Entry(found[1], scope, found[4] or found[6] or "", date)


def read_feed(body: bytes, origins: Iterable[str], named: str = "the feed") -> list[Entry]:
    """The registry's files in a feed, those at other origins left out; one entry for each path, the newest.

    ``origins`` are the addresses that a file's address may begin with (:data:`FILES_URL`, a mirror's). Raises
    SourceError where the feed is no DCAT catalogue or names no file of the registry: an error page of a proxy,
    with status 200, is the usual cause.
    """
    try:
        datasets = json.loads(body)["dataset"]
        found = list(_entries(datasets, tuple(origins)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        start = body[:60].decode("utf-8", "replace").strip()
        raise SourceError(
            f"{named} is not a DCAT catalogue in JSON; it begins with {start!r}",
            remedy=f"look at it in a browser ({FEED_URL}); a proxy may answer in its place",
        ) from error
    newest: dict[str, Entry] = {}
    for entry in found:
        held = newest.get(entry.path)
        if held is None or is_newer(entry.date, held.date):
            newest[entry.path] = entry
    if not newest:
        raise SourceError(
            f"{named} lists {len(datasets)} data sets, and no file of the registry among them",
            remedy="give the address of the site's root as --base-url, without a path of its own",
        )
    return sorted(newest.values(), key=lambda entry: entry.path)


def _entries(datasets: Any, origins: tuple[str, ...]) -> Iterator[Entry]:
    if not isinstance(datasets, list):
        raise TypeError("dataset is not a list")
    for dataset in datasets:
        date = _DATE.search(str(dataset.get("description") or ""))
        for distribution in dataset.get("distribution") or ():
            url = str(distribution.get("accessURL") or distribution.get("downloadURL") or "")
            origin = next((origin for origin in origins if url.startswith(origin)), None)
            entry = entry_of(url.rpartition("/")[2], date[1] if date else "")
            if origin and entry and url[len(origin) :].lstrip("/") == entry.path:
                yield entry


def is_newer(offered: str, held: str) -> bool:
    """Whether a date of the feed is after another; a date that cannot be read is newer where it differs.

    A mirror that is behind the site must not bring back yesterday's file, so that "differs" is not enough.

    >>> is_newer("2026-01-02T00:00:00.000Z", "2025-09-30T15:41:43.000Z")
    True
    >>> is_newer("2025-09-30", "2025-09-30T15:41:43.000Z")
    False
    """
    from datetime import UTC, datetime

    def moment(text: str) -> datetime:
        read = datetime.fromisoformat(text)
        return read if read.tzinfo else read.replace(tzinfo=UTC)

    try:
        return moment(offered) > moment(held)
    except ValueError:
        return bool(offered) and offered != held
