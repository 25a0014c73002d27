"""Reading (読み取り): what the result of an address says about the address as written."""

from __future__ import annotations

from addrreg.audit.found import Noted
from addrreg.match.aside_forms import PHONE, form, telephone
from addrreg.match.number import DASHES
from addrreg.result import Result
from addrreg.text.identifiers import digital_addresses
from addrreg.text.lazy import lazy
from addrreg.words import Status

__all__ = ["TELLING_STEPS", "check_result", "part_of"]

#: Steps that are findings by themselves, with the finding's code.
_STEPS = {
    "rescue": "corrected",
    "wildcard": "lost_character",
    "kana": "transcribed",
    "romaji": "transcribed",
    "repeated": "repeated_name",
    "unlisted": "unlisted",
    "add_county": "no_county",
    "add_city": "no_city",
    "add_ward": "no_city",
    "post_code": "post_code_in_address",
}
#: The steps that may be a finding; of all others a check says nothing.
TELLING_STEPS = frozenset({*_STEPS, "former_name", "variant", "add_pref"})
_MAIL = lazy(r"[@＠]|https?:|www\.")
_COMPANY = lazy(r"(?:株式|有限|合同|合資|合名)会社|[(（][株有資名同][)）]|[㈱㈲]")
_HONORIFIC = lazy(r"(?:様|殿|御中|宛|行)[\s)）]*\Z")
#: The room of 1-2-3-405 behind a 丁目 (2-3-405), where the last figures cannot be a floor's round number.
_GLUED = lazy(r"[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,2}(?!00)[0-9]{2}\Z")

#: A number or another town in the place of a building: 仲町１丁目３１番地, 宮前４７５－１, 西油小路町２７.
_ANOTHER = lazy(r"丁目|(?<!\A)番地|街区[0-9０-９]|(?:[0-9０-９]+[-－ー−‐]|町)[0-9０-９]+\Z")
#: 武里団地２街区１棟 and 銀座一丁目ビル are buildings all the same.
_ONE = lazy("ビル|団地|棟|荘|館|住宅|マンション|ハイツ|コーポ|タワー")
#: What parcels of several series in one town begin with.
_BRANCHES = frozenset("甲乙丙丁戊己庚辛壬癸")
_COUNTERS = "〇一二三四五六七八九十壱弐参百千大字小町村市区郡丁条番号都府県部第地割"


def check_result(text: str, result: Result, found: list[Noted]) -> None:
    """Add what a result says of the text that it was read from; the text is not empty.

    The usual address has a town, a number, and neither steps nor rest: one look at each, and nothing to say.

    >>> from addrreg import normalize
    >>> noted = []
    >>> check_result("浦和市高砂3-15-1", normalize("浦和市高砂3-15-1"), noted)
    >>> [(code, suggestion) for code, _, _, suggestion in noted]
    [('former_name', '埼玉県さいたま市浦和区高砂三丁目15-1'), ('no_pref', '埼玉県さいたま市浦和区高砂三丁目15-1')]
    """
    status, town = result.status, result.oaza_cho or result.chome or result.koaza
    if status == Status.UNMATCHED:
        found.append(("not_an_address", text, "", ""))
        return
    if result.steps:
        _steps(text, result, bool(town), found)
    if status == Status.AMBIGUOUS and not (not town and result.rest and "former_name" in result.steps):
        places = " / ".join(dict.fromkeys(candidate.address for candidate in result.candidates[:4]))
        found.append(("ambiguous", text, places, ""))
    elif not town:
        _stopped(text, result, found)
    elif not result.number and not result.rest:
        found.append(("no_number", text, "", ""))
    if result.rest:
        _rest(text, result, bool(town), found)
    if result.building or result.floor or result.room:
        _building(text, result, found)
    if result.chome and _GLUED.match(result.number):
        found.append(("glued_room", text, result.number, ""))


