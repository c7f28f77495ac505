"""Money on SQLite, where a decimal column would have been floating point."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = tuple(
    f"tests/funding/test_{name}.py" for name in ("allocating", "constraints", "kept_entries")
)


def test_the_rules_of_money_hold_on_the_embedded_database_too(tmp_path):
    ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *TESTS],
        cwd=ROOT,
        env=kept | {"DEBUG": "on", "LINKAGE_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
