"""What the machine must have: asks Debian for what is missing, or says exactly what to install.

Runs before there is a virtual environment, so it uses the standard library alone.
"""

import ctypes.util
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def postgresql_bin() -> Path | None:
    """The folder of the newest PostgreSQL server programs, which Debian keeps out of PATH."""
    folders = [Path(found).parent for found in glob.glob("/usr/lib/postgresql/*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def has_chinese_font() -> bool:
    return bool(glob.glob("/usr/share/fonts/**/NotoSansCJK*", recursive=True))


# Debian's package → is it here already?
PACKAGES: dict[str, Callable[[], object]] = {
    "postgresql": postgresql_bin,
    "redis-server": lambda: shutil.which("redis-server"),
    "chromium": lambda: shutil.which("chromium"),
    "fonts-noto-cjk": has_chinese_font,
    "gettext": lambda: shutil.which("xgettext") and shutil.which("msgfmt"),
    "poppler-utils": lambda: shutil.which("pdftoppm"),
    "libpango-1.0-0": lambda: ctypes.util.find_library("pango-1.0"),
    "libpangoft2-1.0-0": lambda: ctypes.util.find_library("pangoft2-1.0"),
    "libharfbuzz-subset0": lambda: ctypes.util.find_library("harfbuzz-subset"),
}
# Lays pages out as PDF; everything else works without.
PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk")


def require(*packages: str) -> None:
    """Make sure that the packages are installed, or end with the one line that installs them."""
    missing = [package for package in packages if not PACKAGES[package]()]
    if missing:
        install(*missing)


def want(*packages: str) -> None:
    """Install what is missing of the packages where that is possible, and go on without where it is not."""
    missing = [package for package in packages if not PACKAGES[package]()]
    try:
        if missing:
            install(*missing)
    except SystemExit as reason:
        print(f"PDF cannot be made yet. {reason}", file=sys.stderr)


def install(*packages: str) -> None:
    """Install Debian packages as root or with a sudo that asks for no password."""
    by_hand = f"apt-get install {' '.join(packages)}"
    become_root = sudo()
    if become_root is None or not shutil.which("apt-get"):
        sys.exit(f"Please install as root, then try again:  {by_hand}")
    print(f"Installing with apt: {' '.join(packages)}", flush=True)
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # An old package list names files that the mirror no longer has.
    subprocess.run([*apt, "update"], check=False)
    done = subprocess.run(
        [*apt, "install", "--yes", "--no-install-recommends", *packages],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        sys.exit(f"apt could not install them. Please try as root:  {by_hand}")


def sudo() -> list[str] | None:
    """The words to put before a command that needs root, or None where there is no way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def make_venv(folder: str) -> None:
    """Make the virtual environment; Debian keeps a part of that in a package of its own."""
    if Path(folder, "bin", "pip").exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036, this file runs before pip can check
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    if importlib.util.find_spec("ensurepip") is None:
        install(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    print(f"Making {folder} …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)


if __name__ == "__main__":
    verb, *names = sys.argv[1:]
    if verb == "pdf":
        want(*PDF)
    else:
        (make_venv if verb == "venv" else require)(*names)
