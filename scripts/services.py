"""A PostgreSQL and a Redis of our own on free ports, in a folder that is thrown away."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.machine import postgresql_bin
from scripts.processes import Started, programs

HOST = "127.0.0.1"


@contextmanager
def postgresql_and_redis() -> Iterator[dict[str, str]]:
    """Start both, give their addresses as environment variables, and stop them at the end."""
    # In /tmp, whatever TMPDIR says: the user postgres must be able to reach it.
    with tempfile.TemporaryDirectory(prefix="linkage-", dir="/tmp") as name, programs() as started:
        folder = Path(name)
        folder.chmod(0o755)
        database_port = start_postgresql(folder, started)
        redis_port = start_redis(folder, started)
        yield {
            "DATABASE_URL": f"postgres://postgres@{HOST}:{database_port}/postgres",
            "REDIS_URL": f"redis://{HOST}:{redis_port}/0",
            "LINKAGE_VAR": str(folder / "var"),
        }


def start_postgresql(folder: Path, started: list[Started]) -> int:
    server_programs = postgresql_bin()
    if server_programs is None:
        raise RuntimeError("PostgreSQL's server programs are not installed")
    # PostgreSQL refuses to be run by root, so it is run by the user Debian made for it.
    owner: dict[str, Any] = {"cwd": "/"}
    if os.geteuid() == 0:
        owner |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    home = folder / "postgresql"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    data = home / "data"
    initdb = f"{server_programs}/initdb -D {data} -U postgres -A trust -E UTF8 --locale=C.UTF-8"
    subprocess.run(initdb.split(), check=True, stdout=subprocess.DEVNULL, **owner)
    port = free_port()
    no_sockets = "-c unix_socket_directories="
    # The data live for one run: nothing needs to survive a power cut.
    fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    command = f"{server_programs}/postgres -D {data} -h {HOST} -p {port} {no_sockets} {fast}"
    service = Started(
        "PostgreSQL server",
        command.split(),
        log=folder / "postgresql.log",
        stop_signal=signal.SIGINT,  # "fast": do not wait for clients
        **owner,
    )
    started.append(service)
    is_ready = f"{server_programs}/pg_isready -q -h {HOST} -p {port}".split()
    service.wait_until(lambda: subprocess.run(is_ready, check=False).returncode == 0)
    return port


def start_redis(folder: Path, started: list[Started]) -> int:
    port = free_port()
    options = ["--bind", HOST, "--port", str(port), "--dir", str(folder), "--save", ""]
    service = Started("Redis server", ["redis-server", *options], log=folder / "redis.log")
    started.append(service)
    service.wait_until(lambda: answers(port))
    return port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
