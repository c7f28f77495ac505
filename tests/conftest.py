"""What every test may ask for: a real worker, a real browser at two widths, a signed-in user."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.pilots.models import ActionPlan, Project
from projects.workers.models import SocialWorker
from tests.factories import (
    Cast,
    make_cast,
    make_places,
    make_plan,
    make_project,
    make_worker,
)

MIGRATION = "projects.pilots.migrations.0001_squashed_0012_running_totals_of_money"


@receiver(post_migrate)
def seed_again(sender: AppConfig, **told: Any) -> None:
    """What a migration sowed is there again after a test that emptied the database.

    In one process such tests come last; of a suite that is shared out, files follow in any order.
    """
    if sender.label == "pilots":
        import_module(MIGRATION).seed(apps, None)


# No test is timed: a busy machine is no fault of an example.
hypothesis_settings.register_profile("linkage", deadline=None)
hypothesis_settings.load_profile("linkage")


ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / "var" / "screenshots"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="session")
def celery_worker_process(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[int]:
    """A real Celery worker on the test database and the test broker; gives its process id.

    It sees only what is committed, so the test that asks for it needs `transactional_db`
    (the browser fixtures bring that along).
    """
    if connection.vendor != "postgresql" or not os.environ.get("REDIS_URL"):
        pytest.fail("A worker needs the PostgreSQL and Redis of `make test`; run it that way.")
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    command = [sys.executable, "-m", "celery", "--app=linkage", "worker"]
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [*command, "--concurrency=2", "--loglevel=INFO"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": address_of_the_test_database()},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for_worker(worker, log)
        yield worker.pid
    finally:
        # The parent alone: a signal to its whole group would leave it hanging.
        worker.terminate()
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def address_of_the_test_database() -> str:
    where = connection.settings_dict
    return f"postgres://{where['USER']}@{where['HOST']}:{where['PORT']}/{where['NAME']}"


def wait_for_worker(worker: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    patience = time.monotonic() + seconds
    while not current_app.control.ping(timeout=0.5):
        if worker.poll() is not None or time.monotonic() > patience:
            pytest.fail(f"The worker did not start:\n{log.read_text(errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    # Playwright keeps an event loop running in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A page at desktop width, with paths relative to the test server."""
    with opened_page(browser, live_server.url, **DESKTOP) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, live_server) -> Iterator[Page]:
    """A page at phone width, with touch."""
    with opened_page(browser, live_server.url, **PHONE) as opened:
        yield opened


@contextmanager
def opened_page(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page of its own, whose scripts may not fail and whose content policy may not be broken."""
    complaints: list[str] = []
    with browser.new_context(
        base_url=address,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        **options,
    ) as context:
        context.set_default_timeout(15_000)
        context.on("weberror", lambda problem: complaints.append(str(problem.error)))
        context.on("console", lambda said: complaints.extend(serious(said)))
        yield context.new_page()
    assert not complaints, "\n".join(complaints)


def serious(said: ConsoleMessage) -> list[str]:
    """What a page complains about, other than an answer (404, 409) that the test asked for.

    htmx tells the console, too, that a page was left while it asked how far a job has come.
    """
    harmless = ("Failed to load resource", "htmx:afterRequest,", "htmx:sendAbort,")
    expected = said.type != "error" or said.text.startswith(harmless)
    return [] if expected else [f"{said.text} ({said.location.get('url')})"]


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, object], None]:
    """`sign_in(page, user)` gives the page the session of a user who has signed in."""

    def give_session(page: Page, user) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return give_session


@pytest.fixture
def shoot() -> Callable[[Page, str], Path]:
    """`shoot(page, "project")` keeps a picture of the whole page in var/screenshots/."""

    def take(page: Page, name: str) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        assert page.viewport_size is not None
        path = SCREENSHOTS / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    """Hashing passwords is slow on purpose, which no test is about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """No test reads what another one left in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def places(db) -> SimpleNamespace:
    """A small piece of Fujian: ``places.minhou``, ``places.own`` (see factories)."""
    return make_places()


@pytest.fixture
def cast(places) -> Cast:
    """Users of every role in it: ``cast.county``, ``cast.sibling_clerk``, ``cast.sysadmin``."""
    return make_cast(places)


@pytest.fixture
def plan(places) -> ActionPlan:
    """The action plan of the province."""
    return make_plan(places.fujian, code="fujian-2018")


@pytest.fixture
def agency(cast) -> Agency:
    """The agency of ``cast.agency``, registered in the own county."""
    return cast.agency.agency


@pytest.fixture
def worker(places, agency) -> SocialWorker:
    """A certified social worker of that agency."""
    return make_worker(places.own, agency)


@pytest.fixture
def project(places, agency, plan, worker) -> Project:
    """A running project of the own county with a certified lead."""
    return make_project(places.own, agency=agency, plan=plan, status="running", lead=worker)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """``as_user(cast.clerk).get(…)``: a test client that is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return signed_in


@pytest.fixture
def translation_off() -> Iterator[None]:
    """Texts as they stand in the code."""
    with translation.override("en"):
        yield
