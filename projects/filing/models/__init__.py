"""Filing up (逐级上报): rounds, what is filed in them, the steps of it, and what calls by itself."""

from projects.filing.models.filing import Filing, FilingStep
from projects.filing.models.round import Round
from projects.filing.models.rule import RoundRule

__all__ = ["Filing", "FilingStep", "Round", "RoundRule"]
