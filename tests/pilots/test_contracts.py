"""Contracts: who writes one, when, what it must say, and that a project starts with it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from projects.attachments.models import Attachment
from projects.pilots.actions.contracts import save_contract
from projects.pilots.actions.moves import MoveRefused, move
from projects.pilots.models import Contract, Project
from tests.factories import (
    list_agency,
    make_contract,
    make_notice,
    make_project,
    make_rule,
    picture_bytes,
)


@pytest.fixture
def rule(places):
    return make_rule(places.fujian)


@pytest.fixture
def project(bare, cast, rule) -> Project:
    project = bare("contracting")
    make_notice(project, starts=date(2018, 3, 26), ends=date(2018, 3, 30))
    return project


@pytest.fixture
def fill(places):
    def data(**changes) -> dict:
        data = {
            "submission": str(uuid.uuid4()),
            "number": "闽侯民购〔2018〕1号",
            "purchaser": "闽侯县民政局",
            "place": places.own.pk,
            "communities": [places.fulong.pk],
            "method": "consultation",
            "method_reason": "",
            "amount": "150,000.00",
            "signed_on": "2018-04-02",
            "starts": "2018-04-10",
            "ends": "2019-04-09",
            "scans": [scan()],
        }
        return {key: value for key, value in (data | changes).items() if value is not None}

    return data


def scan(name: str = "合同.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(), "image/png")


def write(client, project: Project, data: dict):
    return client.post(reverse("contract_create", args=[project.pk]), data)


class TestWhoWrites:
    def test_the_county_records_it_with_parties_and_scans(self, cast, as_user, project, fill):
        answer = write(as_user(cast.county), project, fill())
        assert answer.status_code == 302, answer.context["form"].errors
        contract = project.contract
        assert contract.amount == Decimal("150000.00")
        assert contract.agency == project.agency
        assert [str(place) for place in contract.communities.all()] == ["福龙社区"]
        file = Attachment.objects.of(contract).get()
        assert (file.kind, file.name) == (Attachment.Kind.CONTRACT, "合同.png")

    @pytest.mark.parametrize(
        "role", ["province", "city", "clerk", "agency", "evaluator", "auditor"]
    )
    def test_nobody_else(self, cast, as_user, project, fill, role):
        assert write(as_user(getattr(cast, role)), project, fill()).status_code == 403
        assert not Contract.objects.exists()

    def test_another_county_does_not_find_the_project(self, cast, as_user, project, fill):
        assert write(as_user(cast.sibling_county), project, fill()).status_code == 404

    @pytest.mark.parametrize("status", ["approved", "notice", "running", "settlement"])
    def test_only_while_the_project_awaits_it(self, cast, as_user, bare, fill, status):
        project = bare(status)
        write(as_user(cast.county), project, fill())
        assert not Contract.objects.exists()
        contract = Contract(project=project, number="1")
        with pytest.raises(ValidationError):
            save_contract(contract=contract, communities=[])

    def test_it_is_edited_until_the_start_and_not_after(self, cast, as_user, project, fill):
        contract = make_contract(project)
        client, address = as_user(cast.county), reverse("contract_edit", args=[contract.pk])
        data = fill(version="1", amount="160000", scans=None)
        answer = client.post(address, data)
        assert answer.status_code == 302, answer.context["form"].errors
        contract.refresh_from_db()
        assert contract.amount == Decimal("160000.00")
        Project.objects.filter(pk=project.pk).update(status="running", started_on="2018-04-10")
        client.post(address, fill(version="2", amount="170000", scans=None))
        contract.refresh_from_db()
        assert contract.amount == Decimal("160000.00")
        assert contract.why_attachments_stay()

    def test_its_amount_does_not_fall_below_what_sources_bear(self, cast, as_user, project, fill):
        contract = make_contract(project)
        Contract.objects.update(committed=Decimal("100000.00"))
        address = reverse("contract_edit", args=[contract.pk])
        page = as_user(cast.county).post(address, fill(version="1", amount="99999.99", scans=None))
        assert "100,000.00" in str(page.context["form"].errors["amount"])

    def test_what_sources_bear_meanwhile_is_not_written_over(self, project):
        read_before = make_contract(
            project, signed_on=date(2018, 4, 2), starts=date(2018, 4, 10), ends=date(2019, 4, 9)
        )
        Contract.objects.update(committed=Decimal("100.00"))
        save_contract(contract=read_before, communities=[])
        assert Contract.objects.get().committed == Decimal("100.00")

    def test_a_change_to_an_older_version_shows_both(self, cast, as_user, project, fill):
        contract = make_contract(project, version=2)
        answer = as_user(cast.county).post(
            reverse("contract_edit", args=[contract.pk]), fill(version="1", scans=None)
        )
        assert answer.status_code == 409


class TestWhatItSays:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"amount": "0"}, "amount"),
            ({"amount": "a lot"}, "amount"),
            ({"starts": "2018-04-01"}, "starts"),  # signed on the 2nd
            ({"ends": "2018-04-10"}, "ends"),
            ({"signed_on": "2018-03-30"}, "signed_on"),  # the last day of the notice
            (
                {"signed_on": "2999-01-01", "starts": "2999-01-02", "ends": "2999-12-31"},
                "signed_on",
            ),
            ({"method": "single_source"}, "method_reason"),
            ({"method": "single_source", "method_reason": " "}, "method_reason"),
            ({"method": "direct"}, "method"),
            ({"communities": []}, "communities"),
            ({"scans": None}, "scans"),
            ({"number": ""}, "number"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, cast, as_user, project, fill, changes, field):
        answer = write(as_user(cast.county), project, fill(**changes))
        assert list(answer.context["form"].errors) == [field]
        assert not Contract.objects.exists()

    def test_the_error_of_the_purchase_names_the_rule(self, cast, as_user, project, fill, rule):
        answer = write(as_user(cast.county), project, fill(method="direct"))
        assert rule.document in str(answer.context["form"].errors["method"])

    def test_the_rule_of_the_purchasers_place_applies(self, cast, as_user, project, fill, places):
        make_rule(places.fuzhou, direct_below=Decimal("200000.00"))
        answer = write(
            as_user(cast.county),
            project,
            fill(method="direct", place=places.fujian.pk, purchaser="福建省民政厅"),
        )
        assert answer.context["form"].errors["method"]
        answer = write(as_user(cast.county), project, fill(method="direct", place=places.fuzhou.pk))
        assert answer.status_code == 302

    def test_a_place_that_is_not_above_the_project_is_no_purchaser(
        self, cast, as_user, project, fill, places
    ):
        answer = write(as_user(cast.county), project, fill(place=places.sanming.pk))
        assert "place" in answer.context["form"].errors

    def test_a_number_is_taken_once_within_the_purchasers_place(
        self, cast, as_user, project, bare, fill
    ):
        make_contract(bare("contracting", lead=None), number="闽侯民购〔2018〕1号")
        answer = write(as_user(cast.county), project, fill())
        assert list(answer.context["form"].errors) == ["number"]

    def test_an_agency_listed_on_the_day_of_signing_is_not_contracted(
        self, cast, as_user, project, fill
    ):
        list_agency(project.agency, date(2018, 4, 1), date(2018, 4, 5))
        answer = write(as_user(cast.county), project, fill())
        assert project.agency.name in str(answer.context["form"].errors["signed_on"])
        answer = write(
            as_user(cast.county), project, fill(signed_on="2018-04-05")
        )  # removed on that day
        assert answer.status_code == 302

    def test_a_file_that_is_no_scan_is_refused_by_its_content(self, cast, as_user, project, fill):
        wrong = SimpleUploadedFile("合同.pdf", b"MZ not a document", "application/pdf")
        answer = write(as_user(cast.county), project, fill(scans=[wrong]))
        assert answer.context["form"].errors["scans"]
        assert not Contract.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"amount": Decimal("0.00")}, "contract_is_about_money"),
            ({"ends": date(2018, 4, 1)}, "contract_ends_after_it_begins"),
            ({"signed_on": date(2018, 4, 2)}, "contract_is_signed_before_it_begins"),
            ({"method": "single_source"}, "single_source_has_its_reason"),
        ],
    )
    def test_the_database_holds_the_rules_too(self, project, fields, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_contract(project, **fields)


class TestOnce:
    def test_two_clicks_record_one_contract(self, cast, as_user, project, fill):
        key = str(uuid.uuid4())
        for _click in range(2):
            answer = write(as_user(cast.county), project, fill(submission=key))
            assert answer.status_code == 302
        assert Contract.objects.count() == 1
        assert Attachment.objects.count() == 1

    def test_a_second_form_meets_the_first_contract(self, cast, as_user, project, fill):
        make_contract(project)
        answer = write(as_user(cast.county), project, fill())
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert Contract.objects.count() == 1
        page = as_user(cast.county).get(reverse("contract_create", args=[project.pk]))
        assert page.url == reverse("project_contract", args=[project.pk])


class TestStart:
    @pytest.fixture
    def ready(self, bare, cast) -> Project:
        return bare("contracting")

    def test_no_start_without_a_contract(self, cast, ready):
        with pytest.raises(MoveRefused) as refusal:
            move(project_id=ready.pk, name="start", by=cast.county)
        assert "合同" in str(refusal.value.message)
        make_contract(ready)
        move(project_id=ready.pk, name="start", by=cast.county)
        ready.refresh_from_db()
        assert ready.started_on == timezone.localdate()


class TestThePage:
    @pytest.mark.parametrize(
        ("role", "reads"),
        [
            ("province", True),
            ("city", True),
            ("county", True),
            ("agency", True),
            ("evaluator", True),
            ("auditor", True),
            ("clerk", False),
        ],
    )
    def test_amount_and_number_are_not_for_the_communities(
        self, cast, as_user, project, role, reads
    ):
        contract = make_contract(project, amount=Decimal("123456.00"))
        page = (
            as_user(getattr(cast, role))
            .get(reverse("project_contract", args=[project.pk]))
            .content.decode()
        )
        assert ("123,456.00" in page) == reads
        assert (contract.number in page) == reads

    @pytest.mark.parametrize(
        ("status", "role", "address"),
        [
            ("approved", "province", "notice_create"),
            ("approved", "county", None),
            ("notice", "province", "notice_create"),
            ("notice", "county", None),
            ("contracting", "county", "contract_create"),
            ("contracting", "province", None),
            ("running", "county", None),
        ],
    )
    def test_it_offers_what_is_next_to_whom_it_falls(
        self, cast, as_user, bare, status, role, address
    ):
        project = bare(status)
        page = (
            as_user(getattr(cast, role))
            .get(reverse("project_contract", args=[project.pk]))
            .content.decode()
        )
        for name in ("notice_create", "contract_create"):
            assert (reverse(name, args=[project.pk]) in page) == (name == address)

    @pytest.mark.parametrize(
        "status", ["draft", "approved", "notice", "contracting", "running", "terminated"]
    )
    def test_it_stands_at_every_status_with_nothing_recorded(self, cast, as_user, bare, status):
        project = bare(status)
        for role in ("province", "county", "clerk", "agency", "evaluator", "auditor"):
            answer = as_user(getattr(cast, role)).get(
                reverse("project_contract", args=[project.pk])
            )
            assert answer.status_code == 200, role

    def test_it_asks_no_more_when_there_are_many_objections(
        self, cast, as_user, project, django_assert_max_num_queries
    ):
        make_contract(project)
        client = as_user(cast.province)
        client.get(reverse("project_contract", args=[project.pk]))
        with django_assert_max_num_queries(16):
            client.get(reverse("project_contract", args=[project.pk]))


def test_the_span_of_the_form_begins_no_earlier_than_the_plan(cast, as_user, places, agency, plan):
    today = timezone.localdate()
    project = make_project(
        places.own,
        agency=agency,
        plan=plan,
        status="contracting",
        starts=today + timedelta(days=9),
        ends=today + timedelta(days=200),
    )
    form = as_user(cast.county).get(reverse("contract_create", args=[project.pk])).context["form"]
    assert form["starts"].value() == project.starts
    assert form["ends"].value() == project.ends
