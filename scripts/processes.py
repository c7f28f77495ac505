"""Programs started beside ours, and their end: the parent is asked first, and only then killed."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

GRACE = 20  # seconds between asking and killing
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Started:
    """A program of ours that runs in a process group of its own and writes into a log file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        **options: Any,
    ) -> None:
        self.name, self.log, self.stop_signal = name, log, stop_signal
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            # A group of its own: the terminal's Ctrl-C must reach our script only, because a
            # Celery worker whose children are signalled too hangs instead of ending.
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                start_new_session=True,
                **options,
            )

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait_until(self, ready: Callable[[], object], seconds: float = 60) -> None:
        """Return when `ready` says so; complain if the program ends or takes too long."""
        patience = time.monotonic() + seconds
        while not ready():
            if self.ended:
                raise RuntimeError(f"The {self.name} ended at once:\n{self.last_lines()}")
            if time.monotonic() > patience:
                raise RuntimeError(f"The {self.name} does not answer:\n{self.last_lines()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask the program to end, and see to it that it does."""
        self.ask_to_end()
        self.wait_or_kill()

    def ask_to_end(self) -> None:
        """Signal the parent alone: it knows how to end its children."""
        if not self.ended:
            self.process.send_signal(self.stop_signal)

    def wait_or_kill(self) -> None:
        """After the grace period kill whatever is left of the group."""
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            print(f"The {self.name} does not end; it is killed.", flush=True)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_lines(self, count: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


@contextmanager
def programs() -> Iterator[list[Started]]:
    """A list to put started programs on; all of them are stopped at the end, together."""
    started: list[Started] = []
    try:
        yield started
    finally:
        # A second Ctrl-C must not leave a program behind.
        kept = {number: signal.signal(number, signal.SIG_IGN) for number in STOP_SIGNALS}
        for program in started:
            program.ask_to_end()
        for program in started:
            program.wait_or_kill()
        for number, handler in kept.items():
            signal.signal(number, handler)


def end_by_interrupt() -> None:
    """TERM ends our scripts as Ctrl-C does, also where a shell started us with Ctrl-C switched off."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.default_int_handler)
