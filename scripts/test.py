"""`make test`: the whole suite on its own PostgreSQL and Redis, with a real browser.

The whole suite is shared out, file by file, among one pytest process for each processor; each has
a PostgreSQL and a Redis of its own, so that no test meets another. A part of it runs in one.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack

from scripts.machine import PACKAGES, require
from scripts.messages import ROOT, compile_all
from scripts.processes import end_by_interrupt
from scripts.services import postgresql_and_redis

MOST_PROCESSES = 4


def main() -> int:
    require(*PACKAGES)
    compile_all()
    end_by_interrupt()
    if sys.argv[1:]:
        with postgresql_and_redis() as environment:
            return run_pytest(sys.argv[1:], environment)
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    with ExitStack() as started:
        services = {
            f"gw{number}": started.enter_context(postgresql_and_redis())
            for number in range(processes)
        }
        return run_pytest(
            [f"--numprocesses={processes}", "--dist=loadfile"],
            {"PYTEST_PLUGINS": "scripts.shared_out", "LINKAGE_SERVICES": json.dumps(services)},
        )


def run_pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """Run pytest; on Ctrl-C it gets one signal, from us alone, and sums up by itself."""
    command = [sys.executable, "-m", "pytest", *arguments]
    pytest = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, start_new_session=True
    )
    try:
        return pytest.wait()
    except KeyboardInterrupt:
        pytest.send_signal(signal.SIGINT)
        return pytest.wait()


if __name__ == "__main__":
    sys.exit(main())
