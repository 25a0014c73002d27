"""Dictionary (自分の辞書): variants and aliases of one's own, checked against the registry when they are loaded.

A line is ``variant<TAB>canonical<TAB>note``; its shape says what it is:

    one character   → one character                   read in the input as the other one
    a municipality  → a municipality of the registry  東京都港 for 東京都港区
    a town          → a town of that municipality     東京都港区汐留 for 東京都港区東新橋

A name of the registry always wins over a line, so a line that could only hide one is refused, with its number: what it
says would be done silently in a million rows. There is one hop: what a line leads to is a name or character of the
registry and never another line's variant. The format and the checks are described in docs/dictionary.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from addrreg.errors import InputError
from addrreg.match.aliased import AliasedNames
from addrreg.match.building import Building
from addrreg.match.candidate import Candidate
from addrreg.match.compose import Composer
from addrreg.match.decide import decide
from addrreg.match.kyoto_st import NO_STREET, Street
from addrreg.match.number import Number
from addrreg.match.walk import Walker
from addrreg.options import Options
from addrreg.registry.names import ADMIN, FORMER, UNIT_BITS, Names, Unit
from addrreg.registry.towns import Town, Towns
from addrreg.result import Result, Span
from addrreg.text.fold import Folded, Folder, default_folder, variants
from addrreg.text.spellings import spellings, strip_aza

__all__ = ["Dictionary"]

_FORMAT = "variant<TAB>canonical<TAB>note, see docs/dictionary.md"


class _Line(NamedTuple):
    """A line of the file."""

    number: int
    variant: str
    canonical: str


class Dictionary:
    """The lines of one file, as a folder for the input and as names for the walk.

    Raises :class:`~addrreg.errors.InputError`, which names the line, for a file that cannot be read and for a line that
    says nothing, leads nowhere, leads on to another line, or hides a name of the registry.
    """

    def __init__(self, path: str | PathLike[str], names: Names, towns: Towns, options: Options) -> None:
        self._path = fspath(path)
        self._plain = names
        self._towns = towns
        self._walker = Walker(names, towns, options)
        self._fold = default_folder()
        lines = list(self._lines())
        self._check_hops(lines)
        self._characters = {line.variant: line.canonical for line in lines if len(line.variant) == 1}
        self._check_characters([line for line in lines if len(line.variant) == 1])
        #: The folder for the input; the registry's names are folded by the shipped tables alone.
        self.folder = Folder(variants() | self._characters) if self._characters else self._fold
        self._aliases: dict[str, dict[str, int]] = {}
        for line in lines:
            if len(line.variant) > 1:
                self._add_alias(line)
        #: The registry's names with the aliases among them.
        self.names = AliasedNames(names, self._aliases)

    def _lines(self) -> Iterator[_Line]:
        try:
            text = Path(self._path).read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise InputError(f"the dictionary {self._path} cannot be read: {reason}") from error
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = [field.strip() for field in line.split("\t")]
            if len(fields) not in (2, 3) or not fields[0] or not fields[1]:
                raise self._error(_Line(number, "", ""), f"the form is {_FORMAT}")
            yield _Line(number, fields[0], fields[1])

    def _error(self, line: _Line, what: str) -> InputError:
        said = f"{line.variant} → {line.canonical}: " if line.variant else ""
        return InputError(
            f"{self._path}, line {line.number:,}: {said}{what}", remedy="correct the line or take it out"
        )

    def _check_hops(self, lines: Sequence[_Line]) -> None:
        """No variant twice, and none that another line leads to."""
        first: dict[str, _Line] = {}
        for line in lines:
            key = self._key(line.variant)
            if key in first:
                raise self._error(line, f"line {first[key].number:,} has the variant already")
            first[key] = line
        for line in lines:
            other = first.get(self._key(line.canonical))
            if other is not None and not self._says_nothing(other):
                raise self._error(
                    line, f"it leads on to line {other.number:,}; one line must lead to the registry"
                )

    def _key(self, text: str) -> str:
        return text if len(text) == 1 else self._fold.key(text)

    def _says_nothing(self, line: _Line) -> bool:
        """沢 for 澤: the shipped tables know it already, and nothing changes."""
        return self._fold.key(line.variant) == self._fold.key(line.canonical)

    def _check_characters(self, lines: Sequence[_Line]) -> None:
        if not lines:
            return
        used = self._plain.characters()
        for line in lines:
            variant, canonical = line.variant, line.canonical
            if len(canonical) != 1:
                raise self._error(line, "one character stands for one character")
            if self._says_nothing(line):
                continue
            if self._fold.key(variant) != variant:
                raise self._error(line, f"{variant!r} is read as {self._fold.key(variant)!r} already")
            if variant in used or variant.isascii() or variant.isdecimal():
                raise self._error(line, f"it would hide the registry's names that have {variant!r}")
            if self._fold.key(canonical) not in used:
                raise self._error(line, f"no name of the registry has {canonical!r}")

    def _add_alias(self, line: _Line) -> None:
        if self._says_nothing(line):
            return
        target = self._place(line)
        key = self._fold.key(line.variant)
        if target.node:
            self._add_town(line, key, target)
            return
        for value in self._plain.exact(ADMIN, key):
            if value >> UNIT_BITS == target.unit:
                return  # the registry's own list of former names leads there already
            raise self._hides(line, value >> UNIT_BITS, 0)
        self._check_town(line, target)
        self._aliases.setdefault(ADMIN, {})[key] = target.unit << UNIT_BITS | FORMER

    def _place(self, line: _Line) -> Candidate:
        """The one place of the registry that a line leads to."""
        folded = self._fold.fold(line.canonical)
        found = self._walker.walk(folded, 0) if folded.key else []
        best = decide(found, folded, self._towns, self._plain.units, "").best if found else []
        if len(best) > 1:
            raise self._error(
                line, f"{len(best)} places have the name {line.canonical}; write its prefecture"
            )
        if not best or best[0].end < len(folded.key):
            raise self._error(line, f"the registry has no {line.canonical}")
        if best[0].flags & FORMER:
            raise self._error(line, f"{line.canonical} is a former name itself; write the present one")
        return best[0]

    def _add_town(self, line: _Line, key: str, target: Candidate) -> None:
        heads = self._plain.prefixes(ADMIN, key)
        units = self._plain.units
        length, values = heads[-1] if heads else (0, ())
        places = {value >> UNIT_BITS for value in values if not value & FORMER}
        if not any(target.unit == place or target.unit in units[place].wards for place in places):
            name = "".join(units[target.unit][1:5])
            raise self._error(line, f"the variant of a town begins with its municipality, {name}")
        if len(key) - length < 2:
            raise self._error(line, "the name behind the municipality has less than two characters")
        if self._check_town(line, target):
            return
        aliases = self._aliases.setdefault(self._plain.city_kinds[target.unit], {})
        for spelling in spellings(strip_aza(key[length:])):
            if not self._plain.exact(self._plain.city_kinds[target.unit], spelling):
                aliases[spelling] = target.node

    def _check_town(self, line: _Line, target: Candidate) -> bool:
        """Refuse a variant that is a town of the registry; True if it is the very one that the line leads to."""
        folded = self._fold.fold(line.variant)
        for candidate in self._walker.walk(folded, 0):
            if candidate.node and candidate.end == len(folded.key):
                if candidate.node == target.node:
                    return True
                raise self._hides(line, candidate.unit, candidate.node)
        return False

    def _hides(self, line: _Line, unit: int, node: int) -> InputError:
        name = "".join(self._plain.units[unit][1:5])
        if node:
            town = self._towns[node]
            name += town.oaza_cho + town.chome + town.koaza
        return self._error(line, f"the registry reads {line.variant} as {name}, which the line would hide")

    def composer(self) -> Composer:
        """A composer that says ``dictionary`` in the steps of what a line was used for."""
        return _Marking(self, self._towns)

    def mark(self, folded: Folded, candidate: Candidate, steps: tuple[str, ...]) -> tuple[str, ...]:
        """The steps of a reading, with ``dictionary`` where a line was used, in place of what that looked like."""
        key, start = folded.key, candidate.admin_start
        if candidate.flags & FORMER and any(
            key.startswith(alias, start) for alias in self._aliases.get(ADMIN, ())
        ):
            return tuple("dictionary" if step == "former_name" else step for step in steps)
        towns = self._aliases.get(self._plain.city_kinds[candidate.unit]) if candidate.node else None
        if towns and towns.get(key[candidate.oaza_start : candidate.oaza_end]) == candidate.oaza:
            return (*(step for step in steps if step != "variant"), "dictionary")
        written = folded.text[folded.origin(start) : folded.origin(candidate.end)]
        if any(character in written for character in self._characters):
            return (*steps, "dictionary")
        return steps


class _Marking(Composer):
    def __init__(self, dictionary: Dictionary, towns: Towns) -> None:
        super().__init__(dictionary.names, towns)
        self._dictionary = dictionary

    def _fill(
        self,
        folded: Folded,
        best: Sequence[Candidate],
        unit: Unit,
        town: Town,
        number: Number | None,
        building: Building,
        steps: tuple[str, ...],
        spans: Sequence[Span],
        written: Street = NO_STREET,
        own: tuple[str, ...] | None = None,
    ) -> Result:
        steps = self._dictionary.mark(folded, best[0], steps)
        return super()._fill(folded, best, unit, town, number, building, steps, spans, written, own)
