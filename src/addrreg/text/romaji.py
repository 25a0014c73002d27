"""Rōmaji (ローマ字): one key for a reading in kana and for the same reading in Latin letters.

Hepburn is meant, with or without its long vowels (Kōtō, Koutou, Koto), with Kunrei spellings (si, tu, zya) read as Hepburn.
The key is lossy on purpose and is only compared with readings of one municipality: オオ, オウ and オ are all o, so that
what is written decides nothing that Latin letters do not say; two towns that share a key are ambiguous.
"""

from __future__ import annotations

import unicodedata

import jaconv

from addrreg.text.lazy import lazy

__all__ = ["kana_key", "roman_key"]

_KUNREI = lazy("[stzj]y|(?<![sc])si|ti|tu|(?<![sct])hu|[zd]i|du|tch|oh(?=[^aiueoy]|$)|m(?=[bpm])|wo")
_HEPBURN = {
    "sy": "sh", "ty": "ch", "zy": "j", "jy": "j", "si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu",
    "zi": "ji", "di": "ji", "du": "zu", "tch": "cch", "oh": "o", "m": "n", "wo": "o",
}  # fmt: skip
_LONG = lazy("o[ou]+|uu+|aa+")
_FULL = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x2019: 0x27}
_NOT_KEY = lazy("[^a-z0-9]")


def roman_key(text: str) -> str:
    """The key of a reading in Latin letters: small, without marks, hyphens and long vowels.

    >>> [roman_key(t) for t in ("Kioi-chō", "KIOICHO", "Kioityou", "Shin'ōhashi", "Ohtemachi", "Shimbashi")]
    ['kioicho', 'kioicho', 'kioicho', 'shinohashi', 'otemachi', 'shinbashi']
    """
    plain = unicodedata.normalize("NFKD", text.translate(_FULL)).lower()
    plain = _KUNREI.sub(lambda m: _HEPBURN[m[0]], _NOT_KEY.sub("", plain))
    return _LONG.sub(lambda m: m[0][0], plain)


def kana_key(kana: str) -> str:
    """The same key of a reading in kana, as the registry has it.

    >>> [kana_key(t) for t in ("キオイチョウ", "シンオオハシ", "オオテマチ", "シンバシ", "キタ１ジョウニシ", "ミナミアワジ")]
    ['kioicho', 'shinohashi', 'otemachi', 'shinbashi', 'kita1jonishi', 'minamiawaji']
    """
    return roman_key(jaconv.kana2alphabet(jaconv.kata2hira(kana).replace("ー", "")))
