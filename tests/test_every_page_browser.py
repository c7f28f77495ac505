"""Every page that the access matrix knows, in a real browser: readable by everybody, nothing runs over.

The pages are those of the matrix, so that a new one cannot be forgotten.
"""

from collections.abc import Iterator
from itertools import groupby

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from tests.access_world import make_world
from tests.conftest import DESKTOP, PHONE, opened_page
from tests.test_access_matrix import ROLES, ROWS, ask, session_of

pytestmark = pytest.mark.browser

# Whoever of these gets the page opens it; None is a visitor.
OPENERS = (None, "county", "agency", "clerk", "evaluator", "city", "province", "sysadmin")
BAD = ("serious", "critical")


@pytest.fixture
def world(transactional_db):
    world = make_world()
    world.sessions = {role: session_of(getattr(world.cast, role)) for role in ROLES}
    return world


def pages(world) -> Iterator[tuple[str, str | None, str]]:
    """(what it is, who opens it, its address) of each page; files and parts of pages are none."""
    seen = set()
    for row in ROWS:
        for role in OPENERS if row.method == "GET" else ():
            expected = row.expected(role, "own") if role else {"+": 200}.get(row.anonymous)
            if expected != 200:
                continue
            answer = ask(world, row, role, "own")
            asked = answer.request
            address = asked["PATH_INFO"] + (asked["QUERY_STRING"] and "?" + asked["QUERY_STRING"])
            is_page = not answer.streaming and answer.content.lstrip().startswith(b"<!doctype html")
            if is_page and address not in seen:
                seen.add(address)
                yield row.title, role, address
            break


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_nothing_runs_over(screen, world, browser, live_server):
    wrong, opened = [], 0
    found = sorted(pages(world), key=lambda page: page[1] or "")
    for role, theirs in groupby(found, key=lambda page: page[1]):
        # A browser for each: what a page still sends when it is left answers with its own session.
        with opened_page(browser, live_server.url, **screen) as window:
            if role:
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": world.sessions[role]}
                window.context.add_cookies([{**cookie, "url": live_server.url}])
            for title, _, address in theirs:
                answer = window.goto(address)
                assert answer is not None
                assert answer.status == 200, (title, role)
                opened += 1
                wrong += [f"{title} for {role}: {fault}" for fault in faults(window)]
    assert opened > 80
    assert not wrong, "\n".join(wrong)


def faults(window: Page) -> Iterator[str]:
    options = {"resultTypes": ["violations"]}
    for one in Axe().run(window, options=options).response["violations"]:
        if one["impact"] in BAD:
            yield from (f"{one['id']}: {node['html'][:160]}" for node in one["nodes"])
    root = "document.documentElement"
    over = window.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    if over:
        yield f"{over} px wider than the screen"
