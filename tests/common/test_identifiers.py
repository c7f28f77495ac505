"""Identifiers: the samples of the standard, and what a slip of the finger does to them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from projects.common.identifiers import (
    clean_number,
    credit_code_is_valid,
    mask_id_number,
    mask_mobile,
    validate_certificate_number,
    validate_credit_code_form,
    validate_id_number,
    validate_mobile,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PREFIXES = st.sampled_from(["350102", "350402", "830000", "110101", "999999"])

days = st.dates(date(1900, 1, 1), date(2020, 12, 31))
id_bodies = st.builds(
    lambda prefix, day, order: f"{prefix}{day:%Y%m%d}{order:03d}",
    PREFIXES,
    days,
    st.integers(0, 999),
)
code_bodies = st.builds(
    lambda head, place, body: head + place + body,
    st.sampled_from(["52", "51", "91", "12", "N2"]),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def with_check_digit(body: str) -> str:
    """GB 11643, written out here so that the library is checked by something else."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def with_check_character(body: str) -> str:
    """GB 32100, written out likewise."""
    total = sum(ALPHABET.index(char) * 3**place for place, char in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def refused(validate, value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("number", ["350102199003070020", "830000197805120015"])
def test_the_sample_id_numbers_are_right(number):
    assert not refused(validate_id_number, number)


@pytest.mark.parametrize("code", ["52350200MJB123456M", "52350000MJB678902X"])
def test_the_sample_credit_codes_are_right(code):
    assert not refused(validate_credit_code_form, code)
    assert credit_code_is_valid(code)


@given(id_bodies)
def test_an_id_number_with_its_check_digit_is_right_whatever_its_prefix(body):
    assert not refused(validate_id_number, with_check_digit(body))


@given(id_bodies, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_mistyped_character_of_an_id_number_is_always_found(body, place, typed):
    number = with_check_digit(body)
    wrong = number[:place] + typed + number[place + 1 :]
    assert refused(validate_id_number, wrong) == (wrong != number)


@given(id_bodies, st.integers(0, 16))
def test_two_neighbours_swapped_in_an_id_number_are_always_found(body, place):
    number = with_check_digit(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert refused(validate_id_number, swapped) == (swapped != number)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("35010219900230002", "birth"),
        ("35010219901307002", "birth"),
        ("35010220990307002", "birth"),
    ],
)
def test_a_day_of_birth_must_be_real_and_past(body, what):
    with pytest.raises(ValidationError) as error:
        validate_id_number(with_check_digit(body))
    assert error.value.code == what


@pytest.mark.parametrize(
    "number", ["", "35010219900307002", "35010219900307002x", "３50102199003070020", "A" * 18]
)
def test_what_has_not_the_form_of_an_id_number_is_refused(number):
    with pytest.raises(ValidationError) as error:
        validate_id_number(number)
    assert error.value.code == "form"


@given(code_bodies)
def test_a_credit_code_with_its_check_character_is_right(body):
    code = with_check_character(body)
    assert not refused(validate_credit_code_form, code)
    assert credit_code_is_valid(code)


@given(code_bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_mistyped_character_of_a_credit_code_is_always_found(body, place, typed):
    code = with_check_character(body)
    wrong = code[:place] + typed + code[place + 1 :]
    assert credit_code_is_valid(wrong) == (wrong == code)


@pytest.mark.parametrize(
    "code",
    ["", "52350200MJB12345", "5235O200MJB123456M", "52350200MJB12345IM", "52350200mjb123456m"],
)
def test_what_has_not_the_form_of_a_credit_code_is_refused(code):
    assert refused(validate_credit_code_form, code)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_mobile_numbers_of_all_series_are_taken(number):
    assert not refused(validate_mobile, number)


@pytest.mark.parametrize("number", ["12800005678", "1380000567", "138000056789", "１3800005678"])
def test_other_numbers_are_no_mobile_numbers(number):
    assert refused(validate_mobile, number)


def test_a_certificate_number_has_6_to_30_letters_and_digits():
    for number in ("A12345", "2016035012345", "Z" * 30):
        assert not refused(validate_certificate_number, number)
    for number in ("A1234", "Z" * 31, "2016-0350", "证书12345"):
        assert refused(validate_certificate_number, number)


@given(code_bodies, st.integers(0, 18), st.sampled_from([" ", "-", "\t", "　"]))
def test_a_number_is_read_as_people_paste_it(body, place, between):
    code = with_check_character(body)
    pasted = " " + code[:place].lower() + between + code[place:].lower()
    assert clean_number(pasted) == code
    assert clean_number(clean_number(pasted)) == code


@given(id_bodies)
def test_a_masked_number_shows_three_and_four_characters_and_no_birthday(body):
    number = with_check_digit(body)
    masked = mask_id_number(number)
    assert (masked[:3], masked[3:14], masked[14:]) == (number[:3], "*" * 11, number[14:])
    assert mask_id_number("") == ""


def test_full_width_characters_are_read_as_ordinary_ones():
    assert clean_number("３５０１０２１９９００３０７００２０") == "350102199003070020"
    assert clean_number("５２３５０２００ＭＪＢ１２３４５６Ｍ") == "52350200MJB123456M"


def test_a_masked_mobile_number():
    assert mask_mobile("13812345678") == "138****5678"
    assert mask_mobile("") == ""
