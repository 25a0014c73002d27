"""Tables: the duplicates of a file, in two passes over it: one that makes the keys, one that writes the rows with their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from addrreg.dedupe.groups import COLUMNS, KINDS, Counts, Group, Groups
from addrreg.dedupe.key import Key, key_of
from addrreg.errors import InputError, OutputError
from addrreg.tabular.choices import Format
from addrreg.tabular.chunks import Chunk, Ragged, texts
from addrreg.tabular.cleanse import Summary, Work, cleanse
from addrreg.tabular.columns import choose
from addrreg.tabular.job import Cleanses, Done, Job
from addrreg.tabular.layout import Layout
from addrreg.tabular.plan import Plan, Settings

__all__ = ["KeyJob", "dedupe"]


@dataclass(frozen=True, slots=True)
class KeyJob:
    """Makes the keys of a chunk's rows, here or in another process."""

    job: Job
    names: tuple[int, ...]

    def run(self, chunk: Chunk, cleanser: Cleanses) -> Done:
        """The keys, in ``data``; each different address of the chunk is read once."""
        ragged = Ragged()
        rows = self.job.parser.parse(chunk, ragged)
        given = list(map(self.job.address(), rows.cells))
        different = list(dict.fromkeys(given))
        results = dict(zip(different, cleanser.many(different), strict=True))
        keys = []
        for text, row in zip(given, rows.cells, strict=True):
            names = texts([row[at] for at in self.names])
            keys.append(tuple(key_of(results[text], names)))
        status = Counter(results[text].status for text in given)
        level = Counter(results[text].match_level for text in given)
        return Done(keys, len(keys), len(keys), status, level, ragged)


class _Plan(Plan):
    """A table that gets the columns of its groups."""

    def layout(self, settings: Settings, *, checks: bool) -> Layout:
        """The group, its size, why, and the key."""
        del checks
        if self.format is Format.GEOJSON:
            raise OutputError("groups have no place of their own, which GeoJSON needs", remedy="-o NAME.csv")
        prefix = "abr_" if settings.prefix is None else settings.prefix
        return Layout(tuple(prefix + column for column in COLUMNS), KINDS, None)

    def why_not_resumable(self) -> str:
        """Nothing is known of any group before the last row."""
        return "the groups are known only at the end"


def dedupe(
    source: str,
    output: str,
    settings: Settings,
    cleanser: Any,
    work: Callable[[Plan], Work],
    *,
    names: Sequence[str] = (),
    threshold: float,
    progress: Callable[[int], None] | None = None,
) -> tuple[Summary, Counts]:
    """Write a table with the group of each row behind it; ``names`` are columns that must agree as well.

    ``work`` does the first pass, in as many processes as it likes. Raises :class:`InputError` for standard input, which cannot be read
    twice, and for a table that changes while it is read.
    """
    if source == "-":
        raise InputError(
            "standard input cannot be read twice", remedy="save it as a file: cat > in.csv, then -o out.csv"
        )
    with Groups(threshold) as groups:
        with _Plan(source, output, settings) as plan:
            at = (
                choose(plan.table.header, plan.table.width, names, plan.table.name, "--name-column")
                if names
                else []
            )
            found = _keys(plan, groups, tuple(at), work(plan), progress)
        groups.close_groups()
        with _Plan(source, output, settings) as plan:
            summary = cleanse(plan, cleanser, _Writing(groups.rows()))
        return replace(
            found, written=summary.written, seconds=found.seconds + summary.seconds
        ), groups.counts()


def _keys(
    plan: Plan, groups: Groups, names: tuple[int, ...], work: Work, progress: Callable[[int], None] | None
) -> Summary:
    """The first pass."""
    import time

    summary, started = Summary(), time.perf_counter()
    job: Any = KeyJob(plan.job, names)
    plan.job = job
    for done in work(plan, plan.table.chunks(plan.limit)):
        groups.add(Key(*cells) for cells in done.data)
        summary.rows += done.rows
        summary.status.update(done.status)
        summary.match_level.update(done.match_level)
        summary.ragged.add(done.ragged)
        if progress:
            progress(summary.rows)
    summary.seconds = time.perf_counter() - started
    return summary


class _Writing:
    """The second pass: the rows of each chunk with the next groups."""

    def __init__(self, groups: Iterator[Group]) -> None:
        self._groups = groups

    def __call__(self, plan: Plan, chunks: Iterator[Chunk]) -> Iterator[Done]:
        """The encoded rows of each chunk, in order."""
        for chunk in chunks:
            ragged = Ragged()
            rows = plan.job.parser.parse(chunk, ragged)
            values: list[tuple[Any, ...]] = [
                tuple(group) for _, group in zip(rows.cells, self._groups, strict=False)
            ]
            if len(values) < len(rows.cells):
                raise _changed(plan.source)
            data = plan.job.encoder.encode(rows, values) if values else None
            yield Done(data, len(values), len(values), Counter(), Counter(), ragged)
        if next(self._groups, None) is not None:
            raise _changed(plan.source)


def _changed(source: str) -> InputError:
    return InputError(f"{source} was changed while it was read", remedy="run it again on a file at rest")
