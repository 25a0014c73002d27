"""Dirt (汚れ) in addresses: what happens to them in forms, spreadsheets and old systems, one function each (dirt.py)."""

from __future__ import annotations

from collections.abc import Callable

from dirt import FULL, WIDTH, Country, Place, Row, dirt

__all__: list[str] = []

_BUILDINGS = (
    "駅前ビル3階",
    "市民プラザ2F",
    "中央会館",
    "ふれあいセンタービル5階",
    "コーポ緑201号室",
    "本町ハイツ305",
)


def _holds(characters: str) -> Callable[[Place, Country], bool]:
    """Towns with one of these characters, in a name that is not only that."""
    wanted = set(characters)
    return lambda place, country: len(place.oaza_cho) >= 3 and bool(wanted & set(place.oaza_cho))


def _swapped(row: Row, pairs: str) -> str:
    """The town's name with the first character of the pairs (澤沢: 澤 is written for 沢) that it has."""
    written = {right: wrong for wrong, right in zip(pairs[::2], pairs[1::2], strict=True)}
    first = next(character for character in row.place.oaza_cho if character in written)
    return row.place.oaza_cho.replace(first, written[first], 1)


@dirt(rows=10, fits=lambda place, country: country.cities[place.municipality] == 1)
def no_pref(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(pref="")


@dirt(fits=lambda place, country: place.pref != "北海道" and country.cities[place.municipality] == 1)
def short_pref(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(pref=row.place.pref[:-1])


@dirt(fits=lambda place, country: country.towns[place.oaza_cho] == 1 and not place.county)
def no_city(row: Row, country: Country, turn: int) -> None:
    """The ward of a designated city is left out, or the whole municipality."""
    row.address = row.write(city=row.place.city if row.place.ward else "", ward="")


@dirt(fits=lambda place, country: bool(place.county))
def no_county(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(county="")


@dirt()
def no_number(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(behind="")
    row.truth = row.address


@dirt()
def shallow(row: Row, country: Country, turn: int) -> None:
    row.address = row.truth = row.write(oaza_cho="", chome="", behind="")


@dirt(rows=10)
def building_in_number(row: Row, country: Country, turn: int) -> None:
    row.address += _BUILDINGS[turn % len(_BUILDINGS)]
    row.truth = ""


@dirt(fits=lambda place, country: bool(place.chome))
def glued_room(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(chome="", behind=f"{row.hyphens}-{turn + 2}0{turn + 1}")
    row.truth = ""


@dirt()
def post_code_in_address(row: Row, country: Country, turn: int) -> None:
    row.address = f"〒{row.post_code}{'　' if turn % 2 else ''}{row.address}"


@dirt()
def telephone(row: Row, country: Country, turn: int) -> None:
    row.address += (" TEL 03-0000-0001", "（電話03-0000-0002）", "　03-0000-0003")[turn % 3]


@dirt(rows=4)
def mail_or_url(row: Row, country: Country, turn: int) -> None:
    row.address += (" info@example.jp", " www.example.jp")[turn % 2]


@dirt()
def addressee(row: Row, country: Country, turn: int) -> None:
    row.address += (" 総務課長 様", "　見本太郎様", " 株式会社見本", " 見本の会御中")[turn % 4]


@dirt(rows=8)
def placeholder(row: Row, country: Country, turn: int) -> None:
    row.address = ("同上", "不明", "未定", "―", "N/A", "該当なし", "〃", "同上（別館）")[turn]
    row.truth = ""


@dirt(rows=5)
def empty(row: Row, country: Country, turn: int) -> None:
    row.address, row.truth = ("", "　", "", " ", "")[turn], ""


@dirt(rows=5)
def not_an_address(row: Row, country: Country, turn: int) -> None:
    texts = (
        "担当課に確認中",
        "巡回のため一定しない",
        "移転準備中です",
        "館内にお問い合わせを",
        "別紙一覧のとおり",
    )
    row.address, row.truth = texts[turn], ""


@dirt(
    rows=6,
    fits=lambda place, country: (
        not place.county and not place.ward and country.cities[place.municipality] > 1
    ),
)
def ambiguous(row: Row, country: Country, turn: int) -> None:
    row.address, row.truth = row.place.city, ""


@dirt(fits=lambda place, country: len(place.oaza_cho) >= 4)
def lost_character(row: Row, country: Country, turn: int) -> None:
    name = row.place.oaza_cho
    at = row.rng.randrange(1, len(name) - 1)
    row.address = row.write(oaza_cho=name[:at] + "〓●?\ufffd"[turn % 4] + name[at + 1 :])


_SLIPS = "未末士土掘堀荻萩縁緑刷副鍛鍜治冶施旅候侯綱網微徴"


@dirt(fits=_holds("末土堀萩緑冶旅網"))
def corrected(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(oaza_cho=_swapped(row, _SLIPS))


@dirt()
def unknown_town(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(
        oaza_cho=("見本仮野", "架空谷地", "例示ヶ原")[turn % 3], chome="", behind="12番地3"
    )
    row.truth = ""


@dirt(rows=5)
def repeated_name(row: Row, country: Country, turn: int) -> None:
    row.address = row.place.pref + row.place.municipality + row.address


@dirt(rows=5, fits=lambda place, country: not place.chome)
def several_addresses(row: Row, country: Country, turn: int) -> None:
    row.address += f"{'、・'[turn % 2]}{row.place.oaza_cho}{turn + 40}番地6"
    row.truth = ""


@dirt(fits=lambda place, country: len(place.oaza_cho) >= 4)
def private_use(row: Row, country: Country, turn: int) -> None:
    """A character that only one system had: what stood there, and with it the town, nobody else can read."""
    name = row.place.oaza_cho
    row.address = row.write(oaza_cho=name[0] + chr(0xE100 + turn) + name[2:])
    row.dirt.append("unknown_town")


@dirt(fits=_holds("高吉"))
def non_jisx0213(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(oaza_cho=_swapped(row, "髙高𠮷吉"))
    row.dirt.append("variant_spelling")


@dirt(rows=5, fits=_holds("辻葛榊祇逗芦"))
def variation_selector(row: Row, country: Country, turn: int) -> None:
    name = row.place.oaza_cho
    at = next(i for i, character in enumerate(name) if character in "辻葛榊祇逗芦") + 1
    row.address = row.write(oaza_cho=name[:at] + "\U000e0100" + name[at:])


@dirt(fits=_holds("戸山田木水大谷長"))
def compatibility_radical(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(oaza_cho=_swapped(row, "⼾戸⼭山⽥田⽊木⽔水⼤大⾕谷⻑長"))


@dirt(rows=5)
def enclosed_symbol(row: Row, country: Country, turn: int) -> None:
    row.address += ("見本ビルⅡ", "㈱見本ビル")[turn % 2]
    row.dirt += ["building_in_number", "addressee"][: turn % 2 + 1]
    row.truth = ""


@dirt(rows=5)
def invisible(row: Row, country: Country, turn: int) -> None:
    mark = ("\u200b", "\t", "\n", "\u00a0", "\ufeff")[turn]
    row.address = (
        row.write(city=row.place.city + mark) if not row.place.ward else row.write(ward=row.place.ward + mark)
    )


@dirt()
def mixed_width(row: Row, country: Country, turn: int) -> None:
    """The first figures full-width, the last half-width: two people, or a form that was changed."""
    head, _, last = row.hyphens.rpartition("-")
    row.address = row.write(chome="", behind=f"{head}-".translate(FULL) + last)


@dirt(rows=8, fits=_holds("沢浜崎桜辺竜関広"))
def variant_spelling(row: Row, country: Country, turn: int) -> None:
    row.address = row.write(oaza_cho=_swapped(row, "澤沢濱浜﨑崎櫻桜邊辺龍竜關関廣広"))


@dirt(rows=5, fits=lambda place, country: len(place.oaza_cho_kana) >= 5 and not place.chome)
def transcribed(row: Row, country: Country, turn: int) -> None:
    kana = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in row.place.oaza_cho_kana)
    row.address = row.write(oaza_cho=kana)


#: Facts of public record: a municipality of before, and a town of it that today's municipality has.
_FORMER = (
    ("埼玉県浦和市", "さいたま市浦和区", "高砂"),
    ("埼玉県大宮市", "さいたま市大宮区", "桜木町"),
    ("東京都田無市", "西東京市", "南町"),
    ("兵庫県篠山市", "丹波篠山市", "北新町"),
    ("静岡県清水市", "静岡市清水区", "旭町"),
)


@dirt(rows=5, fits=lambda place, country: (place.municipality, place.oaza_cho) in [f[1:] for f in _FORMER])
def former_name(row: Row, country: Country, turn: int) -> None:
    before = next(f[0] for f in _FORMER if f[1:] == (row.place.municipality, row.place.oaza_cho))
    row.address = before + row.write(pref="", county="", city="", ward="")


@dirt(rows=12)
def truncated(row: Row, country: Country, turn: int) -> None:
    name = f"{row.place.city}{row.place.oaza_cho}複合施設生涯学習交流センター東棟2階"
    row.address = f"{row.address} {name}{name}"[:WIDTH]
    row.dirt.append("building_in_number")
    row.truth = ""
