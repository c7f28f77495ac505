"""Social workers, their certificates and honours, and what was published about talent."""

from projects.workers.models.honour import HUNDRED, Honour
from projects.workers.models.statistic import Statistic
from projects.workers.models.worker import SENIOR_SINCE, Certificate, Registration, SocialWorker

__all__ = [
    "HUNDRED",
    "SENIOR_SINCE",
    "Certificate",
    "Honour",
    "Registration",
    "SocialWorker",
    "Statistic",
]
