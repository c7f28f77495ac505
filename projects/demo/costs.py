"""What each project of the demo is planned to cost: by category, and in all what it was allocated."""

from decimal import Decimal
from random import Random

from projects.common.sharing import largest_remainder
from projects.demo.projects import Pilot
from projects.pilots.models import BudgetLine

Category = BudgetLine.Category
# category: (usual share in 100, what for)
USUAL = {
    Category.STAFF: (44, "专职社工人员费用"),
    Category.ACTIVITY: (21, "个案、小组和社区活动"),
    Category.SUPERVISION: (6, "外聘督导"),
    Category.TRAINING: (5, "志愿者和骨干培训"),
    Category.MATERIALS: (13, "物资、走访交通"),
    Category.MANAGEMENT: (6, ""),
    Category.TAX: (3, ""),
    Category.OTHER: (2, "意外保险等"),
}
# Fen in the smallest amount that is planned (100 yuan), as applications plan round sums.
STEP = 10_000
APPLIED_FOR = (8, 25)  # 万元, of those that nobody has paid yet


def make_costs(rng: Random, running: list[Pilot], applications: list[Pilot]) -> list[BudgetLine]:
    """Lines that add up to the fen: what was allocated, or a round sum where nothing was yet."""
    lines = []
    for pilot in running:
        lines += _lines(rng, pilot, int(pilot.project.allocated * 100))
    for pilot in applications:
        lines += _lines(rng, pilot, rng.randint(*APPLIED_FOR) * 1_000_000)
    return lines


def _lines(rng: Random, pilot: Pilot, fen: int) -> list[BudgetLine]:
    weights = [share * rng.randint(85, 115) for share, _note in USUAL.values()]
    whole, rest = divmod(fen, STEP)
    parts = [part * STEP for part in largest_remainder(whole, weights)]
    parts[0] += rest
    return [
        BudgetLine(
            project=pilot.project, category=category, amount=Decimal(part).scaleb(-2), note=note
        )
        for (category, (_share, note)), part in zip(USUAL.items(), parts, strict=True)
    ]
