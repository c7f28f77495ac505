"""Satisfaction surveys: who records them, that the numbers fit, and the indicator they feed."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from projects.evaluation.models import SatisfactionSurvey
from projects.pilots.models import Indicator, IndicatorValue
from tests.evaluating import make_survey

pytestmark = pytest.mark.django_db


def entry(**fields):
    numbers = {"handed_out": 50, "valid": 48, "satisfied": 45}
    return {"on": "2018-10-10", "method": "paper", **numbers, "note": "", **fields}


@pytest.fixture
def indicator(project):
    return Indicator.objects.create(
        project=project, name="服务对象满意率", unit="percent", baseline=0, target=90
    )


@pytest.mark.parametrize("name", ["province", "city", "county", "evaluator", "agency"])
def test_officials_evaluators_and_the_agency_record_surveys(as_user, cast, project, name):
    user = getattr(cast, name)
    as_user(user).post(reverse("survey_create", args=[project.pk]), entry())
    survey = SatisfactionSurvey.objects.get()
    assert (survey.created_by, survey.rate) == (user, Decimal("93.75"))


@pytest.mark.parametrize(
    ("name", "status"), [("clerk", 403), ("auditor", 403), ("sibling_agency", 404)]
)
def test_others_do_not(as_user, cast, project, name, status):
    address = reverse("survey_create", args=[project.pk])
    assert as_user(getattr(cast, name)).post(address, entry()).status_code == status
    assert not SatisfactionSurvey.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"valid": 51}, "valid"),
        ({"valid": 0, "satisfied": 0}, "valid"),
        ({"satisfied": 49}, "satisfied"),
        ({"handed_out": -1}, "handed_out"),
        ({"on": "2999-01-01"}, "on"),
        ({"method": "drums"}, "method"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(as_user, cast, project, fields, wrong):
    page = as_user(cast.agency).post(reverse("survey_create", args=[project.pk]), entry(**fields))
    assert wrong in page.context["form"].errors
    assert not SatisfactionSurvey.objects.exists()


def test_the_database_holds_that_the_numbers_fit(cast, project):
    make_survey(project, cast.agency)
    for wrong, name in (
        ({"valid": 51}, "survey_valid_within_handed_out"),
        ({"satisfied": 49}, "survey_satisfied_within_valid"),
        ({"valid": 0, "satisfied": 0}, "survey_has_a_valid_questionnaire"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            SatisfactionSurvey.objects.update(**wrong)


def test_its_rate_becomes_the_value_of_the_indicator(as_user, cast, project, indicator):
    address = reverse("survey_create", args=[project.pk])
    as_user(cast.agency).post(address, entry(indicator=indicator.pk))
    value = IndicatorValue.objects.get()
    assert (value.indicator, value.actual, str(value.as_of)) == (
        indicator,
        Decimal("93.75"),
        "2018-10-10",
    )
    assert "48" in value.source
    assert value.created_by == cast.agency


def test_a_corrected_survey_corrects_the_value_and_keeps_its_day(as_user, cast, project, indicator):
    client = as_user(cast.agency)
    client.post(reverse("survey_create", args=[project.pk]), entry(indicator=indicator.pk))
    survey = SatisfactionSurvey.objects.get()
    changed = entry(satisfied=36, on="2018-11-11", indicator="", version=1)
    client.post(reverse("survey_edit", args=[survey.pk]), changed)
    survey.refresh_from_db()
    assert (survey.satisfied, str(survey.on), survey.indicator) == (36, "2018-10-10", indicator)
    assert IndicatorValue.objects.get().actual == Decimal("75.00")
    assert survey.history.count() == 2


def test_a_day_that_has_a_value_already_is_refused_and_nothing_is_saved(
    as_user, cast, project, indicator
):
    IndicatorValue.objects.create(
        indicator=indicator, as_of="2018-10-10", actual=80, source="机构上报"
    )
    address = reverse("survey_create", args=[project.pk])
    page = as_user(cast.agency).post(address, entry(indicator=indicator.pk))
    assert set(page.context["form"].errors) == {"on"}
    assert not SatisfactionSurvey.objects.exists()


def test_only_indicators_of_this_project_in_per_cent_are_offered(as_user, cast, project, indicator):
    Indicator.objects.create(project=project, name="人次", unit="attendances", baseline=0, target=9)
    page = as_user(cast.agency).get(reverse("survey_create", args=[project.pk]))
    assert list(page.context["form"].fields["indicator"].queryset) == [indicator]


def test_a_survey_is_corrected_by_whoever_recorded_it(as_user, cast, project):
    survey = make_survey(project, cast.agency)
    address = reverse("survey_edit", args=[survey.pk])
    for user in (cast.county, cast.province, cast.evaluator):
        assert as_user(user).get(address).status_code == 403
    assert as_user(cast.agency).get(address).status_code == 200
