"""A need and its projects: several needs in one, one need split among several."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.needs.models import Need
from projects.pilots.actions.adoptions import adopt_into
from projects.pilots.models import Adoption
from tests.factories import make_need, make_project, make_report, make_service


@pytest.fixture
def draft(places, agency, plan):
    return make_project(places.own, agency=agency, plan=plan)


class TestSplitting:
    def test_an_adopted_need_is_put_into_a_further_project_with_its_part(
        self, cast, as_user, places, agency, plan, draft
    ):
        running = make_project(places.own, agency=agency, plan=plan, status="running")
        need = running.needs.get()
        client, address = as_user(cast.county), reverse("need_adopt", args=[need.pk])
        assert list(client.get(address).context["form"].fields["project"].queryset) == [draft]
        client.post(address, {"project": draft.pk, "part": "日间照料部分"})
        assert set(need.projects.all()) == {running, draft}
        page = client.get(need.get_absolute_url()).content.decode()
        assert "日间照料部分" in page

        first = need.adoptions.get(project=running)
        client.post(reverse("adoption_edit", args=[first.pk]), {"part": "上门探访部分"})
        first.refresh_from_db()
        assert first.part == "上门探访部分"

    def test_the_part_stays_as_it_is_once_the_project_is_over(
        self, cast, as_user, places, agency, plan
    ):
        over = make_project(places.own, agency=agency, plan=plan, status="terminated")
        adoption = over.adoptions.get()
        address = reverse("adoption_edit", args=[adoption.pk])
        answer = as_user(cast.county).post(address, {"part": "上门探访部分"})
        assert answer.context["form"].non_field_errors()
        adoption.refresh_from_db()
        assert adoption.part == ""

    def test_an_open_need_becomes_adopted(self, cast, as_user, places, draft):
        need = make_need(places.fulong)
        as_user(cast.county).post(reverse("need_adopt", args=[need.pk]), {"project": draft.pk})
        need.refresh_from_db()
        assert need.status == Need.Status.ADOPTED
        assert need.adoptions.get().part == ""

    def test_no_project_takes_in_more_once_it_is_handed_up(
        self, cast, as_user, places, agency, plan
    ):
        checked = make_project(places.own, agency=agency, plan=plan, status="county_check")
        need = make_need(places.fulong)
        answer = as_user(cast.county).post(
            reverse("need_adopt", args=[need.pk]), {"project": checked.pk}
        )
        assert answer.context["form"].errors["project"]
        with pytest.raises(ValidationError):
            adopt_into(need_id=need.pk, project_id=checked.pk)
        need.refresh_from_db()
        assert need.is_open

    def test_a_project_of_another_county_is_no_choice(self, cast, as_user, places, agency, plan):
        theirs = make_project(places.sibling, agency=agency, plan=plan)
        need = make_need(places.fulong)
        answer = as_user(cast.county).post(
            reverse("need_adopt", args=[need.pk]), {"project": theirs.pk}
        )
        assert answer.context["form"].errors["project"]

    def test_a_project_adopts_a_need_once(self, draft):
        need = draft.needs.get()
        with pytest.raises(ValidationError):
            adopt_into(need_id=need.pk, project_id=draft.pk)
        with pytest.raises(IntegrityError, match="need_once_a_project"), transaction.atomic():
            Adoption.objects.create(project=draft, need=need)

    def test_a_report_that_nobody_read_is_put_into_no_project(self, cast, as_user, places, draft):
        need = make_report(places.fulong).need
        assert as_user(cast.county).get(reverse("need_adopt", args=[need.pk])).url
        with pytest.raises(ValidationError):
            adopt_into(need_id=need.pk, project_id=draft.pk)
        assert draft.adoptions.count() == 1


class TestWhatCameOfIt:
    def test_the_need_shows_each_project_with_what_was_delivered(
        self, cast, as_user, places, agency, plan
    ):
        running = make_project(places.own, agency=agency, plan=plan, status="running")
        make_service(running, attendances=25)
        make_service(running, attendances=17)
        page = as_user(cast.county).get(running.needs.get().get_absolute_url())
        (outcome,) = page.context["outcomes"]
        assert (outcome.services, outcome.attendances) == (2, 42)
        assert "42 人次" in page.content.decode()

    def test_its_queries_do_not_grow_with_the_projects(
        self, cast, as_user, places, agency, plan, django_assert_max_num_queries
    ):
        need = make_need(places.fulong, status="adopted")
        for _number in range(8):
            make_project(places.own, agency=agency, plan=plan, status="running", needs=(need,))
        client = as_user(cast.county)
        with django_assert_max_num_queries(14):
            client.get(need.get_absolute_url())
