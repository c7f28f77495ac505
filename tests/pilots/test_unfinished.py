"""A registration that saves as one goes: nothing typed is lost, and nothing unfinished is a project."""

import uuid

import pytest
from django.urls import reverse

from projects.common.drafts import MOST
from projects.common.models import FormDraft
from projects.pilots.models import Project
from tests.factories import make_project

pytestmark = pytest.mark.django_db
NEW = reverse("project_create")
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def county(as_user, cast):
    return as_user(cast.county)


def keep(client, data, version=0, address=NEW, **headers):
    sent = {**data, "save_for_later": "1", "draft_version": version}
    return client.post(address, sent, headers=headers)


def test_what_is_incomplete_and_wrong_is_kept_word_for_word_and_is_no_project(county, fill):
    data = fill(name="银龄守望", goals="", ends="2018-01-01", cost_staff="三万")
    answer = keep(county, data, **SCRIPT)
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert answer.json()["said"].startswith("已于 ")
    assert not Project.objects.exists()
    form = county.get(answer.json()["address"]).context["form"]
    assert form["name"].value() == "银龄守望"
    assert form["ends"].value() == "2018-01-01"
    assert form["cost_staff"].value() == "三万"
    assert [int(pk) for pk in form["sites"].value()] == data["sites"]
    assert form["submission"].value() == data["submission"]
    assert not form.errors


def test_signs_that_no_database_keeps_are_left_out(county, fill):
    assert keep(county, fill(name="银龄\x00守望"), **SCRIPT).status_code == 200
    draft = FormDraft.objects.get()
    assert (draft.title, draft.data["name"]) == ("银龄守望", ["银龄守望"])


