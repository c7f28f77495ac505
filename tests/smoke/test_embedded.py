"""The embedded default, as `make run` uses it: SQLite, and a folder that carries the messages."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from scripts.processes import Started, programs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """The environment of somebody who has set nothing but the folder of the data."""
    # Empty rather than gone: a .env file must not bring them back.
    nothing = dict.fromkeys(
        ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "HASH_KEY"), ""
    )
    var = str(tmp_path_factory.mktemp("var"))
    return os.environ | nothing | {"DEBUG": "on", "LINKAGE_VAR": var}


@pytest.fixture(scope="module")
def loaded(environment) -> None:
    manage(environment, "migrate", "--no-input")
    manage(environment, "load_places")
    manage(environment, "load_demo")


@pytest.fixture
def worker(environment, loaded, tmp_path) -> Iterator[Started]:
    with programs() as started:
        command = [sys.executable, "-m", "celery", "--app=linkage", "worker", "--concurrency=1"]
        log = tmp_path / "worker.log"
        worker = Started("worker", [*command, "--loglevel=INFO"], log, environment, cwd=ROOT)
        started.append(worker)
        worker.wait_until(lambda: " ready." in log.read_text(errors="replace"))
        yield worker


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_coverage_report_goes_through_a_worker_without_any_service(environment, worker):
    printed = manage(
        environment, "run_report", "coverage", "--plan", "fujian-2018", "--as-of", "2018-12-31",
        "--wait",
    )  # fmt: skip
    found = re.search(r"\S+\.xlsx", printed)
    assert found, printed
    rows = CalamineWorkbook.from_path(found[0]).get_sheet_by_index(0).to_python()
    total = next(row for row in rows if row[0] == "合计")
    assert 84 in total
    assert 132 in total
    worker.stop()
    assert worker.process.returncode == 0, worker.last_lines()
