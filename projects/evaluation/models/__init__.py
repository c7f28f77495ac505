"""Monitoring visits, score sheets, evaluations, rectifications and satisfaction surveys."""

from projects.evaluation.models.evaluation import Evaluation, Panelist
from projects.evaluation.models.filled import FilledSheet, Score
from projects.evaluation.models.rectification import Rectification, Reply
from projects.evaluation.models.sheet import Criterion, ScoreSheet
from projects.evaluation.models.survey import SatisfactionSurvey
from projects.evaluation.models.visit import Finding, FollowUp, Visit

__all__ = [
    "Criterion",
    "Evaluation",
    "FilledSheet",
    "Finding",
    "FollowUp",
    "Panelist",
    "Rectification",
    "Reply",
    "SatisfactionSurvey",
    "Score",
    "ScoreSheet",
    "Visit",
]
