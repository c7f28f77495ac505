"""Social-work agencies: the registry, how they stand, and what they ask to have changed."""

from projects.agencies.models.agency import GRADE_YEARS, Agency, AgencyField
from projects.agencies.models.change import FactChange
from projects.agencies.models.standing import Inspection, Listing

__all__ = ["GRADE_YEARS", "Agency", "AgencyField", "FactChange", "Inspection", "Listing"]