def _steps(text: str, result: Result, town: bool, found: list[Noted]) -> None:
    steps = result.steps.split(";")
    # what has a rest or several readings is not whole in ``address``: put in its place, it would lose something
    whole = result.address if result.status == Status.MATCHED and town and not result.rest else ""
    for step in steps:
        code = _STEPS.get(step)
        if code:
            detail = part_of(result, "post_code") if code == "post_code_in_address" else ""
            found.append((code, text, detail, "" if detail else whole))
    if "former_name" in steps and (town or not result.rest) and not _is_of_today(text, result):
        found.append(("former_name", text, "", whole))
    if "variant" in steps and (characters := _other_characters(text, result)):
        found.append(("variant_spelling", text, characters, whole))
    if "add_pref" in steps:
        names = result.county + result.city + result.ward
        # all rows of a town hall's own file lack the prefecture, and few begin with its short name (東京千代田区)
        short = "" if names and text.startswith(names) else part_of(result, "pref")
        found.append(("short_pref" if short else "no_pref", text, short, whole))


def _is_of_today(text: str, result: Result) -> bool:
    """Whether all of today's names are written: 東京都八丈島八丈町 is Japan Post's way, and nothing in it is former."""
    return all(name in text for name in (result.county, result.city, result.ward) if name)


def _other_characters(text: str, result: Result) -> str:
    """The registry's characters that the text writes otherwise; 一丁目 and 1丁目 are not meant, nor what may be left out (大字, 町, イ部)."""
    names = result.pref + result.county + result.city + result.ward + result.oaza_cho + result.koaza
    written = {*text, *_COUNTERS}
    return "".join(one for one in dict.fromkeys(names) if one not in written and not one.isdecimal())


def _stopped(text: str, result: Result, found: list[Noted]) -> None:
    """A match that ends before the town: because the text does, or because no town of the place is so named."""
    rest = result.rest
    if not rest or telephone(rest):
        found.append(("no_town" if result.number else "shallow", text, result.address, ""))
    elif "former_name" in result.steps and not _is_of_today(text, result):
        found.append(("abolished_town", text, rest, ""))
    else:
        found.append(("unknown_town", text, rest, ""))


def _rest(text: str, result: Result, town: bool, found: list[Noted]) -> None:
    """What the part that was not understood may be."""
    rest = result.rest
    known = len(found)
    if (number := form(PHONE).search(rest)) and telephone(number[0]):
        found.append(("telephone", text, number[0].strip(), ""))
    if _MAIL.search(rest):
        found.append(("mail_or_url", text, rest, ""))
    if _HONORIFIC.search(rest) or _COMPANY.search(rest):
        found.append(("addressee", text, rest, ""))
    if kept := digital_addresses(rest):
        found.append(("digital_address", text, " ".join(kept), ""))
    if len(found) == known and town and result.status == Status.MATCHED:
        found.append(("not_understood", text, rest, ""))


def _building(text: str, result: Result, found: list[Noted]) -> None:
    """What stands in the place of the building: one, a company, or another address."""
    apart = " ".join(filter(None, (result.building, result.floor, result.room)))
    if code := _no_building(text, result):
        found.append((code, text, apart, ""))
        return
    found.append(("building_in_number", text, "", apart))
    if company := _COMPANY.search(result.building):
        found.append(("addressee", text, result.building[company.start() :], ""))


def _no_building(text: str, result: Result) -> str:
    """What the building is in truth: another address, or a piece of a number; empty where it is a building."""
    building = result.building
    if building.startswith(
        "の部"
    ):  # 若山町古蔵11の部100番地の1: a number that begins with a part of the town
        return "not_understood"
    if building in _BRANCHES and result.room and not result.floor:  # 奈半利町乙1016-1・乙1181
        return "several_addresses"
    if not building or result.floor or _ONE.search(building) or not _ANOTHER.search(building):
        return ""
    # 加島3-中2-16 goes on with its number
    before = text.partition(building)[0]
    return "not_understood" if before and before[-1] in DASHES else "several_addresses"


def part_of(result: Result, element: str) -> str:
    """What of the input was read as an element, as written; empty where nothing was.

    >>> from addrreg import normalize
    >>> part_of(normalize("〒102-0094 東京千代田区紀尾井町1-3"), "post_code")
    '〒102-0094'
    """
    return "".join(
        result.input[span.start : span.end] for span in result.spans if span.element == element
    ).strip()
