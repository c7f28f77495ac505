"""Starts real workers, cheaply, each of which stops at a given step of its work and is killed there.

Reads numbers from standard input. For each it forks a worker that stops itself before its n-th step
(a statement to the database, or the writing of a file to the disk), or at its end where it has fewer,
waits until it has stopped, kills it and says ``killed``. Of 0 the worker never stops, and its process
id is said at once. A worker that comes to the end of a task says how many steps it took.

It is never killed while it waits for a message: Redis may give it one before it knows of the death.
"""

import os
import signal
import sys
from typing import Any

import django
from celery import signals
from django.db import connection

from linkage.celery import app

ANSWERS = os.fdopen(os.dup(1), "w")  # Celery writes on the standard output, too
COMMAND = ("worker", "--pool=solo", "--loglevel=WARNING", "--without-mingle", "--without-gossip")


class Steps:
    """Counts what one task does, and stops the process before step ``last``."""

    def __init__(self, last: int) -> None:
        self.last, self.taken, self.is_at_work = last, 0, False
        connection.execute_wrappers.append(self.execute)
        self.fsync, os.fsync = os.fsync, self.sync
        signals.task_prerun.connect(self.begin)
        signals.task_postrun.connect(self.end)

    def begin(self, **_: Any) -> None:
        self.taken, self.is_at_work = 0, True

    def end(self, **_: Any) -> None:
        self.step()  # done, and Redis does not know it yet
        say(self.taken)
        self.is_at_work = False
        if self.last:
            os.kill(os.getpid(), signal.SIGSTOP)

    def execute(self, call: Any, *asked: Any) -> Any:
        self.step()
        return call(*asked)

    def sync(self, handle: int) -> None:
        self.step()
        self.fsync(handle)

    def step(self) -> None:
        self.taken += self.is_at_work
        if self.is_at_work and self.taken == self.last:
            os.kill(os.getpid(), signal.SIGSTOP)


def say(word: object) -> None:
    print(word, file=ANSWERS, flush=True)


def work(last: int) -> None:
    steps = Steps(last)
    app.worker_main(COMMAND)
    sys.exit(f"The worker ended after {steps.taken} steps.")


def main() -> None:
    os.dup2(2, 1)
    django.setup()
    app.loader.import_default_modules()
    for line in sys.stdin:
        last = int(line)
        worker = os.fork()
        if not worker:
            work(last)
        if not last:
            say(worker)
            continue
        _, status = os.waitpid(worker, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            sys.exit(f"The worker ended by itself: {status}")
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        say("killed")


if __name__ == "__main__":
    main()
