"""Registrations of certified workers: three years, renewed at the end, never voiding the certificate."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from projects.workers.actions import register_worker, three_years_from
from tests.factories import make_worker


@pytest.fixture
def worker(places, cast):
    """Certified since June 2016."""
    return make_worker(places.minhou, cast.agency.agency, certified=date(2016, 6, 19))


def url(worker) -> str:
    return reverse("worker_registration_create", args=[worker.pk])


def test_three_years_end_on_the_day_before():
    assert three_years_from(date(2016, 9, 1)) == date(2019, 8, 31)
    assert three_years_from(date(2016, 2, 29)) == date(2019, 2, 28)


def test_the_agency_records_a_registration(as_user, cast, worker):
    page = as_user(cast.agency).post(url(worker), {"starts_on": "2016-09-01"}, follow=True)
    assert "2019-08-31" in page.text
    assert worker.registered_on(date(2019, 8, 31))
    assert not worker.registered_on(date(2019, 9, 1))
    assert worker.certified_on(date(2019, 9, 1))


def test_without_a_certificate_on_the_day_it_is_refused_at_the_field(as_user, cast, worker):
    page = as_user(cast.agency).post(url(worker), {"starts_on": "2016-06-18"})
    assert "starts_on" in page.context["registration_form"].errors
    assert not worker.registrations.exists()


def test_renewal_opens_three_months_before_the_end_and_follows_it_without_a_gap(cast, worker):
    register_worker(worker_id=worker.pk, starts_on=date(2016, 9, 1), by=cast.agency)
    with pytest.raises(ValidationError):
        register_worker(worker_id=worker.pk, starts_on=date(2019, 5, 31), by=cast.agency)
    renewed = register_worker(worker_id=worker.pk, starts_on=date(2019, 6, 1), by=cast.agency)
    assert (renewed.starts_on, renewed.ends_on) == (date(2019, 9, 1), date(2022, 8, 31))
