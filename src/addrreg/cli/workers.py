"""Worker processes of a command: when they start, and what is said of one that died."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from addrreg import Cleanser
    from addrreg.tabular.cleanse import Work
    from addrreg.tabular.plan import Plan
    from addrreg.tabular.pool import Pool

__all__ = ["begun_by", "early_pool", "opens_at_once", "workers"]

#: Bytes of input that keep a process busy for longer than it takes to start, and more than :data:`addrreg.tabular.cleanse.SMALL`.
_LARGE = 1 << 20


@contextmanager
def workers(cleanser: Any, jobs: int | None, early: Pool | None = None) -> Iterator[Work]:
    """Worker processes: those that were started early, or some when the first table has need of them."""
    from addrreg.tabular.cleanse import work
    from addrreg.tabular.pool import Pool, cores

    count = jobs or cores()
    started = [early] if early else []
    if early:
        early.cleanser = cleanser
    with ExitStack() as stack:

        def pool() -> Pool:
            if not started:
                started.append(stack.enter_context(Pool(count, cleanser, _notice)))
            return started[0]

        yield work(cleanser, pool, jobs if count > 1 else 1)


def opens_at_once(registry: Path | None) -> bool:
    """Whether the registry is there: one that is embedded is built at its first use, and a fault of it is told behind those of the tables.

    That takes 20 seconds: too long to wait for the word that a line is broken.
    """
    from addrreg.errors import AddrregError
    from addrreg.registry.embedded import local_copy
    from addrreg.registry.store import check, choose

    try:
        check(choose(registry)[0] or local_copy())
    except AddrregError:
        return False
    return True


def begun_by(pool: Pool | None, cleanser: Cleanser | None) -> Callable[[Plan], Callable[[], None]] | None:
    """Has the processes, if there are any, begin a table that is still read through for faults; until then nothing is written."""
    if pool is None or cleanser is None:
        return None
    pool.open(cleanser)

    def begin(plan: Plan) -> Callable[[], None]:
        pool.begin(plan.job, plan.table.chunks(), plan.table.name, plan.table.unit)
        return pool.go_on

    return begin


@contextmanager
def early_pool(jobs: int | None, tables: list[tuple[str, str]], limit: int | None) -> Iterator[Pool | None]:
    """Worker processes that start while large tables are read through for faults; None where none may be needed.

    To the end of the command the garbage collector of this process leaves rows alone as that of a worker does.
    """
    from addrreg.tabular.pool import Pool, cores
    from addrreg.tabular.worker import CALM

    size = 0
    for source, _ in tables:
        with suppress(OSError, ValueError):  # which the opening of the table will tell
            size += Path(source).stat().st_size
    jobs = jobs or cores()
    with ExitStack() as stack:
        stack.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(*CALM)
        pool = None
        if limit is None and jobs > 1 and size >= _LARGE:
            pool = stack.enter_context(Pool(jobs, None, _notice))
            pool.start(size // _LARGE + 1)
        yield pool


def _notice(text: str) -> None:
    typer.echo(f"addrreg: {text}", err=True)
