"""Addresses through jageocoder, one after the other; runs in jageocoder's own environment.

    VENV/bin/python jageocoder_run.py DICTIONARY IN.txt OUT.tsv [--no-aza-skip]

Writes the level of the best candidate and its name: 1 都道府県, 2 郡, 3 市区町村, 4 区, 5 大字, 6 丁目・小字.
"""

import sys

import jageocoder


def main() -> None:
    dictionary, given, made, *options = sys.argv[1:]
    jageocoder.init(db_dir=dictionary)
    if "--no-aza-skip" in options:
        jageocoder.set_search_config(aza_skip=False)
    with open(given, encoding="utf-8") as lines, open(made, "w", encoding="utf-8") as out:  # noqa: PTH123
        for line in lines:
            found = jageocoder.search(line.rstrip("\n"))["candidates"]
            best = found[0] if found else {"level": 0, "fullname": []}
            out.write(f"{best['level']}\t{''.join(best['fullname'])}\n")


if __name__ == "__main__":
    main()
