"""The project's words: match levels, statuses, element names and step names, each said once.

Everything that appears in a result, an explanation, an option or a test label is named here, in the registry's own
terms (アドレス・ベース・レジストリ column names, and the match levels of the official geocoder). This module imports
nothing of the project: the import order is words ← text ← registry ← match ← pipeline ← surfaces.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["DEPTH", "STEPS", "Lang", "MatchLevel", "PosLevel", "Status"]


class Status(StrEnum):
    """What may be believed of a result.

    ``matched``: one place, as deep as ``match_level`` says. ``ambiguous``: several places fit, and only
    what they share is filled in; where one of them is first by what writers do not keep apart (旭ヶ丘 beside 旭ケ丘 in one city, a house
    beside the parcel of its number), or by a word that may be left out (河原町4 beside 河原町四号), that one. ``unmatched``: no place of the registry was found.
    """

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"


class MatchLevel(StrEnum):
    """How deep into the registry the text was followed, in the words of the official geocoder.

    ``machiaza`` is a 大字・町, ``machiaza_detail`` a 丁目 or 小字 of one. ``rsdtdsp_blk`` (街区), ``rsdtdsp_rsdt``
    (住居番号) and ``parcel`` (地番) need a registry that holds residences and parcels. A parcel is another kind of
    place than a residence, not a deeper one.
    """

    UNKNOWN = "unknown"
    PREF = "pref"
    CITY = "city"
    MACHIAZA = "machiaza"
    MACHIAZA_DETAIL = "machiaza_detail"
    RSDTDSP_BLK = "rsdtdsp_blk"
    RSDTDSP_RSDT = "rsdtdsp_rsdt"
    PARCEL = "parcel"


#: Order of depth of the levels; a parcel and a residence are equally deep.
DEPTH: dict[str, int] = {
    MatchLevel.UNKNOWN: 0,
    MatchLevel.PREF: 1,
    MatchLevel.CITY: 2,
    MatchLevel.MACHIAZA: 3,
    MatchLevel.MACHIAZA_DETAIL: 4,
    MatchLevel.RSDTDSP_BLK: 5,
    MatchLevel.RSDTDSP_RSDT: 6,
    MatchLevel.PARCEL: 6,
}


class PosLevel(StrEnum):
    """Whose representative point ``lat`` and ``lon`` are."""

    PREF = "pref"
    CITY = "city"
    MACHIAZA = "machiaza"
    MACHIAZA_DETAIL = "machiaza_detail"
    RSDTDSP_BLK = "rsdtdsp_blk"
    RSDTDSP_RSDT = "rsdtdsp_rsdt"
    PARCEL = "parcel"


class Lang(StrEnum):
    """The languages of titles and reports."""

    JA = "ja"
    EN = "en"


#: The closed list of steps: which rules changed, added or set aside something on the way from text to result.
STEPS: dict[str, str] = {
    "post_code": "a postal code beside the address was read and set aside",
    "noise": "quotes, labels, telephone numbers, names with 様 and the like around the address were set aside; what they say is in rest",
    "variant": "characters were compared through the table of variants (異体字, width, ケ/ヶ/が, ノ/の/之), or another name in use today was read (八丈島八丈町)",
    "add_pref": "the prefecture was not written; the rest decided it",
    "add_county": "the county (郡) was not written",
    "add_city": "the municipality was not written; the town decided it",
    "add_ward": "the ward of the designated city was not written; the town decided it",
    "former_name": "an abolished municipality was read as its successor",
    "dictionary": "a line of the user's dictionary was used",
    "repeated": "a prefecture or municipality written twice was read once",
    "skip_aza": "大字, 字 or 小字 was written where the registry has none, or left out where it has one",
    "skip_cho": "町 was left out where the registry has one, written where it has none, or written for 丁",
    "skip_counter": "条, 番町, 号, 区 or 地割 was left out behind a number of the name (北3西1, 古町通7-935)",
    "number_form": "a number of a name was written in another form (二十四 / 24 / ２４)",
    "chome_hyphen": "N- was read as N丁目 because the town has that 丁目; behind a 条 also N alone (北1条西2)",
    "koaza_only": "a 小字 that the registry lists without its 大字 was used",
    "rescue": "a name that is written with a slip, or with something left out or too much in front of it, was read as the one name of the place that it can be",
    "wildcard": "a lost character (●, ?, �, 〓) was read as the one that a name of the place has there",
    "kana": "a name written as it sounds, in kana, was read as the registry's",
    "romaji": "an address in Latin letters was read by the readings of the registry",
    "shared_name": "several places of the registry fit; which of them is meant is not said",
    "kyoto_st": "a Kyoto street name (通り名) was set apart",
    "unlisted": "the town is known to the postal or the position list, but not to the registry release",
    "no_residence_data": "the town has 住居表示, but the registry in use holds no residences of it; that the number was not found says nothing",
    "shared_number": "the number is that of a residence or block and of a parcel of the town; what it may also be is among the candidates",
    "building": "a building, floor or room was set apart from the number",
    "rest": "part of the text was not understood",
}
