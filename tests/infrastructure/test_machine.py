"""The scripts ask for what is missing and stop what they start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import machine
from scripts.processes import Started, programs


def test_without_root_or_apt_the_machine_names_what_to_install(monkeypatch):
    monkeypatch.setattr(machine, "sudo", lambda: None)
    monkeypatch.setitem(machine.PACKAGES, "redis-server", lambda: None)
    with pytest.raises(SystemExit, match="apt-get install redis-server"):
        machine.require("redis-server")


def test_a_python_without_its_venv_part_names_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "sudo", lambda: None)
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"apt-get install python3\.\d+-venv"):
        machine.make_venv(str(tmp_path / "venv"))


def test_a_machine_on_which_pdf_cannot_be_installed_goes_on_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(machine, "sudo", lambda: None)
    monkeypatch.setitem(machine.PACKAGES, "libpango-1.0-0", lambda: None)
    machine.want(*machine.PDF)
    assert "apt-get install libpango-1.0-0" in capsys.readouterr().err


def test_nothing_is_asked_for_when_all_is_there(monkeypatch):
    monkeypatch.setattr(machine, "install", lambda *names: pytest.fail(f"asked for {names}"))
    machine.require(*machine.PACKAGES)


def test_a_started_program_is_asked_to_end_and_ends(tmp_path):
    with programs() as started:
        started.append(Started("sleeper", ["sleep", "60"], log=tmp_path / "log"))
    assert started[0].process.returncode == -signal.SIGTERM


def test_a_program_that_will_not_end_is_killed_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr("scripts.processes.GRACE", 0.3)
    stubborn = "trap '' TERM; sleep 61 & echo $!; wait; sleep 62"
    program = Started("mule", ["sh", "-c", stubborn], log=tmp_path / "log")
    program.wait_until(lambda: program.log.read_text().strip())
    child = int(program.log.read_text())
    program.stop()
    assert program.process.returncode == -signal.SIGKILL
    assert ended(child)


def test_a_program_that_ends_at_once_shows_its_last_words(tmp_path):
    program = Started("web server", ["sh", "-c", "echo no such file; exit 3"], log=tmp_path / "log")
    with pytest.raises(RuntimeError, match=r"web server ended at once:\nno such file"):
        program.wait_until(lambda: False)


def test_the_start_refuses_a_busy_port_in_one_line(live_server):
    port = live_server.url.rsplit(":", 1)[1]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.run"],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PORT": port},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"Port {port} is in use. Stop what runs there, or take another: make run PORT=8001"
    ]


def ended(process_id: int) -> bool:
    for _ in range(50):
        state = Path(f"/proc/{process_id}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False
