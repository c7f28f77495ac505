"""`make bench`: how long the coverage report takes on the data that are loaded."""

import io
import statistics
import time

import django
from django.core.management import call_command

ROUNDS = 5
REPORT = {"plan": "fujian-2018", "as_of": "2018-12-31", "format": "json", "output": "-"}


def main() -> None:
    django.setup()
    times = [timed_report() for _ in range(ROUNDS)]
    print(f"coverage report, {ROUNDS} rounds, milliseconds:")
    print(f"median {statistics.median(times):.0f}, from {min(times):.0f} to {max(times):.0f}")


def timed_report() -> float:
    begin = time.perf_counter()
    call_command("report", "coverage", stdout=io.StringIO(), **REPORT)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main()
