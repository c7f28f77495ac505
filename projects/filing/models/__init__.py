"""Filing up (逐级上报): rounds, what is filed in them, and the steps of it."""

from projects.filing.models.filing import Filing, FilingStep
from projects.filing.models.round import Round

__all__ = ["Filing", "FilingStep", "Round"]
