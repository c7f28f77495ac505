"""What is done with the register: entering a person, correcting an entry, erasing it."""

from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from projects.common.encryption import keyed_hash
from projects.common.roles import Role
from projects.delivery.actions.summaries import mark_dirty
from projects.delivery.models import Beneficiary, CaseFile, GroupMember, Person, ServiceRecord
from projects.delivery.rules.people import is_child, person_errors, read_from_id, villages_served
from projects.delivery.totals import cell_of


class Facts(TypedDict, total=False):
    """What is entered of one person; what is not told stays as it is, at first empty.

    Birth date and sex may be left out where the ID number tells them.
    """

    name: str
    id_number: str
    phone: str
    born_on: date | None
    sex: str
    groups: list[str]
    place_id: int
    consent_on: date
    guardian: str
    guardian_phone: str
    guardian_consent_on: date | None


@sensitive_variables()
@transaction.atomic
def register_person(
    *, by: Any, submission_key: UUID | None = None, **facts: Unpack[Facts]
) -> Beneficiary:
    """Enters somebody into the register of ``by``'s agency, with her consent.

    Whom another agency knows by the same ID number is the same person, counted once. The same
    ``submission_key`` sent again gives the entry that it made the first time.
    """
    if by.role != Role.AGENCY or by.agency_id is None:
        raise ValidationError(_("People are registered by the agency that serves them."))
    made = Beneficiary.objects.filter(submission_key=submission_key, created_by=by).first()
    if submission_key and made:
        return made
    entry = Beneficiary(
        number=uuid4().hex[:30],
        agency_id=by.agency_id,
        created_by=by,
        submission_key=submission_key,
    )
    _fill(entry, facts, by)
    entry.person = _person_of(entry.id_number)
    _refuse_twice(entry)
    entry.save()
    # The number is made of the row's own id, so it is unique without a counter to queue for.
    entry.number = f"FWDX-{timezone.localdate().year}-{entry.pk:06d}"
    Beneficiary.objects.filter(pk=entry.pk).update(number=entry.number)
    return entry


@sensitive_variables()
@transaction.atomic
def change_person(*, beneficiary_id: int, by: Any, **facts: Unpack[Facts]) -> Beneficiary:
    """Corrects an entry of ``by``'s own register; another ID number may make it another person."""
    entry = _lock_entry(beneficiary_id, by)
    before = entry.id_number
    _fill(entry, facts, by)
    if entry.id_number != before:
        _become(entry)
    entry.version += 1
    entry.save()
    return entry


@transaction.atomic
def erase_person(*, beneficiary_id: int, reason: str, by: Any) -> Beneficiary:
    """Erases, on request, who an entry of ``by``'s own register is; the row and the counts stay."""
    said = " ".join(reason.split())[:200]
    if not said:
        raise ValidationError({"reason": _("Say why; the reason stays on record.")})
    entry = _lock_entry(beneficiary_id, by)
    if entry.cases.filter(status=CaseFile.Status.OPEN).exists():
        raise ValidationError(_("This person has an open case; close it before you erase."))
    anonymise(entry, because=said)
    return entry


def anonymise(entry: Beneficiary, *, because: str) -> None:
    """Takes from a locked entry everything that tells who she is, and from her closed cases their texts.

    Sex, groups, place and what was counted stay. Her person keeps its id, and its hash only while
    another agency knows her.
    """
    today = timezone.localdate()
    entry.name = entry.id_number = entry.phone = entry.guardian = entry.guardian_phone = ""
    entry.born_on = None
    entry.erased_on, entry.erased_because = today, because
    entry.version += 1
    entry.save()
    entry.cases.update(intake="", assessment="", plan="", summary="")
    member = GroupMember.objects.filter(beneficiary=entry, left_on=None, joined_on__lte=today)
    member.update(left_on=today)
    _forget_hash(entry.person_id)


def _lock_entry(beneficiary_id: int, by: Any) -> Beneficiary:
    """The entry, locked against other writers and against a case that is being opened for her."""
    rows = Beneficiary.objects.visible_to(by) if by.role == Role.AGENCY else None
    entry = rows and rows.select_for_update(of=("self",)).filter(pk=beneficiary_id).first()
    if not entry:
        raise ValidationError(_("The register is kept by the agency that serves the people."))
    if entry.erased_on:
        raise ValidationError(_("This entry has been erased; who comes again is entered anew."))
    return entry


@sensitive_variables()
def _fill(entry: Beneficiary, facts: Facts, by: Any) -> None:
    """Puts ``facts`` in, with what the ID number tells, and refuses what cannot be."""
    told: dict[str, Any] = {**facts}
    for name, value in read_from_id(told.get("id_number", "")).items():
        told[name] = told.get(name) or value
    moved = "place_id" in told and told["place_id"] != entry.place_id
    for name, value in told.items():
        setattr(entry, name, value)
    whole = {name: getattr(entry, name) for name in Facts.__annotations__}
    errors = person_errors(whole)
    if moved and not villages_served(by).filter(pk=entry.place_id).exists():
        errors["place"] = _("Choose a village of the counties that your projects work in.")
    if errors:
        raise ValidationError(errors)
    entry.is_child = is_child(whole)


@sensitive_variables()
def _person_of(id_number: str) -> Person:
    """The person with this ID number, whichever agency knows her, locked; a new one where none does.

    Two agencies that enter her at the same moment meet at the unique hash. Whoever erases the last
    entry clears it, so it is asked again under the lock.
    """
    if not id_number:
        return Person.objects.create()
    hashed = keyed_hash(id_number)
    while True:
        known, _made = Person.objects.get_or_create(id_hash=hashed)
        rows = Person.objects.select_for_update(no_key=True)
        if person := rows.filter(pk=known.pk, id_hash=hashed).first():
            return person


@sensitive_variables()
def _become(entry: Beneficiary) -> None:
    """Makes ``entry`` the person whom its new ID number names.

    A person without a number, or whose number was mistyped, and whom nobody else knows, keeps her
    id, by which the months have counted her.
    """
    before = entry.person
    alone = not Beneficiary.objects.filter(person=before).exclude(pk=entry.pk).exists()
    hashed = keyed_hash(entry.id_number) or None
    if alone and _takes_hash(before, hashed):
        return
    entry.person = _person_of(entry.id_number)
    _refuse_twice(entry)
    Beneficiary.objects.filter(pk=entry.pk).update(person=entry.person)
    mark_dirty(map(cell_of, ServiceRecord.objects.filter(beneficiaries=entry)))
    _forget_hash(before.pk)


def _takes_hash(person: Person, hashed: str | None) -> bool:
    """Whether ``person`` could be given ``hashed``: not where another person has it."""
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(id_hash=hashed)
    except IntegrityError:
        return False
    return True


def _refuse_twice(entry: Beneficiary) -> None:
    """Refuses a second entry of one person in one register; her person is locked."""
    same = Beneficiary.objects.not_erased().filter(agency=entry.agency_id, person=entry.person)
    if other := same.exclude(pk=entry.pk).first():
        text = _("This person is already in your register: %(number)s.") % {"number": other.number}
        raise ValidationError({"id_number": text})


def _forget_hash(person_id: int) -> None:
    """Clears the hash of a person whom no entry names any more."""
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if not Beneficiary.objects.not_erased().filter(person=person_id).exists():
        Person.objects.filter(pk=person_id).update(id_hash=None)
