"""What a phone is given to keep: a snapshot of the user's own projects, an app, a worker for its shell."""

import json
import re

import pytest
from django.urls import reverse

from projects.delivery.views.shell import SHELL
from tests.delivery.test_logging import site, told
from tests.factories import make_project, make_service

pytestmark = pytest.mark.django_db
__all__ = ["site", "told"]

SYNC = reverse("service_sync")


def test_the_snapshot_holds_the_running_projects_of_the_agency_and_no_others(
    as_user, cast, places, agency, plan, project
):
    make_project(places.own, agency=agency, plan=plan, status="approved")
    make_project(places.sibling, agency=cast.sibling_agency.agency, plan=plan, status="running")
    kept = as_user(cast.agency).get(SYNC).json()
    assert kept["owner"] == str(cast.agency.pk)
    assert [one["id"] for one in kept["projects"]] == [str(project.pk)]


def test_the_kept_form_has_the_sites_the_workers_and_every_field_of_the_online_one(
    as_user, cast, project, worker, site
):
    client = as_user(cast.agency)
    (kept,) = client.get(SYNC).json()["projects"]
    online = client.get(f"{reverse('service_create')}?project={project.pk}").content.decode()
    form = online[online.index("<form class=") : online.index('<div class="save">')]
    names = set(re.findall(r'name="(\w+)"', form))
    names -= {"csrfmiddlewaretoken", "submission", "version"}
    assert set(re.findall(r'name="(\w+)"', kept["html"])) == names
    assert worker.name in kept["html"]
    assert str(site) in kept["html"]
    assert "csrfmiddlewaretoken" not in kept["html"]


def test_the_snapshot_remembers_what_was_used_last_and_nothing_that_was_written(
    as_user, cast, project, worker, site
):
    make_service(project, worker, created_by=cast.agency, note="家访时说的话", hours="2.5")
    answer = as_user(cast.agency).get(SYNC)
    (kept,) = answer.json()["projects"]
    assert kept["last"]["method"] == ["group"]
    assert "hours" not in kept["last"]
    assert (kept["same"]["hours"], kept["same"]["attendances"]) == (["2.5"], ["25"])
    assert kept["last"]["place"] == [str(site.pk)]
    assert kept["last"]["workers"] == [str(worker.pk)]
    assert "家访时说的话" not in answer.content.decode()


def test_a_fresh_token_alone_costs_no_snapshot(
    as_user, cast, project, django_assert_max_num_queries
):
    client = as_user(cast.agency)
    with django_assert_max_num_queries(2):
        ready = client.get(SYNC, {"token": "1"}).json()
    assert ready["token"]
    assert "projects" not in ready


def test_nothing_of_this_stays_in_a_cache_on_the_way(as_user, cast, project):
    answer = as_user(cast.agency).get(SYNC)
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_the_page_is_the_same_for_everybody(as_user, client, cast):
    pages = {client.get(reverse("offline")).content}
    pages |= {as_user(user).get(reverse("offline")).content for user in (cast.agency, cast.county)}
    assert len(pages) == 1


def test_the_worker_stands_at_the_root_and_changes_with_the_shell(client, monkeypatch):
    answer = client.get(reverse("service_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    shell = json.loads(re.search(r"self\.SHELL = (.*);", answer.content.decode())[1])
    assert len(shell["files"]) == len(SHELL)
    assert shell["page"] == reverse("offline")
    again = client.get(reverse("service_worker"))
    assert again.content == answer.content
    monkeypatch.setattr("projects.delivery.views.shell._digest", lambda path, changed: "other")
    assert client.get(reverse("service_worker")).content != answer.content


def test_the_shell_is_all_that_the_page_asks_for(client):
    html = client.get(reverse("offline")).content.decode()
    asked = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
    assert asked == set(SHELL)


def test_the_app_has_a_chinese_name_and_begins_with_the_phone_page(client):
    answer = client.get(reverse("manifest"))
    app = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert app["short_name"] == "服务登记"
    assert (app["start_url"], app["display"]) == (reverse("offline"), "standalone")
    assert {icon["sizes"] for icon in app["icons"]} == {"any", "192x192", "512x512"}


def test_the_content_policy_lets_the_worker_in_and_no_script_from_elsewhere(client):
    policy = client.get(reverse("offline"))["Content-Security-Policy"]
    for part in ("default-src 'self'", "worker-src 'self'", "manifest-src 'self'"):
        assert part in policy
    assert "unsafe" not in policy
