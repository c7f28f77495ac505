"""One attempt at a job: claimed, worked on, and ended in words for the person who asked."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from projects.jobs.actions import Claim, claim, fail, progress


class TakenOver(Exception):
    """Another attempt has the job now."""


def attempt(job_id: int, work: Callable[[Claim], None]) -> None:
    """Claims the job and works on it; does nothing when somebody else has it or it is over.

    ``work`` ends the job itself. A reason that another attempt would meet again (ValidationError)
    fails the job at once; a database or a worker that goes away does not: the job is taken again.
    """
    held = claim(job_id)
    if held is None:
        return
    try:
        work(held)
    except TakenOver:
        return
    except ValidationError as error:
        fail(held, " ".join(error.messages))
    except DatabaseError:
        raise
    except Exception:
        fail(held, _("An error of the system stopped the work. It has been recorded."))
        raise


def report(held: Claim, done: int, total: int) -> None:
    """Reports how far the work is; raises TakenOver when the attempt is no longer ours."""
    if not progress(held, done, total):
        raise TakenOver
