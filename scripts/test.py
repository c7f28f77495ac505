"""`make test`: the whole suite on its own PostgreSQL and Redis, with a real browser."""

import os
import signal
import subprocess
import sys

from scripts.machine import PACKAGES, require
from scripts.messages import ROOT, compile_all
from scripts.processes import end_by_interrupt
from scripts.services import postgresql_and_redis


def main() -> int:
    require(*PACKAGES)
    compile_all()
    end_by_interrupt()
    with postgresql_and_redis() as environment:
        return run_pytest(environment)


def run_pytest(environment: dict[str, str]) -> int:
    """Run pytest; on Ctrl-C it gets one signal, from us alone, and sums up by itself."""
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
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