def test_without_script_a_button_saves_and_leads_to_the_unfinished_applications(county, fill):
    answer = county.post(NEW, {**fill(), "save_for_later": "1"}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("project_drafts")
    assert "银龄守望" in answer.content.decode()
    assert "?draft=" in answer.content.decode()


def test_the_registration_page_offers_what_was_begun_before(county, fill, needs):
    keep(county, fill())
    page = county.get(f"{NEW}?need={needs[0].pk}")
    assert [draft.title for draft in page.context["unfinished"]] == ["闽侯县银龄守望项目"]


def test_handing_in_makes_the_project_and_takes_the_draft_away(county, fill):
    data = fill()
    keep(county, data)
    assert county.post(NEW, data).status_code == 302
    assert Project.objects.count() == 1
    assert not FormDraft.objects.exists()


def test_a_form_with_errors_keeps_its_draft(county, fill):
    data = fill(goals="")
    keep(county, data)
    assert county.post(NEW, data).status_code == 200
    assert FormDraft.objects.count() == 1


def test_a_saving_that_arrives_after_the_handing_in_does_not_bring_the_draft_back(county, fill):
    data = fill()
    county.post(NEW, data)
    assert keep(county, data, **SCRIPT).status_code == 409
    assert not FormDraft.objects.exists()
    project = Project.objects.get()
    answer = county.get(f"{NEW}?draft={data['submission']}")
    assert answer.url == project.get_absolute_url()


def test_a_second_device_goes_on_where_the_first_left_off_and_the_first_does_not_write_over_it(
    county, fill
):
    data = fill()
    keep(county, data, **SCRIPT)
    assert keep(county, {**data, "name": "第二台"}, version=1, **SCRIPT).status_code == 200
    stale = keep(county, {**data, "name": "第一台"}, version=1, **SCRIPT)
    assert stale.status_code == 409
    assert "别处" in stale.json()["said"]
    assert FormDraft.objects.get().title == "第二台"


def test_without_script_a_stale_page_keeps_what_was_typed_and_saving_again_keeps_it(county, fill):
    data = fill()
    keep(county, data)
    keep(county, {**data, "name": "第二台"}, version=1)
    stale = keep(county, {**data, "name": "第一台"}, version=1)
    assert stale.status_code == 409
    assert stale.context["form"]["name"].value() == "第一台"
    keep(county, {**data, "name": "第一台"}, version=stale.context["draft_version"])
    assert FormDraft.objects.get().title == "第一台"


def test_nobody_reads_or_writes_the_draft_of_another(as_user, cast, fill, county):
    data = fill()
    keep(county, data)
    colleague = as_user(
        cast.county.__class__.objects.create(
            username="colleague", name="同事", role="county", place=cast.county.place
        )
    )
    assert colleague.get(f"{NEW}?draft={data['submission']}").url == reverse("project_drafts")
    assert not colleague.get(reverse("project_drafts")).context["object_list"]
    keep(colleague, {**data, "name": "别人的"}, **SCRIPT)
    assert {d.title for d in FormDraft.objects.filter(user=cast.county)} == {"闽侯县银龄守望项目"}


@pytest.mark.parametrize("role", ["province", "city", "clerk", "agency", "auditor", "evaluator"])
def test_who_may_not_register_may_not_keep_a_draft(role, as_user, cast, fill):
    assert keep(as_user(getattr(cast, role)), fill(), **SCRIPT).status_code == 403
    assert not FormDraft.objects.exists()


def test_choices_out_of_scope_are_taken_out_with_a_word(county, fill, places, agency, plan):
    data = fill()
    draft = keep(county, data, **SCRIPT).json()
    row = FormDraft.objects.get()
    row.data |= {
        "sites": [str(places.zhongshan.pk), str(places.fulong.pk)],
        "agency": ["999999999"],
    }
    row.data |= {"level": ["galaxy"]}
    row.save()
    page = county.get(draft["address"])
    form = page.context["form"]
    assert form["sites"].value() == [str(places.fulong.pk)]
    assert not form["agency"].value()
    assert not form["level"].value()
    assert page.context["restored"].lost == ["试点级别", "实施地", "机构"]
    assert "请重新选择" in page.content.decode()


def test_needs_that_went_out_of_sight_are_taken_out_and_the_rest_goes_on(county, fill, needs):
    draft = keep(county, fill(), **SCRIPT).json()
    row = FormDraft.objects.get()
    row.data["needs"] = [str(needs[0].pk), "123456789"]
    row.save()
    page = county.get(draft["address"])
    assert page.status_code == 200
    assert page.context["needs"] == [needs[0]]


def test_discarding_takes_only_this_draft(county, fill):
    data, other = fill(), fill()
    keep(county, data)
    keep(county, other)
    county.post(NEW, {**data, "discard_draft": "1"})
    assert [draft.key for draft in FormDraft.objects.all()] == [other["submission"]]


def test_an_edit_is_kept_too_and_shown_when_one_comes_back(county, places, agency, plan, fill):
    project = make_project(places.own, agency=agency, plan=plan, status="draft")
    address = reverse("project_edit", args=[project.pk])
    data = {**fill(name="改了一半"), "version": project.version}
    assert keep(county, data, address=address, **SCRIPT).json()["address"] == address
    project.refresh_from_db()
    assert project.name != "改了一半"
    page = county.get(address)
    assert page.context["form"]["name"].value() == "改了一半"
    assert page.context["restored"]
    county.post(address, data)
    project.refresh_from_db()
    assert project.name == "改了一半"
    assert not FormDraft.objects.exists()


def test_an_edit_that_somebody_else_overtook_shows_both_versions(
    county, places, agency, plan, fill
):
    project = make_project(places.own, agency=agency, plan=plan, status="draft")
    address = reverse("project_edit", args=[project.pk])
    keep(county, {**fill(name="我的"), "version": project.version}, address=address)
    Project.objects.filter(pk=project.pk).update(version=project.version + 1, name="别人的")
    form = county.get(address).context["form"]
    answer = county.post(address, {**fill(name="我的"), "version": form["version"].value()})
    assert answer.status_code == 409
    assert FormDraft.objects.count() == 1


@pytest.mark.parametrize("key", ["", "no-uuid", "x" * 500, "\x00"])
def test_a_form_without_a_proper_key_is_not_kept(key, county, fill):
    assert keep(county, fill(submission=key), **SCRIPT).status_code == 409
    assert not FormDraft.objects.exists()


def test_too_long_and_too_many_are_refused_with_a_word(county, fill, cast):
    answer = keep(county, fill(goals="长" * 100_001), **SCRIPT)
    assert "太长" in answer.json()["said"]
    FormDraft.objects.bulk_create(
        FormDraft(user=cast.county, form="project", key=str(uuid.uuid4()), data={})
        for _number in range(MOST)
    )
    answer = keep(county, fill(), **SCRIPT)
    assert "太多" in answer.json()["said"]


def test_a_nul_character_does_not_break_the_saving(county, fill):
    assert keep(county, fill(goals="独居\x00老人"), **SCRIPT).status_code == 200
    assert FormDraft.objects.get().data["goals"] == ["独居老人"]


def test_what_is_no_field_of_the_form_is_not_kept(county, fill):
    keep(county, {**fill(), "status": "approved"})
    assert "status" not in FormDraft.objects.get().data


def test_the_list_of_projects_still_asks_three_times(
    county, fill, places, agency, plan, django_assert_num_queries
):
    make_project(places.own, agency=agency, plan=plan)
    keep(county, fill())
    county.get(reverse("project_list"))
    with django_assert_num_queries(3):
        page = county.get(reverse("project_list"))
    assert reverse("project_drafts") in page.content.decode()
