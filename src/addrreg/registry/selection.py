"""Which of the registry's files are wanted: areas, depth and positions, as one asks for them.

Not every type is published for every area: towns per prefecture and for the whole country, residences per
prefecture, parcels per municipality. For each type and area the files are taken that cover it most tightly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from addrreg.errors import InputError, SourceError
from addrreg.registry.codes import wards_of
from addrreg.registry.feed import Entry
from addrreg.text.identifiers import lg_code_with_check_digit

__all__ = ["LEVELS", "PREFECTURES", "Chosen", "Selection", "choose", "holds", "prefecture_code", "wanted"]

#: Names of the prefectures in the order of their codes, 01 to 47 (JIS X 0401).
PREFECTURES: Final = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
]  # a list would take a line for each

#: Level → types of files; each level holds those before it. Of a tuple, the first that is published is taken:
#: 小字 left mt_town for mt_town_fullset, which holds all of mt_town besides.
LEVELS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "town": (("pref",), ("city",), ("town_fullset", "town")),
    "residence": (("rsdtdsp_blk",), ("rsdtdsp_rsdt",)),
    "parcel": (("parcel",),),
}
_POSITIONS = {"town": "town_pos", "town_fullset": "town_pos"}
#: Types of which there is one file of the whole country.
_NATIONAL = {"pref", "city", "pref_pos", "city_pos"}


class Selection(NamedTuple):
    """What one asked for, checked: codes instead of names, in order, each once."""

    prefectures: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    level: str = "town"
    positions: bool = False

    @classmethod
    def of(
        cls,
        prefectures: Iterable[str] = (),
        cities: Iterable[str] = (),
        level: str = "town",
        positions: bool = False,
    ) -> Selection:
        """A selection from what a person wrote; without prefectures and cities it is the whole country.

        Raises InputError for a name or code that does not exist.

        >>> Selection.of(["東京", "30"], ["465054"], "parcel")
        Selection(prefectures=('13', '30'), cities=('465054',), level='parcel', positions=False)
        """
        if level not in LEVELS:
            raise InputError(f"there is no level {level!r}", remedy=f"--level {' | '.join(LEVELS)}")
        codes = sorted({prefecture_code(one) for one in prefectures})
        towns = sorted({_city_code(one) for one in cities})
        return cls(tuple(codes), tuple(towns), level, bool(positions))

    @classmethod
    def read(cls, written: Any) -> Selection:
        """A selection from the record of an earlier download."""
        return cls.of(written["prefectures"], written["cities"], written["level"], written["positions"])


class Chosen(NamedTuple):
    """The files to fetch, and what was asked for and is not published."""

    entries: tuple[Entry, ...]
    missing: tuple[str, ...]


def prefecture_code(written: str) -> str:
    """Two digits for 13, １３, 東京都 or 東京; raises InputError otherwise.

    >>> prefecture_code("京都"), prefecture_code("１")
    ('26', '01')
    """
    text = unicodedata.normalize("NFKC", written).strip()
    if text.isdecimal() and text.isascii() and 1 <= int(text) <= len(PREFECTURES):
        return f"{int(text):02}"
    for number, name in enumerate(PREFECTURES, 1):
        if text and text in (name, name[:-1]):
            return f"{number:02}"
    raise InputError(
        f"there is no prefecture {written!r}", remedy="give 1 to 47 or a name: --prefecture 和歌山県"
    )


def _city_code(written: str) -> str:
    """全国地方公共団体コード, six digits; its last is a check digit, so that a slip is found before anything is fetched."""
    text = unicodedata.normalize("NFKC", written).strip()
    digits = text.isdecimal() and text.isascii() and len(text) in (5, 6) and 1 <= int(text[:2]) <= 47
    if not digits:
        remedy = "give the lg_code: --city 302015 for 和歌山市"
        raise InputError(f"{written!r} is not the six digits of a municipality", remedy)
    code = lg_code_with_check_digit(text[:5])
    if text != code:
        raise InputError(
            f"{written!r} is no code of a municipality: its check digit is missing or wrong",
            remedy=f"--city {code}",
        )
    return code


def wanted(selection: Selection) -> list[tuple[str, ...]]:
    """Types of files that a selection wants, in order; of each tuple the first that is published."""
    depth = list(LEVELS).index(selection.level)
    types = [alternatives for level in list(LEVELS)[: depth + 1] for alternatives in LEVELS[level]]
    if selection.positions:
        types += [(_POSITIONS.get(types_[0], f"{types_[0]}_pos"),) for types_ in types]
    return types


def choose(listed: Iterable[Entry], selections: Iterable[Selection], *, strict: bool = True) -> Chosen:
    """The files of a feed that cover all that was asked for, none of them twice over.

    What is not published is named in ``missing``: many municipalities have no residences. If ``strict``,
    SourceError is raised where a kind is missing without which there is no registry (prefectures, municipalities, the towns of an
    area that was named), or all of the level asked for.
    """
    shelf = {(entry.type, entry.scope, entry.code): entry for entry in listed}
    chosen: dict[str, Entry] = {}
    missing: list[str] = []
    for selection in selections:
        deepest = False
        for alternatives in wanted(selection):
            found, lacking = _of_type(shelf, alternatives, selection)
            chosen.update((entry.path, entry) for entry in found)
            deepest |= bool(found) and alternatives in LEVELS[selection.level]
            named = selection.prefectures or selection.cities
            if strict and lacking and alternatives in LEVELS["town"] and (named or not found):
                raise _not_listed(alternatives, lacking)
            if lacking:
                missing.append(f"mt_{alternatives[-1]} of {_some(lacking)}")
        if strict and not deepest:
            raise _not_listed(LEVELS[selection.level][-1], list(_areas(selection)) or ["any area"])
    return Chosen(tuple(_without_doubles(chosen.values())), tuple(dict.fromkeys(missing)))


def _not_listed(alternatives: tuple[str, ...], areas: list[str]) -> SourceError:
    return SourceError(
        f"the catalogue lists no {' or '.join(f'mt_{one}' for one in alternatives)} of {_some(areas)}",
        remedy="ask for another area or level (addrreg registry download --help), "
        "or look whether the mirror or folder is complete",
    )


def _some(areas: list[str]) -> str:
    """The first few by name, the others by number."""
    names = [PREFECTURES[int(area) - 1] if len(area) == 2 else area for area in areas]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} others" if len(names) > 3 else "")


_Shelf = dict[tuple[str, str, str], Entry]


def _areas(selection: Selection) -> tuple[str, ...]:
    return selection.prefectures + selection.cities


def _of_type(
    shelf: _Shelf, alternatives: tuple[str, ...], selection: Selection
) -> tuple[list[Entry], list[str]]:
    """The files of one type for the areas of a selection, and the areas that have none."""
    published = [type_ for type_ in alternatives if any(type_ == of for of, _, _ in shelf)]
    whole = shelf.get((published[0], "all", "")) if published else None
    if set(alternatives) & _NATIONAL:
        return ([whole], []) if whole else ([], ["the country"])
    if whole and not _areas(selection):
        return [whole], []
    found: list[Entry] = []
    lacking: list[str] = []
    for area in _areas(selection) or [f"{number + 1:02}" for number in range(len(PREFECTURES))]:
        covering = next(filter(None, (_covering(shelf, type_, area) for type_ in published)), [])
        found += covering
        if not covering:
            lacking.append(area)
    return found, lacking


def _covering(shelf: _Shelf, type_: str, area: str) -> list[Entry]:
    """The files of a type that cover an area most tightly: its own, those of its parts, or what it lies in."""
    own = shelf.get((type_, "pref" if len(area) == 2 else "city", area))
    if own:
        return [own]
    mine = {entry.code: entry for entry in shelf.values() if entry.type == type_ and entry.scope == "city"}
    parts = [mine[code] for code in wards_of(area, mine)]
    parts += [entry for code, entry in mine.items() if code.startswith(area)]
    if parts:
        return parts
    around = ((type_, "pref", area[:2]), (type_, "all", ""))
    return [shelf[key] for key in around if key in shelf][:1]


def _without_doubles(chosen: Iterable[Entry]) -> list[Entry]:
    """Leave out what lies in another file that is wanted as well: a prefecture's towns beside all the country's.

    Two selections come to this; a registry built from both files would read each town twice.
    """
    entries = list(chosen)
    larger = [entry for entry in entries if entry.scope != "city"]
    return [entry for entry in entries if not any(holds(other, entry) for other in larger)]


def holds(larger: Entry, entry: Entry) -> bool:
    """Whether all of one file lies in another: mt_town of 東京都 in mt_town_fullset of the country."""
    if larger.path == entry.path or not entry.code.startswith(larger.code):
        return False
    return larger.type == entry.type or (larger.type, entry.type) == ("town_fullset", "town")
