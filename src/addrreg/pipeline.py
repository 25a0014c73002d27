"""Pipeline (処理の流れ): from an address as written to a Result, the stages in order. Read this first.

    text ─ set aside ─ fold ─ walk ─────────── decide ──── number ─ building ─ compose ─→ Result
           postal code  key    registry names,   one place,    behind the names
           label, 様           candidates        or several

Nine addresses of ten name their place in full, with a figure behind it: ``Usual`` (match/usual.py) reads those at one look-up,
with the same result, and the next address of the same town at none (match/usual_result.py). Eight of ten of these are written
as the registry writes them, and need no fold either (match/written.py). All others go the whole way.

``set_aside`` (match/aside.py) cuts off what is around the address; the usual address has nothing of it, which one test
tells. ``fold`` (text/fold.py) makes the match key, the same for names and input. ``walk`` (match/walk.py) follows the
registry's names and keeps every reading. ``decide`` (match/decide.py) chooses, or says that it cannot. ``compose``
(match/compose.py) reads the number (match/number.py) and the building (match/building.py) behind the names and fills
the fields in the registry's spelling. Where the walk stopped before a town, ``look`` (match/second.py) tries once more: lost
characters, kana, Latin letters, a slip; what it repairs goes the same way again. No stage raises for any text.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING

from addrreg.match.aside_forms import PLAIN, SPACED
from addrreg.match.candidate import CHOME_HYPHEN, Candidate
from addrreg.match.compose import Composer
from addrreg.match.decide import decide
from addrreg.match.repair import MOST_REPAIRS, Repair
from addrreg.match.usual import Found, Reading, Usual
from addrreg.match.usual_result import UsualComposer
from addrreg.match.walk import Walker
from addrreg.match.written import WrittenComposer
from addrreg.options import Options
from addrreg.registry.names import Names
from addrreg.registry.points import Points
from addrreg.registry.store import Registry, open_registry
from addrreg.registry.towns import Towns
from addrreg.registry.written import ROWS_BY_NAME, Written
from addrreg.registry.written_koaza import KOAZA_BY_NAME
from addrreg.result import Result
from addrreg.text.delimited import delimited
from addrreg.text.fold import Folded, default_folder
from addrreg.words import DEPTH, Status

if TYPE_CHECKING:
    from addrreg.match.locate import Locator
    from addrreg.match.second import Second

__all__ = ["Cleanser", "normalize"]


class Cleanser:
    """Reads addresses against one registry; the object that every surface uses.

    Opening takes milliseconds, the registry stays on disk, and one object serves any number of addresses. It pickles as
    its path and options and opens again where it arrives, so that processes and engines can share the work. It is not
    to be used by two threads at once: give each its own.

    ``registry`` is a path to a registry.sqlite; without it ADDRREG_REGISTRY or the embedded registry is used, which is
    built into the user's cache at first use. Raises :class:`~addrreg.errors.RegistryError` if there is none, and
    :class:`~addrreg.errors.InputError` for a dictionary (``options``) that cannot be used.

    >>> cleanser = Cleanser()
    >>> cleanser("北海道札幌市西区24軒2条2丁目3-3").address
    '北海道札幌市西区二十四軒二条二丁目3-3'
    >>> [result.status for result in cleanser.many(["府中市", "東京都府中市宮西町2-24", "どこでもない"])]
    ['ambiguous', 'matched', 'unmatched']
    >>> cleanser.close()
    """

    def __init__(self, registry: str | PathLike[str] | None = None, options: Options | None = None) -> None:
        self._path = registry
        self.options = options or Options()
        #: The opened local copy of the registry.
        self.registry: Registry = open_registry(registry)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        """The stages, over the names and rows of the registry."""
        names = Names(self.registry.connection)
        towns = Towns(self.registry.connection, names)
        self._towns = towns
        self._names = names
        self._folder = default_folder()
        self._composer = Composer(names, towns)
        if self.options.dictionary:
            names = self._with_dictionary(self.options.dictionary)
        self._composer.points = Points(self.registry.connection)
        if self.registry.holds_numbers():
            self._composer.locator = self._locator()
        self._locates = self._composer.locator is not None
        self._prepare_usual(names, towns)
        self._max_length = self.options.max_length
        self._names_read = names
        self._walker = Walker(names, towns, self.options)
        self._second: Second | None = None

    def _prepare_usual(self, names: Names, towns: Towns) -> None:
        """What makes the results of usual addresses, where no dictionary adds readings and no numbers are located."""
        usual = Usual(names, self._folder, self.options)
        self._find_usual: Callable[[str], Result | Found | None] = usual.candidate
        self._usual_composer: WrittenComposer | None = None
        self._find_line: dict[str, Callable[[str], str | Result | Found | None]] = {}
        if self.options.dictionary:
            self._find_usual = _none  # the registry's own names do not know of what it adds
        elif not self._locates:
            written, koaza = (
                Written(self.registry.connection, part) for part in (ROWS_BY_NAME, KOAZA_BY_NAME)
            )
            others = UsualComposer(names, towns, self._composer, self._folder, usual, koaza)
            self._usual_composer = WrittenComposer(
                names, towns, self._composer, self._folder, written, others
            )
            self._find_usual = self._usual_composer.find

    def _locator(self) -> Locator:
        from addrreg.match.locate import Locator
        from addrreg.registry.numbers import Numbers

        return Locator(Numbers(self.registry.connection), self.options.target)

    def _with_dictionary(self, path: str | PathLike[str]) -> Names:
        from addrreg.match.dictionary import Dictionary

        dictionary = Dictionary(path, self._names, self._towns, self.options)
        self._folder, self._composer = dictionary.folder, dictionary.composer()
        return dictionary.names

    def __call__(self, text: str) -> Result:
        """Read one address. Any string gives a result; a missing value (None) is read as an empty one."""
        if type(text) is not str:
            text = "" if text is None else str(text)
        if len(text) > self._max_length:
            return self._composer.nothing(text)
        found = self._find_usual(text)
        if isinstance(found, Result):
            return found
        return self._otherwise(text, found)

    def _otherwise(self, text: str, found: Found | None) -> Result:
        """The result of an address that is not usual, or whose name others have."""
        if found is not None and (result := self._usual(text, *found)) is not None:
            return result
        if PLAIN.match(text) is not None:
            return self._read(text, "")  # nothing is around it
        if SPACED.match(text) is not None and (result := self._read(text, "")).number:
            return result
        from addrreg.match.aside import others, set_aside, whole

        aside = set_aside(text)
        result = self._read(aside.core, aside.post_code)
        if not result.number:
            # little was understood: brackets in the middle, or the address begins further behind
            for other in others(aside):
                new = self._read(other.core, other.post_code)
                if _is_better(new, result):
                    result, aside = new, other
                    break
        if result.status == Status.UNMATCHED:
            aside = whole(aside)
            result = self._composer.nothing(aside.core)
        return aside.finish(result)

    def _usual(
        self, text: str, key: str, reading: Reading, others: Sequence[Candidate], _lasting: bool
    ) -> Result | None:
        """The same where other places have the name, or numbers are located; None where the walk must be asked."""
        # a parcel of the 大字 may be meant by N-, which the walk keeps in mind
        if PLAIN.match(text) is None or (self._locates and reading[1] & CHOME_HYPHEN):
            return None
        return self._decided(Folded(text, key, None), [Candidate(*reading), *others], "")

    def _read(self, text: str, post_code: str, repairs: tuple[str, ...] = ()) -> Result:
        """Read an address that has nothing around it; ``repairs`` are the steps that made the text readable."""
        folded = self._folder.fold(text)
        candidates = self._walker.walk(folded, 0) if folded.key else []
        if not (candidates and candidates[0].node and candidates[0].clean) and len(repairs) < MOST_REPAIRS:
            second = self._read_again(folded, candidates, post_code, repairs)
            if second is not None:
                return second
        if not candidates:
            return self._composer.nothing(text, repairs)
        return self._decided(folded, candidates, post_code, repairs)

    def _decided(
        self,
        folded: Folded,
        candidates: Sequence[Candidate],
        post_code: str,
        repairs: tuple[str, ...] = (),
    ) -> Result:
        """The result of the candidates of a text: of one, or of several that cannot be told apart."""
        decision = decide(candidates, folded, self._towns, self._names.units, post_code)
        locator = self._composer.locator
        best = decision.best
        if locator is not None and (len(best) > 1 or decision.twins or best[0].flags & CHOME_HYPHEN):
            from addrreg.match.settle import settle

            decision = settle(locator, folded, decision, self._towns)
            best = decision.best
        if len(best) > 1:
            return self._composer.several(folded, best, repairs)
        return self._composer.one(folded, best[0], decision.behind, repairs, decision.twins)

    def _read_again(
        self, folded: Folded, candidates: Sequence[Candidate], post_code: str, repairs: tuple[str, ...]
    ) -> Result | None:
        """Another look where the walk stopped: lost characters, kana, Latin letters, a slip."""
        if self._second is None:
            from addrreg.match.second import Second

            connection = self.registry.connection
            self._second = Second(connection, self._names_read, self._towns, self._walker, self.options)
        repair = self._second.look(folded, candidates, post_code)
        if repair is None:
            return None
        steps = repairs if repair.step in repairs else (*repairs, repair.step)
        if isinstance(repair, Repair):
            return repair.back(folded.text, self._read(repair.text, post_code, steps))
        return self._composer.several(folded, repair.candidates, steps)

    def many(self, texts: Iterable[str]) -> Iterator[Result]:
        """Read many addresses, lazily and in order.

        The same text gives the same result as a single call, whatever stood in the rows before; of these only the names of
        towns are remembered, two thousand at most, which makes a file that is sorted by place two to three times as fast.
        """
        return map(self.__call__, texts)

    def lines(self, texts: Iterable[str], delimiter: str = ",") -> Iterator[str]:
        """The output columns (:data:`addrreg.COLUMNS`) of many addresses, each as a line of a CSV without its end.

        The same as of :meth:`many`, cell by cell, in less time: for who writes them and looks at nothing else.

        >>> with Cleanser() as cleanser:
        ...     [line.split(",")[:6] for line in cleanser.lines(["東京都千代田区紀尾井町1-3"])]
        [['matched', 'machiaza', '1.0', '東京都千代田区紀尾井町1-3', '131016', '0056000']]
        """
        find = self._find_line.get(delimiter) or self._lines_of(delimiter)
        for text in texts:
            found = find(text) if len(text) <= self._max_length else self._composer.nothing(text)
            if isinstance(found, str):
                yield found
            else:
                result = found if isinstance(found, Result) else self._otherwise(text, found)
                yield delimited(result.values(), delimiter)

    def _lines_of(self, delimiter: str) -> Callable[[str], str | Result | Found | None]:
        from addrreg.match.usual_line import DELIMITERS, WrittenLines

        find: Callable[[str], str | Result | Found | None] = self._find_usual
        if self._usual_composer is not None and delimiter in DELIMITERS:
            find = WrittenLines(self._usual_composer, delimiter).find
        self._find_line[delimiter] = find
        return find

    def close(self) -> None:
        """Close the registry; results stay valid."""
        self.registry.close()

    def __enter__(self) -> Cleanser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Cleanser], tuple[str | PathLike[str] | None, Options]]:
        return type(self), (self._path, self.options)


def _none(text: str) -> None:
    """No address is usual."""


def _is_better(new: Result, old: Result) -> bool:
    """Whether a reading with more set aside may take the place of the plain one: deeper, or as deep with a number.

    It must reach a 町字, or leave nothing unread: 学校法人 東京都市大学 holds no 東京都. And a 町字 of one character needs a number.
    """
    name = new.oaza_cho + new.chome + new.koaza
    if len(name) < 2 and not new.number and (name or new.rest):
        return False
    gain = DEPTH[new.match_level] - DEPTH[old.match_level]
    return gain > 0 or (gain == 0 and bool(name) and bool(new.number) and not old.number)


class _Default(threading.local):
    """The Cleanser of :func:`normalize`, one for each thread."""

    cleanser: Cleanser | None = None


_default = _Default()


def normalize(text: str) -> Result:
    """Read one address with the default registry: for one-offs; for many, keep a :class:`Cleanser`.

    >>> normalize("〒102-0094 千代田区紀尾井町１番３号").address
    '東京都千代田区紀尾井町1-3'
    """
    if _default.cleanser is None:
        _default.cleanser = Cleanser()
    return _default.cleanser(text)
