"""Addresses of lists that nobody would type by hand, and somebody will."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 30, "abc", "-1"])
@pytest.mark.parametrize(
    ("name", "filter_"),
    [("allocation_list", "project"), ("allocation_list", "budget"), ("service_list", "project")],
)
def test_a_number_that_no_record_can_have_finds_nothing(cast, as_user, name, filter_, number):
    answer = as_user(cast.county).get(reverse(name), {filter_: number})
    assert answer.status_code == 200
    # Refused by the form: SQLite has no such numbers and would answer with an error.
    assert filter_ in answer.context["filter"].form.errors
    assert not answer.context["object_list"]


def test_a_search_word_at_a_list_without_a_search_is_ignored(cast, as_user):
    answer = as_user(cast.county).get(reverse("report_run_list"), {"q": "abc"})
    assert answer.status_code == 200
