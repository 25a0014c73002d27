"""Processes that cleanse chunks side by side; what they make comes back in the order of the chunks.

Each worker opens the registry itself, gets text over a pipe of its own, and gives bytes in memory that it shares with its parent
(:mod:`addrreg.tabular.shared`), or over the pipe where it does not. So few chunks are
under way that memory stays flat however long the table is. A worker that dies (the system was out of memory,
somebody killed it) is replaced and its chunks are done again; a chunk on which two workers died ends the run.

The standard library's ProcessPoolExecutor cannot serve here: it gives up all its work when one process dies, and it
takes all chunks in at once.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addrreg.errors import AddrregError
from addrreg.tabular.chunks import Chunk
from addrreg.tabular.job import Cleanses, Done, Job
from addrreg.tabular.shared import Left, Places
from addrreg.tabular.worker import work

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["Pool", "WorkerDied", "cores"]

#: Chunks that a worker holds: one at work, one that waits so that it never stands idle.
_HELD = 2
#: Chunks under way for each worker, done and waiting for their turn included.
_UNDER_WAY = 4
#: The same while nobody takes what is done, because the table is still read through for faults: some 0.3 MB each.
_AHEAD = 16


class WorkerDied(AddrregError):
    """Two worker processes, one after the other, ended on the same rows."""


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


@dataclass(slots=True)
class _Task:
    index: int
    job: Job
    chunk: Chunk
    deaths: int = 0
    place: int | None = None
    """Where the worker may leave its bytes."""


@dataclass(slots=True)
class _Worker:
    process: Any
    connection: Connection[Any, Any]
    copied: bool
    """Whether it is a copy of its parent, whose memory it shares."""
    opened: bool = False
    """Whether it was told which registry to open."""
    tasks: deque[_Task] = field(default_factory=deque)


class Pool:
    """Worker processes; a context manager that leaves none behind.

    ``notice`` is told of each worker that died and was replaced. The cleanser may be named later, but before :meth:`run`.
    """

    def __init__(self, jobs: int, cleanser: Cleanses | None, notice: Callable[[str], None]) -> None:
        #: What each worker cleanses with; it is pickled, and opens again there.
        self.cleanser = cleanser
        self._jobs, self._notice = jobs, notice
        self._workers: list[_Worker] = []
        self._name, self._unit = "", "rows"
        self._source: Iterator[_Task] = iter(())
        self._again: deque[_Task] = deque()
        self._done: dict[int, Done | BaseException] = {}
        self._places: Places | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.connection.close()  # the worker's sign to end
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self._workers.clear()

    def start(self, count: int) -> None:
        """Start so many of its processes now, while their parent still looks at the table; it must not have opened the registry."""
        while len(self._workers) < min(count, self._jobs):
            self._workers.append(self._start(copied=_is_alone()))

    def open(self, cleanser: Cleanses) -> None:
        """Name what the processes cleanse with; those that are started open it while their parent still looks at the table."""
        self.cleanser = cleanser
        for worker in self._workers:
            with suppress(OSError):  # it died; who hands it rows will see
                self._send_cleanser(worker)

    def run(self, job: Job, chunks: Iterable[Chunk], name: str, unit: str) -> Iterator[Done]:
        """Do the chunks, and give what came of them in order; an error comes in its turn as well.

        ``name`` and ``unit`` are for the message about rows on which a worker died.
        """
        self.begin(job, chunks, name, unit)
        return self.results()

    def begin(self, job: Job, chunks: Iterable[Chunk], name: str, unit: str) -> None:
        """Take in the chunks of a table, to be done by :meth:`go_on` and :meth:`results`."""
        self._name, self._unit = name, unit
        self._source = (_Task(index, job, chunk) for index, chunk in enumerate(chunks))
        self._again, self._done = deque(), {}

    def go_on(self) -> None:
        """Hand out chunks and take in what is done, without waiting; a fault in a chunk is kept for :meth:`results`."""
        self._feed(_AHEAD)
        self._receive(0)

    def results(self) -> Iterator[Done]:
        """What came of the chunks, in order."""
        turn = 0
        while True:
            self._feed(_UNDER_WAY)
            if turn in self._done:
                result = self._done.pop(turn)
                turn += 1
                if isinstance(result, BaseException):
                    raise result
                yield from self._taken(result)
            elif not self._receive(None):
                return

    def _taken(self, result: Done) -> Iterator[Done]:
        """What came of a chunk, with its bytes where the worker left them; the place is free afterwards."""
        if self._places is None or not isinstance(result.data, Left):
            yield result
            return
        with self._places.read(result.data) as data:
            yield result._replace(data=data)
        self._places.give_back(result.data.place)

    def _feed(self, under_way: int) -> None:
        """Keep every worker busy, as far as memory allows: with so many chunks under way for each."""
        again = self._again
        while True:
            worker = min(self._workers, key=lambda each: len(each.tasks), default=None)
            more = len(self._workers) < self._jobs
            held = sum(len(each.tasks) for each in self._workers)
            full = worker is not None and len(worker.tasks) >= _HELD and not more
            if full or (not again and held + len(self._done) >= under_way * self._jobs):
                return
            task = again.popleft() if again else next(self._source, None)
            if task is None:
                return
            if worker is None or (worker.tasks and more):
                worker = self._start()
                self._workers.append(worker)
            worker.tasks.append(task)
            try:
                if not worker.opened:
                    self._send_cleanser(worker)
                if worker.copied and self._places is not None and task.place is None:
                    task.place = self._places.take()
                worker.connection.send((task.job, task.chunk, task.place if worker.copied else None))
            except OSError:
                self._bury(worker)

    def _send_cleanser(self, worker: _Worker) -> None:
        worker.connection.send(self.cleanser)
        worker.opened = True

    def _receive(self, patience: float | None) -> bool:
        """Take in what the workers made within so many seconds (None: wait for some); whether any is at work."""
        from multiprocessing.connection import wait

        busy: dict[Any, _Worker] = {worker.connection: worker for worker in self._workers if worker.tasks}
        for connection in wait(list(busy), patience) if busy else ():
            worker = busy[connection]
            try:
                result = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                self._received(worker.tasks.popleft(), result)
        return bool(busy)

    def _received(self, task: _Task, result: Done | BaseException) -> None:
        used = isinstance(result, Done) and isinstance(result.data, Left)
        if self._places is not None and task.place is not None and not used:
            self._places.give_back(task.place)
        self._done[task.index] = result

    def _bury(self, worker: _Worker) -> None:
        """Take a dead worker's chunks back; the first of them is the one that it died on."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        code = worker.process.exitcode
        worker.process.close()
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        chunk = worker.tasks[0].chunk
        where = f"{self._unit} {chunk.first:,} to {chunk.last:,} of {self._name}"
        worker.tasks[0].deaths += 1
        if worker.tasks[0].deaths > 1:
            raise WorkerDied(
                f"two worker processes ended {how}, one after the other, on {where}",
                remedy="look at those rows; if memory ran out, --jobs 1 needs the least",
            )
        self._notice(f"a worker process ended {how} on {where}; they are done again in a new one")
        self._again.extendleft(reversed(worker.tasks))

    def _start(self, *, copied: bool = False) -> _Worker:
        """A new worker; as a copy of this process it has nothing to import, which takes a spawned one 0.2 seconds."""
        import multiprocessing  # takes a while, and most tables need no other process

        ours, theirs = multiprocessing.Pipe()
        with _interrupts_held(tracked=not copied):
            if copied:
                self._places = self._places or Places(_AHEAD * self._jobs)
                # ends that it inherits and must not hold open: a parent that is killed is told by the end of its pipes
                others = [ours, *(worker.connection for worker in self._workers)]
                process: Any = multiprocessing.get_context("fork").Process(
                    target=work, args=(theirs, others, self._places), daemon=True
                )
            else:
                process = multiprocessing.get_context("spawn").Process(
                    target=work, args=(theirs,), daemon=True
                )
            process.start()
        theirs.close()
        return _Worker(process, ours, copied)


def _is_alone() -> bool:
    """Whether this process may be copied: one with threads, of whatever library, might leave a lock closed in its copy.

    Where that cannot be known (not Linux), and of a process that has opened a database, workers are spawned.
    """
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


@contextmanager
def _interrupts_held(*, tracked: bool) -> Iterator[None]:
    """Ctrl-C goes to all processes of a terminal: those started here never hear it, and their parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if tracked:
        from multiprocessing import resource_tracker

        # the first that is spawned starts it, and it would let the signal through again
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
