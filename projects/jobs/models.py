"""Background jobs: the row is the truth, the broker only carries its number."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.jobs import files
from projects.jobs.querysets import JobQuerySet


class Job(models.Model):
    """A piece of background work: queued here first, sent to Celery second, claimed with a lease.

    ``task`` names the Celery task, which gets the job's id. Who holds the present ``attempt`` may
    report progress and finish; anybody else's reports are ignored. Once ``lease_until`` has passed,
    the job may be taken by another attempt. ``file`` is the path of the result below FILES_DIR.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")

    MAX_ATTEMPTS = 3

    task = models.CharField(_("task"), max_length=100)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    file = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="job_done_is_at_most_total"
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(lease_until__isnull=False),
                name="job_running_has_a_lease",
            ),
        ]
        indexes = [models.Index(fields=["status", "lease_until"], name="job_waiting")]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status not in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def has_file(self) -> bool:
        """Whether its result can be taken: it was made, its days are not over, and it lies on the disk."""
        return (
            self.status == self.Status.DONE
            and bool(self.file)
            and files.size_of(self.file) is not None
        )

    @property
    def percent(self) -> int:
        """Progress in whole per cent, for the bar."""
        if self.status == self.Status.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0
