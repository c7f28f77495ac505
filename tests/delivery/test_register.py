"""The register of people: one person is counted once, and nobody reads who she is."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from projects.common.encryption import keyed_hash
from projects.delivery.actions import change_person, erase_person, register_person
from projects.delivery.ages import AgeBand, band_on, born_within
from projects.delivery.models import Beneficiary, Person
from tests.factories import make_beneficiary, make_case, make_group, make_project
from tests.records import id_number

pytestmark = pytest.mark.django_db

WOMAN = "350102195003070022"  # born 1950-03-07; its last digit but one is even
TAIWAN = "830000197805120015"
CHILD_DAY = timezone.localdate() - timedelta(days=365 * 8)


def facts(places, **changes):
    return {
        "name": "林秀英",
        "id_number": WOMAN,
        "phone": "13850001234",
        "groups": ["left_elders"],
        "place_id": places.fulong.pk,
        "consent_on": date(2018, 4, 2),
        **changes,
    }


def child(places, **changes):
    return facts(
        places,
        id_number="",
        born_on=CHILD_DAY,
        sex="female",
        consent_on=timezone.localdate(),
        **{"guardian": "林志强", "guardian_consent_on": timezone.localdate(), **changes},
    )


@pytest.fixture
def enter(cast, project, places):
    """Enters somebody for the own agency; what is said changes the usual facts."""
    return lambda by=cast.agency, **changes: register_person(by=by, **facts(places, **changes))


@pytest.fixture
def elsewhere(cast, plan, places):
    """Staff of another agency that works in the same county."""
    staff = cast.sibling_agency
    make_project(places.own, agency=staff.agency, plan=plan, status="running")
    return staff


# --- entering --------------------------------------------------------------------------------------
def test_an_entry_has_a_number_and_takes_birth_date_and_sex_from_the_id_number(enter, cast):
    entry = enter()
    assert entry.number == f"FWDX-{timezone.localdate().year}-{entry.pk:06d}"
    assert (entry.born_on, entry.sex) == (date(1950, 3, 7), "female")
    assert (entry.agency, entry.created_by) == (cast.agency.agency, cast.agency)
    assert entry.person.id_hash == keyed_hash(WOMAN)
    assert not entry.is_child


def test_a_taiwan_residence_permit_is_an_id_number_too(enter):
    assert enter(id_number=TAIWAN).born_on == date(1978, 5, 12)


def test_two_agencies_entries_of_one_id_number_are_one_person(enter, elsewhere):
    assert enter().person == enter(by=elsewhere).person
    assert Person.objects.count() == 1


def test_entries_without_an_id_number_are_each_a_person(enter):
    nameless = {"id_number": "", "born_on": date(1950, 3, 7), "sex": "female"}
    assert enter(**nameless).person != enter(**nameless).person


def test_one_person_is_entered_once_a_register(enter):
    first = enter()
    with pytest.raises(ValidationError) as refusal:
        enter(name="林秀珠")
    assert first.number in refusal.value.message_dict["id_number"][0]


def test_the_database_refuses_a_second_live_entry_as_well(enter, places):
    entry = enter()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_beneficiary(entry.agency, places.fulong, person=entry.person, id_number="")


def test_the_same_submission_makes_one_entry(cast, project, places):
    key = uuid4()
    made = [register_person(by=cast.agency, submission_key=key, **facts(places)) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"id_number": "", "sex": "female"}, "born_on"),
        ({"id_number": "", "born_on": date(1950, 3, 7)}, "sex"),
        ({"born_on": date(1951, 3, 7)}, "born_on"),
        ({"sex": "male"}, "sex"),
        ({"consent_on": date(1949, 1, 1)}, "consent_on"),
        ({"consent_on": timezone.localdate() + timedelta(days=2)}, "consent_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(enter, changes, field):
    with pytest.raises(ValidationError) as refusal:
        enter(**changes)
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize("missing", ["guardian", "guardian_consent_on"])
def test_for_a_child_a_guardian_consents(enter, cast, project, places, missing):
    with pytest.raises(ValidationError) as refusal:
        register_person(by=cast.agency, **child(places, **{missing: None}))
    assert list(refusal.value.message_dict) == [missing]
    assert register_person(by=cast.agency, **child(places)).is_child


def test_the_day_before_her_14th_birthday_somebody_is_a_child(enter):
    born_on = date(2004, 4, 2)
    older = {"id_number": "", "sex": "female", "born_on": born_on}
    assert not enter(**older, consent_on=date(2018, 4, 2)).is_child
    with pytest.raises(ValidationError):
        enter(**older, consent_on=date(2018, 4, 1))


def test_a_place_where_the_agency_has_no_project_is_refused(enter, places):
    with pytest.raises(ValidationError) as refusal:
        enter(place_id=places.jiangbin.pk)
    assert list(refusal.value.message_dict) == ["place"]


@pytest.mark.parametrize("role", ["county", "province", "auditor", "clerk", "sysadmin"])
def test_only_an_agency_registers(enter, cast, role):
    with pytest.raises(ValidationError):
        enter(by=getattr(cast, role))


# --- correcting ------------------------------------------------------------------------------------
def test_what_is_not_told_stays_as_it_is(enter, cast):
    entry = enter()
    changed = change_person(beneficiary_id=entry.pk, by=cast.agency, phone="13900009999")
    changed.refresh_from_db()
    assert (changed.name, changed.id_number, changed.phone) == ("林秀英", WOMAN, "13900009999")
    assert changed.version == 2


def test_a_mistyped_id_number_is_corrected_and_the_person_stays(enter, cast):
    entry = enter(id_number=TAIWAN)
    change_person(beneficiary_id=entry.pk, by=cast.agency, id_number=WOMAN)
    after = Beneficiary.objects.get(pk=entry.pk)
    assert after.person_id == entry.person_id
    assert after.person.id_hash == keyed_hash(WOMAN)
    assert after.born_on == date(1950, 3, 7)


def test_an_entry_that_turns_out_to_be_somebody_known_becomes_her(enter, cast, elsewhere):
    known = enter(by=elsewhere)
    entry = enter(id_number="", born_on=date(1950, 3, 7), sex="female")
    change_person(beneficiary_id=entry.pk, by=cast.agency, id_number=WOMAN)
    assert Beneficiary.objects.get(pk=entry.pk).person == known.person


def test_another_agency_neither_corrects_nor_erases(enter, cast, elsewhere):
    entry = enter()
    for by in (elsewhere, cast.county, cast.province):
        with pytest.raises(ValidationError):
            change_person(beneficiary_id=entry.pk, by=by, phone="13900009999")
        with pytest.raises(ValidationError):
            erase_person(beneficiary_id=entry.pk, by=by, reason="本人要求")


# --- erasing ---------------------------------------------------------------------------------------
def test_erasing_takes_who_she_is_and_leaves_what_was_counted(enter, cast, project, worker):
    entry = enter()
    case = make_case(project, worker, beneficiary=entry, summary="已改善")
    case.status, case.closed_on, case.closing, case.result = (
        *("closed", date(2018, 9, 1)),
        *("achieved", "better"),
    )
    case.save()
    member = make_group(project, worker, entry).memberships.get()
    erase_person(beneficiary_id=entry.pk, by=cast.agency, reason="本人要求")
    for record in (entry, case, member):
        record.refresh_from_db()
    assert (entry.name, entry.id_number, entry.phone, entry.born_on) == ("", "", "", None)
    assert (entry.sex, entry.groups, entry.erased_on) == (
        *("female", ["left_elders"]),
        timezone.localdate(),
    )
    assert (case.intake, case.summary) == ("", "")
    assert member.left_on == timezone.localdate()
    assert entry.person.id_hash is None


def test_whom_another_agency_knows_keeps_her_hash(enter, cast, elsewhere):
    ours, theirs = enter(), enter(by=elsewhere)
    erase_person(beneficiary_id=ours.pk, by=cast.agency, reason="本人要求")
    theirs.person.refresh_from_db()
    assert theirs.person.id_hash == keyed_hash(WOMAN)
    erase_person(beneficiary_id=theirs.pk, by=elsewhere, reason="本人要求")
    theirs.person.refresh_from_db()
    assert theirs.person.id_hash is None


def test_who_has_an_open_case_is_not_erased(enter, cast, project, worker):
    entry = enter()
    make_case(project, worker, beneficiary=entry)
    with pytest.raises(ValidationError, match="个案"):
        erase_person(beneficiary_id=entry.pk, by=cast.agency, reason="本人要求")


def test_who_was_erased_may_come_again(enter, cast, elsewhere):
    enter(by=elsewhere)
    first = enter()
    erase_person(beneficiary_id=first.pk, by=cast.agency, reason="本人要求")
    again = enter()
    assert again.pk != first.pk
    assert again.person == first.person  # the other agency still knows who she is
    with pytest.raises(ValidationError):
        change_person(beneficiary_id=first.pk, by=cast.agency, name="林秀英")


def test_no_row_of_the_database_keeps_what_was_erased_or_shows_what_is_stored(enter, cast):
    entry = enter(guardian="林志强", guardian_phone="13850009999")
    change_person(beneficiary_id=entry.pk, by=cast.agency, phone="13850005678")
    secrets = ("林秀英", WOMAN, "13850001234", "13850005678", "林志强", "13850009999")
    for secret in secrets:
        assert secret not in everything_stored()
    erase_person(beneficiary_id=entry.pk, by=cast.agency, reason="本人要求")
    stored = everything_stored()
    for secret in (*secrets, keyed_hash(WOMAN), "1950-03-07", "gAAAA"):
        assert secret not in stored


def everything_stored() -> str:
    """Every column of every row of the register and of its history, as the database has it."""
    texts = []
    with connection.cursor() as cursor:
        for model in (Beneficiary, Beneficiary.history.model, Person):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            texts += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(texts)


def test_the_database_refuses_an_erased_entry_that_still_names_somebody(enter):
    entry = enter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Beneficiary.objects.filter(pk=entry.pk).update(
            erased_on=timezone.localdate(), erased_because="本人要求"
        )


# --- ages ------------------------------------------------------------------------------------------
def test_bands_and_their_birth_dates_are_the_same_on_every_day():
    day = date(2020, 2, 29)
    for age in range(1, 110):
        for born_on in (date(2020 - age, 2, 28), date(2020 - age, 3, 1)):
            band = band_on(born_on, day)
            for other in AgeBand:
                low, high = born_within(other, day)
                assert (low <= born_on < high) == (other == band), (born_on, band, other)


# --- pages -----------------------------------------------------------------------------------------
def posted(places, **changes):
    return {
        "name": "林秀英",
        "id_number": WOMAN,
        "place": places.fulong.pk,
        "groups": ["left_elders"],
        "consent_on": "2018-04-02",
        "submission": str(uuid4()),
        **changes,
    }


def test_the_form_registers_and_the_list_shows_a_masked_name(as_user, cast, project, places):
    client = as_user(cast.agency)
    page = client.post(reverse("beneficiary_create"), posted(places), follow=True)
    entry = Beneficiary.objects.get()
    assert page.redirect_chain[-1][0] == entry.get_absolute_url()
    for said in (page, client.get(reverse("beneficiary_list"))):
        text = said.content.decode()
        assert "林*" in text
        assert "秀英" not in text
        assert WOMAN not in text
        assert "60 至 79 岁" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"id_number": "350102195003070024"}, "有一位"),
        ({"id_number": "", "sex": "female"}, "请填写出生日期或身份证号"),
        ({"place": ""}, "请选择服务对象居住的社区或村"),
        ({"groups": []}, "请选择"),
        ({"consent_on": ""}, "同意登记"),
        ({"phone": "12345"}, "手机号"),
    ],
)
def test_the_form_says_in_plain_words_what_is_wrong(as_user, cast, project, places, typed, words):
    page = as_user(cast.agency).post(reverse("beneficiary_create"), posted(places, **typed))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Beneficiary.objects.exists()


def test_the_edit_form_sends_out_nothing_that_is_stored_and_keeps_it(as_user, cast, enter, places):
    entry = enter()
    client = as_user(cast.agency)
    address = reverse("beneficiary_edit", args=[entry.pk])
    text = client.get(address).content.decode()
    for secret in ("林秀英", WOMAN, "13850001234", "1950-03-07"):
        assert secret not in text
    typed = posted(places, name="", id_number="", sex="female", version="1", phone="13900001111")
    assert client.post(address, typed).status_code == 302
    after = Beneficiary.objects.get()
    assert (after.name, after.id_number, after.phone) == ("林秀英", WOMAN, "13900001111")


def test_a_mistyped_id_number_is_one_mistake_and_not_three(as_user, cast, project, places):
    typed = posted(places, id_number=f"{WOMAN[:-1]}0", sex="")
    page = as_user(cast.agency).post(reverse("beneficiary_create"), typed)
    assert set(page.context["form"].errors) == {"id_number"}


def test_a_stored_telephone_goes_when_its_tick_is_set_and_not_before(as_user, cast, enter, places):
    entry = enter(guardian="林志强", guardian_phone="13850009999")
    client, address = as_user(cast.agency), reverse("beneficiary_edit", args=[entry.pk])
    same = posted(places, name="", id_number="", sex="female", phone="", version="1")
    both = client.post(address, {**same, "phone": "13900001111", "forget_phone": "on"})
    assert "phone" in both.context["form"].errors
    assert client.post(address, {**same, "forget_phone": "on"}).status_code == 302
    after = Beneficiary.objects.get()
    assert (after.phone, after.guardian_phone, after.id_number) == ("", "13850009999", WOMAN)
    fields = client.get(address).context["form"].fields
    assert "forget_phone" not in fields
    assert "forget_guardian_phone" in fields


def test_an_edit_of_an_erased_entry_leads_back(as_user, cast, enter):
    entry = enter()
    erase_person(beneficiary_id=entry.pk, by=cast.agency, reason="本人要求")
    page = as_user(cast.agency).get(reverse("beneficiary_edit", args=[entry.pk]))
    assert page.status_code == 302


def test_a_number_is_found_with_its_dashes(as_user, cast, enter):
    entry, client = enter(), as_user(cast.agency)
    for typed, count in ((entry.number, 1), (entry.number[-6:], 1), ("FWDX-1999-", 0), (WOMAN, 0)):
        found = client.get(reverse("beneficiary_list"), {"q": typed}).context["paginator"].count
        assert found == count, typed


def test_an_id_number_is_found_by_its_hash_and_stands_in_no_address(as_user, cast, enter):
    entry, client = enter(), as_user(cast.agency)
    spaced = f"{WOMAN[:6]} {WOMAN[6:14]}-{WOMAN[14:]}"
    for typed in (WOMAN, spaced):
        answer = client.post(reverse("beneficiary_find"), {"id_number": typed})
        assert answer.url == entry.get_absolute_url()
    answer = client.post(reverse("beneficiary_find"), {"id_number": TAIWAN})
    assert answer.url == reverse("beneficiary_list")
    assert client.get(reverse("beneficiary_find")).status_code == 405


def test_nobody_finds_by_id_number_in_the_register_of_another(as_user, cast, enter, elsewhere):
    enter(by=elsewhere)
    answer = as_user(cast.agency).post(reverse("beneficiary_find"), {"id_number": WOMAN})
    assert answer.url == reverse("beneficiary_list")


def test_the_list_is_narrowed_by_age_sex_and_group(as_user, cast, enter):
    enter()
    client = as_user(cast.agency)
    for query, count in (
        ({"band": "elder"}, 1),
        ({"band": "child"}, 0),
        ({"sex": "female", "group": "left_elders"}, 1),
        ({"group": "young"}, 0),
    ):
        page = client.get(reverse("beneficiary_list"), query)
        assert page.context["paginator"].count == count, query


def test_no_error_mail_and_no_log_bears_what_was_typed(
    as_user, cast, project, places, settings, monkeypatch, caplog
):
    """A fault of ours is mailed to the administrators, with what was posted: not from here."""
    settings.ADMINS = [("", "admin@example.org")]
    settings.DEBUG = False

    def fail(self, form):
        raise RuntimeError("disk full")

    monkeypatch.setattr("projects.delivery.views.people.BeneficiaryCreate.save", fail)
    client = as_user(cast.agency)
    client.raise_request_exception = False
    assert client.post(reverse("beneficiary_create"), posted(places)).status_code == 500
    (message,) = mail.outbox
    html = "".join(str(part) for part in message.alternatives)
    for secret in ("林秀英", WOMAN):
        assert secret not in message.subject + message.body + html
        assert secret not in caplog.text


def test_an_id_number_of_the_factories_is_valid_too(enter):
    assert enter(id_number=id_number(7)).id_number == id_number(7)
