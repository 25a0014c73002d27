"""Usual (普通の住所): the address that names its place in full, with a figure behind it, read at one look-up.

東京都千代田区紀尾井町1-3, 富岡1-8-2 for 富岡一丁目8-2, 字 and 小字 behind a 大字: of these the walk keeps one candidate in the end, and
which towns that holds for is known from the names (:mod:`addrreg.registry.usual`). Here that candidate is made at once.
What else may be meant is asked of few names (:mod:`addrreg.match.usual_rivals`); what is below a town, a 小字 that the registry does not
have, and a municipality alone are read in the modules beside. Anything else, as a space inside the names, is left to the walk; what
both read, they read alike, which a test asks of every case.
"""

from __future__ import annotations

from addrreg.match.candidate import CHOME_HYPHEN, SKIP_AZA, SKIP_COUNTER, Candidate
from addrreg.match.kyoto import may_have_street
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.number import CHAIN, DASHES
from addrreg.match.numbered import ONE_FIGURE, jiwari
from addrreg.match.usual_below import Below
from addrreg.match.usual_city import CityNames, Hits, with_aza, without_cho
from addrreg.match.usual_former import PREF_KINDS, FormerNames
from addrreg.match.usual_rivals import CHO, FIGURES, NO_OTHERS, SHARED, Found, Reading, Rivals
from addrreg.match.usual_unread import Unread
from addrreg.options import Options
from addrreg.registry.names import (
    ADMIN,
    CHILD,
    FORMER,
    HAS_ROW,
    Names,
    encode,
)
from addrreg.registry.usual import (
    DOUBT_BESIDE,
    DOUBT_CHO,
    DOUBT_FIGURE,
    DOUBT_KOAZA,
    DOUBT_LONGER,
    DOUBT_STREET,
    DOUBT_TWINS,
    UNCOUNTED,
)
from addrreg.text.fold import Folder
from addrreg.text.lazy import lazy

__all__ = ["NO_OTHERS", "Found", "Reading", "Usual"]

# behind a town of 京都市, where a street may stand anywhere, nothing but a number
_TAIL = lazy(f"(?:[0-9０-９]+丁目)?[0-9０-９]+{CHAIN}")
# what a figure goes on with
_GOES_ON = frozenset(DASHES + "丁町の番号地条線割部字")
_RIVALLED = SHARED | DOUBT_BESIDE | DOUBT_CHO | DOUBT_STREET
# the figures behind the name say what is meant
_PASSING = DOUBT_BESIDE | DOUBT_CHO | DOUBT_FIGURE | DOUBT_LONGER


