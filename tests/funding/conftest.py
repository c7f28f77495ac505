"""A budget line of the own county, and money allocated from it."""

from datetime import date
from decimal import Decimal

import pytest

from projects.funding.actions import allocate
from projects.funding.models import Allocation, Budget
from tests.factories import make_budget


@pytest.fixture
def budget(places, plan) -> Budget:
    """1,000.00 yuan of the own county."""
    return make_budget(places.own, plan, amount=Decimal("1000.00"))


@pytest.fixture
def entry(cast, project, budget) -> Allocation:
    """400.00 yuan of it, allocated to the own county's project."""
    return allocate(
        project_id=project.pk,
        budget_id=budget.pk,
        amount=Decimal("400.00"),
        day=date(2018, 5, 2),
        by=cast.county,
    )
