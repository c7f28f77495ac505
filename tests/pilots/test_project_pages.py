"""Projects: edited while a draft, listed with their sum."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.pilots.models import Project
from tests.factories import (
    list_agency,
    make_allocation,
    make_budget,
    make_plan,
    make_project,
)


class TestEditing:
    @pytest.fixture
    def draft(self, cast, as_user, fill) -> Project:
        as_user(cast.county).post(reverse("project_create"), fill())
        return Project.objects.get()

    def test_a_draft_is_changed_with_its_sites_and_keeps_number_and_needs(
        self, cast, as_user, draft, fill, places, needs
    ):
        address = reverse("project_edit", args=[draft.pk])
        form = as_user(cast.county).get(address).context["form"]
        assert set(form["sites"].value()) == {places.fulong.pk, places.baishacun.pk}
        answer = as_user(cast.county).post(
            address,
            fill(name="改名", sites=[places.qingqi.pk, places.fulong.pk], version=draft.version),
        )
        assert answer.url == draft.get_absolute_url()
        number = draft.number
        draft.refresh_from_db()
        assert (draft.name, draft.number, draft.version) == ("改名", number, 2)
        assert [site.place for site in draft.sites.all()] == [places.fulong, places.qingqi]
        assert list(draft.needs.order_by("pk")) == needs

    @pytest.mark.parametrize(
        "status", [s for s in Project.Status.values if s not in ("draft", "returned")]
    )
    def test_what_was_handed_up_is_not_edited(
        self, cast, as_user, places, agency, plan, fill, status
    ):
        project = make_project(places.own, agency=agency, plan=plan, status=status)
        address = reverse("project_edit", args=[project.pk])
        client = as_user(cast.county)
        for answer in (client.get(address), client.post(address, fill(version=1))):
            assert answer.url == project.get_absolute_url()
        name = project.name
        project.refresh_from_db()
        assert project.name == name

    def test_a_returned_project_is_edited(self, cast, as_user, places, agency, plan):
        project = make_project(places.own, agency=agency, plan=plan, status="returned")
        address = reverse("project_edit", args=[project.pk])
        assert as_user(cast.county).get(address).status_code == 200

    @pytest.mark.parametrize("who", ["province", "city", "clerk", "agency", "evaluator", "auditor"])
    def test_nobody_else_edits(self, cast, as_user, draft, agency, who):
        user = getattr(cast, who)
        assert user.agency in (None, draft.agency)
        address = reverse("project_edit", args=[draft.pk])
        assert as_user(user).get(address).status_code == 403
        assert as_user(user).post(address, {}).status_code == 403

    def test_a_sibling_county_finds_nothing(self, cast, as_user, draft):
        address = reverse("project_edit", args=[draft.pk])
        assert as_user(cast.sibling_county).get(address).status_code == 404

    def test_the_second_of_two_savers_sees_both_versions_and_may_keep_hers(
        self, cast, as_user, draft, fill, places
    ):
        address, client = reverse("project_edit", args=[draft.pk]), as_user(cast.county)
        client.post(address, fill(version=1, name="先存的", sites=[places.qingqi.pk]))
        mine = fill(version=1, name="后存的")
        answer = client.post(address, mine)
        assert answer.status_code == 409
        both = answer.context["form"].mine_and_theirs()
        assert ("项目名称", "后存的", "先存的") in both
        assert ("实施地", "福龙社区、白沙村委会", "青岐村委会") in both
        draft.refresh_from_db()
        assert draft.name == "先存的"
        version = answer.context["form"]["version"].value()
        assert client.post(address, {**mine, "version": version}).status_code == 302
        draft.refresh_from_db()
        assert draft.name == "后存的"
        assert draft.sites.count() == 2

    def test_an_agency_listed_meanwhile_must_be_changed(self, cast, as_user, draft, fill):
        list_agency(draft.agency, timezone.localdate())
        address, client = reverse("project_edit", args=[draft.pk]), as_user(cast.county)
        assert "请另选一家" in client.get(address).content.decode()
        answer = client.post(address, fill(version=1))
        assert "agency" in answer.context["form"].errors


class TestListing:
    @pytest.fixture
    def several(self, places, plan, agency, cast) -> list[Project]:
        made = [
            make_project(places.own, agency=agency, plan=plan, status="running", name=f"银龄 {n}")
            for n in range(25)
        ]
        made.append(
            make_project(
                places.gulou,
                agency=cast.sibling_agency.agency,
                plan=make_plan(places.fujian),
                level="city",
                setting="urban",
                field="children",
                name="启航",
            )
        )
        make_allocation(make_budget(places.own, plan), made[0], "240000.00")
        make_allocation(make_budget(places.gulou, plan), made[-1], "5000.00")
        return made

    def test_the_list_is_three_queries_and_adds_up_what_is_found(
        self, cast, as_user, several, places, django_assert_num_queries
    ):
        client = as_user(cast.city)
        query = {"place": places.minhou.code, "sort": "-allocated"}
        client.get(reverse("project_list"), query)
        with django_assert_num_queries(3):
            page = client.get(reverse("project_list"), query)
        assert page.context["paginator"].sums == {"rows": 25, "allocated": Decimal("240000.00")}
        assert page.context["object_list"][0] == several[0]
        assert len(page.context["object_list"]) == 20
        assert "符合条件 25 项 · 下达合计 24.00 万元" in page.content.decode()
        assert page.context["object_list"][0].site_count == 1

    def test_the_filters_narrow_the_list(self, cast, as_user, several, places):
        client, other = as_user(cast.city), several[-1]

        def found(**query) -> int:
            return client.get(reverse("project_list"), query).context["paginator"].count

        assert found() == 26
        for query in (
            {"q": "启航"},
            {"q": other.number},
            {"place": places.gulou.code},
            {"level": "city"},
            {"status": "draft"},
            {"field": "children"},
            {"setting": "urban"},
            {"plan": other.plan_id},
        ):
            assert found(**query) == 1
        assert found(level="city", status="running") == 0

    def test_each_role_reads_its_own(self, cast, several, project, places, plan):
        def seen(user) -> int:
            return Project.objects.visible_to(user).count()

        assert seen(cast.county) == seen(cast.evaluator) == seen(cast.auditor) == 26
        assert seen(cast.city) == seen(cast.province) == 27
        assert seen(cast.agency) == 26
        assert seen(cast.clerk) == 26
        assert seen(cast.sibling_county) == seen(cast.sibling_agency) == 1
        assert seen(cast.other_county) == seen(cast.other_clerk) == seen(cast.sysadmin) == 0

    def test_a_clerk_reads_the_projects_sited_in_her_community_only(
        self, cast, places, plan, agency
    ):
        here = make_project(places.own, agency=agency, plan=plan, sites=(places.fulong,))
        make_project(places.own, agency=agency, plan=plan, sites=(places.qingqi,))
        assert list(Project.objects.visible_to(cast.clerk)) == [here]

    def test_an_empty_list_says_what_to_do(self, cast, as_user):
        page = as_user(cast.county).get(reverse("project_list")).content.decode()
        assert "还没有项目" in page
        assert f"{reverse('need_list')}?status=registered" in page

    def test_the_system_administrator_has_no_list(self, cast, as_user):
        assert as_user(cast.sysadmin).get(reverse("project_list")).status_code == 403

    def test_a_draft_of_yesterday_sorts_behind_todays(self, cast, as_user, several):
        old = several[3]
        yesterday = timezone.now() - timedelta(days=1)
        Project.objects.filter(pk=old.pk).update(updated_at=yesterday)
        page = as_user(cast.city).get(reverse("project_list"), {"sort": "updated"})
        assert page.context["object_list"][0] == old
