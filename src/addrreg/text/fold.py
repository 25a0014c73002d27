"""Fold (折りたたみ): text to match key, one character to one character, with the way back to the original.

The same fold is applied to the registry's names and to the input, so two spellings of one name meet in one key:
width (ＡＢ, ｱｲ), compatibility forms, the radicals that NFKC turns the wrong way (⼾ → 戸), variation selectors, dashes,
spaces, katakana and hiragana, ヶ/ケ, ノ/の/之, 旧字体 and 異体字, and single digits (一 → 1). The key is never output: the
output is the registry's own spelling. What depends on the neighbours (十 in 二十四, が between kanji) is not folded here
but made into further names when the registry is compiled (:mod:`addrreg.registry.names`).

The tables are text files in ``variants/``, one pair per line with its reason. Unicode properties come from unicodedata2,
so that a key does not depend on the interpreter's Unicode version.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from typing import NamedTuple

import jaconv
import unicodedata2 as unicodedata

from addrreg.text.numerals import DIGIT_CHARACTERS

__all__ = ["Folded", "Folder", "default_folder", "fingerprint", "variants"]

#: Raised when the meaning of a key changes in a way that the tables do not show.
FOLD_VERSION = 1

# A character that does not fold to exactly one character: the slow road, which keeps offsets, is taken.
_MARK = 0xFFFE
_VOICED = {
    0x3099: "\u3099",
    0xFF9E: "\u3099",
    0x309B: "\u3099",
    0x309A: "\u309a",
    0xFF9F: "\u309a",
    0x309C: "\u309a",
}
_INVISIBLE = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}


class Folded(NamedTuple):
    """A match key and where each of its characters came from."""

    text: str
    """The text as given."""
    key: str
    """The folded text, without spaces and invisible characters."""
    offsets: tuple[int, ...] | None
    """For each position of ``key`` (and one past its end) the position in ``text``; None where they are the same."""

    def origin(self, position: int) -> int:
        """The position in the original text of a position in the key.

        >>> folded = default_folder().fold("京都市　北区")
        >>> folded.key, folded.origin(3), "京都市　北区"[folded.origin(3):]
        ('京都市北区', 4, '北区')
        """
        return position if self.offsets is None else self.offsets[position]

    def without(self, position: int) -> Folded:
        """The same text read with one character of the key left out.

        >>> default_folder().fold("菱刈町前目").without(2).key
        '菱刈前目'
        """
        offsets = self.offsets or tuple(range(len(self.key) + 1))
        return Folded(
            self.text,
            self.key[:position] + self.key[position + 1 :],
            offsets[:position] + offsets[position + 1 :],
        )


def variants() -> dict[str, str]:
    """The character pairs of ``variants/*.tsv``, variant to canonical form.

    >>> variants()["澤"]
    '沢'
    """
    pairs: dict[str, str] = {}
    for _, text in _tables():
        for line in text.splitlines():
            if line and not line.startswith("#"):
                variant, canonical, _ = line.split("\t", 2)
                pairs[variant] = canonical
    return pairs


def _tables() -> list[tuple[str, str]]:
    folder = files("addrreg.text").joinpath("variants")
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".tsv")]
    return [(entry.name, entry.read_text(encoding="utf-8")) for entry in sorted(found, key=lambda e: e.name)]


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A short hash of everything that the fold depends on; an index made with another fold is refused.

    >>> len(fingerprint())
    16
    """
    digest = hashlib.sha256(f"{FOLD_VERSION}:{unicodedata.unidata_version}".encode())
    for name, text in _tables():
        digest.update(f"\n{name}\n{text}".encode())
    return digest.hexdigest()[:16]


class _Characters:
    """What one character folds to."""

    def __init__(self, pairs: dict[str, str]) -> None:
        self.pairs = pairs

    def fold(self, character: str) -> str:
        """One character's key: usually one character, none for invisible ones, several for ㈱ or ⑩."""
        pairs = self.pairs
        character = pairs.get(character, character)
        if (
            ord(character) in _VOICED
            or character == "\ufffe"
            or unicodedata.category(character) in _INVISIBLE
        ):
            return ""
        if unicodedata.category(character) == "Cs":
            return "\ufffd"  # a lone surrogate, from a broken decoder: it can be in no name
        out = ""
        for c in unicodedata.normalize("NFKC", character):
            if unicodedata.category(c) in _INVISIBLE:
                continue
            hira = jaconv.kata2hira(pairs.get(c, c))
            last = pairs.get(hira, hira)
            out += DIGIT_CHARACTERS.get(last, last).upper()
        return out


class Folder:
    """Folds texts with one set of tables; keeps what it has learnt about characters.

    >>> Folder(variants()).key("⼾田市　ﾊﾞﾗ町１ー２")
    '戸田市ばら町1-2'
    """

    def __init__(self, pairs: dict[str, str]) -> None:
        self._characters = _Characters(pairs)
        # No table of all Unicode at start: a character is a mark until it is learnt, and stays one if it has no key or several. A dict
        # with a __missing__ of its own would do as well, and takes half as long again for every character.
        self._table: defaultdict[int, int] = defaultdict(repeat(_MARK).__next__)
        self._marked: set[int] = set()
        self._mark = chr(_MARK)

    def key(self, text: str) -> str:
        """The match key alone."""
        key = text.translate(self._table)
        return key if self._mark not in key else self._fold_marked(text, key).key

    def usual_key(self, text: str) -> str:
        """The match key of a text each of whose characters has one; empty where one has none or several."""
        key = text.translate(self._table)
        if self._mark in key:
            key = self._learnt(text, key)
        return key if self._mark not in key else ""

    def fold(self, text: str) -> Folded:
        """The match key with the way back to the original.

        Folding a key again changes nothing; the offsets rise and stay within the text.

        >>> default_folder().fold("葛󠄀城市").key
        '葛城市'
        """
        key = text.translate(self._table)
        if self._mark not in key:
            return Folded(text, key, None)
        return self._fold_marked(text, key)

    def _fold_marked(self, text: str, key: str) -> Folded:
        """The same of a text whose key has marks."""
        key = self._learnt(text, key)
        return Folded(text, key, None) if self._mark not in key else self._fold_slowly(text)

    def _learnt(self, text: str, key: str) -> str:
        """The key of a text once its marked characters are learnt; those without a key or with several stay marked."""
        new = False
        at = key.find(self._mark)
        while at >= 0:
            code = ord(text[at])
            if code not in self._marked:
                folded, new = self._characters.fold(text[at]), True
                if len(folded) == 1:
                    self._table[code] = ord(folded)
                else:
                    self._marked.add(code)
            at = key.find(self._mark, at + 1)
        return text.translate(self._table) if new else key

    def _fold_slowly(self, text: str) -> Folded:
        # ｶﾞ and か+U+3099 become one character, ㈱ three, spaces and selectors none: each with its own offset.
        key: list[str] = []
        offsets: list[int] = []
        for position, character in enumerate(text):
            mark = _VOICED.get(ord(character))
            if mark and key:
                voiced = unicodedata.normalize("NFC", key[-1] + mark)
                if len(voiced) == 1:
                    key[-1] = voiced
                continue
            for folded in self._characters.fold(character):
                key.append(folded)
                offsets.append(position)
        offsets.append(len(text))
        return Folded(text, "".join(key), tuple(offsets))


@lru_cache(maxsize=1)
def default_folder() -> Folder:
    """The folder with the shipped tables, made at first use and shared: it holds nothing but what a character folds to."""
    return Folder(variants())
