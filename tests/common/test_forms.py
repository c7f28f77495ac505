"""Ids in a form that no record can have."""

import pytest
from django import forms

from projects.common.forms import RecordsChoiceField
from projects.places.models import Place


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 400, "abc"])
def test_an_id_that_no_record_can_have_is_no_choice(db, number):
    field = RecordsChoiceField(Place.objects.all())
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean([number])
    assert refusal.value.code in ("invalid_choice", "invalid_pk_value")


def test_a_number_too_large_for_the_database_is_refused_before_it_is_asked():
    # Without a database mark, a question to the database would fail this test.
    with pytest.raises(forms.ValidationError):
        RecordsChoiceField(Place.objects.all()).clean(["9" * 30])
