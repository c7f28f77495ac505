"""`make run`: the whole system on this machine, from an empty folder to a page in the browser."""

import http.client
import io
import os
import sys
import time
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from linkage.celery import app as celery
from scripts.messages import compile_all
from scripts.processes import Started, end_by_interrupt, programs
from scripts.services import HOST, answers

PORT = int(os.environ.get("PORT") or 8000)
ADDRESS = f"http://{HOST}:{PORT}"
PROGRAMS = Path(sys.executable).parent


def main() -> int:
    if answers(PORT):
        print(f"Port {PORT} is in use. Stop what runs there, or take another: make run PORT=8001")
        return 1
    end_by_interrupt()
    try:
        with programs() as started:
            compile_all()
            prepare_data()
            start_both(started)
            if settings.DEBUG:
                run_the_first_report()
            tell_where_to_look()
            return watch(started)
    except KeyboardInterrupt:
        print("Ended. The data are kept: `make run` goes on from here.")
        return 0
    except RuntimeError as complaint:
        print(complaint, file=sys.stderr)
        return 1


def prepare_data() -> None:
    """Bring the database up to date, and fill it where it is empty."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if not apps.get_model("places", "Place").objects.exists():
        print("Loading the places of Fujian …", flush=True)
        call_command("load_places")
    # The demo brings accounts with known passwords, so only a trial machine gets it.
    if settings.DEBUG and not apps.get_model("accounts", "User").objects.exists():
        print("Loading the demo …", flush=True)
        loaded = io.StringIO()
        call_command("load_demo", stdout=loaded)
        # The sign-ins, which follow, are told at the very end.
        print(loaded.getvalue().splitlines()[0], flush=True)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def start_both(started: list[Started]) -> None:
    """Start the web server and a worker with its clock, and wait until both answer."""
    data = Path(settings.VAR_DIR)
    gunicorn = (
        f"gunicorn linkage.wsgi --bind={HOST}:{PORT} --workers=2 --threads=4 --no-control-socket"
    )
    celery_worker = "celery --app=linkage worker --beat --concurrency=2 --loglevel=INFO"
    schedule = f"--schedule={data / 'beat-schedule'}"
    web = Started("web server", command(gunicorn), log=data / "log" / "web.log")
    started.append(web)
    worker = Started("worker", command(celery_worker, schedule), log=data / "log" / "worker.log")
    started.append(worker)
    web.wait_until(web_answers)
    worker.wait_until(lambda: celery.control.ping(timeout=0.5))


def command(words: str, *more: str) -> list[str]:
    """The command line of a program in our virtual environment."""
    program, *arguments = words.split()
    return [str(PROGRAMS / program), *arguments, *more]


def web_answers() -> bool:
    """Any answer short of a server error counts: production sends plain http to https."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def run_the_first_report() -> None:
    """Send the coverage report through the worker and show what came back."""
    call_command("run_report", "coverage", plan="fujian-2018", as_of="2018-12-31", wait=120)


def tell_where_to_look() -> None:
    if settings.DEBUG:
        call_command("load_demo", show_accounts=True)
    print(f"\nLinkage is at  {ADDRESS}   (Ctrl-C ends it)", flush=True)


def watch(started: list[Started]) -> int:
    """Wait until a program ends by itself, which it should not."""
    try:
        while not any(program.ended for program in started):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        raise
    for program in started:
        if program.ended:
            print(f"The {program.name} ended by itself:\n{program.last_lines()}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
