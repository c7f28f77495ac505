"""`make bench`: how long the coverage report takes on the data that are loaded."""

import io
import os
import statistics
import sys
import time

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError

ROUNDS = 5
REPORT = {"plan": "fujian-2018", "as_of": "2018-12-31", "format": "json", "output": "-"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkage.settings")
    django.setup()
    try:
        times = [timed_report() for _ in range(ROUNDS)]
    except (CommandError, DatabaseError) as reason:
        sys.exit(f"{reason}\nThe demo has to be loaded first: make demo")
    print(f"coverage report, {ROUNDS} rounds, milliseconds:")
    print(f"median {statistics.median(times):.0f}, from {min(times):.0f} to {max(times):.0f}")


def timed_report() -> float:
    begin = time.perf_counter()
    call_command("report", "coverage", stdout=io.StringIO(), **REPORT)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main()
