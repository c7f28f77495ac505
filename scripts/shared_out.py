"""A plugin that pytest loads before Django's settings: each process takes its own services."""

import json
import os

# Set by pytest-xdist in the processes among which it shares the suite out.
if process := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ.update(json.loads(os.environ["LINKAGE_SERVICES"])[process])
