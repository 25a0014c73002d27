"""Worker (作業プロセス): what a process of the pool does: it opens the registry, and cleanses the chunks that its pipe brings."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from addrreg.tabular.chunks import Chunk
from addrreg.tabular.job import Cleanses, Done, Job
from addrreg.tabular.shared import Places

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["CALM", "work"]

#: Thresholds of the garbage collector for rows: a chunk's objects go with it, and to look at them meanwhile took 3 % of a run.
CALM = 50_000, 20, 20
#: Goes the long way, whose patterns take 0.1 seconds to compile: a worker does that while there is no chunk for it yet.
_UNUSUAL = "東京都千代田区紀尾井長1番地、3の2"


def work(
    connection: Connection[Any, Any],
    others: Sequence[Connection[Any, Any]] = (),
    places: Places | None = None,
) -> None:
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
    tasks: SimpleQueue[tuple[Job, Chunk, int | None] | None] = SimpleQueue()

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
        job, chunk, place = task
        result: Done | BaseException
        try:
            result = job.run(chunk, cleanser)
            if places is not None and place is not None and (left := places.leave(place, result.data)):
                result = result._replace(data=left)
        except Exception as error:
            result = error
        try:
            connection.send(result)
        except OSError:
            return  # nobody is there to hear it
