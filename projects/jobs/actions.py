"""The life of a job: queued as a row, sent to Celery, claimed with a lease, finished once.

Celery delivers at least once and can be late, so its message only carries the row's number. Every
step here is one conditional UPDATE: whoever comes second changes nothing and is told so.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import Signature, current_app
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from projects.jobs.files import remove_unfinished
from projects.jobs.models import Job

logger = logging.getLogger(__name__)

# A page waits for this connection, so it gives up at once: what is not sent now, beat sends later.
QUICK = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}


@dataclass(frozen=True)
class Claim:
    """The right to work on a job: held by one attempt until its lease runs out."""

    job_id: int
    attempt: int

    def current(self) -> Any:
        """The job's row, as long as this attempt still holds it."""
        return Job.objects.filter(pk=self.job_id, status=Job.Status.RUNNING, attempt=self.attempt)


def enqueue(*, task: str, by: Any, sent: bool = True) -> Job:
    """Queues a job: the row now, the message to Celery once the row is committed.

    Who has many to send passes ``sent=False`` and sends them together.
    """
    job = Job.objects.create(task=task, created_by=by)
    if sent:
        transaction.on_commit(partial(send, job))
    return job


def send(*queued: Job, then: Signature | None = None) -> int:
    """Hands the numbers of jobs to Celery over one connection; gives how many.

    When the broker does not answer, the others wait for beat. ``then`` is run after each of them.
    """
    options = {**current_app.conf.broker_transport_options, **QUICK}
    sent: list[int] = []
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            for job in queued:
                current_app.send_task(
                    job.task, args=[job.pk], connection=connection, retry=False, link=then
                )
                sent.append(job.pk)
    except (OperationalError, OSError) as error:
        logger.warning(
            "%s jobs stay unsent, beat will send them: %s", len(queued) - len(sent), error
        )
    Job.objects.filter(pk__in=sent).update(sent_at=timezone.now())
    return len(sent)


def claim(job_id: int) -> Claim | None:
    """Takes a waiting job, or one whose lease ran out; None when somebody else has it or it is over."""
    now = timezone.now()
    free = Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    known = Job.objects.filter(free, pk=job_id, attempt__lt=Job.MAX_ATTEMPTS).first()
    if known is None:
        return None
    # The attempt that we saw is part of the condition: of two who saw the same, one is too late.
    taken = Job.objects.filter(free, pk=job_id, attempt=known.attempt).update(
        status=Job.Status.RUNNING,
        attempt=known.attempt + 1,
        lease_until=_lease(now),
        started_at=known.started_at or now,
        done=0,
        total=0,
    )
    return Claim(job_id, known.attempt + 1) if taken else None


def progress(claim: Claim, done: int, total: int) -> bool:
    """Reports how far the work is and renews the lease; False when the attempt is no longer ours."""
    return bool(
        claim.current().update(
            done=min(done, total), total=total, lease_until=_lease(timezone.now())
        )
    )


@contextmanager
def held(claim: Claim) -> Iterator[Callable[[int, int], None]]:
    """Keeps the claim, and reports how far the work is, while one long transaction does it.

    Inside the transaction nobody would see a report, so another thread makes it over its own
    connection. What it is told is kept here; the end of the job still asks whose attempt it is.
    """
    at, over = [0, 0], threading.Event()

    def report(done: int, total: int) -> None:
        at[:] = done, total

    def keep() -> None:
        while not over.wait(settings.JOB_LEASE_SECONDS / 6):
            try:
                progress(claim, *at)
            except DatabaseError as error:  # an embedded database has one writer at a time
                logger.info("The lease of job %s is not renewed: %s", claim.job_id, error)
            finally:
                connection.close()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield report
    finally:
        over.set()
        keeper.join()


def finish(claim: Claim, path: str) -> bool:
    """Marks the job done with its file; False, and nothing changed, when it is no longer ours."""
    return bool(_over(claim.current(), Job.Status.DONE, file=path, done=F("total"), error=""))


def fail(claim: Claim, reason: str) -> bool:
    """Marks the job failed for a reason that another attempt would meet again."""
    return bool(_failed(claim.current(), reason))


def cancel(job: Job) -> bool:
    """Takes back a job that is not over; False when it is.

    A queued one is never claimed any more. Who works on a running one hears at the next report that
    it is no longer hers, stops, and leaves no file.
    """
    under_way = Job.objects.filter(pk=job.pk, status__in=(Job.Status.QUEUED, Job.Status.RUNNING))
    return bool(_over(under_way, Job.Status.CANCELLED))


def send_waiting() -> int:
    """Sends what waits and takes jobs back from workers that died; gives the number sent.

    Run by beat. A job is sent (again) when the broker was away, or nobody claimed it within a
    minute; a running one whose lease ran out is queued again, or failed after the last attempt.
    """
    now = timezone.now()
    dead = Job.objects.filter(status=Job.Status.RUNNING, lease_until__lt=now)
    _failed(
        dead.filter(attempt__gte=Job.MAX_ATTEMPTS),
        _("The worker stopped in the middle of the work %(times)s times.")
        % {"times": Job.MAX_ATTEMPTS},
    )
    dead.update(status=Job.Status.QUEUED, lease_until=None, sent_at=None)
    remove_unfinished()
    return send(*Job.objects.waiting(now).order_by("pk"))


def _failed(jobs: Any, reason: str) -> int:
    return _over(jobs, Job.Status.FAILED, error=reason)


def _over(jobs: Any, status: str, **fields: Any) -> int:
    return jobs.update(status=status, lease_until=None, finished_at=timezone.now(), **fields)


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
