"""Processes that cleanse chunks side by side; what they make comes back in the order of the chunks.

Each worker opens the registry itself, and gets and gives only bytes and text over a pipe of its own. So few chunks are
under way that memory stays flat however long the table is. A worker that dies (the system was out of memory,
somebody killed it) is replaced and its chunks are done again; a chunk on which two workers died ends the run.

The standard library's ProcessPoolExecutor cannot serve here: it gives up all its work when one process dies, and it
takes all chunks in at once.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addrreg.errors import AddrregError
from addrreg.tabular.chunks import Chunk
from addrreg.tabular.job import Cleanses, Done, Job

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["CALM", "Pool", "WorkerDied", "cores"]

#: Thresholds of the garbage collector for rows: a chunk's objects go with it, and to look at them meanwhile took 3 % of a run.
CALM = 50_000, 20, 20
#: Goes the long way, whose patterns take 0.1 seconds to compile: a worker does that while there is no chunk for it yet.
_UNUSUAL = "東京都千代田区紀尾井長1番地、3の2"
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


@dataclass(slots=True)
class _Worker:
    process: Any
    connection: Connection[Any, Any]
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
                yield result
            elif not self._receive(None):
                return

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
                worker.connection.send((task.job, task.chunk))
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
                self._done[worker.tasks.popleft().index] = result
        return bool(busy)

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
                # ends that it inherits and must not hold open: a parent that is killed is told by the end of its pipes
                others = [ours, *(worker.connection for worker in self._workers)]
                process: Any = multiprocessing.get_context("fork").Process(
                    target=_work, args=(theirs, others), daemon=True
                )
            else:
                process = multiprocessing.get_context("spawn").Process(
                    target=_work, args=(theirs,), daemon=True
                )
            process.start()
        theirs.close()
        return _Worker(process, ours)


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


def _work(connection: Connection[Any, Any], others: Sequence[Connection[Any, Any]] = ()) -> None:
    """What a worker process does, until its pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where a mask is unknown
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    gc.set_threshold(*CALM)
    from queue import SimpleQueue
    from threading import Thread

    try:
        cleanser: Cleanses = connection.recv()
    except EOFError:
        return  # there was no work
    tasks: SimpleQueue[tuple[Job, Chunk] | None] = SimpleQueue()

    def receive() -> None:
        # A thread takes the chunks in: were both ends to send at once into full pipes, both would wait for ever.
        with suppress(EOFError, OSError):
            while True:
                tasks.put(connection.recv())
        tasks.put(None)

    Thread(target=receive, daemon=True).start()
    with suppress(Exception):  # a fault is told of the rows that it belongs to
        deque(cleanser.many([_UNUSUAL]), maxlen=0)
    while (task := tasks.get()) is not None:
        job, chunk = task
        result: Done | BaseException
        try:
            result = job.run(chunk, cleanser)
        except Exception as error:
            result = error
        try:
            connection.send(result)
        except OSError:
            return  # nobody is there to hear it
