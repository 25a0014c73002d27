"""Write the parts of the documents that the code knows best, between their markers.

    python docs/reference.py            # write them
    python docs/reference.py --check    # only say which differ; exit code 1 if one does

``<!-- steps -->`` … ``<!-- /steps -->`` in a document is filled by the function of that name here. What the table of a
document says is so taken from where the program has it: docstrings, the closed lists of words, the options of the commands.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from addrreg import Cleanser, Options, words
from addrreg import options as options_module
from addrreg import result as result_module
from addrreg.audit.catalogue import markdown as findings
from addrreg.registry.embedded import ensure
from addrreg.result import COLUMNS

__all__ = ["PARTS", "rewritten"]

HERE = Path(__file__).resolve().parent
MARKED = re.compile(
    r"(?P<open><!-- (?P<name>[a-z]+) -->\n)(?:.*?\n)??(?P<close><!-- /(?P=name) -->)", re.DOTALL
)

#: An address for each step that takes it, read anew each time this runs.
EXAMPLES = {
    "post_code": "〒100-0013 東京都千代田区霞が関2-1-2",
    "noise": "所在地：東京都千代田区霞が関2-1-2（電話03-0000-0001）",
    "variant": "茨城県竜ヶ崎市3710番地",
    "add_pref": "千代田区紀尾井町1-3",
    "add_county": "青森県鰺ヶ沢町大字本町209-2",
    "add_city": "東京都紀尾井町1-3",
    "add_ward": "大阪市中之島1-3-20",
    "former_name": "浦和市高砂3-15-1",
    "repeated": "東京都東京都千代田区紀尾井町1-3",
    "skip_aza": "青森県西津軽郡鰺ヶ沢町本町209-2",
    "skip_cho": "東京都千代田区神田錦2-2",
    "skip_counter": "札幌市中央区北3西6",
    "number_form": "札幌市西区24軒2条2丁目3-3",
    "chome_hyphen": "東京都新宿区西新宿2-8-1",
    "rescue": "東京都千代田区紀尾丼町1-3",
    "wildcard": "東京都千代田区紀●井町1-3",
    "kana": "東京都千代田区きおいちょう1-3",
    "romaji": "1-3 Kioicho, Chiyoda-ku, Tokyo",
    "shared_name": "府中市",
    "kyoto_st": "京都市上京区今出川通烏丸東入玄武町601",
    "unlisted": "神奈川県綾瀬市上土棚1-2",
    "building": "東京都新宿区西新宿2-8-1都庁第一本庁舎3階",
    "rest": "東京都千代田区見本町1-3",
}

LEVELS = {
    "unknown": "nothing of the registry was found",
    "pref": "都道府県",
    "city": "市区町村, with the ward of a designated city",
    "machiaza": "大字・町",
    "machiaza_detail": "丁目 or 小字 of one",
    "rsdtdsp_blk": "街区; needs a registry with residences",
    "rsdtdsp_rsdt": "住居番号; needs a registry with residences",
    "parcel": "地番; needs a registry with parcels. Another kind of place than a residence, not a deeper one",
}

STATUSES = {
    "matched": "one place, as deep as `match_level` says. Take it, and look at `rest` where that is not empty",
    "ambiguous": "several places fit. The columns hold only what they share; `addrreg explain` names them. Where one is first only by what "
    "writers do not keep apart (旭ヶ丘 beside 旭ケ丘 in one city, a house beside the parcel of its number), or by a word that may be left out (園部町河原町4 beside 園部町河原町四号), the columns hold that one",
    "unmatched": "no place of the registry was found",
}


def columns() -> str:
    """Every output column with its docstring."""
    said = _documented(result_module, "Result")
    return _table(("column", "content"), ((f"`{name}`", said[name]) for name in COLUMNS))


def levels() -> str:
    """Every level, shallow to deep."""
    return _table(
        ("match_level", "how deep"), ((f"`{level}`", LEVELS[level]) for level in map(str, words.MatchLevel))
    )


def statuses() -> str:
    """Every status."""
    return _table(
        ("status", "what may be believed"), ((f"`{one}`", STATUSES[one]) for one in map(str, words.Status))
    )


def steps() -> str:
    """Every step with its meaning, and an address that takes it."""
    with Cleanser(ensure()) as cleanser:  # the embedded registry, whatever else is in use here
        return _table(("step", "meaning", "for example"), _steps(cleanser))


def _steps(cleanser: Cleanser) -> Iterator[tuple[str, ...]]:
    for step, meaning in words.STEPS.items():
        shown = ""
        if step in EXAMPLES:
            result = cleanser(EXAMPLES[step])
            if step not in result.steps.split(";"):
                raise ValueError(f"{EXAMPLES[step]} does not take the step {step}")
            left = f" + `rest` {result.rest}" if result.rest and result.address else ""
            shown = f"{result.input} → {result.address or result.status}{left}"
        yield f"`{step}`", meaning, shown


def options() -> str:
    """Every option of Options, with its default and its docstring."""
    said = _documented(options_module, "Options")
    rows = ((f"`{one.name}`", f"`{one.default!r}`", said[one.name]) for one in fields(Options))
    return _table(("option", "default", "what it does"), rows)


def commands() -> str:
    """Every command with its arguments, its options and its example, from the signatures of their functions."""
    from addrreg.cli.app import make_app

    parts = []
    for name, command in _commands("addrreg", make_app()):
        parameters = list(_parameters(command.callback))
        given = [str(one.info.metavar or one.name.upper()) for one in parameters if one.is_argument]
        rows = [(one.shown, one.help) for one in parameters]
        example = [line.strip() for line in (command.epilog or "").splitlines() if "addrreg" in line]
        parts += [f"## {name}", _plain(inspect.getdoc(command.callback) or "")]
        parts += ["    " + " ".join([name, *given, "[OPTIONS]"])]
        parts += [_table(("option", ""), rows)] if rows else []
        parts += ["For example:", "\n".join(f"    {line}" for line in example)]
    return "\n\n".join(parts)


def _commands(name: str, app: Any) -> Iterator[tuple[str, Any]]:
    for command in app.registered_commands:
        yield f"{name} {command.name or command.callback.__name__.replace('_', '-')}", command
    for group in app.registered_groups:
        yield from _commands(f"{name} {group.name or group.typer_instance.info.name}", group.typer_instance)


class _Parameter(NamedTuple):
    """An argument or option of a command."""

    name: str
    kind: Any
    info: Any
    default: Any

    @property
    def is_argument(self) -> bool:
        """Whether it is told by its place."""
        return type(self.info).__name__ == "ArgumentInfo"

    @property
    def shown(self) -> str:
        """Its names as typed, with what they take."""
        if self.is_argument:
            return f"`{self.info.metavar or self.name.upper()}`"
        # typer keeps the first name in the place of a default, because Annotated has the default elsewhere
        names = [
            str(one)
            for one in (self.info.default, *(self.info.param_decls or ()))
            if str(one).startswith("-")
        ]
        value = self._value()
        return ", ".join(f"`{one}{value}`" for one in names or [f"--{self.name.replace('_', '-')}"])

    def _value(self) -> str:
        kinds = [
            self.kind,
            *get_args(self.kind),
            *(two for one in get_args(self.kind) for two in get_args(one)),
        ]
        if choices := next((one for one in kinds if isinstance(one, type) and issubclass(one, Enum)), None):
            return " " + "\\|".join(str(one.value) for one in choices)
        return "" if bool in kinds else f" {self.info.metavar or 'VALUE'}"

    @property
    def help(self) -> str:
        """What it does, its default where that says something, and its variable."""
        text, default = _plain(self.info.help or ""), getattr(self.default, "value", self.default)
        if isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
            text += f" [{default}]"
        return text + (f" Or the variable `{self.info.envvar}`." if self.info.envvar else "")


def _parameters(callback: Any) -> Iterator[_Parameter]:
    for name, hint in get_type_hints(callback, include_extras=True).items():
        if get_origin(hint) is Annotated:
            kind, info = get_args(hint)[:2]
            default = inspect.signature(callback).parameters[name].default
            yield _Parameter(name, kind, info, None if default is inspect.Parameter.empty else default)


#: What fills each marker, by its name.
PARTS = {
    "columns": columns,
    "statuses": statuses,
    "levels": levels,
    "steps": steps,
    "options": options,
    "commands": commands,
    "findings": findings,
}


def rewritten(text: str) -> str:
    """A document with its marked parts made anew."""

    def filled(found: re.Match[str]) -> str:
        part = PARTS.get(found["name"])
        return found["open"] + part() + "\n" + found["close"] if part else found[0]

    return MARKED.sub(filled, text)


def _documented(module: Any, name: str) -> dict[str, str]:
    """The docstrings of a class's fields, which stand below each of them."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    found = {}
    for field, below in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            found[ast.unparse(field.target)] = _plain(str(below.value.value))
    return found


def _plain(text: str) -> str:
    """A docstring on one line, as Markdown."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", " ".join(text.split()))
    return text.replace("``", "`").replace("|", "\\|")


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the parts of the documents that the code knows.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 where one differs")
    check = parser.parse_args().check
    differ = 0
    for path in sorted(HERE.glob("*.md")):
        before = path.read_text(encoding="utf-8")
        after = rewritten(before)
        if after != before:
            differ = 1
            print(path.name, "differs" if check else "written")
            if not check:
                path.write_text(after, encoding="utf-8")
    return differ if check else 0


if __name__ == "__main__":
    sys.exit(main())
