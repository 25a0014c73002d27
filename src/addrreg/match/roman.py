"""Roman (ローマ字の住所): an address in Latin letters, in the order of letters to Japan, written again in kanji.

    135, Higashifunahashi 2 Chome, Hirakata-shi, Osaka-fu  →  大阪府枚方市東船橋2丁目135

A municipality must be named with its kind (Chiyoda-ku) or have its prefecture beside it, and unless it says its kind a town
of it must be named too: "department of biological science, kyoto university, kyoto" is no address. What is no name and
no number is a building, and stays in its own words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from addrreg.match.readings import Readings
from addrreg.match.repair import Repair, repaired, replaced
from addrreg.registry.names import Names
from addrreg.registry.towns import Towns
from addrreg.text.lazy import lazy
from addrreg.text.romaji import roman_key

__all__ = ["is_roman", "roman_address", "roman_head"]

_LATIN = lazy("[A-Za-zÀ-ÿĀ-žḀ-ỿ0-9０-９Ａ-Ｚａ-ｚ\\s!-/:-@\\[-`{-~’‘–—−－，．〒]*")
_WORD = lazy(r"[^\W\d_][^\W\d_'’]*|\d+|[,，;\n]")
_POST_CODE = lazy(r"〒?\s*(?<![\d-])(\d{3}-\d{4})(?![\d-])|〒\s*(\d{7})")
_COUNTRY = lazy(r"(?i)[\s,.]*\bjapan\b[\s.]*$|[\s,.]*\bJP\b[\s.]*$")
# a name, and what parts it from the kanji behind it
_HEAD = lazy(
    r"\s*([A-Za-zĀ-žＡ-Ｚａ-ｚ]{3,}(?:[-‐－ ](?:to|fu|ken|shi))?)[\s,，、]*(?=[^\x00-\u02ff\uff00-\uff5e])"
)
_KINDS = {"shi", "ku", "gun", "ken", "fu", "to", "cho", "machi", "mura", "son"}
_ENGLISH_KINDS = {"city", "ward", "prefecture", "pref", "town", "village"}  # words, not readings
_UNITS = {"banchi", "ban", "go", "banchome"}
_MOST_WORDS, _MOST_PLACES, _LONGEST_NAME = 60, 40, 5


class _Word(NamedTuple):
    key: str
    """The key of its reading."""
    word: str
    """As written, in small letters."""
    start: int
    end: int
    line: int
    """The part between commas in which it stands."""


class _Place(NamedTuple):
    unit: int
    words: frozenset[int]
    sure: int
    """How many of its names are written with their kind."""


def is_roman(text: str) -> bool:
    """Whether a text is in Latin letters, with a word of four letters or more.

    >>> is_roman("1-3 Kioicho, Chiyoda-ku, Tokyo"), is_roman("東京都千代田区"), is_roman("03-1234-5678")
    (True, False, False)
    """
    return _LATIN.fullmatch(text) is not None and re.search("[^\\W\\d_]{4}", text) is not None


def roman_address(text: str, readings: Readings, names: Names, rows: Towns) -> Repair | None:
    """The same address in kanji; None where no municipality, or no one municipality, is named."""
    country = _COUNTRY.search(text)
    end = country.start() if country else len(text)
    code = _POST_CODE.search(text, 0, end)
    words = _words(text, end, code)
    if not words or len(words) > _MOST_WORDS:
        return None
    found = []
    for place in _places(words, readings, names):
        town = _town(words, place, readings, rows)
        if town or place.sure:
            found.append((len(town[1]) if town else 0, place.sure, len(place.words), place, town))
    if not found:
        return None
    best = max(f[:3] for f in found)
    same = [f for f in found if f[:3] == best]
    if len({f[3].unit for f in same}) > 1:
        return None
    _, _, _, place, town = same[0]
    unit = names.units[place.unit]
    admin = sorted(place.words)
    name = unit.pref + unit.county + unit.city + unit.ward
    if len(admin) > len(name):
        return None
    pieces: list[tuple[str, int, int]] = [("〒" + (code[1] or code[2]), *code.span())] if code else []
    pieces.append((name[: len(name) - len(admin) + 1], words[admin[0]].start, words[admin[0]].end))
    for i, letter in zip(admin[1:], name[len(name) - len(admin) + 1 :], strict=True):
        pieces.append((letter, words[i].start, words[i].end))
    used = set(admin)
    if town:
        pieces.append((town[0], words[town[1][0]].start, words[town[1][-1]].end))
        used.update(town[1])
        pieces += _number(text, words, town[1], used)
    else:
        # behind a municipality alone nothing is a number or a building: it would be an unknown town told as a house
        pieces.append(("※", words[admin[-1]].end, words[admin[-1]].end))
    pieces += _others(text, words, used)
    return repaired("romaji", pieces)


def roman_head(text: str, readings: Readings, names: Names) -> list[Repair]:
    """The text with the Latin name in front of an address in kanji written as the registry has it: TOKYO 千代田区紀尾井町1-3.

    Every place of that name is tried, the prefecture first; a word that is none (Hotel, JR) gives nothing.
    """
    head = _HEAD.match(text)
    if head is None:
        return []
    written = set()
    for unit, part, _ in readings.roman.get(roman_key(head[1]), ()):
        if part in ("pref", "city"):
            place = names.units[unit]
            written.add((part != "pref", place.city if part == "city" else place.pref))
    return [replaced(text, "romaji", [(0, head.end(), name)]) for _, name in sorted(written)]


def _words(text: str, end: int, code: re.Match[str] | None) -> list[_Word]:
    found: list[_Word] = []
    line = 0
    for match in _WORD.finditer(text, 0, end):
        if match[0] in ",，;\n":
            line += 1
        elif code is None or not code.start() <= match.start() < code.end():
            found.append(_Word(roman_key(match[0]), match[0].lower(), *match.span(), line))
    return found


def _named(
    words: list[_Word], i: int, roman: dict[str, list[tuple[int, str, bool]]]
) -> list[tuple[int, str, bool, frozenset[int]]]:
    """What a word names, with the word behind it that says of which kind it is: Chiyoda-ku, Chiyoda ku, Chiyoda City."""
    word = words[i]
    behind = words[i + 1] if i + 1 < len(words) and words[i + 1].line == word.line else None
    if behind is not None and behind.key in _KINDS and word.key + behind.key in roman:
        return [(*name, frozenset((i, i + 1))) for name in roman[word.key + behind.key]]
    if behind is not None and behind.word in _ENGLISH_KINDS:
        return [(unit, part, True, frozenset((i, i + 1))) for unit, part, _ in roman.get(word.key, ())]
    return [(*name, frozenset((i,))) for name in roman.get(word.key, ())]


def _places(words: list[_Word], readings: Readings, names: Names) -> list[_Place]:
    """The municipalities that the words name, with the words that do."""
    roman = readings.roman
    said: dict[tuple[int, str], tuple[frozenset[int], bool]] = {}
    prefs: dict[str, tuple[frozenset[int], bool]] = {}
    for i in range(len(words)):
        for unit, part, kind, used in _named(words, i, roman):
            # the larger names stand behind, so that the last word counts: Tokyo Metropolitan Government, …, Tokyo
            place = names.units[unit]
            if part == "pref":
                if kind or not prefs.get(place.pref, (used, False))[1]:
                    prefs[place.pref] = used, kind
            elif kind or not said.get((unit, part), (used, False))[1]:
                said[unit, part] = used, kind
    found = []
    for unit, part in said:
        place = names.units[unit]
        if part != ("ward" if place.ward else "city") or (prefs and place.pref not in prefs):
            continue
        every = [said[unit, p] for p in ("ward", "city", "county") if (unit, p) in said]
        own = frozenset().union(*(used for used, _ in every))
        pref = prefs.get(place.pref)
        if not every[0][1] and (pref is None or pref[0] <= own):
            continue
        sure = sum(kind for _, kind in every)
        found.append(_Place(unit, own | (pref[0] if pref else frozenset()), sure if every[0][1] else 0))
    return found if len(found) <= _MOST_PLACES else []


def _town(words: list[_Word], place: _Place, readings: Readings, rows: Towns) -> tuple[str, list[int]] | None:
    """The town of a municipality that the words name, the longest first, and the words.

    Where several towns have that reading, it is given in kana: the rule for kana then says between which of them.
    """
    towns = readings.towns(place.unit, roman=True)
    free = [i for i in range(len(words)) if i not in place.words]
    for length in range(_LONGEST_NAME, 0, -1):
        for at in range(len(free) - length + 1):
            run = free[at : at + length]
            if run[-1] - run[0] != length - 1 or words[run[0]].line != words[run[-1]].line:
                continue
            key = "".join(words[i].key for i in run)
            nodes = towns.get(key, ())
            if not nodes or key.isdecimal() or len(key) < 3:
                continue
            if len(nodes) == 1:
                return rows[nodes[0]].oaza_cho, run
            kana = {readings.kana(node) for node in nodes}
            return (kana.pop(), run) if len(kana) == 1 else None
    return None


def _number(text: str, words: list[_Word], town: list[int], used: set[int]) -> list[tuple[str, int, int]]:
    """丁目 and number beside the town: behind it, in front of it, or in the part before or behind that has no letters."""
    front = _figures(words, town[0] - 1, -1, used)
    at = town[-1] + 1
    # 1-3 Kioicho, 301: the number stands in front, beside the town, and a comma parts the room from it
    numbered = any(words[i].line == words[town[0]].line and words[i].key.isdecimal() for i in front)
    parted = at < len(words) and words[at].line != words[town[-1]].line
    behind = [] if numbered and parted else _figures(words, at, 1, used)
    pieces: list[tuple[str, int, int]] = []
    for i in behind + front:
        word = words[i]
        if word.key.isdecimal():
            joint = "-" if pieces and pieces[-1][0][-1:].isdecimal() else ""
            pieces.append((joint + word.key, word.start, word.end))
        elif word.key == "chome":
            pieces.append(("丁目", word.start, word.end))
    return pieces


def _figures(words: list[_Word], at: int, way: int, used: set[int]) -> list[int]:
    found: list[int] = []
    while 0 <= at < len(words) and at not in used:
        key = words[at].key
        if not (key.isdecimal() or (key in {"chome", *_UNITS} and (way < 0 or found))):
            break
        if (
            found
            and key.isdecimal()
            and words[found[-1]].key.isdecimal()
            and words[at].line != words[found[-1]].line
        ):
            break  # Room 301, 1-3 Kioicho: a comma parts the room from the number
        found.append(at)
        at += way
    # 101 Sunny Building: a figure with a word of the building behind it is none of the number
    if way < 0 and not any(words[i].key.isdecimal() for i in found):
        return []
    used.update(found)
    return found[::way]


def _others(text: str, words: list[_Word], used: set[int]) -> list[tuple[str, int, int]]:
    """What is left, in its own words: the building."""
    pieces: list[tuple[str, int, int]] = []
    last = -2
    for i, word in enumerate(words):
        if i in used:
            continue
        if i == last + 1 and pieces:
            _, start, _ = pieces[-1]
            pieces[-1] = (text[start : word.end], start, word.end)
        else:
            pieces.append((" ", word.start, word.start))
            pieces.append((text[word.start : word.end], word.start, word.end))
        last = i
    return pieces