class Usual:
    """Reads the names of usual addresses."""

    def __init__(self, names: Names, folder: Folder, options: Options) -> None:
        self._names = names
        self._rivals = Rivals(names, options)
        self._below, self._unread = Below(names, self._rivals), Unread(names, options)
        self._usual = names.usual
        self._prefixes, self._exact = names.prefixes, names.exact
        self._unit = names.node_unit
        self._kinds = names.kinds
        self._fold = folder.usual_key
        self._former, self._city = FormerNames(names), CityNames(names, options)
        self._full = tuple(unit.pref + unit.county + unit.city + unit.ward for unit in names.units)
        # how long the full name of a municipality is
        self._lengths = tuple(len(folder.key(name)) for name in self._full)

    def candidate(self, text: str) -> Found | None:
        """The reading of a usual address, with its key and the readings of others of its name; None for any other text.

        ``text`` may have a space behind its number, and anything behind that.
        """
        key = self._fold(text) or self._fold_head(text)
        node, end, form = self._usual(key)
        if not node or end == len(key):
            return None if end else self._beyond(text, key)
        return self._reading(text, key, node, end, form)

    def _beyond(self, text: str, key: str) -> Found | None:
        """The same where the text does not begin with the full name of a town."""
        if PREF_KINDS.isdisjoint(key[2:4]):
            return None  # no prefecture in front
        hits = self._prefixes(ADMIN, key[:NAME_LENGTH])
        if not hits:
            return None
        unit, start = self._city.unit(hits), hits[-1][0]
        if unit < 0:
            return self._present(text, key, hits)
        if start == len(key) or text[start] in FIGURES:
            alone = self._city.alone(text, key, unit, start)
            return None if alone is None else (key, alone, [], False)
        if start != self._lengths[unit]:
            return None
        if length := self._city.skipped_aza(key, unit, start):
            behind = start + length
            plain = self._plain(text[:start] + text[behind:], key[:start] + key[behind:])
            moved = with_aza(plain, length, key) if plain is not None else None
            return None if moved is None else (key, moved, NO_OTHERS, False)
        if end := self._city.missing_cho(text, key, unit, start):
            plain = self._plain(f"{text[:end]}町{text[end:]}", f"{key[:end]}町{key[end:]}")
            whole = plain is not None and plain[6] == end + 1
            return (key, without_cho(plain), [], False) if plain is not None and whole else None
        return None

    def _plain(self, text: str, key: str) -> Reading | None:
        """The reading of a text that was changed, where nothing else is near it."""
        node, end, form = self._usual(key)
        if not node or end == len(key) or form & _RIVALLED:
            return None
        read = self._reading(text, key, node, end, form)
        return None if read is None or read[2] is not NO_OTHERS else read[1]

    def _present(self, text: str, key: str, hits: Hits) -> Found | None:
        """The same of a municipality that is written with a former name: 浜松市中区新津町715 as if 浜松市中央区 stood there."""
        found = self._former.present(key, hits)
        if found is None:
            return None
        unit, behind = found
        full = self._full[unit]
        as_today = self._fold(full) + key[behind:]
        node, end, form = self._usual(as_today)
        if not node or end == len(as_today):
            return None
        read = self._reading(full + text[behind:], as_today, node, end, form)
        if read is None or read[2] is not NO_OTHERS or read[1][0] != unit:
            return None
        _, (_, flags, _, start, oaza, oaza_start, oaza_end, below, p, _), others, lasting = read
        moved = behind - start
        reading = (
            unit, flags | FORMER, 0, behind, oaza, oaza_start + moved, oaza_end + moved, below, p + moved, True,
        )  # fmt: skip
        return key, reading, others, lasting

    def _reading(self, text: str, key: str, node: int, end: int, form: int) -> Found | None:
        """The reading of a text that names the town ``node`` in full, up to ``end``."""
        unit = self._unit[node]
        start = self._lengths[unit]
        flags = SKIP_AZA if key[start] in "大字" and key.startswith(("大字", "字"), start) else 0
        oaza_start = start + (2 if key[start] == "大" else 1) if flags else start
        if form & DOUBT_STREET and (may_have_street(key, start) or not _TAIL.fullmatch(text, end)):
            return None
        if form & DOUBT_BESIDE and self._rivals.is_beside(text, key, unit, start, oaza_start, end):
            return None
        if text[end] in FIGURES:
            if text[end] in "0０":
                return None  # 富岡01-08-02: the zeros are cut out first
            return self._numbered(text, key, node, form, flags, start, oaza_start, end)
        if form & DOUBT_KOAZA or (form & UNCOUNTED and key[end] == "第"):
            return None  # 米里一条第4丁目
        if key.startswith("丁目", end + 1) and (below := self._chome_in_kanji(text, key, node, form, end)):
            reading = unit, flags, 0, start, node, oaza_start, end, below, end + 3, True
            return key, reading, NO_OTHERS, True
        found = self._below.koaza(text, key, node, form, flags, start, oaza_start, end)
        if found is not None:
            return found
        town = self._unread.town(text, key, node, form, flags, start, oaza_start, end)
        return None if town is None else (key, town, [], False)

    def _numbered(
        self, text: str, key: str, node: int, form: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Found | None:
        """The same of a town with a figure behind its name."""
        unit = self._unit[node]
        several = CHO.match(key, end) if form & DOUBT_CHO else None
        if several is not None and (flags or form & SHARED):
            return None
        below, p, others, flag = node, end, NO_OTHERS, 0
        lasting = not form & _PASSING
        if form & DOUBT_FIGURE:
            figured = self._figured(text, key, unit, node, form, oaza_start, end)
            if figured is None:
                return None
            below, p = figured
            if below != node:
                reading = unit, flags, 0, start, node, oaza_start, end, below, p, True
                return None if flags or several else (key, reading, NO_OTHERS, False)
        if form & UNCOUNTED:
            read = self._chome(key, node, form, start, end)
            if read is None:
                return None
            below, p, flag = read
            if below == node:
                lasting = False
            elif flag & SKIP_COUNTER:
                lasting = False
                flags |= flag
            elif flag:
                own = self._kinds[node] & HAS_ROW
                # 舞浜1-4 may be a parcel of 舞浜, and 舞浜1-4-2 is none
                alone = own and ONE_FIGURE.match(key, p)
                if form & SHARED:
                    others = self._rivals.of_name(key, unit, flags, start, oaza_start, end, node, alone)
                elif alone:
                    others = [Candidate(unit, flags, 0, start, node, oaza_start, end, node, end, True)]
                lasting = lasting and not own
                flags |= flag
            elif text[p : p + 1] not in FIGURES:
                if p < len(text):
                    return None
                others = []
        elif key.find("丁目", end, end + 5) > 0:
            return None  # 茂呂一丁目 is of 茂呂町, not of 大字茂呂
        if several is not None and (below == node or flag):
            if several[0][-1] == "丁" or flag & SKIP_COUNTER:
                return None
            rivals = self._rivals.without_cho(key, unit, oaza_start, end, divided=below != node)
            if rivals is None:
                return None
            others = rivals or others
        if form & SHARED and below == node:
            if form & DOUBT_TWINS:
                node = below = self._rivals.twins(key, unit, oaza_start, end)[0]
            others = self._rivals.of_name(key, unit, flags, start, oaza_start, end, node, None)
        return key, (unit, flags, 0, start, node, oaza_start, end, below, p, True), others, lasting

    def _figured(
        self, text: str, key: str, unit: int, node: int, form: int, oaza_start: int, end: int
    ) -> tuple[int, int] | None:
        """What is below the town and begins with the figure that stands there, or the town itself; None where the walk must be asked."""
        if not form & DOUBT_TWINS:
            return self._rivals.with_figure(text, key, node, end)
        twins = self._rivals.twins(key, unit, oaza_start, end)
        return None if self._rivals.has_figured(key, end, twins) else (node, end)

    def _fold_head(self, text: str) -> str:
        """The key of what stands before the first space, if there is one that does not part a number (松葉町5 -3)."""
        if " " not in text and "\u3000" not in text:
            return ""
        head = text.partition(" ")[0].partition("\u3000")[0]
        if head[-1:] in FIGURES and text[len(head) :].lstrip()[:1] in _GOES_ON:
            return ""
        return self._fold(head)

    def _chome(self, key: str, node: int, form: int, start: int, end: int) -> tuple[int, int, int] | None:
        """The 丁目 or 地割 of a town that is divided into them, by the figure behind its name, where that ends, and its flag.

        The town itself and the end of its name where the figure is none; None where the walk must be asked.
        """
        p = end
        while key[p : p + 1].isdecimal():
            p += 1
        kind, behind = CHILD + encode(node), key[p : p + 1]
        if behind in ("ち", "地"):
            return None  # 2ちょうめ, 8地割10
        if p - end > 2 or not behind or behind not in "-の丁町":
            # 波志江町1903番地1 is in no 丁目; 北3条西2 is
            return None if "条" in key[start:end] else (node, end, 0)
        below = self._counted(kind, node, form & UNCOUNTED, key[end:p])
        dashed = behind == "-" and key[p + 1 : p + 2].isdecimal()
        if not below:
            if not dashed or "条" in key[start:end]:
                return None
            if below := jiwari(kind, "-", key[end:p], self._names):
                return None if form & SHARED else (below, p + 1, SKIP_COUNTER)
            return node, end, 0
        if key.startswith("丁目", p):
            return below, p + 2, 0
        return (below, p + 1, CHOME_HYPHEN) if dashed else None

    def _chome_in_kanji(self, text: str, key: str, node: int, form: int, end: int) -> int:
        """The node of a 丁目 from one to nine of a town that has them without a gap, with a figure behind it; else 0."""
        chome = form & UNCOUNTED
        if form & _PASSING or chome == UNCOUNTED or text[end + 3 : end + 4] not in FIGURES:
            return 0
        number = int(key[end]) if key[end].isdecimal() else 0
        return node + number if 0 < number <= chome else 0

    def _counted(self, kind: str, node: int, chome: int, figure: str) -> int:
        """The node of a 丁目 of a town by its number; 0 where it has none."""
        if chome != UNCOUNTED:
            number = int(figure)
            return node + number if 0 < number <= chome else 0
        found = self._exact(kind, figure + "丁目")
        return found[0] if len(found) == 1 else 0
