"""Case work: the file of one person's case."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from projects.common.encryption import EncryptedTextField
from projects.common.models import Submitted, Versioned
from projects.common.service_fields import ServiceField
from projects.delivery.models.person import Beneficiary
from projects.delivery.querysets import CaseFileQuerySet
from projects.pilots.models import Project
from projects.workers.models import SocialWorker

LONGEST = MaxLengthValidator(5000)
NARRATIVES = ("intake", "assessment", "plan", "summary")


class CaseFile(Submitted, Versioned):
    """One case (个案): consent, intake, assessment, plan, interviews, referral, closing, evaluation.

    Counted as opened, open and closed; its interviews are the service records that name it. What is
    written of the person is encrypted; officials see counts, and opening it needs a reason.
    Source: MZ/T 094-2017 社会工作方法 个案工作.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "Open")
        CLOSED = "closed", _("Closed")

    class Closing(models.TextChoices):
        ACHIEVED = "achieved", _("Goals achieved")
        REFERRED = "referred", _("Referred")
        WITHDRAWN = "withdrawn", _("Withdrew")
        LOST = "lost", _("Moved away or lost")
        OTHER = "other", _("Other")

    class Result(models.TextChoices):
        BETTER = "better", _("Clearly better")
        SOMEWHAT = "somewhat", _("Somewhat better")
        SAME = "same", _("Not changed")
        WORSE = "worse", _("Worse")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="cases", verbose_name=_("project")
    )
    beneficiary = models.ForeignKey(
        Beneficiary, on_delete=models.PROTECT, related_name="cases", verbose_name=_("beneficiary")
    )
    worker = models.ForeignKey(
        SocialWorker, on_delete=models.PROTECT, related_name="cases", verbose_name=_("case worker")
    )
    field = models.CharField(_("service field"), max_length=20, choices=ServiceField)
    opened_on = models.DateField(pgettext_lazy("case", "opened on"))
    consent_on = models.DateField(_("consent given on"))
    intake = EncryptedTextField(_("intake"), blank=True, validators=[LONGEST])
    assessment = EncryptedTextField(_("assessment"), blank=True, validators=[LONGEST])
    plan = EncryptedTextField(_("service plan"), blank=True, validators=[LONGEST])
    status = models.CharField(
        _("status"), max_length=6, choices=Status, default=Status.OPEN, editable=False
    )
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    closing = models.CharField(
        _("why it was closed"), max_length=10, choices=Closing, blank=True, editable=False
    )
    referred_to = models.CharField(_("referred to"), max_length=100, blank=True, editable=False)
    result = models.CharField(
        _("evaluation"), max_length=8, choices=Result, blank=True, editable=False
    )
    summary = EncryptedTextField(
        _("closing summary"), blank=True, validators=[LONGEST], editable=False
    )

    objects = CaseFileQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=list(NARRATIVES))

    class Meta:
        ordering = ("-opened_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_on__isnull=True, closing="", result="")
                | Q(status="closed", closed_on__isnull=False) & ~Q(closing="") & ~Q(result=""),
                name="case_closed_says_when_and_why",
                violation_error_message=_("A closed case says when, why and with what result."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closes_after_it_opens",
                violation_error_message=_(
                    "The case was opened later; enter that day or a later one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(consent_on__lte=F("opened_on")),
                name="case_opens_with_consent",
                violation_error_message=_("A case is opened when consent is given."),
            ),
            models.CheckConstraint(
                condition=~Q(closing="referred") | ~Q(referred_to=""),
                name="case_referred_says_to_whom",
                violation_error_message=_("Say where the case was referred to."),
            ),
            models.UniqueConstraint(
                fields=["project", "beneficiary"],
                condition=Q(status="open"),
                name="one_open_case_a_person_and_project",
                violation_error_message=_("This person already has an open case in this project."),
            ),
        ]
        indexes = [models.Index(fields=["project", "-opened_on"], name="case_project")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether interviews may still be logged."""
        return self.status == self.Status.OPEN
