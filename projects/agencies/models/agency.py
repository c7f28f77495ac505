"""Agencies and the fields in which they work."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.agencies.eligibility import Eligibility, judge
from projects.agencies.querysets import AgencyFieldQuerySet, AgencyQuerySet
from projects.common.identifiers import validate_credit_code_form, validate_mobile
from projects.common.models import Submitted, Versioned
from projects.common.service_fields import ServiceField
from projects.places.models import Place

GRADE_YEARS = 5


class Agency(Submitted, Versioned):
    """A social-work agency (民办社工机构). Where it is registered is not where it serves.

    ``credit_code_reason`` holds why an authorised person kept a code whose check digit is wrong.
    Grade 1A–5A is valid five years from ``graded_on`` (社会组织评估管理办法). ``staff_count`` is
    everybody whom it employs; how many of them are certified social workers is counted, not stated.
    """

    class Grade(models.TextChoices):
        NONE = "", _("not graded")
        A1 = "1A", "1A"
        A2 = "2A", "2A"
        A3 = "3A", "3A"
        A4 = "4A", "4A"
        A5 = "5A", "5A"

    class PartyBranch(models.TextChoices):
        NONE = "none", _("no party organisation")
        OWN = "own", _("a party branch of its own")
        JOINT = "joint", _("a joint party branch")

    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        validators=[validate_credit_code_form],
        error_messages={"unique": _("An agency with this credit code is already registered.")},
    )
    credit_code_reason = models.CharField(
        _("reason for keeping the code"), max_length=200, blank=True
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="agencies",
        verbose_name=_("place of registration"),
    )
    authority = models.CharField(_("registering authority"), max_length=100)
    legal_representative = models.CharField(_("legal representative"), max_length=50)
    phone = models.CharField(_("phone"), max_length=11, blank=True, validators=[validate_mobile])
    registered_on = models.DateField(_("registered on"))
    grade = models.CharField(
        _("assessment grade"), max_length=2, choices=Grade, default=Grade.NONE, blank=True
    )
    graded_on = models.DateField(_("graded on"), null=True, blank=True)

    staff_count = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    party_branch = models.CharField(
        _("party organisation"), max_length=10, choices=PartyBranch, default=PartyBranch.NONE
    )
    service_area = models.ManyToManyField(
        Place, blank=True, related_name="+", verbose_name=_("service area")
    )

    objects = AgencyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("place__code", "name")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="", graded_on__isnull=True)
                | (~Q(grade="") & Q(graded_on__isnull=False)),
                name="agency_grade_has_its_date",
                violation_error_message=_("A grade needs the date on which it was given."),
            ),
            models.CheckConstraint(
                condition=Q(graded_on__isnull=True) | Q(graded_on__gte=F("registered_on")),
                name="agency_is_graded_after_registration",
                violation_error_message=_("The grade was given before the agency was registered."),
            ),
            models.CheckConstraint(
                condition=Q(staff_count__isnull=True) | Q(staff_count__gte=1),
                name="agency_employs_somebody",
                violation_error_message=_("An agency employs at least one person."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agency", args=[self.pk])

    @property
    def grade_ends_on(self) -> date | None:
        """The day on which the grade expires, five years after it was given."""
        if self.graded_on is None:
            return None
        year = self.graded_on.year + GRADE_YEARS
        if (self.graded_on.month, self.graded_on.day) == (2, 29):
            return date(year, 3, 1)
        return self.graded_on.replace(year=year)

    def grade_valid_on(self, day: date) -> bool:
        """Whether the agency holds a grade that has not expired on ``day``."""
        given, ends = self.graded_on, self.grade_ends_on
        return given is not None and ends is not None and given <= day < ends

    def listed_on(self, day: date) -> bool:
        """Whether the agency is listed as abnormal or seriously dishonest on ``day``."""
        return self.listings.on(day).exists()

    def eligibility_on(self, day: date) -> Eligibility:
        """Whether the agency may be approved or contracted on ``day``, with every reason."""
        return judge(self, day)


class AgencyField(models.Model):
    """A field of social work in which an agency works."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="fields")
    field = models.CharField(_("service field"), max_length=20, choices=ServiceField)

    objects = AgencyFieldQuerySet.as_manager()

    class Meta:
        ordering = ("field",)
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "field"],
                name="agency_field_once",
                violation_error_message=_("The agency names this field already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_field_display()
