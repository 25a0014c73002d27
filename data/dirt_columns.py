"""Dirt (汚れ) in columns: postal code, lg_code and coordinates, and numbers before they were joined to an address.

One function each, as in dirt_addresses.py.
"""

from __future__ import annotations

from dirt import Country, Row, dirt

__all__: list[str] = []


@dirt(rows=10, fits=lambda place, country: place.lg_code[0] == place.post_code[0] == "0")
def lost_zeros(row: Row, country: Country, turn: int) -> None:
    """A spreadsheet took a code for a number."""
    if turn % 2:
        row.post_code = str(int(row.place.post_code))
    else:
        row.lg_code = str(int(row.place.lg_code))


@dirt()
def post_code_malformed(row: Row, country: Country, turn: int) -> None:
    row.post_code = (row.place.post_code[:3], row.post_code[:-1], row.post_code + "0")[turn % 3]


@dirt()
def post_code_contradicts(row: Row, country: Country, turn: int) -> None:
    other = country.other(row, lambda place: place.pref != row.place.pref)
    row.post_code = f"{other.post_code[:3]}-{other.post_code[3:]}"


@dirt(fits=lambda place, country: bool(place.ward))
def post_code_other_town(row: Row, country: Country, turn: int) -> None:
    here = [
        place
        for place in country.places
        if place.lg_code == row.place.lg_code
        and place.oaza_cho != row.place.oaza_cho
        and place.post_code != row.place.post_code
    ]
    other = row.rng.choice(here)
    row.post_code = f"{other.post_code[:3]}-{other.post_code[3:]}"


@dirt()
def post_code_unknown(row: Row, country: Country, turn: int) -> None:
    """Two digits changed places, and no town has that code."""
    code = row.place.post_code
    while code in country.post_codes or code[3] >= "8" or not "01" <= code[5:] <= "84":
        code = code[:3] + f"{row.rng.randrange(1, 8000):04}"
    row.post_code = f"{code[:3]}-{code[3:]}"


@dirt()
def code_contradicts(row: Row, country: Country, turn: int) -> None:
    row.lg_code = country.other(row, lambda place: place.pref != row.place.pref).lg_code


@dirt()
def code_check_digit(row: Row, country: Country, turn: int) -> None:
    row.lg_code = row.lg_code[:5] + str((int(row.lg_code[5]) + turn + 1) % 10)


@dirt(rows=4)
def code_malformed(row: Row, country: Country, turn: int) -> None:
    row.lg_code = (
        row.lg_code[:3],
        row.place.city,
        row.lg_code + "0",
        f"{row.lg_code[:2]}-{row.lg_code[2:]}",
    )[turn]


@dirt(fits=lambda place, country: place.lg_code[0] > "1")
def code_without_check_digit(row: Row, country: Country, turn: int) -> None:
    row.lg_code = row.lg_code[:5]


@dirt()
def coordinates_swapped(row: Row, country: Country, turn: int) -> None:
    row.lat, row.lon = row.lon, row.lat


@dirt()
def coordinates_outside(row: Row, country: Country, turn: int) -> None:
    other = country.other(row, lambda place: abs(place.lat - row.place.lat) > 1)
    row.lat, row.lon = f"{other.lat:.6f}", f"{other.lon:.6f}"


@dirt(rows=4)
def coordinates_malformed(row: Row, country: Country, turn: int) -> None:
    row.lat, row.lon = (("0", "0"), (row.lat, ""), ("35度41分", "139度45分"), (row.lat, "1394.5"))[turn]


@dirt(rows=5)
def coordinates_coarse(row: Row, country: Country, turn: int) -> None:
    row.lat, row.lon = f"{row.place.lat:.2f}", f"{row.place.lon:.2f}"


@dirt(fits=lambda place, country: bool(place.chome) and place.oaza_cho[-1] not in "条線")
def not_understood(row: Row, country: Country, turn: int) -> None:
    """A number that a spreadsheet took for a date, in a list whose columns were joined afterwards."""
    first, second = row.number
    written = (f"{min(first, 12)}月{second}日", f"20{row.place.chome_number:02}/{min(first, 12)}/{second}")[
        turn % 2
    ]
    row.address = row.write(chome=row.place.chome if not turn % 2 else "", behind=written)
    row.truth = ""
